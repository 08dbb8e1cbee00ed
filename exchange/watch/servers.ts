import { mapConcurrently } from '../concurrency';
import { abortWith } from '../transport/onAbort';
import type { GroupOwner } from './groupOwner';
import { backOff } from './limits';

/** So long all mailboxes wait for the servers of all, and those found then for further ones, in milliseconds. */
const patienceMs = 10_000;

/** One whose server is looked for. */
interface Seeker {
	readonly mailbox: string;
	server?: string;
}

/**
 * Finds the servers of mailboxes. All are known before the first connection is opened, as one takes nobody
 * in later on, but for those that take too long.
 * @param formGroups called when there are servers to connect to
 * @returns those whose server was not found, which is told
 */
export async function findServers<One extends Seeker>(
	owner: GroupOwner,
	seekers: readonly One[],
	signal: AbortSignal,
	formGroups: () => void,
): Promise<One[]> {
	const notFound: One[] = [];
	const waiting = new AbortController();
	const stopListening = abortWith(signal, waiting);
	void formGroupsMeanwhile(owner, waiting.signal, formGroups);
	await mapConcurrently(seekers, owner.concurrency, async (seeker) => {
		seeker.server = await findServer(owner, seeker.mailbox, signal);
		if (seeker.server === undefined) notFound.push(seeker);
	});
	stopListening();
	waiting.abort();
	formGroups();
	return notFound;
}

/** Not for each one that is found: of thousands that would take all of the process's time. */
async function formGroupsMeanwhile(
	{ clock }: GroupOwner,
	signal: AbortSignal,
	formGroups: () => void,
): Promise<void> {
	for (;;) {
		await clock.wait(patienceMs, signal);
		if (signal.aborted) return;
		formGroups();
	}
}

/** The address that serves a mailbox; undefined when it was not found, which is told. */
async function findServer(
	owner: GroupOwner,
	mailbox: string,
	signal: AbortSignal,
	attempt = 1,
): Promise<string | undefined> {
	try {
		return await owner.ports.serverOf(mailbox, signal);
	} catch (error) {
		owner.failed(mailbox, error, attempt);
		return undefined;
	}
}

/** Goes on looking for it, until it is found or the mailbox is not watched any more. */
export async function searchServer(
	owner: GroupOwner,
	mailbox: string,
	signal: AbortSignal,
): Promise<string | undefined> {
	for (let attempt = 1; ; attempt++) {
		await owner.clock.wait(backOff(attempt, owner.limits), signal);
		if (signal.aborted || owner.stateOf(mailbox) === undefined) return undefined;
		const server = await findServer(owner, mailbox, signal, attempt + 1);
		if (server !== undefined) return server;
	}
}
