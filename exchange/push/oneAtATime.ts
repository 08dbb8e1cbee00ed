import { createHash } from 'node:crypto';
import type { Exchange } from '../connection';
import { orAborted } from '../transport/orAborted';

/** Runs work alone among all work of the same key. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** By key the end of the last piece of work that waits or runs; gone once nobody does. */
const lastOf = new Map<string, Promise<void>>();

/**
 * Has the pushes of one source into one mailbox wait for each other, where they look and then create.
 * Whoever signs in: it is the calendar that is doubled. Other processes are not held up.
 */
export function oneAtATime(
	{ settings: { ewsUrl, emailDns } }: Pick<Exchange, 'settings'>,
	{ mailbox, source, signal }: { mailbox: string; source: string; signal?: AbortSignal },
): Exclusively {
	const parts = [ewsUrl ?? emailDns, mailbox].map((part) => part.toLowerCase());
	const key = createHash('sha256')
		.update(JSON.stringify([...parts, source]))
		.digest('base64url');
	return async (work) => await inTurn(key, signal, work);
}

async function inTurn<T>(
	key: string,
	signal: AbortSignal | undefined,
	work: () => Promise<T>,
): Promise<T> {
	const before = lastOf.get(key);
	let release = () => undefined as void;
	const mine = new Promise<void>((resolve) => (release = resolve));
	const last = before ? before.then(async () => await mine) : mine;
	lastOf.set(key, last);
	void last.then(() => {
		if (lastOf.get(key) === last) lastOf.delete(key);
	});
	try {
		if (before) await (signal ? orAborted(before, signal) : before);
		return await work();
	} finally {
		release();
	}
}
