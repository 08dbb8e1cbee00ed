import { request } from 'node:http';
import { cancellation, TimedOut } from './errors';
import { createTlsContext } from './tlsContext';
import { openSocket } from './openSocket';
import { serverName, type Origin } from './origin';
import { proxyFor } from './proxySettings';
import { userAgent } from './userAgent';

/**
 * Asks a host over plain http whether autodiscover is elsewhere. Nothing is sent along: neither a sign-in
 * nor the address of the mailbox.
 * @param timeoutMs longest time until the connection stands, and again until the answer is there
 * @returns where it points to, or undefined when it does not redirect
 */
export async function redirectByHttp(
	{ host, port, path }: { host: string; port: number; path: string },
	{ timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<string | undefined> {
	const origin: Origin = { protocol: 'http:', host, port };
	// The connection goes through proxies as TLS only.
	if (proxyFor(origin, process.env)) return undefined;
	const socket = await openSocket(origin, {
		tlsContext: () => createTlsContext({ allowUnauthorizedCerts: false }),
		allowUnauthorizedCerts: false,
		connectTimeoutMs: timeoutMs,
		signal,
	});
	const end = new AbortController();
	const tooLate = () => end.abort(new TimedOut(serverName(origin), 'sent', timeoutMs));
	const timer = setTimeout(tooLate, timeoutMs);
	const either = AbortSignal.any([signal, end.signal]);
	try {
		return await new Promise<string | undefined>((resolve, reject) => {
			const asking = request({
				method: 'GET',
				path,
				headers: { host: port === 80 ? host : `${host}:${port}`, 'user-agent': userAgent },
				createConnection: () => socket,
				signal: either,
			});
			asking.once('error', (error) => {
				reject(either.aborted ? cancellation(either) : error);
			});
			asking.once('response', ({ statusCode = 0, headers }) => {
				resolve([301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined);
			});
			asking.end();
		});
	} finally {
		clearTimeout(timer);
		socket.destroy();
	}
}
