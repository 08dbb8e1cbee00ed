import type { PlannedAction } from './plan';

/** Nothing is known of an item that can't be read: it is neither written nor made a second time. */
export function unreadable(
	why: string,
	what = 'The item',
): Pick<PlannedAction, 'action' | 'reason' | 'message'> {
	return { action: 'fail', reason: 'unreadable', message: `${what} can't be read: ${why}` };
}
