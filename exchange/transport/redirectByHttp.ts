import { request } from 'node:http';
import { createTlsContext } from './tlsContext';
import { openSocket } from './openSocket';
import type { Origin } from './origin';
import { proxyFor } from './proxySettings';
import { userAgent } from './userAgent';

/**
 * Asks a host over plain http whether autodiscover is elsewhere. Nothing is sent along: neither a sign-in
 * nor the address of the mailbox.
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
	try {
		return await new Promise<string | undefined>((resolve, reject) => {
			const asking = request({
				method: 'GET',
				path,
				headers: { host: port === 80 ? host : `${host}:${port}`, 'user-agent': userAgent },
				createConnection: () => socket,
				signal,
			});
			asking.once('error', reject);
			asking.once('response', ({ statusCode = 0, headers }) => {
				resolve([301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined);
			});
			asking.end();
		});
	} finally {
		socket.destroy();
	}
}
