import type { Exchange } from '../connection';
import type { ExchangeErrorCode } from '../errors';
import { AddressNotPrimary } from '../ews/mailboxErrors';
import { outcomeOf } from '../outcome';
import { addressKey } from './address';
import type { DirectoryAnswer } from './directory';
import { openCalendar } from './openCalendar';
import type { MailboxCandidate } from './resolvedMailbox';

/** Most candidates whose calendars are opened for one address. */
const mostOpened = 3;

/**
 * Whose further address it is, of those whose addresses the directory does not list all. That it is theirs
 * counts only when Exchange says so: it names theirs as the primary one, or opens the same calendar for both.
 * @returns undefined where that can't be found out, or is another's
 */
export async function ownerOfFurtherAddress(
	exchange: Exchange,
	address: string,
	directory: DirectoryAnswer,
	signal?: AbortSignal,
): Promise<MailboxCandidate | undefined> {
	if (directory.found !== 'none' || directory.notListedAll.length === 0) return undefined;
	const { notListedAll } = directory;
	const asked = await openedAs(exchange, address, signal);
	if (asked.primaryAddress !== undefined) {
		const primary = addressKey(asked.primaryAddress);
		return notListedAll.find(({ emailAddress }) => addressKey(emailAddress) === primary);
	}
	if (asked.id === undefined) return undefined;
	for (const candidate of notListedAll.slice(0, mostOpened)) {
		const { id } = await openedAs(exchange, candidate.emailAddress, signal);
		if (id === asked.id) return candidate;
	}
	return undefined;
}

/** Failures that concern the address; any other one leaves open whose it is. */
const refusals = new Set<ExchangeErrorCode>([
	'impersonation',
	'accessDenied',
	'notFound',
	'mailboxUnavailable',
	'input',
	'schemaValidation',
]);

async function openedAs(
	exchange: Exchange,
	address: string,
	signal: AbortSignal | undefined,
): Promise<{ id?: string; primaryAddress?: string }> {
	const opened = await outcomeOf(
		openCalendar(exchange, address, signal),
		({ code }) => !refusals.has(code),
	);
	if (opened.ok) return { id: opened.value.id };
	const { error } = opened;
	return error instanceof AddressNotPrimary ? { primaryAddress: error.primaryAddress } : {};
}
