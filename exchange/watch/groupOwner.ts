import type { Clock } from './clock';
import type { Limits } from './limits';
import type { MailboxEvent, MailboxState } from './mailboxState';
import type { WatchPorts } from './ports';

/** Needs of a group from the watch that it belongs to. */
export interface GroupOwner {
	readonly ports: WatchPorts;
	readonly clock: Clock;
	readonly limits: Limits;
	/** Mailboxes that may be asked about at the same time. */
	readonly concurrency: number;
	stateOf(mailbox: string): MailboxState | undefined;
	happened(mailboxes: string | readonly string[], event: MailboxEvent): void;
	/**
	 * @param whom a mailbox, a group that is looked up, or the mailboxes of a connection
	 * @param metBy a connection, or else that succeeds by itself: no reading solves its problem
	 */
	failed(whom: string | readonly string[], error: unknown, failures: number, metBy?: object): void;
	/** What met the problem works, or is not needed any more. */
	recovered(what: object): void;
	/** What failed for it works again. */
	solved(mailbox: string): void;
	/** Says something that is no failure. */
	note(words: string): void;
}
