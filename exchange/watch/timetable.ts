/**
 * The moments of a calendar at which a watch has something to tell, without input or output. Everything up
 * to `until` was told; that one time is stored, and so a restart neither loses nor repeats a moment.
 */
import { dayMs } from '../calendar/civil';

export type TimeKind = 'startsSoon' | 'started' | 'ended';

/** The times of one event, UTC milliseconds. */
export interface EventTime {
	id: string;
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

export interface TimetableOptions {
	kinds: ReadonlySet<TimeKind>;
	/** Time of `startsSoon` before the start, in milliseconds. */
	aheadMs: number;
}

/** A moment that is older is told no more: whoever was away for days does not want them all. */
export const longestDelayMs = dayMs;

/** The clock of an earlier run may have gone so much before this one's, in milliseconds. */
const clockToleranceMs = 5 * 60_000;

export class Timetable {
	private events = new Map<string, EventTime>();
	/** Starts of events that became known so late that their `startsSoon` is due at once. */
	private late: Moment[] = [];
	private isFilled = false;

	/** @param until the time that is stored; undefined: this one is the first */
	constructor(
		private readonly options: TimetableOptions,
		public until: number,
	) {}

	/** The time up to which everything counts as told, from what was stored. */
	static since(stored: number | undefined, now: number): number {
		return stored === undefined ? now : Math.max(stored, now - longestDelayMs);
	}

	/** Takes the events that there are now, in place of those that there were. */
	fill(events: readonly EventTime[], now: number): void {
		const { kinds, aheadMs } = this.options;
		const filled = new Map(events.map((event) => [event.id, event]));
		if (this.isFilled && kinds.has('startsSoon')) {
			for (const event of filled.values()) {
				const at = event.start - aheadMs;
				const isNew = this.events.get(event.id)?.start !== event.start;
				if (isNew && at <= this.until && event.start > now) {
					this.late.push({ kind: 'startsSoon', at, event });
				}
			}
		}
		this.late = this.late.filter(({ event }) => filled.get(event.id)?.start === event.start);
		this.events = filled;
		this.isFilled = true;
	}

	/** Moments to tell by that time, the earliest first. */
	due(now: number): Moment[] {
		this.until = this.isAhead(now) ? now : Math.max(this.until, now - longestDelayMs);
		const found = [...this.late];
		for (const event of this.events.values()) {
			for (const moment of this.momentsOf(event)) {
				if (moment.at > this.until && moment.at <= now) found.push(moment);
			}
		}
		return found.sort((one, other) => one.at - other.at);
	}

	/** Notes that everything up to that time was told, and moments that were late. */
	told(until: number, moments: readonly Moment[]): void {
		this.until = Math.max(this.until, until);
		this.late = this.late.filter((moment) => !moments.includes(moment));
	}

	/** The time of the next moment; Infinity when none is known, `now` when the clock was set back. */
	next(now: number): number {
		if (this.isAhead(now)) return now;
		let next = Infinity;
		for (const { at } of this.late) next = Math.min(next, at);
		for (const event of this.events.values()) {
			for (const { at } of this.momentsOf(event)) {
				if (at > this.until) next = Math.min(next, at);
			}
		}
		return next;
	}

	private isAhead(now: number): boolean {
		return this.until > now + clockToleranceMs;
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
