import { mapConcurrently } from '../concurrency';
import { Affinity } from '../ews/affinity';
import type { GroupOwner } from './groupOwner';
import { subscribeAt, subscriptionOf } from './mailboxState';
import { abortWith } from '../transport/onAbort';
import { backOff } from './limits';
import { codeOf, isMisfit, mayMeetAll, isRefusedForGood } from './refusals';
import { someOf } from './someOf';

/** Time for Unsubscribe when a watch ends; what is left the server forgets after half an hour. */
const farewellMs = 600;

/** Time for it when they are made anew. */
const giveUpMs = 2_000;

/** After so many mailboxes in a row that met what meets all of them, the others are asked for later. */
const enoughInVain = 3;

/**
 * Who is due so soon after another one is subscribed along, in milliseconds: who comes after the connection is
 * not listened to for a minute.
 */
const alongMs = 1_000;

/** Longest time until then, in milliseconds. */
const longestPauseMs = 30_000;

/** The subscriptions of a group's mailboxes, bound to the server of the first that was made. */
export class GroupSubscriptions {
	/** Binds requests to the server of the subscriptions; there once one was made. */
	affinity?: Affinity;
	/** Times that all were given up. */
	private givenUp = 0;
	/** Nobody is subscribed before that time. */
	private pausedUntil = -Infinity;
	/** Rounds in a row that ended early. */
	private pauses = 0;
	/** Mailboxes that the log says are polled. */
	private readonly noted = new Set<string>();
	/** Those that it is still to say so of, with the reasons. */
	private readonly refused = new Map<string, Error>();

	constructor(
		private readonly owner: GroupOwner,
		public mailboxes: readonly string[],
	) {}

	/** Ends those that nobody can listen to: an account has no endless number. Another one binds the next. */
	async giveUp(
		subscriptions: ReadonlyArray<{ mailbox: string; id: string }>,
		signal: AbortSignal,
	): Promise<void> {
		this.givenUp++;
		if (subscriptions.length > 0) await this.end(subscriptions, giveUpMs, signal);
	}

	/** Ends subscriptions, all unless others are given, as far as there is time for it. */
	async end(
		subscriptions: ReadonlyArray<{ mailbox: string; id: string }> = this.all(),
		withinMs = farewellMs,
		signal?: AbortSignal,
	): Promise<void> {
		const { ports, clock, concurrency } = this.owner;
		const { affinity } = this;
		if (!affinity) return;
		const ended = new AbortController();
		const stopListening = abortWith(signal, ended);
		const ending = mapConcurrently(subscriptions, concurrency, async ({ mailbox, id }) => {
			if (ended.signal.aborted) return;
			await ports.unsubscribe(mailbox, id, affinity, ended.signal).catch(() => undefined);
		});
		await Promise.race([ending, clock.wait(withinMs, ended.signal)]);
		stopListening();
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
		return Math.max(this.pausedUntil, Math.min(Infinity, ...times));
	}

	/** Subscribes who is due. Never rejects. */
	async makeDue(signal: AbortSignal): Promise<void> {
		const { owner } = this;
		const now = owner.clock.now();
		if (this.nextDue() > now) return;
		const due = this.mailboxes.filter((mailbox) => {
			const state = owner.stateOf(mailbox);
			return state !== undefined && subscribeAt(state) <= now + alongMs;
		});
		// Without subscriptions nothing binds the group to a server: any of its mailboxes may find one.
		if (this.all().length === 0) this.affinity = undefined;
		if (this.affinity === undefined) due.push(...due.splice(0, this.givenUp % due.length));
		let inVain = 0;
		const isOver = () => signal.aborted || inVain >= enoughInVain;
		const subscribe = async (mailbox: string, affinity: Affinity) => {
			const failure = await this.subscribe(mailbox, affinity, signal);
			inVain = mayMeetAll(failure) ? inVain + 1 : 0;
			return failure === undefined;
		};
		while (this.affinity === undefined && due.length > 0 && !isOver()) {
			const anchor = due.shift()!;
			const affinity = new Affinity(anchor);
			if (await subscribe(anchor, affinity)) this.affinity = affinity;
		}
		const { affinity } = this;
		if (affinity) {
			await mapConcurrently(due, owner.concurrency, async (mailbox) => {
				if (!isOver()) await subscribe(mailbox, affinity);
			});
		}
		this.noteRefused();
		this.pauses = inVain >= enoughInVain ? this.pauses + 1 : 0;
		if (this.pauses > 0) owner.happened(due, { is: 'postponed' });
		// The others are due then, and come before these, which wait longer.
		const pause = Math.min(longestPauseMs, backOff(this.pauses, owner.limits));
		this.pausedUntil = owner.clock.now() + pause;
	}

	/** @returns why it could not; undefined when it could */
	private async subscribe(
		mailbox: string,
		affinity: Affinity,
		signal: AbortSignal,
	): Promise<unknown> {
		const { owner } = this;
		owner.happened(mailbox, { is: 'subscribing' });
		try {
			const id = await owner.ports.subscribe(mailbox, affinity, signal);
			owner.happened(mailbox, { is: 'subscribed', id });
			this.noted.delete(mailbox);
			return undefined;
		} catch (error) {
			if (!signal.aborted) this.refuse(mailbox, error, affinity);
			return error;
		}
	}

	/** Notes that the mailbox has no subscription, for that reason. */
	private refuse(mailbox: string, error: unknown, affinity: Affinity): void {
		const { owner } = this;
		const misfit = affinity.anchor !== mailbox && isMisfit(error);
		const final = !misfit && isRefusedForGood(error);
		owner.happened(mailbox, { is: 'refused', final, misfit });
		if (final) this.refused.set(mailbox, error as Error);
		else if (!misfit) {
			owner.failed(mailbox, error, owner.stateOf(mailbox)?.refusals ?? 1);
		}
	}

	/** Says once of each mailbox, and once for each reason, that it is polled. */
	private noteRefused(): void {
		const byReason = new Map<string, { mailboxes: string[]; message: string }>();
		for (const [mailbox, error] of this.refused) {
			if (this.noted.size === this.noted.add(mailbox).size) continue;
			const { message } = error;
			const reason = codeOf(error) || message;
			const entry = byReason.get(reason) ?? { mailboxes: [], message };
			entry.mailboxes.push(mailbox);
			byReason.set(reason, entry);
		}
		this.refused.clear();
		for (const { mailboxes, message } of byReason.values()) {
			const verb = mailboxes.length === 1 ? 'is' : 'are';
			this.owner.note(
				`${someOf(mailboxes)} ${verb} read from time to time, as nobody tells of changes: ${message}`,
			);
		}
	}
}
