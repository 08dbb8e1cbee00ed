import type { MailboxState } from './mailboxState';
import type { WatchedCalendar } from './ports';
import { longestDelayMs, Timetable, type Moment, type TimeKind } from './timetable';
import { ChangeKinds, type WatchedEvent, type WatchKind } from './watchedEvent';

interface MailboxOptions {
	kinds: ReadonlySet<WatchKind>;
	/** Changes are wanted, not only moments. */
	hasChanges: boolean;
	/** Kinds of moments that are wanted. */
	times: ReadonlySet<TimeKind>;
	aheadMs: number;
	state: MailboxState;
}

/** Takes events; they count once it resolves. */
type Tell = (events: readonly WatchedEvent[]) => Promise<void>;

/** Events that are handed out together at most: memory stays bounded however much has changed. */
const batchSize = 500;

/** Moments are known that long in advance, in milliseconds. */
const horizonMs = 60 * 60_000;

/** Least time between two looks at a calendar for moments, in milliseconds. */
const leastMs = 60_000;

/** Of the time up to which moments were told, so much may be lost by a restart, in milliseconds. */
const staleMs = 6 * 60 * 60_000;

/** One mailbox of a watch: what is known of its calendar, and what is told of it. */
export class WatchedMailbox {
	state: MailboxState;
	/** The EWS address that serves it, once it is known. */
	server?: string;
	/** Moments are being told. */
	isTelling = false;
	/** Failures to tell moments, in a row; no further attempt before that time. */
	momentFailures = 0;
	momentsFrom = 0;
	private readonly changeKinds: ChangeKinds;
	private timetable?: Timetable;
	/** UTC milliseconds up to which the timetable is filled; it has to be filled again before. */
	private filledUntil = -Infinity;
	private storedUntil?: number;
	/** What is being told of the mailbox, one thing after the other. */
	private lastTold: Promise<unknown> = Promise.resolve();

	constructor(
		readonly mailbox: string,
		private readonly calendar: WatchedCalendar,
		private readonly options: MailboxOptions,
	) {
		this.state = options.state;
		this.changeKinds = new ChangeKinds(options.kinds);
	}

	/** Does it once everything before it was told: nothing of one mailbox is told at the same time. */
	async inTurn(work: () => Promise<void>): Promise<void> {
		const turn = this.lastTold.then(work);
		this.lastTold = turn.catch(() => undefined);
		await turn;
	}

	/** Reads what changed since the last time, tells it, and then lets it count. */
	async read(date: number, signal: AbortSignal, tell: Tell): Promise<void> {
		const { hasChanges, times } = this.options;
		if (hasChanges) await this.readChanges(signal, tell);
		if (times.size > 0) await this.fill(date, signal);
	}

	/**
	 * Time at which there is something to tell or to look up; Infinity while there is not.
	 * @param now monotonic, as the result
	 * @param date UTC milliseconds
	 */
	momentAt(now: number, date: number): number {
		if (!this.timetable || this.isTelling) return Infinity;
		const next = this.isOutdated(date) ? date : this.timetable.next(date);
		const fillAt = this.filledUntil - horizonMs / 2;
		return Math.max(this.momentsFrom, now + (Math.min(next, fillAt) - date));
	}

	/** Tells the moments that are due, each as its event is now, and then lets them count. */
	async tellMoments(
		date: number,
		signal: AbortSignal,
		tell: Tell,
		textOf: (time: number) => string,
	): Promise<void> {
		const timetable = this.timetable!;
		if (this.isOutdated(date)) await this.fill(date, signal);
		const due = timetable.due(date);
		if (due.length > 0) {
			const events = await this.momentsNow(due, signal, textOf);
			for (let at = 0; at < events.length; at += batchSize) {
				await tell(events.slice(at, at + batchSize));
			}
		}
		timetable.told(date, due);
		if (due.length > 0 || date - (this.storedUntil ?? -Infinity) > staleMs) {
			await this.calendar.writeUntil(timetable.until);
			this.storedUntil = timetable.until;
		}
	}

	/** True when it is time to look at the calendar, or the clock was set back. */
	private isOutdated(date: number): boolean {
		const left = this.filledUntil - date;
		return left <= horizonMs / 2 || left > horizonMs + leastMs;
	}

	private async readChanges(signal: AbortSignal, tell: Tell): Promise<void> {
		const changes = this.calendar.changes(signal);
		let batch: WatchedEvent[] = [];
		let isKept = false;
		try {
			let next = await changes.next();
			for (; !next.done; next = await changes.next()) {
				const event = this.changeKinds.of(next.value);
				if (event) batch.push(event);
				if (batch.length < batchSize) continue;
				await tell(batch);
				batch = [];
			}
			if (batch.length > 0) await tell(batch);
			await next.value();
			isKept = true;
		} finally {
			if (isKept) this.changeKinds.keep();
			else this.changeKinds.drop();
		}
	}

	private async momentsNow(
		due: readonly Moment[],
		signal: AbortSignal,
		textOf: (time: number) => string,
	): Promise<WatchedEvent[]> {
		const { mailbox } = this;
		const ids = [...new Set(due.map(({ event }) => event.id))];
		const now = await this.calendar.events(ids, signal);
		return due.flatMap(({ kind, at, event: planned }): WatchedEvent[] => {
			const found = now.get(planned.id);
			// Moved or called off meanwhile: its new time is in the next timetable.
			if (!found || found.event.isCancelled) return [];
			const isSame = kind === 'ended' ? found.end === planned.end : found.start === planned.start;
			return isSame ? [{ kind, mailbox, dueAt: textOf(at), ...found.event }] : [];
		});
	}

	private async fill(date: number, signal: AbortSignal): Promise<void> {
		const { times: kinds, aheadMs } = this.options;
		let { timetable } = this;
		if (!timetable) {
			this.storedUntil = await this.calendar.readUntil(signal);
			timetable = new Timetable({ kinds, aheadMs }, Timetable.since(this.storedUntil, date));
		}
		const start = Math.max(Math.min(timetable.until, date), date - longestDelayMs);
		const { events, until } = await this.calendar.times(start, date + horizonMs + aheadMs, signal);
		timetable.fill(events, date);
		this.timetable = timetable;
		// A list that was cut is good up to its last start; the next one begins there.
		this.filledUntil = Math.max(date + horizonMs / 2 + leastMs, until - aheadMs);
	}
}
