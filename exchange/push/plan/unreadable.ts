import type { PlannedAction } from './plan';

/** Nothing is known of an item that can't be read: it is neither written nor made a second time. */
export function unreadable(why: string): Pick<PlannedAction, 'action' | 'reason' | 'message'> {
	return { action: 'fail', reason: 'unreadable', message: `The item can't be read: ${why}` };
}
