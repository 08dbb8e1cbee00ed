import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { TimedOut } from '../../transport/errors';
import { abortWith } from '../../transport/onAbort';
import type { ChosenProxy } from '../../transport/proxySettings';
import { orAborted } from '../../transport/orAborted';
import type { Endpoint } from '../endpoint';
import { chainOf, type CertificateSummary } from './certificate';

export interface TlsProbeOptions {
	endpoint: Endpoint;
	tls: ConnectionOptions;
	/** Longest time for one step as a whole, however much of an answer comes meanwhile. */
	timeoutMs: number;
	signal: AbortSignal;
}

/** The result of a TLS handshake. The certificate is only described; the check judges it. */
export type TlsHandshake =
	| {
			outcome: 'completed';
			protocol: string;
			cipher: string;
			/** The server's first, then its issuers, as far as they are known. */
			chain: CertificateSummary[];
			/** Node's or OpenSSL's code for the fault of a certificate that is not trusted. */
			fault?: string;
			ms: number;
	  }
	| { outcome: 'failed'; code: string; message: string; ms: number };

/**
 * Handshakes and closes.
 * @throws Unreachable when the proxy on the way refuses, TimedOut when it does not answer
 */
export async function handshake(options: TlsProbeOptions): Promise<TlsHandshake> {
	const { endpoint, timeoutMs, signal } = options;
	const start = performance.now();
	const ms = () => Math.round(performance.now() - start);
	const socket = await tlsSocket(options);
	return await new Promise((resolve) => {
		const fail = (code: string, message: string) =>
			resolve({ outcome: 'failed', code, message, ms: ms() });
		const abort = () => socket.destroy(new Error('cancelled'));
		signal.addEventListener('abort', abort, { once: true });
		const limit = setTimeout(() => {
			fail('ETIMEDOUT', `no answer within ${timeoutMs} ms`);
			socket.destroy();
		}, timeoutMs);
		socket.once('error', (error) => fail(codeOf(error), error.message));
		socket.once('close', () => {
			clearTimeout(limit);
			signal.removeEventListener('abort', abort);
			fail('ECONNRESET', 'the connection was closed during the handshake');
		});
		socket.once('secureConnect', () => {
			resolve({
				outcome: 'completed',
				protocol: socket.getProtocol() ?? 'unknown',
				cipher: socket.getCipher().name,
				chain: chainOf(socket.getPeerCertificate(true)),
				fault: faultOf(socket, endpoint.host),
				ms: ms(),
			});
			socket.destroy();
		});
	});
}

/**
 * A TLS connection under way, through the proxy if there is one.
 * @throws Unreachable when the proxy refuses, TimedOut when it does not answer
 */
export async function tlsSocket(options: TlsProbeOptions): Promise<TLSSocket> {
	const { endpoint, tls } = options;
	if (endpoint.proxy) return await throughProxy(endpoint.proxy, options);
	return connect({ host: endpoint.host, port: endpoint.port, ...tls });
}

async function throughProxy(
	proxy: ChosenProxy,
	{ endpoint, tls, timeoutMs, signal }: TlsProbeOptions,
): Promise<TLSSocket> {
	const { tunnel } = await import('../../transport/proxyAgent');
	const { url, variable, exceptions } = proxy;
	const limited = new AbortController();
	const stopListening = abortWith(signal, limited);
	const limit = setTimeout(() => {
		limited.abort(
			new TimedOut(`The proxy ${url.host}`, 'connecting', timeoutMs, {
				remedy: `Check the proxy and ${variable} in the environment of n8n, or add ${endpoint.host} to ${exceptions}.`,
			}),
		);
	}, timeoutMs);
	try {
		const socket = tunnel(proxy, endpoint, tls, limited.signal);
		return (await orAborted(socket, limited.signal)) as TLSSocket;
	} finally {
		clearTimeout(limit);
		stopListening();
	}
}

function faultOf(socket: TLSSocket, host: string): string | undefined {
	const mismatch = checkServerIdentity(host, socket.getPeerCertificate());
	if (!socket.authorized) {
		// Typed as Error, but it is the code as a string.
		const fault: unknown = socket.authorizationError;
		return typeof fault === 'string' ? fault : codeOf(fault);
	}
	return mismatch === undefined ? undefined : codeOf(mismatch);
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException | undefined)?.code ?? 'EUNKNOWN';
}
