import type { TimeZones } from '../../calendar/timeZone';
import type { WritableEvent } from '../input/writableEvent';
import { schedule } from './fields';
import type { CalendarItemView, PlannedAction } from './plan';
import { missingExceptions } from './unfinished';

/** What becomes of a series when the times of the event are written. */
export function changeOfSeries(
	event: WritableEvent,
	item: CalendarItemView,
	zones: TimeZones,
): Pick<PlannedAction, 'endsSeries' | 'resetsSeries'> {
	if (!item.isSeries || !event.times) return {};
	if (!event.times.recurrence) return { endsSeries: true };
	const hasExceptions = item.fingerprint('times') !== item.fingerprint(schedule);
	const keepsAll = missingExceptions(event, item, zones) !== undefined;
	return hasExceptions && !keepsAll ? { resetsSeries: true } : {};
}
