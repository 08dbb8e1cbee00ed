import type { PlannedAction, Planning } from './plan';

/** Notes with each action that finds its event as it should be the item's iCalUId. */
export function withUids(
	actions: readonly PlannedAction[],
	{ linked }: Pick<Planning, 'linked'>,
): PlannedAction[] {
	return actions.map((action) => {
		if (action.action !== 'unchanged') return action;
		const item = linked.get(action.externalId)?.find(({ id }) => id === action.id);
		return item?.iCalUId === undefined ? action : { ...action, iCalUId: item.iCalUId };
	});
}
