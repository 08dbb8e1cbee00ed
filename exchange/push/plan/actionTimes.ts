import { instantText } from '../../calendar/civil';
import type { CalendarItemView, PlannedAction, Planning } from './plan';

/**
 * Notes with each action when its event is: as it will be where the action gives it new times, else as its
 * item is. Of a series only its first start.
 */
export function withTimes(
	actions: readonly PlannedAction[],
	{ linked, unlinked }: Pick<Planning, 'linked' | 'unlinked'>,
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
			const { start, end, recurrence } = times;
			return { ...action, start, ...(!recurrence && { end }) };
		}
		const item = itemOf(action);
		if (!item || !Number.isFinite(item.start)) return action;
		const hasEnd = !item.isSeries && Number.isFinite(item.end);
		return {
			...action,
			start: instantText(item.start),
			...(hasEnd && { end: instantText(item.end) }),
		};
	});
}
