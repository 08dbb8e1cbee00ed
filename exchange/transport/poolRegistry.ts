import { createHash } from 'node:crypto';
import type { ResolvedSettings } from '../settings';
import { SignIn } from './authentication/signIn';
import { ConnectionPool, type PoolOptions } from './connectionPool';
import { openSocket } from './openSocket';
import { serverName, type Origin } from './origin';
import { createTlsContext } from './tlsContext';

/** The connections of one set of settings, with what is known about signing in over them. */
interface SharedPool {
	connections: ConnectionPool;
	/** One more connection, for an answer that stays open; who asks for it closes it. */
	connectionApart(): ConnectionPool;
	signInAt(origin: Origin): SignIn;
}

/** Connecting may take no longer than this, even when answers may, in milliseconds. */
const maxConnectMs = 30_000;

const pools = new Map<string, { pool: SharedPool; users: number }>();
/** Tells apart token sources, which can't be compared otherwise. */
const sourceIds = new WeakMap<object, string>();
let lastSourceId = 0;

/** The pool of these settings; one for all who use the same. Give it back with `leavePool`. */
export function joinPool(settings: ResolvedSettings): { key: string; pool: SharedPool } {
	const key = fingerprint(settings);
	const entry = pools.get(key) ?? { pool: createPool(settings), users: 0 };
	entry.users++;
	pools.set(key, entry);
	return { key, pool: entry.pool };
}

/** Closes the pool's connections when its last user leaves. */
export function leavePool(key: string): void {
	const entry = pools.get(key);
	if (!entry || --entry.users > 0) return;
	pools.delete(key);
	entry.pool.connections.close();
}

function createPool(settings: ResolvedSettings): SharedPool {
	let tlsContext: ReturnType<typeof createTlsContext> | undefined;
	const signIns = new Map<string, SignIn>();
	const open: PoolOptions['open'] = async (origin, signal) =>
		await openSocket(origin, {
			tlsContext: () => (tlsContext ??= createTlsContext(settings)),
			certificateSha256: settings.certificateSha256,
			allowUnauthorizedCerts: settings.allowUnauthorizedCerts,
			connectTimeoutMs: Math.min(settings.timeoutMs, maxConnectMs),
			signal,
		});
	const connections = new ConnectionPool({ maxConnections: settings.maxConnections, open });
	return {
		connections,
		connectionApart: () => new ConnectionPool({ maxConnections: 1, open }),
		signInAt(origin) {
			const server = `${origin.protocol}//${serverName(origin)}`;
			const known =
				signIns.get(server) ?? new SignIn(settings, server, () => connections.isCrowded);
			signIns.set(server, known);
			return known;
		},
	};
}

/** Equal for settings under which connections may be shared; tells nothing about their secrets. */
function fingerprint(settings: ResolvedSettings): string {
	const { accessToken } = settings;
	if (accessToken && !sourceIds.has(accessToken)) sourceIds.set(accessToken, `${++lastSourceId}`);
	const parts = [
		settings.user,
		settings.password,
		accessToken && sourceIds.get(accessToken),
		settings.authScheme,
		settings.channelBinding,
		settings.caCertificate,
		settings.certificateSha256,
		settings.clientCertificate,
		settings.clientKey,
		settings.clientKeyPassphrase,
		settings.allowUnauthorizedCerts,
		settings.maxConnections,
		settings.timeoutMs,
	];
	return createHash('sha256')
		.update(JSON.stringify(parts.map((part) => part ?? null)))
		.digest('hex');
}
