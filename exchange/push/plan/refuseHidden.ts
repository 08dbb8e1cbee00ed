import { letSeePrivate } from '../../changes/privacy';
import type { HiddenItems, PlannedAction } from './plan';

/**
 * Takes out of a plan what a delegate can't do without seeing private items: an event that is private
 * would not be found again, and one that is not found may be there, hidden. Nothing is doubled for it.
 */
export function refuseHidden(
	actions: readonly PlannedAction[],
	hidden: HiddenItems,
	mailbox: string,
): PlannedAction[] {
	const masked = new Set(hidden.masked.map(({ id }) => id));
	return actions.map((action) => {
		const { sensitivity } = action.event ?? {};
		if (sensitivity === 'private' || sensitivity === 'confidential') {
			return {
				...withoutWrite(action),
				action: 'fail',
				reason: 'hiddenInExchange',
				field: 'sensitivity',
				message: `The event is ${sensitivity}, and the account may not see private items of ${mailbox}: it would not be found again. ${letSeePrivate(mailbox)}`,
			};
		}
		const isUncertain =
			action.action === 'create'
				? hidden.omitted > 0 || isAtMasked(action, hidden)
				: action.action === 'adopt' && masked.has(action.id ?? '');
		if (isUncertain) {
			return {
				...withoutWrite(action),
				action: 'skip',
				reason: 'hiddenInExchange',
				message: `Not created: ${mailbox} has private items that the account may not see, and the event may be one of them. ${letSeePrivate(mailbox)}`,
			};
		}
		const mayBeHidden = hidden.omitted > 0 || masked.size > 0;
		if (action.action === 'skip' && action.reason === 'notLinked' && mayBeHidden) {
			const message = `Not found; it may be among the private items of ${mailbox} that the account may not see. ${letSeePrivate(mailbox)}`;
			return { ...action, message };
		}
		return action;
	});
}

function isAtMasked({ event }: PlannedAction, { masked }: HiddenItems): boolean {
	const start = Date.parse(event?.times?.start ?? '');
	const end = Date.parse(event?.times?.end ?? '');
	return masked.some((one) => one.start === start && one.end === end);
}

function withoutWrite(action: PlannedAction): PlannedAction {
	const { event, state, ...rest } = action;
	void [event, state];
	return rest;
}
