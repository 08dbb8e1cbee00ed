import type { CalendarItem } from '../contracts';
import { slots } from '../model/series';
import { localDate, type ZoneTable } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';

/**
 * An occurrence may not move to or past the day of the one before or after it.
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
	let previous: Date | undefined;
	let next: Date | undefined;
	for (const slot of slots(master, zones)) {
		const time = slot.originalStart.getTime();
		if (time === originalStart || master.deletedOccurrences.has(time)) continue;
		const actual = master.exceptions.get(time)?.start ?? slot.originalStart;
		if (time < originalStart) previous = actual;
		else {
			next = actual;
			break;
		}
	}
	const day = localDate(start, zone);
	const tooEarly = previous !== undefined && day <= localDate(previous, zone);
	const tooLate = next !== undefined && (day >= localDate(next, zone) || end > next);
	if (tooEarly || tooLate) {
		throw new ResponseError(
			'ErrorOccurrenceCrossingBoundary',
			'Modified occurrence is crossing or overlapping adjacent occurrence.',
		);
	}
}
