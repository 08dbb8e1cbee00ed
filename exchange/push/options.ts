import { InvalidInput } from '../errors';
import { allowedDeletions } from './plan/deletionGuard';
import { checkSource } from './plan/externalKey';
import { checkWindow } from '../changes/window';
import type { PushOptions } from './pushEvents';

/** @throws InvalidInput naming the option that is out of range */
export function checkPushOptions(options: PushOptions): void {
	const { mailbox, source, calendar, window, now } = options;
	if (typeof mailbox !== 'string' || mailbox.trim() === '') {
		throw new InvalidInput('mailbox', 'The mailbox is missing', {
			remedy: 'Give the primary SMTP address of the mailbox.',
		});
	}
	checkSource(source);
	if (calendar !== undefined && !calendar.id) {
		throw new InvalidInput('calendar', 'The calendar has no id');
	}
	if (window !== undefined) checkWindow(window);
	allowedDeletions(options.maxDeletes, 0);
	oneOf('action', options.action, ['upsert', 'delete', 'snapshot']);
	oneOf('sendInvitations', options.sendInvitations, ['none', 'all', 'changed']);
	oneOf('deleteType', options.deleteType, ['toDeletedItems', 'soft', 'hard']);
	oneOf('conflictPolicy', options.conflictPolicy, [
		'exchangeWins',
		'sourceWins',
		'newestWins',
		'report',
	]);
	if (now !== undefined && Number.isNaN(now.getTime())) {
		throw new InvalidInput('now', 'now is not a date');
	}
}

function oneOf(field: string, value: unknown, allowed: readonly string[]): void {
	if (value === undefined || allowed.includes(value as string)) return;
	throw new InvalidInput(field, `${field} is ${String(value)}, not one of ${allowed.join(', ')}`);
}
