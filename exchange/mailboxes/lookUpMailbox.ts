import { isOfOneDomain } from '../autodiscover/discovery';
import type { Exchange } from '../connection';
import { ExchangeError, type ExchangeErrorCode } from '../errors';
import { AccountDisabled, AddressNotPrimary, ServiceMailboxMissing } from '../ews/mailboxErrors';
import { isOfOneServer } from '../transport/authentication/signInRefused';
import { lookUp, type DirectoryAnswer } from './directory';
import { addressKey } from './address';
import { ownerOfFurtherAddress } from './furtherAddress';
import { listCalendars } from './listCalendars';
import { openCalendar } from './openCalendar';
import { ownerOfPrincipalName } from './principalName';
import { outcomeOf } from '../outcome';
import type {
	MailboxCandidate,
	MailboxCheck,
	MailboxStatus,
	MailboxType,
	ResolvedMailbox,
} from './resolvedMailbox';
import { timeZoneOf } from './timeZone';

/**
 * The facts about an address, the same for every user who has it. `emailAddress` is the primary one, where
 * the directory names it.
 */
export type MailboxLookup = Omit<
	ResolvedMailbox,
	'user' | 'addressSource' | 'givenAddress' | 'memberOf'
>;

interface LookupOptions {
	check: Exclude<MailboxCheck, 'none'>;
	listCalendars: boolean;
	signal: AbortSignal;
}

const endsTheRun = new Set<ExchangeErrorCode>([
	'settings',
	'signIn',
	'tls',
	'nameResolution',
	'unreachable',
	'redirect',
	'schemaVersion',
	'cancelled',
]);

/** True for failures that the next mailbox would meet as well, at the same server. */
export const isForEveryMailbox = (error: ExchangeError) =>
	endsTheRun.has(error.code) && !isOfOneDomain(error);

/** Tells failures that the next mailbox would meet as well, whichever server it is at. */
export const isForEverySite = (exchange: Exchange) => (error: ExchangeError) =>
	isForEveryMailbox(error) && !isOfSite(exchange, error);

/** Failures on the way to one server. */
const ofServer = new Set<ExchangeErrorCode>(['tls', 'nameResolution', 'unreachable', 'redirect']);

/** True for a refusal by one server, or the way to it, where autodiscover may find others for other mailboxes. */
export function isOfSite({ ewsUrl }: Exchange, error: unknown): error is ExchangeError {
	if (ewsUrl.hasSeveralServers === undefined || !(error instanceof ExchangeError)) return false;
	return isOfOneServer(error) || ofServer.has(error.code);
}

/**
 * Looks for the address in the directory and, if asked, opens the calendar.
 * @throws ExchangeError of the kinds that concern the connection rather than the mailbox
 */
export async function lookUpMailbox(
	exchange: Exchange,
	address: string,
	options: LookupOptions,
): Promise<MailboxLookup> {
	const found = await outcomeOf(look(exchange, address, options), isForEverySite(exchange));
	if (found.ok) return found.value;
	return { status: 'failed', message: worded(found.error), error: found.error };
}

async function look(
	exchange: Exchange,
	address: string,
	options: LookupOptions,
): Promise<MailboxLookup> {
	const listed = await directoryAnswer(exchange, address, options);
	const owner = listed && (await ownerOf(exchange, address, listed, options.signal));
	const directory = owner ? { found: 'one' as const, entry: owner } : listed;
	if (directory?.found === 'several') return ambiguous(address, directory.candidates);
	const entry = directory?.found === 'one' ? directory.entry : undefined;
	if (options.check === 'directory') {
		return entry ? describe(entry) : notFound(address, directory);
	}
	if (entry && !ownsCalendar(entry.mailboxType)) return describe(entry);
	return await withCalendar(exchange, address, directory, options);
}

/** Of an address that the directory lists for nobody. */
async function ownerOf(
	...asked: Parameters<typeof ownerOfPrincipalName>
): Promise<MailboxCandidate | undefined> {
	return (await ownerOfFurtherAddress(...asked)) ?? (await ownerOfPrincipalName(...asked));
}

/** Without an answer of the directory the calendar can decide alone. */
async function directoryAnswer(
	exchange: Exchange,
	address: string,
	{ check, signal }: LookupOptions,
): Promise<DirectoryAnswer | undefined> {
	const answer = await outcomeOf(
		lookUp(exchange, address, signal),
		(error) => isForEverySite(exchange)(error) || check === 'directory',
	);
	return answer.ok ? answer.value : undefined;
}

async function withCalendar(
	exchange: Exchange,
	address: string,
	directory: DirectoryAnswer | undefined,
	options: LookupOptions,
	/** Addresses that Exchange said are not the primary one. */
	passed: readonly string[] = [],
): Promise<MailboxLookup> {
	const { listCalendars: listed, signal } = options;
	const entry = directory?.found === 'one' ? directory.entry : undefined;
	const mailbox = entry?.emailAddress ?? address;
	const described = entry ? describe(entry) : { mailboxType: 'mailbox' as const };
	const opened = await outcomeOf(
		openCalendar(exchange, mailbox, signal),
		(error) => statusOf(error, entry !== undefined, exchange) === undefined,
	);
	if (!opened.ok) {
		const { error } = opened;
		const primary = error instanceof AddressNotPrimary ? error.primaryAddress : undefined;
		if (primary !== undefined && addressKey(primary) !== addressKey(mailbox)) {
			if (passed.some((one) => addressKey(one) === addressKey(primary))) {
				const message = `Exchange says of ${mailbox} that ${primary} is its primary address, and the other way round.`;
				return { ...described, status: 'failed', message, error };
			}
			const named: MailboxCandidate = { mailboxType: 'mailbox', ...entry, emailAddress: primary };
			const found = { found: 'one' as const, entry: named };
			return await withCalendar(exchange, primary, found, options, [...passed, mailbox]);
		}
		const status = statusOf(error, entry !== undefined, exchange)!;
		if (status === 'notFound') {
			return error instanceof AddressNotPrimary
				? { status, message: worded(error), error }
				: notFound(address, directory);
		}
		return { ...described, status, message: worded(error), error };
	}
	const calendar = opened.value;
	if (calendar.access === 'none') {
		return {
			...described,
			status: 'accessDenied',
			calendar,
			message: `${exchange.settings.user} may see that the calendar of ${address} exists, but not read it.`,
		};
	}
	const timeZone = await timeZoneOf(exchange, mailbox, { id: calendar.id }, signal);
	const calendars = listed ? await listCalendars(exchange, mailbox, signal) : undefined;
	return {
		...described,
		status: 'resolved',
		calendar,
		...(calendars && { calendars }),
		...(timeZone && { timeZone }),
	};
}

/** Undefined for failures that say nothing of the mailbox. */
function statusOf(
	error: ExchangeError,
	inDirectory: boolean,
	{ settings }: Exchange,
): MailboxStatus | undefined {
	if (error instanceof ServiceMailboxMissing || error instanceof AccountDisabled) return undefined;
	switch (error.code) {
		case 'impersonation':
		case 'accessDenied':
			return 'accessDenied';
		case 'mailboxUnavailable':
			return inDirectory ? 'noMailbox' : 'notFound';
		case 'notFound':
			// A delegate is told the same about a calendar that it may not see.
			return settings.mailboxAccess === 'delegate' ? 'accessDenied' : 'noMailbox';
		default:
			return undefined;
	}
}

const owners: Partial<Record<MailboxType, string>> = {
	publicDL: 'a distribution group',
	privateDL: 'a personal distribution list',
	contact: 'a contact without a mailbox here',
	publicFolder: 'a public folder',
	groupMailbox: 'a group of Microsoft 365',
	oneOff: 'an address outside',
};

function ownsCalendar(type: MailboxType): boolean {
	return owners[type] === undefined;
}

function describe({ displayName, emailAddress, mailboxType }: MailboxCandidate): MailboxLookup {
	const what = owners[mailboxType];
	return {
		status: what === undefined ? 'resolved' : 'noMailbox',
		emailAddress,
		...(displayName !== undefined && { displayName }),
		mailboxType,
		...(what !== undefined && { message: `${emailAddress} is ${what}.` }),
	};
}

function ambiguous(address: string, candidates: MailboxCandidate[]): MailboxLookup {
	return {
		status: 'ambiguous',
		candidates,
		message: `${candidates.length} entries of the directory fit ${address}; give the address of the right one.`,
	};
}

function notFound(address: string, directory: DirectoryAnswer | undefined): MailboxLookup {
	const { candidates, notListedAll } =
		directory?.found === 'none' ? directory : { candidates: [], notListedAll: [] };
	if (candidates.length > 1) return ambiguous(address, candidates);
	const nearest = candidates.map(({ emailAddress }) => emailAddress).join(', ');
	const rest = notListedAll.length > 0 ? ', but not all of their addresses' : '';
	return {
		status: 'notFound',
		...(candidates.length > 0 && { candidates }),
		message: `There is no mailbox ${address} in this Exchange${nearest ? `; the directory has ${nearest}${rest}` : ''}.`,
	};
}

function worded({ message, remedy }: ExchangeError): string {
	return remedy ? `${message.replace(/\.$/, '')}. ${remedy}` : message;
}
