import type { ExchangeError, ExchangeErrorCode } from '../errors';

/** Failures before the request itself left this machine, or in place of carrying it out. */
const beforeExecution: ReadonlySet<ExchangeErrorCode> = new Set([
	'settings',
	'input',
	'tls',
	'nameResolution',
	'autodiscover',
	'signIn',
	'redirect',
]);

/** With a ResponseCode: Exchange says by it that it refused the request, and why. */
const refusals: ReadonlySet<ExchangeErrorCode> = new Set([
	...beforeExecution,
	'schemaVersion',
	'schemaValidation',
	'impersonation',
	'accessDenied',
	'notFound',
	'mailboxUnavailable',
	'syncState',
	'conflict',
	'limit',
]);

/** The request is larger than the web server reads: it never gets to Exchange. */
const contentTooLarge = 413;

/**
 * True when the server may have carried out the request that failed. Only what is documented to come
 * before the execution is sure: a sign-in, a redirect, a refusal with a ResponseCode of its own. A busy
 * server, a gateway's status or page, a lost, cut or unreadable answer say nothing about it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
 */
export function mayBeCarriedOut(error: ExchangeError): boolean {
	const { code, details } = error;
	if (wasNeverSent(error)) return false;
	if (details.responseCode !== undefined) return !refusals.has(code);
	return !beforeExecution.has(code) && details.httpStatus !== contentTooLarge;
}

function wasNeverSent(error: ExchangeError): boolean {
	return (error as { phase?: unknown }).phase === 'connecting';
}
