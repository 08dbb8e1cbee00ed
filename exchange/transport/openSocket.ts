import * as net from 'node:net';
import * as tls from 'node:tls';
import { connectionFailure } from './connectionFailure';
import { cancellation, TimedOut } from './errors';
import { serverName, type Origin } from './origin';
import { proxyFor } from './proxySettings';
import { tlsFailure } from './tlsFailure';

interface SocketOptions {
	/** Made on first use, so that plain loopback connections need none. */
	tlsContext: () => tls.SecureContext;
	/** Lower-case hex; replaces the check of issuer, names and dates. */
	certificateSha256?: string;
	allowUnauthorizedCerts: boolean;
	/** Longest time until the connection stands, TLS included, in milliseconds. */
	connectTimeoutMs: number;
	signal: AbortSignal;
}

/** Where Node tries IPv4 and IPv6 in turn, the time that each address gets, in milliseconds. */
const addressAttemptMs = 1_000;

/**
 * Connects, through the proxy that applies, and checks the server's certificate.
 * Nothing is sent to a server whose certificate is not trusted.
 * @throws NameNotResolved, Unreachable, TimedOut, TlsFailure, Cancelled
 */
export async function openSocket(origin: Origin, options: SocketOptions): Promise<net.Socket> {
	const proxy = proxyFor(origin, process.env);
	const attempt = new AbortController();
	let socket: net.Socket | undefined;
	const opening = (async () => {
		if (proxy) {
			const { tunnel } = await import('./proxyAgent');
			socket = await tunnel(proxy, origin, tlsOptions(origin, options), attempt.signal);
		} else {
			socket = connect(origin, options);
		}
		await established(socket, origin, options);
		socket.setNoDelay(true);
		return socket;
	})();
	return await limited(opening, origin, options).catch((error: unknown) => {
		opening.then(
			(late) => late.destroy(),
			() => {},
		);
		socket?.destroy();
		attempt.abort();
		throw error;
	});
}

function connect(origin: Origin, options: SocketOptions): net.Socket {
	const target = {
		host: origin.host,
		port: origin.port,
		autoSelectFamilyAttemptTimeout: addressAttemptMs,
	};
	if (origin.protocol === 'http:') return net.connect(target);
	return tls.connect({ ...target, ...tlsOptions(origin, options) });
}

function tlsOptions(origin: Origin, options: SocketOptions): tls.ConnectionOptions {
	return {
		servername: net.isIP(origin.host) ? '' : origin.host,
		secureContext: options.tlsContext(),
		ALPNProtocols: ['http/1.1'],
		minVersion: 'TLSv1.2',
		// The verdict is taken from `authorized` before anything is sent: a socket that Node destroys
		// can no longer tell which certificate was wrong with it.
		rejectUnauthorized: false,
		checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(origin.host, certificate),
	};
}

async function established(
	socket: net.Socket,
	origin: Origin,
	options: SocketOptions,
): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const ready = socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect';
		const finish = (error?: Error) => {
			socket.off(ready, onReady);
			socket.off('error', onError);
			socket.off('close', onClose);
			if (error) reject(error);
			else resolve();
		};
		const onReady = () => finish(distrust(socket, origin, options));
		const onError = (error: Error) => finish(connectionFailure(error, origin, 'connecting'));
		const onClose = () =>
			finish(connectionFailure(new Error('closed without a word'), origin, 'connecting'));
		socket.once(ready, onReady);
		socket.once('error', onError);
		socket.once('close', onClose);
	});
}

function distrust(
	socket: net.Socket,
	origin: Origin,
	{ certificateSha256, allowUnauthorizedCerts }: SocketOptions,
): Error | undefined {
	if (!(socket instanceof tls.TLSSocket)) return undefined;
	if (certificateSha256) {
		const presented = socket.getPeerCertificate().fingerprint256?.replace(/:/g, '').toLowerCase();
		return presented === certificateSha256 ? undefined : tlsFailure('pin', socket, origin);
	}
	if (socket.authorized || allowUnauthorizedCerts) return undefined;
	return tlsFailure(String(socket.authorizationError), socket, origin);
}

async function limited<T>(work: Promise<T>, origin: Origin, options: SocketOptions): Promise<T> {
	const { signal, connectTimeoutMs } = options;
	if (signal.aborted) throw cancellation(signal);
	return await new Promise<T>((resolve, reject) => {
		const stopListening = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', onAbort);
		};
		const onAbort = () => {
			stopListening();
			reject(cancellation(signal));
		};
		const timer = setTimeout(() => {
			stopListening();
			reject(new TimedOut(serverName(origin), 'connecting', connectTimeoutMs));
		}, connectTimeoutMs);
		signal.addEventListener('abort', onAbort, { once: true });
		work.then(resolve, reject).finally(stopListening);
	});
}
