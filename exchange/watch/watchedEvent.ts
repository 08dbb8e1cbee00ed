import type { CalendarChange, CalendarEvent } from '../calendar/event';
import type { ExchangeError } from '../errors';
import { dayMs } from '../calendar/civil';
import type { TimeKind } from './timetable';

/**
 * All that a watch tells: changes (`cancelled` is an update by which a meeting was called off), and the
 * times of events.
 */
export type WatchKind = CalendarChange['changeType'] | 'cancelled' | TimeKind;

export const changeKinds = ['created', 'updated', 'deleted', 'cancelled'] as const;
export const timeKinds = ['startsSoon', 'started', 'ended'] as const satisfies TimeKind[];
/** Kinds of news that are told unless others are asked for. */
export const defaultKinds: readonly WatchKind[] = ['created', 'updated', 'deleted'];
export const watchKinds: readonly WatchKind[] = [...changeKinds, ...timeKinds];

/** A change of an event, in the shape that `getChanges` gives. */
export type WatchedChange = { kind: (typeof changeKinds)[number] } & CalendarChange;

/** The moment of an event. */
export interface WatchedMoment extends CalendarEvent {
	kind: TimeKind;
	mailbox: string;
	/** Identity of the event, as in its changes. */
	key: string;
	uid: string;
	masked: boolean;
	/** When it was to be told, such as `2026-11-25T08:45:00Z`; after an outage it is told later. */
	dueAt: string;
}

/**
 * Something that keeps a watch from hearing of changes. It goes on and tries again; the others are not
 * concerned.
 */
export interface WatchProblem {
	kind: 'problem';
	/** Absent: it concerns those of `mailboxes`, or else all. */
	mailbox?: string;
	/**
	 * Those of a mail domain, or at one of several servers, where it concerns all of these and no others; or
	 * further ones with a problem that many mailboxes, servers or mail domains have each.
	 */
	mailboxes?: readonly string[];
	error: ExchangeError;
	/** The watch has read nothing of it yet: unless it was watched before, what changes until then is not told. */
	isUnread?: true;
}

export type WatchedEvent = WatchedChange | WatchedMoment | WatchProblem;

/** Cancelled events that are remembered of one mailbox, the latest ones, so that a later update is one. */
const mostRemembered = 1_000;

/** What was called off so long before the last reading is no news, in milliseconds. */
const oldMs = dayMs;

/** Tells what kind of news a change is. */
export class ChangeKinds {
	/** Keys of cancelled events that were told, and of those that are about to be. */
	private readonly told = new Set<string>();
	private readonly underWay = new Map<string, boolean>();
	/** Ids of series that have come into view since the last time. */
	private readonly newSeries = new Set<string>();
	/** Time of the last reading that counts, UTC milliseconds. */
	private readAt = -Infinity;

	/** @param expand as in `getChanges` */
	constructor(
		private readonly wanted: ReadonlySet<WatchKind>,
		private readonly expand: 'occurrences' | 'series' = 'occurrences',
	) {}

	/** The change under its kind; undefined when nobody wants to hear of it. */
	of(change: CalendarChange): WatchedChange | undefined {
		const { changeType, isCancelled, key, id, type } = change;
		if (changeType === 'created' && type === 'seriesMaster' && id) this.newSeries.add(id);
		const isCalledOff = changeType !== 'deleted' && isCancelled === true;
		const wasTold = this.underWay.get(key) ?? this.told.has(key);
		if (isCalledOff !== wasTold) this.underWay.set(key, isCalledOff);
		// What comes into view called off, such as the next occurrence of a series, was called off before.
		const wasInView = changeType !== 'created' || this.isNewException(change);
		const isNews = isCalledOff && !wasTold && wasInView;
		if (isNews && this.wanted.has('cancelled')) {
			return { kind: 'cancelled', ...change };
		}
		return this.wanted.has(changeType) ? { kind: changeType, ...change } : undefined;
	}

	/**
	 * The changes since the last time count as told.
	 * @param readAt when their reading began, UTC milliseconds
	 */
	keep(readAt: number): void {
		this.readAt = readAt;
		this.newSeries.clear();
		for (const [key, isCalledOff] of this.underWay) {
			this.told.delete(key);
			if (isCalledOff) this.told.add(key);
		}
		for (const oldest of this.told) {
			if (this.told.size <= mostRemembered) break;
			this.told.delete(oldest);
		}
		this.underWay.clear();
	}

	/** They don't: they come again. */
	drop(): void {
		this.newSeries.clear();
		this.underWay.clear();
	}

	/** True for an occurrence that was part of its series alone, and is an event of its own since it was changed. */
	private isNewException({ type, seriesMasterId, lastModifiedDateTime }: CalendarChange): boolean {
		if (this.expand !== 'series' || type !== 'exception') return false;
		if (seriesMasterId && this.newSeries.has(seriesMasterId)) return false;
		// One that has just come into view was changed before.
		return !(Date.parse(lastModifiedDateTime ?? '') < this.readAt - oldMs);
	}
}
