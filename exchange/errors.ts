import type { CommandLine } from './powershell';

/** One word for each kind of failure; a workflow can branch on it. */
export type ExchangeErrorCode =
	/** A field of the credential is missing or unusable. */
	| 'settings'
	/** The server refused the sign-in of the account, or offers no way to sign in that is allowed. */
	| 'signIn'
	/** No encrypted connection that can be trusted. */
	| 'tls'
	/** The name of the server has no address. */
	| 'nameResolution'
	/** Autodiscover finds no server for the mailbox. */
	| 'autodiscover'
	/** No connection to the server, or it broke. */
	| 'unreachable'
	/** The server took longer than the time limit. */
	| 'timeout'
	/** The work was cancelled, or the connection closed by its owner. */
	| 'cancelled'
	/** The server points to a place that is not allowed. */
	| 'redirect'
	/** The web server, or something before it, answered in place of EWS. */
	| 'http'
	/** The answer is not what EWS sends, or ends in the middle. */
	| 'malformedResponse'
	/** The server limits the account: try again later, or less at a time. */
	| 'throttled'
	/** The server can not do it now; later it can. */
	| 'temporarilyUnavailable'
	/** The server does not know the version that the credential names. */
	| 'schemaVersion'
	/** The server refused the request as not valid. */
	| 'schemaValidation'
	/** The account may not act as this mailbox. */
	| 'impersonation'
	/** The account has no right on this mailbox, folder or item. */
	| 'accessDenied'
	/** The folder, item or other object is not there. */
	| 'notFound'
	/** There is no mailbox with this address, or it can not be opened. */
	| 'mailboxUnavailable'
	/** The server can not continue from where an earlier run ended. */
	| 'syncState'
	/** The position is damaged, of another mailbox or calendar, or can't go on with other settings. */
	| 'position'
	/** Somebody else changed it meanwhile. */
	| 'conflict'
	/** Something is larger or more than is allowed. */
	| 'limit'
	/** An option, parameter or field of an input is missing or out of range. */
	| 'input'
	/** The server failed in a way that says nothing else. */
	| 'server';

/** Facts by which an Exchange administrator finds the failed request in the server's logs. */
export interface ResponseDetails {
	operation?: string;
	mailbox?: string;
	/** EWS ResponseCode, such as `ErrorAccessDenied`. */
	responseCode?: string;
	/** The server's own words. */
	messageText?: string;
	httpStatus?: number;
	/** Ours, sent as `client-request-id`. */
	clientRequestId?: string;
	/** The server's `request-id`. */
	requestId?: string;
	frontEndServer?: string;
	backEndServer?: string;
	diagnostics?: string;
	/** From BackOffMilliseconds or Retry-After. */
	backOffMs?: number;
	/** Named values of MessageXml, such as `Violation`, `LineNumber`. */
	messageXml?: Record<string, string>;
}

/**
 * `refused`: nothing of the request was carried out. `unknown`: perhaps all of it was, so look before
 * anything is written again.
 */
export type WriteOutcome = 'refused' | 'unknown';

export type RemedyBy = 'you' | 'exchangeAdmin' | 'networkAdmin';

export interface ExchangeErrorOptions {
	cause?: unknown;
	/** The advice, one or two sentences. */
	remedy?: string;
	/** The person who has to follow it. */
	remedyBy?: RemedyBy;
	/** The line to use: PowerShell, another shell or a setting. Never a secret. */
	command?: CommandLine;
	/** The settings field or node parameter that is wrong. */
	field?: string;
	details?: ResponseDetails;
}

/** Base of every error that this library throws. Never carries a password, token or key. */
export class ExchangeError extends Error {
	readonly remedy?: string;
	readonly remedyBy?: RemedyBy;
	readonly command?: CommandLine;
	readonly field?: string;
	readonly details: ResponseDetails;
	/** The fate of a write that failed; absent for everything else. */
	outcome?: WriteOutcome;

	constructor(
		readonly code: ExchangeErrorCode,
		message: string,
		options: ExchangeErrorOptions = {},
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = new.target.name;
		this.remedy = options.remedy;
		this.remedyBy = options.remedyBy;
		this.command = options.command;
		this.field = options.field;
		this.details = options.details ?? {};
	}
}

/** A setting or parameter is missing or unusable; `field` names it. Thrown before anything is sent. */
export class InvalidInput extends ExchangeError {
	constructor(field: string, message: string, options: Omit<ExchangeErrorOptions, 'field'> = {}) {
		super('input', message, { remedyBy: 'you', ...options, field });
	}
}

/** A field of the credential is missing or unusable. Thrown before anything is sent. */
export class InvalidSettings extends ExchangeError {
	constructor(field: string, message: string, options: Omit<ExchangeErrorOptions, 'field'> = {}) {
		super('settings', message, { remedyBy: 'you', ...options, field });
	}
}
