import type { Exchange } from '../connection';
import { getFolder } from '../ews/operations/getFolder';
import { call, type CallTarget } from '../ews/request';
import { outcomeOf } from '../outcome';
import type { DirectoryAnswer } from './directory';
import type { MailboxCandidate } from './resolvedMailbox';

/**
 * The mailbox of a user principal name, which looks like an address and need not be one. The directory
 * offers whoever's name begins like it; that it is theirs counts only when acting under that name opens
 * the calendar of the mailbox offered.
 * @returns undefined where that can't be found out, or is another's
 */
export async function ownerOfPrincipalName(
	exchange: Exchange,
	principalName: string,
	directory: DirectoryAnswer,
	signal?: AbortSignal,
): Promise<MailboxCandidate | undefined> {
	const { mailboxAccess, impersonateBy } = exchange.settings;
	// Who impersonates by other names goes by those names everywhere.
	if (mailboxAccess !== 'impersonation' || impersonateBy !== 'smtpAddress') return undefined;
	if (directory.found !== 'none' || directory.candidates.length !== 1) return undefined;
	const [offered] = directory.candidates;
	if (offered.mailboxType !== 'mailbox') return undefined;
	const target = { mailbox: offered.emailAddress, signal };
	const ownId = await calendarIdFor(exchange, { ...target, principalName });
	if (ownId === undefined) return undefined;
	return ownId === (await calendarIdFor(exchange, target)) ? offered : undefined;
}

/** Undefined where it can't be opened. @throws Cancelled */
async function calendarIdFor(exchange: Exchange, target: CallTarget): Promise<string | undefined> {
	const request = { folders: [{ distinguished: 'calendar' }], properties: [] };
	const answer = await outcomeOf(
		call(exchange, getFolder, request, target),
		({ code }) => code === 'cancelled',
	);
	const [opened] = answer.ok ? answer.value : [];
	return opened?.ok ? opened.folder.id : undefined;
}
