import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { graphRecurrence } from '../../calendar/recurrence';
import { readSeries } from '../../changes/seriesOccurrences';
import { InvalidInput } from '../../errors';
import { readTimes } from '../input/times';
import type { WritableTimes } from '../input/writableEvent';
import type { ItemWithOccurrences } from '../plan/comparable';
import { carriedOccurrences } from './carriedOccurrences';
import { currentTimes, givenTime } from './currentTimes';

/**
 * The rule of a series that can be written again.
 * @throws InvalidInput naming `event`, for one in a zone that is unknown here, or by another calendar
 */
export function ruleOf({ item, zones }: ItemWithOccurrences) {
	const known = readSeries(item, zones);
	const { zoneId } = currentTimes(item, zones);
	if (known?.doubtfulRule) {
		throw new InvalidInput(
			'event',
			'The series repeats by another calendar, such as the Chinese one, not in every year, or in another time zone than its times are in, which Exchange does not tell',
			{ remedy: 'Change single occurrences, or the series in Outlook.' },
		);
	}
	if (!known?.rule || zoneId === undefined) {
		throw new InvalidInput('event', 'The series is in a time zone that has no known name', {
			remedy:
				'Change single occurrences, or the series in Outlook, where its time zone can be chosen anew.',
		});
	}
	const { start, rule } = known;
	return { rule, start, zoneId, recurrence: graphRecurrence(rule.recurrence, zoneId) };
}

/**
 * The times that a series has, as they are written again.
 * @param part its range, and where it ends (UTC milliseconds); default: all of it
 * @throws InvalidInput naming `event`, for one in a zone that is unknown here
 */
export function ownTimes(
	series: ItemWithOccurrences,
	part: { range?: PatternedRecurrence['range']; end?: number } = {},
): WritableTimes {
	const { item, zones } = series;
	const { start, zoneId, recurrence } = ruleOf(series);
	const { range = recurrence.range, end } = part;
	const current = currentTimes(item, zones);
	const reading = {
		zones,
		defaultZone: zoneId,
		isZoneChosen: true,
		knowsWorkingElsewhere: true,
	};
	const times = readTimes(
		{
			externalId: '',
			start: givenTime(current.start, current, current.isAllDay),
			end: givenTime(current.end, current, current.isAllDay),
			isAllDay: current.isAllDay,
			recurrence: { pattern: recurrence.pattern, range },
		},
		reading,
	) as WritableTimes;
	const place = { from: start, to: start, end };
	return { ...times, ...carriedOccurrences(series, times, place, reading) };
}
