import type { CommandLine } from './powershell';

/** What went wrong, one word a kind; a workflow can branch on it. */
export type ExchangeErrorCode =
	| 'settings'
	| 'signIn'
	| 'tls'
	| 'nameResolution'
	| 'unreachable'
	| 'timeout'
	| 'cancelled'
	| 'redirect'
	| 'http'
	| 'malformedResponse'
	| 'throttled'
	| 'temporarilyUnavailable'
	| 'schemaVersion'
	| 'schemaValidation'
	| 'impersonation'
	| 'accessDenied'
	| 'notFound'
	| 'mailboxUnavailable'
	| 'syncState'
	| 'position'
	| 'conflict'
	| 'limit'
	| 'input'
	| 'server';

/** What an Exchange administrator needs to find the failed request in the server's logs. */
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

export type RemedyBy = 'you' | 'exchangeAdmin' | 'networkAdmin';

export interface ExchangeErrorOptions {
	cause?: unknown;
	/** What to do, one or two sentences. */
	remedy?: string;
	/** Who has to do it. */
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
