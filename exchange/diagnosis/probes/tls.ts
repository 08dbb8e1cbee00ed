import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Endpoint } from '../endpoint';
import { chainOf, type CertificateSummary } from './certificate';

export interface TlsProbeOptions {
	endpoint: Endpoint;
	tls: ConnectionOptions;
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
 * @throws Unreachable when the proxy on the way refuses
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
		socket.setTimeout(timeoutMs, () => {
			fail('ETIMEDOUT', `no answer within ${timeoutMs} ms`);
			socket.destroy();
		});
		socket.once('error', (error) => fail(codeOf(error), error.message));
		socket.once('close', () => {
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

/** A TLS connection under way, through the proxy if there is one. */
export async function tlsSocket({ endpoint, tls, signal }: TlsProbeOptions): Promise<TLSSocket> {
	if (endpoint.proxy) {
		const { tunnel } = await import('../../transport/proxyAgent');
		return (await tunnel(endpoint.proxy, endpoint, tls, signal)) as TLSSocket;
	}
	return connect({ host: endpoint.host, port: endpoint.port, ...tls });
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
