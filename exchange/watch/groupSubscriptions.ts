import { mapConcurrently } from '../concurrency';
import { Affinity } from '../ews/affinity';
import type { GroupOwner } from './groupOwner';
import { subscribeAt, subscriptionOf } from './mailboxState';
import { isMisfit, isRefusedForGood } from './refusals';

/** Time for Unsubscribe when a watch ends; what is left the server forgets after half an hour. */
const farewellMs = 600;

/** The subscriptions of a group's mailboxes, bound to the server of the first that was made. */
export class GroupSubscriptions {
	/** Binds requests to the server of the subscriptions; there once one was made. */
	affinity?: Affinity;

	constructor(
		private readonly owner: GroupOwner,
		public mailboxes: readonly string[],
	) {}

	/** Ends the subscriptions, as far as there is time for it. */
	async end(): Promise<void> {
		const { ports, clock, concurrency } = this.owner;
		const { affinity } = this;
		if (!affinity) return;
		const ended = new AbortController();
		const ending = mapConcurrently(this.all(), concurrency, async ({ mailbox, id }) => {
			if (ended.signal.aborted) return;
			await ports.unsubscribe(mailbox, id, affinity, ended.signal).catch(() => undefined);
		});
		await Promise.race([ending, clock.wait(farewellMs, ended.signal)]);
		ended.abort();
	}

	/** Mailboxes of which the server has a subscription, with its id. */
	all(): Array<{ mailbox: string; id: string }> {
		return this.mailboxes.flatMap((mailbox) => {
			const state = this.owner.stateOf(mailbox);
			const id = state && subscriptionOf(state);
			return id === undefined ? [] : [{ mailbox, id }];
		});
	}

	/** The earliest time at which a member is to be subscribed. */
	nextDue(): number {
		const times = this.mailboxes.map((mailbox) => {
			const state = this.owner.stateOf(mailbox);
			return state ? subscribeAt(state) : Infinity;
		});
		return Math.min(Infinity, ...times);
	}

	/** Subscribes who is due. Never rejects. */
	async makeDue(signal: AbortSignal): Promise<void> {
		const { owner } = this;
		const now = owner.clock.now();
		const due = this.mailboxes.filter((mailbox) => {
			const state = owner.stateOf(mailbox);
			return state !== undefined && subscribeAt(state) <= now;
		});
		if (due.length === 0) return;
		// Without subscriptions nothing binds the group to a server: any of its mailboxes may find one.
		if (this.all().length === 0) this.affinity = undefined;
		while (this.affinity === undefined && due.length > 0 && !signal.aborted) {
			const anchor = due.shift()!;
			const affinity = new Affinity(anchor);
			if (await this.subscribe(anchor, affinity, signal)) this.affinity = affinity;
		}
		const { affinity } = this;
		if (!affinity) return;
		await mapConcurrently(due, owner.concurrency, async (mailbox) => {
			if (!signal.aborted) await this.subscribe(mailbox, affinity, signal);
		});
	}

	private async subscribe(
		mailbox: string,
		affinity: Affinity,
		signal: AbortSignal,
	): Promise<boolean> {
		const { owner } = this;
		owner.happened(mailbox, { is: 'subscribing' });
		try {
			const id = await owner.ports.subscribe(mailbox, affinity, signal);
			owner.happened(mailbox, { is: 'subscribed', id });
			return true;
		} catch (error) {
			if (signal.aborted) return false;
			const misfit = affinity.anchor !== mailbox && isMisfit(error);
			const final = !misfit && isRefusedForGood(error);
			owner.happened(mailbox, { is: 'refused', final, misfit });
			if (final) {
				const reason = (error as Error).message;
				owner.note(`${mailbox} is read from time to time, as nobody tells of changes: ${reason}`);
			} else if (!misfit) {
				owner.failed(mailbox, error, owner.stateOf(mailbox)?.refusals ?? 1);
			}
			return false;
		}
	}
}
