import { connect } from 'node:net';

/** The result of one attempt to connect. */
export type TcpAttempt = { address: string; ms: number } & (
	| { outcome: 'connected'; localAddress: string }
	/** The server, or something in its place, answered that nothing listens there. */
	| { outcome: 'refused' }
	/** No answer at all. */
	| { outcome: 'timedOut' }
	/** A router or this machine knows no way there, or a firewall forbids it. */
	| { outcome: 'unreachable'; code: string }
	| { outcome: 'failed'; code: string }
);

/** Opens a TCP connection and closes it at once. Never throws. */
export async function connectOnce(
	address: string,
	port: number,
	timeoutMs: number,
	signal?: AbortSignal,
): Promise<TcpAttempt> {
	const start = performance.now();
	return await new Promise((resolve) => {
		const socket = connect({ host: address, port, signal });
		const end = (result: Outcome) => {
			socket.destroy();
			resolve({ address, ms: Math.round(performance.now() - start), ...result });
		};
		socket.setTimeout(timeoutMs, () => end({ outcome: 'timedOut' }));
		socket.once('connect', () =>
			end({ outcome: 'connected', localAddress: socket.localAddress ?? '' }),
		);
		socket.once('error', (error: NodeJS.ErrnoException) => end(outcomeOf(error.code ?? '')));
	});
}

type Outcome = TcpAttempt extends infer Attempt
	? Attempt extends unknown
		? Omit<Attempt, 'address' | 'ms'>
		: never
	: never;

function outcomeOf(code: string): Outcome {
	if (code === 'ECONNREFUSED') return { outcome: 'refused' };
	if (code === 'ETIMEDOUT') return { outcome: 'timedOut' };
	if (/^(EHOSTUNREACH|ENETUNREACH|EACCES|EPERM|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/.test(code)) {
		return { outcome: 'unreachable', code };
	}
	return { outcome: 'failed', code };
}
