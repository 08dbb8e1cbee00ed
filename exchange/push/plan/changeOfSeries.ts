import { inWordsOf } from '../../calendar/recurrence';
import type { TimeZones } from '../../calendar/timeZone';
import type { WritableEvent } from '../input/writableEvent';
import { schedule } from './fields';
import type { CalendarItemView, PlannedAction } from './plan';
import { missingExceptions } from './unfinished';

/**
 * What becomes of a series when the times of the event are written.
 * @param written the fields of it that are written
 */
export function changeOfSeries(
	event: WritableEvent,
	item: CalendarItemView,
	zones: TimeZones,
	written: WritableEvent = event,
): Pick<PlannedAction, 'event' | 'endsSeries' | 'resetsSeries' | 'changesPattern'> {
	const { times } = event;
	if (!item.isSeries || !times) return {};
	if (!times.recurrence) return { endsSeries: true };
	const hasExceptions = item.fingerprint('times') !== item.fingerprint(schedule);
	const keepsAll = missingExceptions(event, item, zones) !== undefined;
	const own = item.event().recurrence;
	const recurrence = own && inWordsOf(times.recurrence, own);
	return {
		...(hasExceptions && !keepsAll && { resetsSeries: true }),
		...(recurrence
			? { event: { ...written, times: { ...times, recurrence } } }
			: { changesPattern: true }),
	};
}
