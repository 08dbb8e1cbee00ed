/**
 * The moments of a calendar at which a watch has something to tell, without input or output. Everything up
 * to `until` was told, but for what is owed: moments that became known too late, and those whose events
 * could not be read. Both are stored, and so a restart neither loses nor repeats a moment.
 */
import { dayMs } from '../calendar/civil';
import { shortDigest } from '../shortDigest';

export type TimeKind = 'startsSoon' | 'started' | 'ended';

/** The times of one event, UTC milliseconds. */
export interface EventTime {
	id: string;
	/** Stays when the id changes, as where somebody accepts a meeting. */
	uid?: string;
	start: number;
	end: number;
}

/** A moment to tell. */
export interface Moment {
	kind: TimeKind;
	/** When, UTC milliseconds. */
	at: number;
	event: EventTime;
}

/** What came of telling moments. */
export interface MomentsTold {
	/** Those whose event is not there any more under its id. */
	gone?: readonly Moment[];
	/** Those whose event could not be read, and that are owed. */
	failed?: readonly Moment[];
	/** Those that were told at another time, as their event was moved meanwhile. */
	moved?: readonly Moment[];
	/** Those that were not told, as their event was moved meanwhile. */
	away?: readonly Moment[];
}

/** What is remembered over a restart. */
export interface StoredMoments {
	/** UTC milliseconds up to which everything was told. */
	until: number;
	/** The kinds that were told; what came before is not told of further ones. */
	kinds?: readonly TimeKind[];
	/** Digests of the events of which it was told that they start soon, of those that had not started. */
	soon?: readonly string[];
	/** Digests of the moments that are owed, and the earliest of their times. */
	owed?: readonly string[];
	owedFrom?: number;
}

export interface TimetableOptions {
	kinds: ReadonlySet<TimeKind>;
	/** Time of `startsSoon` before the start, in milliseconds. */
	aheadMs: number;
	/** Time until an owed moment is tried again, after so many attempts, in milliseconds. */
	waitAfter(attempts: number): number;
	/** Older moments are told no more, in milliseconds; default: a day. */
	delayMs?: number;
}

/** A moment that is older is told no more: whoever was away for days does not want them all. */
export const longestDelayMs = dayMs;

/** The clock of an earlier run may have gone so much before this one's, in milliseconds. */
const clockToleranceMs = 5 * 60_000;

/** An event that is gone may come under another id so long after its moment, in milliseconds. */
const goneMs = 60 * 60_000;

/** An event whose time somebody moves is told in hindsight by so much at most, in milliseconds. */
export const hindsightMs = 60 * 60_000;

/** What is entered so long after a moment is told of it all the same, in milliseconds. */
const lateMs = 30 * 60_000;

/** Looks are closer together than that, unless nobody could look, in milliseconds. */
const outageMs = 60 * 60_000;

/** Digests that are stored at most; beyond them a restart may repeat a moment. */
const mostStored = 1_000;

interface Owed {
	moment: Moment;
	/** Attempts to tell it that failed. */
	attempts: number;
	/** Time of the next one, UTC milliseconds. */
	from: number;
}

export class Timetable {
	/** UTC milliseconds up to which everything was told that is not owed. */
	until: number;
	private events = new Map<string, EventTime>();
	/** Names of the moments of those events. */
	private known = new Set<string>();
	/** Names of those among them that were entered too late for anybody to want them. */
	private hindsight = new Set<string>();
	/** The latest time of such a moment; -Infinity before the first. */
	private latestHindsight = -Infinity;
	private readonly owed = new Map<string, Owed>();
	/** Moments by name that were told, and until when their events may come back, as under other ids. */
	private readonly past = new Map<string, number>();
	/** Times of moments by name whose event was gone when they were to be told; it may come under another id. */
	private readonly gone = new Map<string, number>();
	/** The time up to which moments are being told; -Infinity while none are. */
	private telling = -Infinity;
	/** True for events that may have been missing at the last look. */
	private wasHidden: (event: EventTime) => boolean = () => false;
	/** Time of the look that the events are from; undefined before the first. */
	private lookedAt?: number;
	/** A look has failed since. */
	private wasAway = false;
	/** The next moment after `until` of those events. */
	private found?: { until: number; events: ReadonlyMap<string, EventTime>; next: number };
	private readonly delayMs: number;
	private readonly storedKinds: ReadonlySet<TimeKind>;
	private readonly storedSoon?: ReadonlySet<string>;
	private readonly storedOwed: ReadonlySet<string>;
	private owedFrom: number;

	/** @param stored what was remembered; undefined: nobody told moments of this calendar before */
	constructor(
		private readonly options: TimetableOptions,
		stored: StoredMoments | undefined,
		now: number,
	) {
		const { until = now, kinds, soon, owed = [], owedFrom = Infinity } = stored ?? {};
		this.delayMs = options.delayMs ?? longestDelayMs;
		this.until = Math.max(until, now - this.delayMs);
		this.storedKinds = new Set(kinds ?? options.kinds);
		this.storedSoon = soon && new Set(soon);
		this.storedOwed = new Set(owed);
		this.owedFrom = Math.max(owedFrom, now - this.delayMs);
	}

	/** UTC milliseconds from which on events have to be looked at, so that none is missed. */
	from(now: number): number {
		return Math.min(this.until, this.lookedAt ?? now, this.owedFrom, now);
	}

	/**
	 * Takes the events that there are now, in place of those that there were.
	 * @param now when they were looked at
	 * @param isHidden true for events that are there, but may be missing among these
	 */
	fill(
		events: readonly EventTime[],
		now: number,
		isHidden: (event: EventTime) => boolean = () => false,
	): void {
		this.rememberPast(now);
		const filled = new Map(events.map((event) => [event.id, this.asKnown(event)]));
		for (const event of this.events.values()) {
			if (!filled.has(event.id) && isHidden(event)) filled.set(event.id, event);
		}
		const known = new Set<string>();
		const hindsight = new Set<string>();
		const { seen } = this;
		for (const event of filled.values()) {
			for (const moment of this.momentsOf(event)) {
				const name = nameOf(moment);
				// After a clock was set back by little, what is new comes in its time.
				const isAwaited = moment.at > now && moment.at <= seen && !this.known.has(name);
				if (!isAwaited) known.add(name);
				const owed = this.owed.get(name);
				if (owed) owed.moment = moment;
				else if (this.isBack(name, now) || this.isOwed(moment, name, now))
					this.owe(moment, name, now);
				else if (this.isHindsight(moment, name, now)) {
					hindsight.add(name);
					this.latestHindsight = Math.max(this.latestHindsight, moment.at);
				}
			}
		}
		this.events = filled;
		this.known = known;
		this.hindsight = hindsight;
		this.wasHidden = isHidden;
		this.lookedAt = now;
		this.wasAway = false;
		this.forgetOwed(now);
	}

	/** The event under the UID that it had: a copy made in Outlook gets one only when somebody changes it. */
	private asKnown(event: EventTime): EventTime {
		const before = this.events.get(event.id);
		return before ? { ...event, uid: before.uid } : event;
	}

	/** Notes that nobody could look at the calendar: how long its next events were there is not known. */
	lookFailed(): void {
		this.wasAway = true;
	}

	/** Moments to tell by that time, the earliest first. */
	due(now: number): Moment[] {
		this.until = this.isAhead(now) ? now : Math.max(this.until, now - this.delayMs);
		this.telling = now;
		this.forgetOwed(now);
		const found = new Map<string, Moment>();
		for (const [name, owed] of this.owed) {
			if (this.tryAt(owed, now) <= now) found.set(name, owed.moment);
		}
		for (const event of this.events.values()) {
			for (const moment of this.awaitedOf(event)) {
				if (moment.at <= now && !this.owed.has(nameOf(moment))) {
					found.set(`${nameOf(moment)} ${event.id}`, moment);
				}
			}
		}
		return [...found.values()].sort((one, other) => one.at - other.at);
	}

	/** Notes that everything up to that time was told, the moments among them, but for those that failed. */
	told(
		until: number,
		moments: readonly Moment[],
		{ gone = [], failed = [], moved = [], away = [] }: MomentsTold = {},
	): void {
		this.until = Math.max(this.until, until);
		this.telling = -Infinity;
		const attempts = new Map(failed.map((moment) => [nameOf(moment), this.attemptsOf(moment) + 1]));
		for (const moment of moments) this.owed.delete(nameOf(moment));
		for (const moment of failed) {
			const name = nameOf(moment);
			const tried = attempts.get(name)!;
			const from = until + this.options.waitAfter(tried);
			this.owed.set(name, { moment, attempts: tried, from });
		}
		for (const moment of moved) {
			this.known.add(nameOf(moment));
			this.owed.delete(nameOf(moment));
		}
		const there = new Set(moments.filter((moment) => !gone.includes(moment)).map(nameOf));
		for (const moment of away) this.known.delete(nameOf(moment));
		for (const moment of gone) {
			const name = nameOf(moment);
			if (there.has(name)) continue;
			const again = this.underAnotherId(moment, name);
			if (again) this.owe(again, name, until);
			else {
				this.gone.set(name, moment.at);
				this.known.delete(name);
			}
		}
		this.forgetOwed(until);
	}

	/** Notes that what was due could not be told, and stays due. */
	notTold(): void {
		this.telling = -Infinity;
	}

	/** True while a restart would tell of a moment that was entered too late. */
	isForgetful(storedUntil: number): boolean {
		return this.latestHindsight > storedUntil;
	}

	/** True for a moment that was told a while ago, before its event had another time meanwhile. */
	wasTold(moment: Moment): boolean {
		return this.past.has(nameOf(moment));
	}

	/** True while a moment is owed whose event could not be read. */
	get hasFailed(): boolean {
		return [...this.owed.values()].some(({ attempts }) => attempts > 0);
	}

	/** How often a moment was tried in vain. */
	attemptsOf(moment: Moment): number {
		return this.owed.get(nameOf(moment))?.attempts ?? 0;
	}

	/** The time of the next moment; Infinity when none is known, `now` when the clock was set back. */
	next(now: number): number {
		if (this.isAhead(now)) return now;
		let next = Infinity;
		for (const owed of this.owed.values()) next = Math.min(next, this.tryAt(owed, now));
		return Math.min(next, this.nextOfEvents());
	}

	/** What is to be remembered over a restart. */
	stored(): StoredMoments {
		const { until, owed } = this;
		const soon = [...this.events.values()].flatMap((event) =>
			this.momentsOf(event).filter(({ kind, at }) => kind === 'startsSoon' && at <= until),
		);
		const told = soon.filter((moment) => {
			const name = nameOf(moment);
			return moment.event.start > until && !owed.has(name) && !this.gone.has(name);
		});
		told.sort((one, other) => one.at - other.at);
		return {
			until,
			kinds: [...this.options.kinds],
			soon: told.slice(-mostStored).map(({ event }) => startDigest(event)),
			...(owed.size > 0 && {
				owed: [...owed.keys()].slice(-mostStored).map(shortDigest),
				owedFrom: this.owedFrom,
			}),
		};
	}

	/** True for a moment whose event was gone a while ago, and is there under another id. */
	private isBack(name: string, now: number): boolean {
		const goneAt = this.gone.get(name);
		this.gone.delete(name);
		return goneAt !== undefined && goneAt >= now - goneMs;
	}

	private owe(moment: Moment, name: string, now: number): void {
		if (moment.kind === 'startsSoon' && moment.event.start <= now) return;
		this.owed.set(name, { moment, attempts: 0, from: -Infinity });
	}

	/** The same moment of an event that was accepted, or whose mailbox was moved, meanwhile. */
	private underAnotherId({ event: { id } }: Moment, name: string): Moment | undefined {
		for (const event of this.events.values()) {
			if (event.id === id) continue;
			const found = this.momentsOf(event).find((moment) => nameOf(moment) === name);
			if (found) return found;
		}
		return undefined;
	}

	/** True for a moment whose time has passed already, that nobody was told of and somebody should be. */
	private isOwed(moment: Moment, name: string, now: number): boolean {
		const { kind, at, event } = moment;
		if (at > Math.min(now, this.seen) || this.known.has(name)) return false;
		if (this.lookedAt === undefined) {
			if (this.storedOwed.has(shortDigest(name))) return true;
			const isKnown = this.storedSoon?.has(startDigest(event)) ?? true;
			const isTold = this.storedKinds.has(kind);
			return kind === 'startsSoon' && event.start > now && isTold && !isKnown;
		}
		if (this.past.has(name)) return false;
		if (kind === 'startsSoon') return event.start > now;
		return !this.isLate(moment, now) || this.wasToCome(moment) || this.wasHidden(event);
	}

	/** True for a moment that nobody is told of, as its event was entered when it had passed. */
	private isHindsight(moment: Moment, name: string, now: number): boolean {
		const { kind, at, event } = moment;
		const { lookedAt } = this;
		if (lookedAt === undefined) return !this.storedKinds.has(kind) && at <= now;
		if (this.known.has(name)) return this.hindsight.has(name);
		if (this.wasHidden(event)) return false;
		if (kind !== 'startsSoon') return this.isLate(moment, now) && !this.wasToCome(moment);
		const hadPassed = at <= Math.min(now, lookedAt);
		const wasAway = this.wasAway || now - lookedAt >= outageMs;
		return event.start <= now && (hadPassed || !wasAway);
	}

	/**
	 * True for a moment that had passed when its event was entered, and a while ago, or when an event that was there
	 * got another time.
	 */
	private isLate({ at, event }: Moment, now: number): boolean {
		if (at > Math.min(now, this.lookedAt!)) return false;
		return at < now - lateMs || this.events.has(event.id);
	}

	private rememberPast(now: number): void {
		for (const [name, end] of this.past) if (end < now) this.past.delete(name);
		for (const event of this.events.values()) {
			for (const moment of this.momentsOf(event)) {
				const { kind, at } = moment;
				const name = nameOf(moment);
				// So long it would be told once more if its event came back.
				const end = kind === 'startsSoon' ? event.start : at + lateMs;
				const isTold = at <= this.until && this.known.has(name);
				if (isTold && end >= now) this.past.set(name, end);
			}
		}
	}

	/** True for a moment that was to come, before somebody gave its event an earlier time. */
	private wasToCome({ kind, at, event: { id } }: Moment): boolean {
		const before = this.events.get(id);
		if (before === undefined || at <= this.lookedAt! - hindsightMs) return false;
		return this.momentsOf(before).some((one) => this.comes(one, kind));
	}

	/** Everything up to there is told, or is being told. */
	private get seen(): number {
		return Math.max(this.until, this.telling);
	}

	private comes({ kind, at }: Moment, wanted: TimeKind): boolean {
		return kind === wanted && at > this.seen;
	}

	/** It is asked for at each change of any calendar, and looked for after a look or a telling only. */
	private nextOfEvents(): number {
		const { until, events } = this;
		if (this.found?.until !== until || this.found.events !== events) {
			const times = [...events.values()].flatMap((event) =>
				this.awaitedOf(event).map(({ at }) => at),
			);
			this.found = { until, events, next: times.reduce((a, b) => Math.min(a, b), Infinity) };
		}
		return this.found.next;
	}

	private forgetOwed(now: number): void {
		let from = Infinity;
		for (const [name, { moment }] of this.owed) {
			if (moment.at < now - this.delayMs) this.owed.delete(name);
			else from = Math.min(from, moment.at);
		}
		this.owedFrom = from;
		for (const [name, at] of this.gone) if (at < now - goneMs) this.gone.delete(name);
	}

	/** The time to try an owed moment, which is not before `now`. A clock that was set back keeps nobody waiting. */
	private tryAt({ moment, attempts, from }: Owed, now: number): number {
		const earliest = Math.max(now, moment.at);
		const isFar = from > earliest + this.options.waitAfter(attempts);
		return isFar ? earliest : Math.max(now, from);
	}

	private isAhead(now: number): boolean {
		return this.until > now + clockToleranceMs;
	}

	/** Its moments after `until`, but for those that nobody is told of. */
	private awaitedOf(event: EventTime): Moment[] {
		return this.momentsOf(event).filter(
			(moment) => moment.at > this.until && !this.hindsight.has(nameOf(moment)),
		);
	}

	private momentsOf(event: EventTime): Moment[] {
		const { kinds, aheadMs } = this.options;
		const all: Moment[] = [
			{ kind: 'startsSoon', at: event.start - aheadMs, event },
			{ kind: 'started', at: event.start, event },
			{ kind: 'ended', at: event.end, event },
		];
		return all.filter(({ kind }) => kinds.has(kind));
	}
}

/** What a moment is known by, also when its event has another id. */
function nameOf({ kind, at, event: { id, uid } }: Moment): string {
	return `${kind} ${at} ${uid ?? id}`;
}

/** What is remembered of `startsSoon`: it stays when somebody wants to hear of it earlier or later. */
function startDigest({ id, uid, start }: EventTime): string {
	return shortDigest(`${start} ${uid ?? id}`);
}
