import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const timePrecision = behaviour({
	name: 'timePrecision',
	changes: 'Start and End of an item.',
	values: {
		minutes: 'whole minutes',
		seconds: 'whole seconds',
		kept: 'as they were sent',
	},
	standard: 'minutes',
	source: 'exchangelib, tests/common.py (get_random_datetime without microseconds)',
	certainty: 'doubtful',
	coping: 'Times are compared to the minute.',
});

const UNITS_MS = { minutes: 60_000, seconds: 1000, kept: 1 };

/** A start or an end as the server keeps it. */
export function keptTime(moment: Date, value: Chosen<typeof timePrecision>): Date {
	const unit = UNITS_MS[value];
	return new Date(Math.floor(moment.getTime() / unit) * unit);
}
