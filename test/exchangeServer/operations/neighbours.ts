import type { CalendarItem } from '../contracts';
import { slots } from '../model/series';
import { localDate, type ZoneTable } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';

/**
 * An occurrence may not begin on or past the day of the one before or after it, nor overlap them: one that
 * began the day before may end when it begins.
 * @throws ResponseError ErrorOccurrenceCrossingBoundary, ErrorOccurrenceTimeSpanTooBig
 */
export function checkNeighbours(
	master: CalendarItem,
	originalStart: number,
	start: Date,
	end: Date,
	zones: ZoneTable,
): void {
	const zone = zones.get(master.startTimeZone);
	let previous: { start: Date; end: Date } | undefined;
	let next: Date | undefined;
	for (const slot of slots(master, zones)) {
		const time = slot.originalStart.getTime();
		if (time === originalStart || master.deletedOccurrences.has(time)) continue;
		const own = master.exceptions.get(time);
		const actual = own ?? { start: slot.originalStart, end: slot.originalEnd };
		if (time < originalStart) previous = actual;
		else {
			next = actual.start;
			break;
		}
	}
	const day = localDate(start, zone);
	const tooEarly =
		previous !== undefined && (day <= localDate(previous.start, zone) || start < previous.end);
	const tooLate = next !== undefined && (day >= localDate(next, zone) || end > next);
	if (tooEarly || tooLate) {
		throw new ResponseError(
			'ErrorOccurrenceCrossingBoundary',
			'Modified occurrence is crossing or overlapping adjacent occurrence.',
		);
	}
}
