import type { GroupOwner } from './groupOwner';
import { backOff } from './limits';

/** The address that serves a mailbox; undefined when it was not found, which is told. */
export async function findServer(
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
