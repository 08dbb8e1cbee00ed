import type { Affinity } from '../ews/affinity';
import { abortWith } from '../transport/onAbort';
import type { GroupOwner } from './groupOwner';
import { mayBeOfOne } from './refusals';

/** After so many attempts in a row that fail, before one stands, no single mailbox is to blame. */
const mostInVain = 16;

/** Nobody is listened to meanwhile: a search that takes longer, in milliseconds, ends with whom it has found. */
const longestMs = 10 * 60_000;

/** Time for the first word of an attempt, in milliseconds. */
const firstWordMs = 30_000;

/** A connection that fails, and nobody says for whom. */
interface Failing {
	/** Mailboxes by their subscriptions. */
	listeners: ReadonlyMap<string, string>;
	affinity: Affinity;
	/** Time that it stood before it failed, in milliseconds. */
	livedMs: number;
}

/**
 * Finds the mailboxes for which a connection fails, by attempts with halves of them: some 16 attempts for
 * one of 200 mailboxes, never more than twice as many as there are mailboxes, and for some ten minutes at most.
 * @returns their subscriptions; none where it fails whoever is on it, or where that can't be found out
 */
export async function findCulprits(
	owner: GroupOwner,
	{ listeners, affinity, livedMs }: Failing,
	signal: AbortSignal,
): Promise<string[]> {
	let inVain = 0;
	let hasStood = false;
	const found: string[] = [];
	const giveUpAt = owner.clock.now() + longestMs;
	const search = async (ids: readonly string[]): Promise<void> => {
		if (owner.clock.now() >= giveUpAt) return;
		const speaker = listeners.get(ids[0])!;
		const stream = (ended: AbortSignal) => owner.ports.stream(ids, speaker, affinity, ended);
		if (await stands(owner, stream, 2 * livedMs, signal)) {
			hasStood = true;
			return;
		}
		if (!hasStood && ++inVain === mostInVain) throw new Error('It fails whoever is on it');
		if (ids.length === 1) found.push(...ids);
		else await searchHalves(ids);
	};
	const searchHalves = async (ids: readonly string[]) => {
		const middle = Math.ceil(ids.length / 2);
		await search(ids.slice(0, middle));
		await search(ids.slice(middle));
	};
	const isDone = await searchHalves([...listeners.keys()]).then(
		() => true,
		() => false,
	);
	return isDone && hasStood ? found : [];
}

/**
 * True for a connection that stands for that long; false for one that fails as a mailbox may be to blame for.
 * @throws ExchangeError for any other failure
 */
async function stands(
	{ clock }: GroupOwner,
	stream: (ended: AbortSignal) => ReturnType<GroupOwner['ports']['stream']>,
	forMs: number,
	signal: AbortSignal,
): Promise<boolean> {
	const ended = new AbortController();
	const stopListening = abortWith(signal, ended);
	const endAfter = (milliseconds: number) =>
		void clock.wait(milliseconds, ended.signal).then(() => ended.abort());
	const news = stream(ended.signal);
	let isOpen = false;
	endAfter(firstWordMs + forMs);
	try {
		for (;;) {
			const next = await news.next().catch((error: unknown) => {
				if (isOpen && ended.signal.aborted && !signal.aborted) return 'lasted';
				if (mayBeOfOne(error)) return 'failed';
				throw error;
			});
			if (next === 'lasted') return true;
			if (next === 'failed' || next.done || next.value.lost.length > 0) return false;
			if (forMs === 0 || next.value.connection === 'Closed') return true;
			if (!isOpen) endAfter(forMs);
			isOpen = true;
		}
	} finally {
		stopListening();
		ended.abort();
		void news.return().catch(() => undefined);
	}
}
