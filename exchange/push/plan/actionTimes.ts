import { dateText, dayMs, instantText } from '../../calendar/civil';
import type { TimeZones } from '../../calendar/timeZone';
import type { WritableTimes } from '../input/writableEvent';
import { clockFace } from './comparable';
import type { CalendarItemView, Days, PlannedAction, Planning } from './plan';

/**
 * Notes with each action when its event is: as it will be where the action gives it new times, else as its
 * item is. Of a series only its first start.
 */
export function withTimes(
	actions: readonly PlannedAction[],
	{ linked, unlinked, zones }: Pick<Planning, 'linked' | 'unlinked' | 'zones'>,
): PlannedAction[] {
	let byId: ReadonlyMap<string, CalendarItemView> | undefined;
	const itemOf = ({ id, externalId }: PlannedAction): CalendarItemView | undefined => {
		if (id === undefined) return undefined;
		const own = linked.get(externalId)?.find((item) => item.id === id);
		if (own) return own;
		byId ??= new Map(unlinked.map((item) => [item.id, item]));
		return byId.get(id);
	};
	return actions.map((action) => {
		const { times } = action.event ?? {};
		if (times) {
			const { start, end } = daysOfTimes(times, zones) ?? times;
			return { ...action, start, ...(!times.recurrence && { end }) };
		}
		const item = itemOf(action);
		const start = item && startOfItem(item);
		if (start === undefined) return action;
		const end = item?.isSeries ? undefined : (item?.days?.end ?? textOf(item?.end));
		return { ...action, start, ...(end !== undefined && { end }) };
	});
}

/** As a result tells it: an instant, of an all-day item a date; undefined when nobody knows. */
export function startOfItem({ start, days }: CalendarItemView): string | undefined {
	return days?.start ?? textOf(start);
}

/** The dates of an all-day event that is written; undefined for others. */
export function daysOfTimes(
	{ start, end, isAllDay, timeZone }: WritableTimes,
	zones: TimeZones,
): Days | undefined {
	const zone = isAllDay ? zones.byName(timeZone) : undefined;
	if (!zone) return undefined;
	const day = (text: string) => dateText(Math.floor(clockFace(zone, Date.parse(text)) / dayMs));
	return { start: day(start), end: day(end) };
}

function textOf(utc: number | undefined): string | undefined {
	return utc !== undefined && Number.isFinite(utc) ? instantText(utc) : undefined;
}
