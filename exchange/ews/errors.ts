import {
	ExchangeError,
	type ExchangeErrorCode,
	type ExchangeErrorOptions,
	type ResponseDetails,
} from '../errors';
import {
	setThrottlingPolicy,
	showMailboxSize,
	showServerHealth,
	unnamedAccount,
} from '../adminCommands';
import { powershell } from '../powershell';
import type { ItemFailure } from './itemParts';
import {
	AccessDenied,
	AccountDisabled,
	AccountUnusable,
	AddressNotPrimary,
	CalendarIdRefused,
	ImpersonationDenied,
	MailboxNotFound,
	ObjectNotFound,
	ServiceMailboxMissing,
} from './mailboxErrors';
import type { ResponseContext } from './operation';
import { decisiveCode, isMailboxFull, responseCodeKind } from './responseCodes';
import { saying } from './serversWords';

/** The server's answer is not what EWS answers. */
export class MalformedResponse extends ExchangeError {
	constructor(
		/** The content that came instead, such as `an HTML page`; never a piece of the answer's text. */
		readonly what: string,
		/** It ends in its middle although the connection ended in order: something on the way cut it. */
		readonly truncated = false,
		options: ExchangeErrorOptions = {},
	) {
		super('malformedResponse', `The server's answer is not a usable EWS response: ${what}`, {
			remedyBy: truncated ? 'networkAdmin' : 'exchangeAdmin',
			remedy: truncated
				? 'Try again. If it happens often, look for a proxy, firewall or balancer that cuts long answers.'
				: 'Check that the address leads to Exchange itself (…/EWS/Exchange.asmx) and that no proxy, firewall or sign-in page answers in its place.',
			...options,
		});
	}

	/**
	 * Another attempt may bring the whole answer, or Exchange's own: gateways answer in its place with a page, or
	 * with nothing in the envelope. A sign-in page comes again.
	 */
	get mayPass(): boolean {
		return this.truncated || /^(an HTML page$|a SOAP envelope without )/.test(this.what);
	}
}

/**
 * The answer is that of another request: something on the way mixes them up. Its connection is closed,
 * and nothing of it is used.
 */
export class WrongAnswer extends ExchangeError {
	/** Over another connection the right one may come. */
	readonly mayPass = true;

	constructor(
		/** The difference, such as `the response of FindItem`; never a piece of the answer's content. */
		readonly what: string,
	) {
		super('malformedResponse', `The server sent the answer of another request: ${what}`, {
			remedyBy: 'networkAdmin',
			remedy:
				'Try again. If it happens often, look for a proxy, firewall or balancer between n8n and Exchange that shares connections among requests, and take it out of the way.',
		});
	}
}

/** The server asks to slow down; `details.backOffMs` says for how long, if the server said so. */
export class ServerBusy extends ExchangeError {
	constructor(details: ResponseDetails) {
		const wait = details.backOffMs;
		super('throttled', `Exchange is too busy${wait === undefined ? '' : ` for ${wait} ms`}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Run fewer workflows at a time or lower Maximum Connections of the credential. The administrator can give the service account a throttling policy of its own, from Exchange 2013 on also with -EwsCutoffBalance Unlimited.',
			command: setThrottlingPolicy(unnamedAccount),
			details,
		});
	}
}

/** Passes by itself: a mailbox that is moved, a database that fails over, a directory that restarts. */
export class TemporarilyUnavailable extends ExchangeError {
	constructor(details: ResponseDetails) {
		super('temporarilyUnavailable', `Exchange can't answer just now${saying(details)}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Try again later. If it stays, ask the Exchange administrator about the server’s health.',
			command: showServerHealth(),
			details,
		});
	}
}

/** The stored sync state or subscription is not valid (any more): a full comparison is needed. */
export class InvalidSyncState extends ExchangeError {
	constructor(details: ResponseDetails) {
		super('syncState', `Exchange does not accept the stored sync state${saying(details)}`, {
			remedyBy: 'you',
			remedy: 'Drop the state and read the calendar in full.',
			details,
		});
	}
}

/** The server does not speak the schema that the settings claim. */
export class SchemaVersionRefused extends ExchangeError {
	constructor(details: ResponseDetails) {
		super(
			'schemaVersion',
			`The server refuses the Exchange version of the settings${saying(details)}`,
			{
				remedyBy: 'you',
				remedy: 'Choose the version that the server really has. Test Exchange Connection shows it.',
				command: powershell`Get-ExchangeServer | Format-List Name,AdminDisplayVersion`,
				field: 'version',
				details,
			},
		);
	}
}

/** A write meets something else: a newer change, or an item of the same name. */
export class WriteConflict extends ExchangeError {
	constructor(details: ResponseDetails) {
		super(
			'conflict',
			`Exchange did not save it: something else is there by now${saying(details)}`,
			{
				remedyBy: 'you',
				remedy: 'Read it again and decide which version counts.',
				details,
			},
		);
	}
}

/** A new item was not saved; Exchange says no more than that. */
export class ItemNotSaved extends ExchangeError {
	constructor(details: ResponseDetails) {
		super('conflict', `Exchange did not save the new item${saying(details)}`, {
			remedyBy: 'you',
			remedy:
				'Try again. If it stays, look whether the event is there already, and leave out one field after the other to find the one that Exchange does not take.',
			details,
		});
	}
}

/** The mailbox, or a folder in it, takes no more until somebody makes room. */
export class MailboxFull extends ExchangeError {
	constructor(
		readonly mailbox: string,
		details: ResponseDetails,
	) {
		super('limit', `The mailbox ${mailbox} is full${saying(details)}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Have its owner delete what is not needed and empty Deleted Items, or have the administrator raise its quota.',
			command: showMailboxSize(mailbox),
			details,
		});
	}
}

/** More was asked for than the server allows in one request. */
export class LimitExceeded extends ExchangeError {
	constructor(details: ResponseDetails) {
		super('limit', `This is more than Exchange allows${saying(details)}`, {
			remedyBy: 'you',
			remedy: 'Ask for less at a time: a shorter window, fewer or smaller items.',
			details,
		});
	}
}

/** The server understood the request and can't carry it out as it stands. */
export class RequestRefused extends ExchangeError {
	constructor(kind: ExchangeErrorCode, details: ResponseDetails) {
		super(kind, `Exchange refuses the request${saying(details)}`, {
			remedyBy: 'you',
			remedy: 'Check the values that were given; the response code says which rule they break.',
			details,
		});
	}
}

/**
 * Exchange can't mail one of those who are to hear of an event, or finds nobody who is to.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
export class RecipientsRefused extends ExchangeError {
	constructor(details: ResponseDetails) {
		super('input', `Exchange can't mail those who are to hear of the event${saying(details)}`, {
			remedyBy: 'you',
			remedy:
				'Check the addresses of attendees, rooms and organizer: each is one address alone, such as bob@enyoi.com. Where nobody is left to be told, as all have declined, choose To None, so that nobody is mailed.',
			details,
		});
	}
}

/** The web server before Exchange refuses a request because of its size. */
export class RequestTooLarge extends ExchangeError {
	constructor(
		readonly bytes: number,
		cause?: ExchangeError,
	) {
		const { details, outcome } = cause ?? {};
		const status = details?.httpStatus === undefined ? '' : ` (HTTP ${details.httpStatus})`;
		super('limit', `The server does not take a request of ${Math.ceil(bytes / 1024)} KB${status}`, {
			cause,
			details,
			remedyBy: 'exchangeAdmin',
			remedy:
				'Shorten the body of the event, or leave the file that you attach out or make it smaller. Or have the administrator raise maxAllowedContentLength and maxRequestLength of the EWS web site, and the limit of every proxy before it.',
		});
		this.outcome = outcome ?? 'refused';
	}
}

/** Something went wrong inside Exchange. */
export class ServerFailure extends ExchangeError {
	constructor(details: ResponseDetails) {
		super('server', `Exchange failed${saying(details)}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Give the request id and the time to the Exchange administrator, who finds the cause in the EWS log.',
			command: powershell`Get-ChildItem "$env:ExchangeInstallPath\Logging\Ews"`,
			details,
		});
	}
}

/** The web server answered with a status that is no answer of EWS. */
export class HttpStatusError extends ExchangeError {
	constructor(
		kind: ExchangeErrorCode,
		readonly status: number,
		/** The content of the body, such as `an HTML page`. */
		readonly body: string,
		options: ExchangeErrorOptions,
		/** The cause, where it is known. */
		cause?: string,
	) {
		const answer = `The server answered HTTP ${status} with ${body}`;
		super(kind, cause === undefined ? answer : `${cause}. ${answer}`, options);
	}
}

/** The error for a SOAP fault or response message. */
export function responseError(failure: ItemFailure, context: ResponseContext): ExchangeError {
	if (failure.error) return failure.error;
	const { serviceAccount = unnamedAccount, mailboxAccess, ...where } = context;
	const code = decisiveCode(failure);
	const backOffMs = backOff(failure.messageXml);
	const details: ResponseDetails = {
		...failure.request,
		...where,
		responseCode: code,
		messageText: failure.messageText,
		...(failure.messageXml && { messageXml: failure.messageXml }),
		...(backOffMs !== undefined && { backOffMs }),
	};
	const mailbox = context.mailbox ?? serviceAccount;
	if (isFolderIdRefused(code, context)) return new CalendarIdRefused(mailbox, details);
	if (code === 'ErrorFolderNotFound' && mailboxAccess === 'delegate' && context.mailbox) {
		return new AccessDenied(mailbox, serviceAccount, details);
	}
	const kind = responseCodeKind(code);
	switch (kind) {
		case 'impersonation':
			return new ImpersonationDenied(mailbox, serviceAccount, details);
		case 'mailboxUnavailable':
			if (code === 'ErrorMissingEmailAddress' || isAskerWithoutMailbox(code, context)) {
				return new ServiceMailboxMissing(serviceAccount, details);
			}
			if (code === 'ErrorNonPrimarySmtpAddress') return new AddressNotPrimary(mailbox, details);
			return new MailboxNotFound(mailbox, details);
		case 'accessDenied':
			return new AccessDenied(mailbox, serviceAccount, details);
		case 'notFound':
			return new ObjectNotFound(mailbox, details);
		case 'throttled':
			return new ServerBusy(details);
		case 'temporarilyUnavailable':
			return new TemporarilyUnavailable(details);
		case 'syncState':
			return new InvalidSyncState(details);
		case 'schemaVersion':
			return new SchemaVersionRefused(details);
		case 'signIn':
			if (code === 'ErrorAccountDisabled' && context.mailbox !== undefined) {
				return new AccountDisabled(mailbox, serviceAccount, details);
			}
			return new AccountUnusable(serviceAccount, details);
		case 'conflict':
			return details.operation === 'CreateItem' && code === 'ErrorItemSave'
				? new ItemNotSaved(details)
				: new WriteConflict(details);
		case 'limit':
			if (isMailboxFull(code)) return new MailboxFull(mailbox, details);
			return new LimitExceeded(details);
		case 'schemaValidation':
		case 'input':
			if (code === 'ErrorInvalidRecipients') return new RecipientsRefused(details);
			return new RequestRefused(kind, details);
		default:
			return new ServerFailure(details);
	}
}

/**
 * The directory is told to nobody who has no mailbox.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
function isAskerWithoutMailbox(code: string, { mailbox, mailboxAccess }: ResponseContext): boolean {
	const isAccount = mailbox === undefined || mailboxAccess === 'delegate';
	return code === 'ErrorNameResolutionNoMailbox' && isAccount;
}

const folderIdCodes =
	/^Error(InvalidId(Empty|Malformed|MalformedEwsLegacyIdFormat|MonikerTooLong|StoreObjectIdTooLong|Xml)?|InvalidFolderId|CannotUseItemIdForFolderId)$/;

/** Operations whose only id that comes from outside is the calendar's. */
const folderOperations =
	/^(GetFolder|UpdateFolder|DeleteFolder|SyncFolderItems|FindItem|FindFolder|CreateItem|(Get|Create|Update|Delete)UserConfiguration)$/;

function isFolderIdRefused(code: string, { operation = '' }: ResponseContext): boolean {
	return folderIdCodes.test(code) && folderOperations.test(operation);
}

/** The wait that the server asks for in MessageXml, in milliseconds. */
function backOff(messageXml: Record<string, string> | undefined): number | undefined {
	const value = messageXml?.BackOffMilliseconds;
	if (value === undefined || !/^\s*\d{1,9}\s*$/.test(value)) return undefined;
	return Number(value);
}
