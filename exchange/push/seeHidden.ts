import type { PlannedAction } from './plan/plan';
import { refuseHidden } from './plan/refuseHidden';
import type { CalendarAccess } from './ports';

/** Looks for hidden private items where they decide something, and takes out what would double one. */
export async function seeHidden(
	access: CalendarAccess,
	actions: readonly PlannedAction[],
	mailbox: string,
): Promise<readonly PlannedAction[]> {
	const isDecisive = actions.some(
		({ action, reason, event }) =>
			action === 'create' ||
			action === 'adopt' ||
			reason === 'notLinked' ||
			(event?.sensitivity !== undefined && !/^(normal|personal)$/.test(event.sensitivity)),
	);
	if (!isDecisive) return actions;
	const hidden = await access.hiddenItems();
	return hidden ? refuseHidden(actions, hidden, mailbox) : actions;
}
