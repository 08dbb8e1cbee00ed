import { ExchangeError, type ExchangeErrorCode, type RemedyBy } from '../errors';
import type { CommandLine } from '../powershell';
import type { Facts } from './facts';

export type CheckStatus = 'passed' | 'warning' | 'failed' | 'skipped';

export interface Advice {
	cause: string;
	remedy: string;
	remedyBy: RemedyBy;
	command?: CommandLine;
}

/** The result of one check. */
export interface Finding extends Partial<Advice> {
	status: CheckStatus;
	/** Seen on the way; for a skipped check, the reason. */
	details: string;
	/** For later checks. */
	facts?: Partial<Facts>;
}

export function passed(details: string, facts?: Partial<Facts>): Finding {
	return { status: 'passed', details, facts };
}

/** The check has nothing to look at; later checks run all the same. */
export function skipped(details: string, facts?: Partial<Facts>): Finding {
	return { status: 'skipped', details, facts };
}

/** Something to mend that does not stop anybody: the report still passes, and later checks run. */
export function warning(
	{ details, ...advice }: Advice & { details: string },
	facts?: Partial<Facts>,
): Finding {
	return { status: 'warning', details, ...advice, facts };
}

/** The report fails, and the checks that need this one are skipped. */
export function failed(
	{ details, ...advice }: Advice & { details: string },
	facts?: Partial<Facts>,
): Finding {
	return { status: 'failed', details, ...advice, facts };
}

/** The failed check for an error that the check has no advice of its own for. */
export function failureOf(error: unknown): Finding & Advice {
	if (!(error instanceof ExchangeError)) {
		return {
			status: 'failed',
			details: error instanceof Error ? error.message : String(error),
			cause:
				'The check does not expect this error; it may be a fault of n8n-nodes-exchange-server.',
			remedy: 'Report it with this text to the maintainers of n8n-nodes-exchange-server.',
			remedyBy: 'you',
		};
	}
	return { status: 'failed', details: seenIn(error), ...adviceOf(error) };
}

/** The error's own remedy, with the most likely cause of its kind. */
export function adviceOf(error: ExchangeError): Advice {
	const { code, field, remedy, remedyBy, command } = error;
	return {
		cause:
			field && isFieldAtFault(code)
				? `The field ${field} holds no usable value.`
				: (causesOfResponseCodes[error.details.responseCode ?? ''] ?? causes[code]),
		remedy: remedy ?? 'Try again. If it fails again, ask the Exchange administrator.',
		remedyBy: remedyBy ?? 'exchangeAdmin',
		command,
	};
}

/** The message with what the administrator needs to find the request in the server's logs. */
export function seenIn({ message, details }: ExchangeError): string {
	const { responseCode, messageText, httpStatus, requestId, frontEndServer } = details;
	const isNew = (words: string | undefined) => words !== undefined && !message.includes(words);
	const evidence = [
		isNew(responseCode) && responseCode,
		isNew(messageText) && messageText,
		httpStatus !== undefined && isNew(`HTTP ${httpStatus}`) && `HTTP ${httpStatus}`,
		requestId && `request-id ${requestId}`,
		frontEndServer && `front end ${frontEndServer}`,
	].filter(Boolean);
	return evidence.length > 0 ? `${message.replace(/\.$/, '')} (${evidence.join(', ')})` : message;
}

function isFieldAtFault(code: ExchangeErrorCode): boolean {
	return code === 'settings' || code === 'input';
}

/** Where the kind of error says too little. */
const causesOfResponseCodes: Partial<Record<string, string>> = {
	ErrorAccountDisabled: 'An account is disabled.',
	ErrorPasswordExpired: 'The password of the account has expired.',
	ErrorPasswordChangeRequired: 'The account has to get a new password first.',
	ErrorMissingEmailAddress: 'The service account has no mailbox of its own.',
	ErrorNonPrimarySmtpAddress: 'The address is a further one of the mailbox, not its primary one.',
};

/** The most likely cause of each kind of error. */
const causes: Record<ExchangeErrorCode, string> = {
	settings: 'A field of the credential holds no usable value.',
	input: 'A value that was given is not usable.',
	signIn: 'Exchange does not accept this user with this password or token.',
	tls: 'The certificate of the server is not trusted, or server and n8n have no version of TLS in common.',
	nameResolution: 'The name servers that n8n asks do not know the name.',
	autodiscover: 'No host of the mail domain knows the server of the mailbox.',
	unreachable: 'A firewall, balancer or proxy on the way refuses or closes the connection.',
	timeout: 'The server is overloaded, or something on the way holds its answers back.',
	cancelled: 'The connection was closed meanwhile.',
	redirect: 'The address has moved, or the sign-in page of a proxy stands in front of Exchange.',
	http: 'What answers at this address is not EWS.',
	malformedResponse: 'What answers at this address is not EWS, or something on the way changes it.',
	throttled: 'The budget of the service account is used up, by this or by other programs.',
	temporarilyUnavailable: 'A server or database of Exchange is down, starting or being moved.',
	schemaVersion: 'The version in the credential is newer than the server.',
	schemaValidation: 'The version in the credential is newer than the server.',
	impersonation: 'The service account may not act as the mailbox.',
	accessDenied: 'The service account has no right to this.',
	notFound: 'It was deleted or moved, or the service account may not see it.',
	mailboxUnavailable: 'There is no mailbox with this address in this Exchange.',
	syncState: 'Exchange no longer knows the state of the last run.',
	position: 'The stored position is damaged or belongs to something else.',
	conflict: 'Somebody else has changed the same item meanwhile.',
	limit: 'The server or n8n allows no more at once.',
	server: 'Exchange has an internal problem.',
};
