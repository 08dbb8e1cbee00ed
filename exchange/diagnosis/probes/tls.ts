import { isIP } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { chainOf, systemAuthorities, type CertificateSummary } from './certificate';

export interface TlsProbeOptions {
	host: string;
	port: number;
	/** The address to connect to; default: what `host` resolves to. */
	address?: string;
	/** PEM of further authorities to trust. */
	ca?: string;
	cert?: string;
	key?: string;
	passphrase?: string;
	timeoutMs: number;
	signal?: AbortSignal;
}

/** What became of a TLS handshake. The certificate is looked at, not enforced: that is the check's to judge. */
export type TlsHandshake =
	| {
			outcome: 'completed';
			protocol: string;
			cipher: string;
			/** The server's first, then its issuers, as far as they are known. */
			chain: CertificateSummary[];
			/** Why the certificate is not trusted; Node's or OpenSSL's code. */
			fault?: string;
			ms: number;
	  }
	| { outcome: 'failed'; code: string; message: string; ms: number };

/** Handshakes and closes. Never throws. */
export async function handshake(options: TlsProbeOptions): Promise<TlsHandshake> {
	const { host, port, address, ca, cert, key, passphrase, timeoutMs, signal } = options;
	const start = performance.now();
	const ms = () => Math.round(performance.now() - start);
	return await new Promise((resolve) => {
		const fail = (code: string, message: string) => {
			resolve({ outcome: 'failed', code, message, ms: ms() });
		};
		let socket: TLSSocket;
		try {
			socket = connect({
				host: address ?? host,
				port,
				servername: isIP(host) ? undefined : host,
				// The authorities of the system stay trusted beside the user's own.
				ca: ca === undefined ? undefined : [...systemAuthorities(), ca],
				cert,
				key,
				passphrase,
				rejectUnauthorized: false,
				checkServerIdentity: () => undefined,
			});
		} catch (error) {
			fail(codeOf(error), (error as Error).message);
			return;
		}
		const abort = () => socket.destroy(new Error('cancelled'));
		signal?.addEventListener('abort', abort, { once: true });
		socket.setTimeout(timeoutMs, () => {
			fail('ETIMEDOUT', `no answer within ${timeoutMs} ms`);
			socket.destroy();
		});
		socket.once('error', (error) => fail(codeOf(error), error.message));
		socket.once('close', () => {
			signal?.removeEventListener('abort', abort);
			fail('ECONNRESET', 'the connection was closed during the handshake');
		});
		socket.once('secureConnect', () => {
			resolve({
				outcome: 'completed',
				protocol: socket.getProtocol() ?? 'unknown',
				cipher: socket.getCipher().name,
				chain: chainOf(socket.getPeerCertificate(true)),
				fault: faultOf(socket, host),
				ms: ms(),
			});
			socket.destroy();
		});
	});
}

function faultOf(socket: TLSSocket, host: string): string | undefined {
	if (!socket.authorized) {
		// Typed as Error, but it is the code as a string.
		const fault: unknown = socket.authorizationError;
		return typeof fault === 'string' ? fault : codeOf(fault);
	}
	const mismatch = checkServerIdentity(host, socket.getPeerCertificate());
	return mismatch === undefined ? undefined : 'ERR_TLS_CERT_ALTNAME_INVALID';
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException | undefined)?.code ?? 'EUNKNOWN';
}
