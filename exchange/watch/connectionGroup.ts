/**
 * The connection of one group: subscribes its mailboxes, listens, and begins again after a loss.
 *
 * 1. Subscribe: who is due. The first that succeeds is the anchor; its server's cookie binds the others.
 * 2. Listen to all subscriptions on one connection, until the server closes it in order after
 *    `connectionMinutes`, it breaks, or falls silent. What happened meanwhile comes with the next one after
 *    an orderly end; after any other each mailbox reads its calendar.
 * 3. Who is subscribed meanwhile waits until the connection is a minute old; then it is opened anew for all.
 * 4. Where it fails for one mailbox that nobody names, that one is looked for (culprits.ts), and goes on by itself.
 * 5. Once all its mailboxes have left it is closed, and their subscriptions are ended.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-maintain-affinity-between-group-of-subscriptions-and-mailbox-server
 */
import { ExchangeError } from '../errors';
import type { StreamedNews } from '../ews/operations/getStreamingEvents';
import { abortWith } from '../transport/onAbort';
import { Bell } from './bell';
import { findCulprits } from './culprits';
import type { GroupOwner } from './groupOwner';
import { GroupSubscriptions } from './groupSubscriptions';
import { backOff } from './limits';
import { codeOf, isLossOfAll, isUnreached, mayBeOfOne } from './refusals';
import { someOf } from './someOf';

/** Exchange gives a sign of life each 45 seconds, some only each 90: a longer silence is a dead connection. */
const silenceMs = 120_000;

/** Least life of a connection that is given up for one with more mailboxes, in milliseconds. */
const leastLifeMs = 60_000;

/** A connection that ends earlier, even in order, is no good one, in milliseconds. */
const shortLifeMs = 5_000;

/** After so many failures in a row the subscriptions are made anew. */
const stuckFailures = 3;

/** So many losses in a row are more than a restart. */
const manyLosses = 3;

/** A server is obeyed that long, whatever wait it names, in milliseconds. */
const longestAskedMs = 15 * 60_000;

/** Looks after its mailboxes at least that often, in milliseconds. */
const longestRestMs = 60_000;

export class ConnectionGroup {
	private readonly subscriptions: GroupSubscriptions;
	/** Rings when a member came, left or is due, and when there is news. */
	private readonly bell = new Bell();
	/** Connections that broke or were refused in a row. */
	private failures = 0;
	/** Times in a row that the server knew none of the subscriptions. */
	private losses = 0;
	/** Time before the next connection that the server asked for. */
	private askedMs = 0;
	/** Counts on to the next mailbox when the budget of one is used up. */
	private speaker = 0;
	/** Since when the connection stands; Infinity before. */
	private openedAt = Infinity;
	/** When something came over it last. */
	private heardAt = -Infinity;
	/** Subscribing while a connection stands. */
	private subscribing?: Promise<void>;

	constructor(
		private readonly owner: GroupOwner,
		mailboxes: readonly string[],
	) {
		this.subscriptions = new GroupSubscriptions(owner, mailboxes);
	}

	/** All of its mailboxes are watched no more, or by others. */
	private get isDeserted(): boolean {
		return this.subscriptions.mailboxes.length === 0;
	}

	/** Says that the group has these mailboxes now. */
	become(mailboxes: readonly string[]): void {
		this.subscriptions.mailboxes = mailboxes;
		if (mailboxes.length === 0) this.owner.recovered(this);
		this.bell.ring();
	}

	/** Runs until `signal` aborts. Never rejects. */
	async run(signal: AbortSignal): Promise<void> {
		const { clock, limits } = this.owner;
		while (!signal.aborted) {
			await this.subscriptions.makeDue(signal);
			if (signal.aborted) return;
			if (this.subscriptions.all().length === 0) {
				const rest = Math.min(longestRestMs, this.subscriptions.nextDue() - clock.now());
				await this.bell.wait(clock, rest, signal);
			} else {
				await this.listen(signal);
				const wait = Math.max(backOff(this.failures, limits), this.askedMs);
				if (wait > 0) await clock.wait(wait, signal);
			}
		}
	}

	/** Ends the subscriptions, as far as there is time for it. */
	async close(): Promise<void> {
		await this.subscriptions.end();
	}

	/** Listens to what is subscribed, on one connection, until that ends. */
	private async listen(signal: AbortSignal): Promise<void> {
		const { owner } = this;
		const listeners = new Map(this.subscriptions.all().map(({ mailbox, id }) => [id, mailbox]));
		const connection = new AbortController();
		const stopListening = abortWith(signal, connection);
		this.openedAt = Infinity;
		let end: End = 'failed';
		let failure: unknown;
		try {
			end = await this.followNews(listeners, connection, signal);
		} catch (error) {
			failure = error;
		} finally {
			stopListening();
			connection.abort();
		}
		if (signal.aborted) return;
		const heardMs = this.heardAt - this.openedAt;
		// A mute one opens as well, and none of the readings meanwhile says that it is heard of.
		if (heardMs >= leastLifeMs) owner.recovered(this);
		// Its silence is no life; one that is cut lived up to then.
		const wasMute = connection.signal.reason instanceof ExchangeError;
		const life = wasMute ? heardMs : owner.clock.now() - this.openedAt;
		const isInOrder = end !== 'failed' && end !== 'broken';
		const isShort = life < (isInOrder ? shortLifeMs : leastLifeMs);
		if (end !== 'closed' || isShort || this.subscribing) {
			owner.happened([...listeners.values()], { is: 'interrupted' });
		}
		// It may take minutes, in which nobody is listened to.
		await this.subscribing;
		if (signal.aborted) return;
		const given = [...listeners].map(([id, mailbox]) => ({ id, mailbox }));
		if (this.isDeserted) return await this.subscriptions.end(given);
		this.askedMs = 0;
		if (!isShort) this.failures = this.losses = 0;
		const isLoss = end === 'failed' && isLossOfAll(failure);
		if (isLoss) this.losses++;
		else if (end === 'failed') {
			this.failures++;
			const { responseCode, backOffMs = 0 } =
				failure instanceof ExchangeError ? failure.details : {};
			this.askedMs = Math.min(backOffMs, longestAskedMs);
			if (responseCode === 'ErrorExceededConnectionCount') this.speaker++;
		} else if (isShort && end !== 'lost') {
			this.failures++;
			owner.failed(this.subscriptions.mailboxes, cutOff(), this.failures, this);
		}
		// Where it opened, the server knows the subscriptions: then it is the way that fails.
		const isOfWay = this.openedAt < Infinity && isUnreached(failure);
		// The mailbox or server that binds the group may be gone: another one is chosen.
		const isStuck = end === 'failed' && !isOfWay && this.failures % stuckFailures === 0;
		const mayBeOne = end === 'failed' && listeners.size > 1 && mayBeOfOne(failure);
		if (mayBeOne && (isLoss ? this.losses > 1 : isStuck)) {
			const livedMs = this.openedAt < Infinity ? life : 0;
			const isFound = await this.setApart(listeners, failure, livedMs, signal);
			if (isFound || signal.aborted) return;
		}
		if (isLoss) return this.lose([...listeners.values()], false);
		if (end === 'failed' && (!mayBeOne || this.failures >= stuckFailures)) {
			const [alone, ...others] = listeners.values();
			const isOfAll = others.length > 0 || !mayBeOfOne(failure);
			const whom = isOfAll ? this.subscriptions.mailboxes : alone;
			owner.failed(whom, failure, this.failures, this);
		}
		if (!isStuck) return;
		await this.subscriptions.giveUp(given, signal);
		if (signal.aborted) return;
		owner.happened([...listeners.values()], { is: 'lost', misfit: false });
	}

	/**
	 * Gives those for whom the connection fails another one.
	 * @returns false where nobody was found
	 */
	private async setApart(
		listeners: ReadonlyMap<string, string>,
		failure: unknown,
		livedMs: number,
		signal: AbortSignal,
	): Promise<boolean> {
		const { owner, subscriptions } = this;
		const { affinity } = subscriptions;
		if (!affinity) return false;
		const ids = await findCulprits(owner, { listeners, affinity, livedMs }, signal);
		if (signal.aborted || ids.length === 0) return false;
		this.failures = this.losses = 0;
		const found = ids.map((id) => ({ id, mailbox: listeners.get(id)! }));
		await subscriptions.giveUp(found, signal);
		const mailboxes = found.map(({ mailbox }) => mailbox);
		owner.happened(mailboxes, { is: 'lost', misfit: true, isCulprit: true });
		owner.note(
			`Exchange refuses connections that include ${someOf(mailboxes)}, and the others go on without: ${codeOf(failure)}`,
		);
		return true;
	}

	/** Notes that the server does not know subscriptions; says so once when that goes on. */
	private lose(mailboxes: readonly string[], misfit: boolean): void {
		const { owner } = this;
		owner.happened(mailboxes, { is: 'lost', misfit });
		const again = mailboxes.filter((one) => !misfit && owner.stateOf(one)?.losses === manyLosses);
		if (again.length === 0) return;
		owner.note(
			`Exchange forgets the subscription of ${someOf(again)} each time that it was made; what changes there is read from time to time. Look into the server's event log, and whether a balancer sends the requests of one client to several servers.`,
		);
	}

	/**
	 * Hands the news on to the mailboxes that they are about. Takes lost ones out of `listeners`.
	 * @throws ExchangeError when the connection is refused, breaks or falls silent
	 */
	private async followNews(
		listeners: Map<string, string>,
		connection: AbortController,
		signal: AbortSignal,
	): Promise<End> {
		const { owner } = this;
		const ids = [...listeners.keys()];
		const speaker = listeners.get(ids[this.speaker % ids.length])!;
		const news = owner.ports.stream(ids, speaker, this.subscriptions.affinity!, connection.signal);
		let hasLost = false;
		try {
			for (;;) {
				const next = await this.nextNews(news, { listeners, connection, signal });
				if (next === undefined) return 'left';
				// Exchange says Closed first. An answer that only ends may have been cut off.
				if (next.done) return hasLost ? 'lost' : 'broken';
				this.heardAt = owner.clock.now();
				const { changed, lost, connection: status } = next.value;
				const without = [...new Set(lost.flatMap((id) => listeners.get(id) ?? []))];
				const misfit = this.openedAt === Infinity && without.length < listeners.size;
				this.lose(without, misfit);
				for (const id of lost) if (listeners.delete(id)) hasLost = true;
				// Who is left is served on, also where both are said in one envelope.
				if (this.openedAt === Infinity && (lost.length === 0 || status === 'OK')) {
					this.openedAt = owner.clock.now();
					owner.happened([...listeners.values()], { is: 'opened' });
				}
				for (const id of changed) {
					const mailbox = listeners.get(id);
					if (mailbox !== undefined) owner.happened(mailbox, { is: 'notified' });
				}
				// A server may say Closed because of the loss, and long before the time is over.
				if (listeners.size === 0 || (status === 'Closed' && hasLost)) return 'lost';
				if (status === 'Closed') return 'closed';
			}
		} finally {
			connection.abort();
			void news.return().catch(() => undefined);
		}
	}

	/**
	 * Waits for news, and subscribes who is due meanwhile.
	 * @returns undefined when the connection may be left: somebody is subscribed who is not listened to, or all
	 * have left it
	 * @throws ExchangeError when nothing comes for too long
	 */
	private async nextNews(
		news: AsyncGenerator<StreamedNews, void>,
		{ listeners, connection, signal }: Listening,
	): Promise<IteratorResult<StreamedNews, void> | undefined> {
		const { clock } = this.owner;
		let isThere = false;
		const ring = () => {
			isThere = true;
			this.bell.ring();
		};
		const pending = news.next();
		void pending.then(ring, ring);
		const silentAt = clock.now() + silenceMs;
		for (;;) {
			if (this.isDeserted) return undefined;
			const hasMore = this.subscriptions.all().some(({ id }) => !listeners.has(id));
			const leaveAt = hasMore ? this.openedAt + leastLifeMs : Infinity;
			const dueAt = this.subscribing ? Infinity : this.subscriptions.nextDue();
			const next = Math.min(silentAt, leaveAt, dueAt);
			await this.bell.wait(clock, next - clock.now(), connection.signal);
			if (isThere || connection.signal.aborted) return await pending;
			const now = clock.now();
			if (now >= silentAt) {
				connection.abort(silence());
				return await pending;
			}
			if (now >= leaveAt) return undefined;
			if (now < dueAt) continue;
			this.subscribing = this.subscriptions.makeDue(signal).finally(() => {
				this.subscribing = undefined;
				this.bell.ring();
			});
		}
	}
}

interface Listening {
	/** Mailboxes by their subscriptions that are on the connection. */
	listeners: ReadonlyMap<string, string>;
	connection: AbortController;
	signal: AbortSignal;
}

/**
 * How a connection ended: in order, without a word, to be opened anew for more mailboxes, because
 * subscriptions are lost, or by a failure.
 */
type End = 'closed' | 'broken' | 'left' | 'lost' | 'failed';

function silence(): ExchangeError {
	return betweenUs('timeout', `Exchange gave no sign of life for ${silenceMs / 1000} s`);
}

function cutOff(): ExchangeError {
	return betweenUs('unreachable', 'An answer that was to stay open ended before its time');
}

function betweenUs(code: 'timeout' | 'unreachable', message: string): ExchangeError {
	return new ExchangeError(code, message, {
		remedy:
			'Look for a proxy or balancer between n8n and Exchange that holds back or cuts answers that stay open. Until then the calendars are read from time to time.',
		remedyBy: 'networkAdmin',
	});
}
