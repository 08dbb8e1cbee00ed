import { dayMs } from '../../../calendar/civil';
import { getUserAvailability } from '../../../ews/operations/getUserAvailability';
import { call } from '../../../ews/request';
import { outcomeOf } from '../../../outcome';
import { seen, unseen, type Observation } from '../observation';

/** Longer than the shorter of the two limits, within the longer one. */
const windowDays = 50;

export const availabilityWindow: Observation = {
	name: 'availabilityWindow',
	async look({ exchange, mailbox, target, now }) {
		if (mailbox === undefined) return unseen('ownMailbox');
		const start = Math.floor(now.getTime() / dayMs) * dayMs;
		const end = start + windowDays * dayMs;
		const request = {
			addresses: [mailbox],
			start,
			end,
			interval: 1440,
			view: 'MergedOnly' as const,
		};
		const asked = await outcomeOf(
			call(exchange, getUserAvailability, request, target),
			({ details }) => details.responseCode !== 'ErrorTimeIntervalTooBig',
		);
		if (!asked.ok) return seen('days42');
		const [entry] = asked.value;
		if (entry.ok) return seen('days62');
		// Any other word is the server's own, and may hold a name.
		return entry.failure.responseCode === 'ErrorTimeIntervalTooBig'
			? seen('days42')
			: unseen('failed');
	},
};
