import { ExchangeError } from '../errors';
import { throwIfCancelled } from '../transport/errors';
import { abortWith } from '../transport/onAbort';
import { backOff, type Limits } from './limits';
import type { MailboxState } from './mailboxState';
import type { Places } from './places';
import type { WatchedCalendar } from './ports';
import {
	hindsightMs,
	longestDelayMs,
	Timetable,
	type EventTime,
	type Moment,
	type TimeKind,
} from './timetable';
import { ChangeKinds, type WatchedEvent, type WatchKind } from './watchedEvent';

interface MailboxOptions {
	kinds: ReadonlySet<WatchKind>;
	/** Changes are wanted, not only moments. */
	hasChanges: boolean;
	/** Kinds of moments that are wanted. */
	times: ReadonlySet<TimeKind>;
	aheadMs: number;
	/** As in `getChanges`. */
	expand?: 'occurrences' | 'series';
	limits: Limits;
	state: MailboxState;
	/** For what moments wait for, at a server. */
	placesAt(server: string | undefined): Places;
}

/** What could not be read of a calendar, while the rest of it was told. */
export interface PartFailure {
	error: ExchangeError;
	/** Attempts in a row, this one included. */
	failures: number;
	/** The look for moments failed as a whole; it has waits of its own. */
	isOfMoments?: true;
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
	/** A reading has succeeded: what changes from then on is told. */
	wasRead = false;
	/** Moments are being told. */
	isTelling = false;
	/** Failures to tell moments, in a row; no further attempt before that time. */
	momentFailures = 0;
	momentsFrom = 0;
	private readonly changeKinds: ChangeKinds;
	private timetable?: Timetable;
	/** UTC milliseconds up to which the timetable is filled; it has to be filled again before. */
	private filledUntil = -Infinity;
	/** The time that is stored, UTC milliseconds; undefined before the first. */
	private storedAt?: number;
	/** False after an attempt that failed, and while other kinds are stored. */
	private isStored = true;
	/** The calendar was looked at, and what that leaves due was not told yet. */
	private isNew = false;
	private lastFilled: Promise<unknown> = Promise.resolve();
	/** The last look at the calendar failed as a whole. */
	private isUnfilled = false;
	/** Why the last look at the calendar did not show all of it. */
	private viewFailure?: ExchangeError;
	/** Readings in a row of which a part failed. */
	private partFailures = 0;
	/** What is being told of the mailbox, one thing after the other. */
	private lastTold: Promise<unknown> = Promise.resolve();

	constructor(
		readonly mailbox: string,
		private readonly calendar: WatchedCalendar,
		private readonly options: MailboxOptions,
	) {
		this.state = options.state;
		this.changeKinds = new ChangeKinds(options.kinds, options.expand);
	}

	/** Does it once everything before it was told: nothing of one mailbox is told at the same time. */
	async inTurn(work: () => Promise<void>): Promise<void> {
		const turn = this.lastTold.then(work);
		this.lastTold = turn.catch(() => undefined);
		await turn;
	}

	/**
	 * Reads what changed since the last time, tells it, and then lets it count. The moments are looked up
	 * beside that, so that somebody who takes long keeps none of them back.
	 * @param date gives UTC milliseconds
	 * @param aside waits for the moments, which have places of their own
	 * @returns what could not be read, though the rest was
	 */
	async read(
		date: () => number,
		signal: AbortSignal,
		tell: Tell,
		aside: (looking: Promise<unknown>) => Promise<void>,
	): Promise<PartFailure | undefined> {
		const { hasChanges, times } = this.options;
		let filling: Promise<{ error?: unknown }> | undefined;
		const fill = () => {
			if (times.size === 0) return;
			filling ??= this.fill(date, signal).then(
				() => ({}),
				(error: unknown) => ({ error }),
			);
		};
		let failure: ExchangeError | undefined;
		try {
			if (hasChanges) {
				failure = await this.readChanges(date(), signal, async (events) => {
					const told = tell(events);
					fill();
					await told;
				});
			}
		} finally {
			// Moments come also where changes can't be read.
			if (!signal.aborted) fill();
			if (filling) await aside(filling);
		}
		const { error: unfilled } = (await filling) ?? {};
		if (unfilled !== undefined && !(hasChanges && unfilled instanceof ExchangeError))
			throw unfilled;
		const error = failure ?? this.viewFailure;
		this.partFailures = error && !unfilled ? this.partFailures + 1 : 0;
		if (unfilled === undefined) return error && { error, failures: this.partFailures };
		this.isUnfilled = true;
		return { error: unfilled, failures: this.momentFailures + 1, isOfMoments: true };
	}

	/**
	 * Time at which there is something to tell or to look up; Infinity while there is not.
	 * @param now monotonic, as the result
	 * @param date UTC milliseconds
	 */
	momentAt(now: number, date: number): number {
		if (this.isTelling) return Infinity;
		// It is looked up with the first reading, or by itself once that failed.
		if (!this.timetable) return this.momentFailures > 0 ? this.momentsFrom : Infinity;
		const isDue = this.isOutdated(date) || !this.isStored || this.isNew;
		const next = isDue ? date : this.timetable.next(date);
		const fillAt = this.filledUntil - horizonMs / 2;
		return Math.max(this.momentsFrom, now + (Math.min(next, fillAt) - date));
	}

	/**
	 * Tells the moments that are due, each as its event is now, and then lets them count. One whose event
	 * can't be read is tried again later, and holds no other one back.
	 * @param clock gives UTC milliseconds
	 * @returns what could not be read, though the rest was
	 */
	async tellMoments(
		clock: () => number,
		signal: AbortSignal,
		tell: Tell,
		textOf: (time: number) => string,
	): Promise<PartFailure | undefined> {
		if (this.isOutdated(clock())) await this.fill(clock, signal);
		const date = clock();
		const timetable = this.timetable!;
		this.isNew = false;
		const due = timetable.due(date);
		const now = await this.tellDue(due, date, signal, tell, textOf).catch((error: unknown) => {
			timetable.notTold();
			throw error;
		});
		timetable.told(date, due, now);
		const { storedAt = -Infinity } = this;
		const isStale = date - storedAt > staleMs || timetable.isForgetful(storedAt);
		// What failed before is owed already.
		const isNews = due.some((moment) => timetable.attemptsOf(moment) < 2);
		if (isNews || isStale || !this.isStored) await this.store(timetable);
		const { failed, error } = now;
		if (!error) return undefined;
		const attempts = failed.map((moment) => timetable.attemptsOf(moment));
		return { error, failures: Math.max(...attempts) };
	}

	private async tellDue(
		due: readonly Moment[],
		date: number,
		signal: AbortSignal,
		tell: Tell,
		textOf: (time: number) => string,
	): Promise<MomentsNow> {
		const now = await this.momentsNow(due, date, signal, textOf);
		for (let at = 0; at < now.events.length; at += batchSize) {
			await tell(now.events.slice(at, at + batchSize));
		}
		return now;
	}

	/** True while moments are not told, or not all. */
	get owesMoments(): boolean {
		return this.momentFailures > 0 || this.timetable?.hasFailed === true;
	}

	/** True when it is time to look at the calendar, or the clock was set back. */
	private isOutdated(date: number): boolean {
		const left = this.filledUntil - date;
		return left <= horizonMs / 2 || left > horizonMs + leastMs;
	}

	private async readChanges(
		date: number,
		signal: AbortSignal,
		tell: Tell,
	): Promise<ExchangeError | undefined> {
		const ended = new AbortController();
		const stopListening = abortWith(signal, ended);
		const changes = this.calendar.changes(ended.signal);
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
			await next.value.keep();
			isKept = true;
			return next.value.failure;
		} finally {
			stopListening();
			if (isKept) this.changeKinds.keep(date);
			else {
				this.changeKinds.drop();
				// Nobody reads on: what is under way of it would stay as long as the watch.
				ended.abort();
			}
		}
	}

	private async momentsNow(
		due: readonly Moment[],
		date: number,
		signal: AbortSignal,
		textOf: (time: number) => string,
	): Promise<MomentsNow> {
		const now: MomentsNow = { events: [], gone: [], failed: [], moved: [], away: [] };
		if (due.length === 0) return now;
		const { mailbox } = this;
		const ids = [...new Set(due.map(({ event }) => event.id))];
		const [{ at: dueAt }] = due;
		const { found, failed } = await this.inPlace(
			() => dueAt,
			signal,
			async () => await this.calendar.events(ids, signal),
		);
		for (const moment of due) {
			const { kind, event: planned } = moment;
			const error = failed.get(planned.id);
			const one = found.get(planned.id);
			if (error) {
				now.failed.push(moment);
				now.error ??= error;
			} else if (!one) now.gone.push(moment);
			else if (!one.event.isCancelled) {
				const { start, end } = one;
				const at = this.timeOf(kind, one);
				const moved =
					at === moment.at ? undefined : { kind, at, event: { ...planned, start, end } };
				// Moved on meanwhile: its new time is in the next timetable.
				const isAway = at > date || (moved && kind === 'startsSoon' && start <= date);
				if (isAway || (moved && this.timetable?.wasTold(moved))) {
					now.away.push(moment);
					continue;
				}
				now.events.push({ kind, mailbox, dueAt: textOf(at), ...one.event });
				if (moved) now.moved.push(moved);
			}
		}
		return now;
	}

	private timeOf(kind: TimeKind, { start, end }: EventTime): number {
		if (kind === 'startsSoon') return start - this.options.aheadMs;
		return kind === 'started' ? start : end;
	}

	/** Looks at the calendar; one look after the other, so that the latest one counts. */
	private async fill(date: () => number, signal: AbortSignal): Promise<void> {
		const askedAt = date();
		const next = () => this.timetable?.next(date()) ?? askedAt;
		const filled = this.lastFilled.then(
			async () => await this.inPlace(next, signal, async () => await this.fillNow(date(), signal)),
		);
		this.lastFilled = filled.catch(() => undefined);
		await filled;
	}

	/** @param at gives the time of the next moment that waits for it */
	private async inPlace<Result>(
		at: () => number,
		signal: AbortSignal,
		work: () => Promise<Result>,
	): Promise<Result> {
		const isRetry = this.momentFailures > 0 || this.state.failures > 0;
		return await this.options.placesAt(this.server).run({ at, isRetry }, async () => {
			throwIfCancelled(signal);
			return await work();
		});
	}

	private async fillNow(date: number, signal: AbortSignal): Promise<void> {
		const { times: kinds, aheadMs, limits } = this.options;
		let { timetable } = this;
		if (!timetable) {
			const stored = await this.calendar.readMoments(signal);
			const waitAfter = (attempts: number) => backOff(attempts, limits);
			timetable = new Timetable({ kinds, aheadMs, waitAfter }, stored, date);
			if (stored) {
				this.storedAt = stored.until;
				this.isStored =
					kinds.size === stored.kinds?.length && stored.kinds.every((kind) => kinds.has(kind));
			}
		}
		// What a restart would see is seen before, so that it tells nothing that was entered in hindsight.
		const from = Math.min(timetable.from(date), this.storedAt ?? date);
		const start = Math.max(from, date - longestDelayMs) - hindsightMs;
		const end = date + horizonMs + aheadMs;
		const looking = this.calendar.times(start, end, signal);
		const { events, refused, failure } = await looking.catch((error: unknown) => {
			timetable.lookFailed();
			throw error;
		});
		timetable.fill(events, date, (event) =>
			refused.some((hidden) => event.start < hidden.end && event.end >= hidden.start),
		);
		this.viewFailure = failure;
		this.timetable = timetable;
		this.isNew = true;
		this.filledUntil = date + horizonMs;
		if (this.isUnfilled) this.momentFailures = 0;
		this.isUnfilled = false;
		// From now on a restart misses nothing. Where it fails it is tried again after each telling.
		if (this.storedAt === undefined) await this.store(timetable).catch(() => undefined);
	}

	private async store(timetable: Timetable): Promise<void> {
		const moments = timetable.stored();
		this.isStored = false;
		await this.calendar.writeMoments(moments);
		this.storedAt = moments.until;
		this.isStored = true;
	}
}

interface MomentsNow {
	events: WatchedEvent[];
	/** Those whose event is not there any more under its id. */
	gone: Moment[];
	/** Those whose event is there and could not be read. */
	failed: Moment[];
	/** Those that are told at another time than the planned one. */
	moved: Moment[];
	/** Those that are not told, as their event has another time now, that is to come or was told before. */
	away: Moment[];
	/** Why the first of them could not. */
	error?: ExchangeError;
}
