import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, HttpExchange } from '../contracts';
import type { Fault } from './fault';

/** Faults of HTTP: nothing of EWS is in the answer. */

const html = { 'Content-Type': 'text/html; charset=utf-8' };
const errorPage = (title: string) =>
	`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\r\n<html><head><title>${title}</title></head><body><h2>${title}</h2><br><p>&nbsp;</body></html>`;

/** 401 although the credentials may be right. */
export function unauthorized(challenges = ['Negotiate', 'NTLM']): Fault {
	return plain('unauthorized', async ({ response }) => {
		response.setHeader('WWW-Authenticate', challenges);
		send(response, { status: 401, headers: {}, body: '' });
	});
}

/** 403, as when EWS is switched off for the mailbox or the client's User-Agent is blocked. */
export function forbidden(): Fault {
	return fixed('forbidden', 403, html, errorPage('403 - Forbidden: Access is denied.'));
}

export function notFound(): Fault {
	return fixed('notFound', 404, html, errorPage('404 - File or directory not found.'));
}

/** 503 of IIS when the application pool is down or overloaded. */
export function serviceUnavailable(retryAfterSeconds?: number): Fault {
	const name =
		retryAfterSeconds === undefined ? 'serviceUnavailable' : 'serviceUnavailableRetryAfter';
	const headers: Record<string, string> =
		retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
	return fixed(name, 503, { ...html, ...headers }, errorPage('Service Unavailable'));
}

/** 302 to forms-based sign-in, as a pre-authenticating proxy or OWA answers. */
export function signInRedirect(location = '/owa/auth/logon.aspx?replaceCurrent=1'): Fault {
	const body = `<html><head><title>Object moved</title></head><body><h2>Object moved to <a href="${location}">here</a>.</h2></body></html>`;
	return fixed('signInRedirect', 302, { ...html, Location: location }, body);
}

/** 200 with a sign-in page in place of XML. */
export function signInPage(): Fault {
	const body =
		'<!DOCTYPE HTML>\r\n<html><head><title>Outlook</title></head><body class="signInBg"><form action="/owa/auth.owa" method="POST"><input name="username"><input name="password" type="password"></form></body></html>';
	return fixed('signInPage', 200, html, body);
}

/** An answer of the front end that names its reason in X-CasErrorCode. */
export function casError(code = 'MailboxStoreUnavailable', status = 500): Fault {
	return fixed('casError', status, { 'X-CasErrorCode': code }, '');
}

/** Any status with any text. */
export function httpStatus(status: number, body = '', headers: Record<string, string> = {}): Fault {
	return fixed(`http${status}`, status, headers, body);
}

/** The connection is reset before the operation runs. */
export function resetBeforeRunning(): Fault {
	return plain('resetBeforeRunning', async ({ request }) => reset(request.socket));
}

/** The operation runs, its answer is lost. */
export function resetAfterRunning(): Fault {
	return answering('resetAfterRunning', async ({ request }) => reset(request.socket));
}

/** The operation runs, the connection is reset in the middle of its answer. */
export function resetInBody(): Fault {
	return answering('resetInBody', async ({ request, response }, answer) => {
		await sendHalf(response, answer);
		reset(request.socket);
	});
}

/** No answer ever, and the operation doesn't run. */
export function stallBeforeHeaders(): Fault {
	return plain('stallBeforeHeaders', async ({ response }) => gone(response));
}

/** The operation runs; half of its answer comes and then nothing. */
export function stallInBody(): Fault {
	return answering('stallInBody', async ({ response }, answer) => {
		await sendHalf(response, answer);
		await gone(response);
	});
}

/** The answer ends in its middle, for HTTP as if it were whole. */
export function truncatedBody(): Fault {
	return answering('truncatedBody', async ({ response }, answer) => {
		send(response, { ...answer, body: firstHalf(answer.body) });
	});
}

/** 200 with something that is no XML. */
export function notXml(): Fault {
	return fixed('notXml', 200, { 'Content-Type': 'text/plain' }, 'An unexpected error occurred.');
}

/** The right answer, late. */
export function delay(milliseconds: number): Fault {
	return answering('delay', async ({ response }, answer) => {
		await Promise.race([wait(milliseconds), gone(response)]);
		if (!response.destroyed) send(response, answer);
	});
}

/** The right answer, not before its request has taken so long in all. */
export function taking(milliseconds: number): Fault {
	return answering('taking', async ({ response, arrivedAt = performance.now() }, answer) => {
		const left = arrivedAt + milliseconds - performance.now();
		if (left > 0) await Promise.race([wait(left), gone(response)]);
		if (!response.destroyed) send(response, answer);
	});
}

/** The right answer, changed. */
export function changedBody(name: string, change: (body: string) => string): Fault {
	return answering(name, async ({ response }, answer) => {
		send(response, { ...answer, body: change(answer.body) });
	});
}

/** Text that never ends, until the client hangs up. */
export function endlessBody(start: string, repeated: string): Fault {
	return plain('endlessBody', async ({ response }) => {
		response.writeHead(200, headersOf({ status: 200, headers: {}, body: start }));
		response.write(start);
		const block = repeated.repeat(Math.ceil(65_536 / repeated.length));
		while (!response.destroyed) {
			await new Promise<void>((resolve) => void response.write(block, () => resolve()));
		}
	});
}

/** Sends an answer as it is, with the headers that every Exchange adds. */
export function send(response: HttpExchange['response'], answer: Answer): void {
	const length = { 'Content-Length': Buffer.byteLength(answer.body) };
	response.writeHead(answer.status, { ...headersOf(answer), ...length });
	response.end(answer.body);
}

export function fixed(
	name: string,
	status: number,
	headers: Record<string, string>,
	body: string,
): Fault {
	return plain(name, async ({ response }) => send(response, { status, headers, body }));
}

function plain(name: string, respond: (exchange: HttpExchange) => Promise<void>): Fault {
	return { name, carriesOut: false, respond };
}

function answering(
	name: string,
	respond: (exchange: HttpExchange, answer: Answer) => Promise<void>,
): Fault {
	return {
		name,
		carriesOut: true,
		respond: async (exchange, answer) => respond(exchange, await answer()),
	};
}

function headersOf({ headers }: Answer): Record<string, string> {
	return {
		'Content-Type': 'text/xml; charset=utf-8',
		Server: 'Microsoft-IIS/10.0',
		'request-id': randomUUID(),
		'X-FEServer': 'EX01',
		'X-CalculatedBETarget': 'ex01.enyoi.example',
		...headers,
	};
}

async function sendHalf(response: HttpExchange['response'], answer: Answer): Promise<void> {
	const length = { 'Content-Length': Buffer.byteLength(answer.body) };
	response.writeHead(answer.status, { ...headersOf(answer), ...length });
	await new Promise((resolve) => response.write(firstHalf(answer.body), resolve));
}

function firstHalf(body: string): string {
	return body.slice(0, Math.ceil(body.length / 2));
}

async function gone(response: HttpExchange['response']): Promise<void> {
	if (!response.destroyed) await once(response, 'close');
}

function reset(socket: HttpExchange['request']['socket']): void {
	// A TLS socket can't send a reset; its client sees the connection end without a closing alert.
	if ('encrypted' in socket) socket.destroy();
	else socket.resetAndDestroy();
}
