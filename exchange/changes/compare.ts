import { dayMs } from '../calendar/civil';
import { InvalidInput } from '../errors';

/** From `start` up to, not including, `end`; UTC milliseconds. */
export interface Window {
	start: number;
	end: number;
}

/** The time of which a run tells the events. */
export interface RunWindow extends Window {
	/**
	 * Events that ended before this are forgotten; default: the window's start. It is that of the run
	 * before where that one's window began earlier: the clock of one run may be wrong, by years.
	 */
	edge?: number;
}

/**
 * A doubt about what has arrived downstream, as runs were never confirmed. When a run begins:
 * - `unreported`: the event may never have arrived.
 * - `outdated`: another state of it may have arrived.
 *
 * In the position that the run ends with, both are told anew; they are certain once that one counts:
 * - `retold`: the event, of which another state may have arrived.
 * - `gone`: no event any more, or none that is told, but one may have arrived.
 */
export type Uncertainty = 'unreported' | 'outdated' | 'retold' | 'gone';

/** A reported event as a position remembers it: enough to see that it differs. */
export interface KnownEvent extends Window {
	/** 53 bits of its content, see contentDigest. */
	content: number;
	uncertain?: Uncertainty;
}

export type ChangeType = 'created' | 'updated' | 'deleted';

/** An occurrence as it is now. */
export interface CurrentOccurrence extends KnownEvent {
	originalStart: number;
}

export interface OccurrenceDifference<Current extends CurrentOccurrence> {
	changeType: ChangeType;
	originalStart: number;
	/** Absent when it is deleted. */
	current?: Current;
}

/**
 * The change to report of an existing event, and whether to remember the event.
 * - Not reported before and in the window: created.
 * - Reported before and different: updated, also when it was moved out of the window.
 * - Outside the window and unreported, or ended before the window: nothing.
 *
 * A reported event stays remembered while it lies ahead: it may be edited, deleted or come back. One
 * that moves from the past to beyond the window is as if it had never been reported. One that was
 * written without a difference is not reported: servers, assistants and reminders do that.
 */
export function difference(
	known: KnownEvent | undefined,
	current: KnownEvent,
	window: RunWindow,
): { changeType?: 'created' | 'updated'; remember: boolean } {
	const isInside = overlaps(current, window);
	if (known === undefined || known.uncertain === 'gone')
		return { changeType: isInside ? 'created' : undefined, remember: isInside };
	if (known.uncertain === 'unreported' && isInside)
		return { changeType: 'created', remember: true };
	const isFollowed = isInside || !endedBefore(known, window);
	const isDifferent = isUncertain(known) || !isSame(known, current);
	return {
		changeType: isFollowed && isDifferent ? 'updated' : undefined,
		remember: isFollowed && !endedBefore(current, window),
	};
}

/** Report a deletion only if the event was reported before and lies inside or ahead of the window. */
export function shouldReportDeletion(known: KnownEvent | undefined, window: RunWindow): boolean {
	return known !== undefined && known.uncertain !== 'gone' && !endedBefore(known, window);
}

/** True when the run has to tell the event whatever it is now. */
export function isUncertain({ uncertain }: KnownEvent): boolean {
	return uncertain === 'unreported' || uncertain === 'outdated';
}

/**
 * The event to remember after its change was told: what is doubtful stays so until the run counts.
 * @param current undefined when there is no event to remember any more
 */
export function afterTelling(
	known: KnownEvent | undefined,
	current: KnownEvent | undefined,
): KnownEvent | undefined {
	if (known?.uncertain === undefined) return current;
	return current ? { ...current, uncertain: 'retold' } : { ...known, uncertain: 'gone' };
}

/**
 * Compares the occurrences that were reported with those that are there now.
 * @param current every occurrence that is in the window, and those of `known` that still exist elsewhere
 */
export function occurrenceDifferences<Current extends CurrentOccurrence>(
	known: ReadonlyMap<number, KnownEvent> | undefined,
	current: readonly Current[],
	window: RunWindow,
): { differences: Array<OccurrenceDifference<Current>>; remember: Map<number, KnownEvent> } {
	const differences: Array<OccurrenceDifference<Current>> = [];
	const remember = new Map<number, KnownEvent>();
	const existing = new Set<number>();
	for (const occurrence of current) {
		const { originalStart, start, end, content } = occurrence;
		existing.add(originalStart);
		const before = known?.get(originalStart);
		const found = difference(before, occurrence, window);
		const after = afterTelling(before, found.remember ? { start, end, content } : undefined);
		if (after) remember.set(originalStart, after);
		if (found.changeType) {
			differences.push({ changeType: found.changeType, originalStart, current: occurrence });
		}
	}
	for (const [originalStart, event] of known ?? []) {
		if (existing.has(originalStart)) continue;
		if (shouldReportDeletion(event, window)) {
			differences.push({ changeType: 'deleted', originalStart });
		}
		const after = afterTelling(event, undefined);
		if (after) remember.set(originalStart, after);
	}
	differences.sort((a, b) => a.originalStart - b.originalStart);
	return { differences, remember };
}

/** True for an event that says the same at the same time. */
export function isSame(a: KnownEvent, b: KnownEvent): boolean {
	return a.start === b.start && a.end === b.end && a.content === b.content;
}

/** Days around now. */
export interface WindowSize {
	pastDays: number;
	futureDays: number;
}

/** Exchange expands at most two years of a calendar in one view. */
export const maxWindowDays = 730;

/**
 * @returns the window, 30 days back and 365 ahead unless others are given
 * @throws InvalidInput naming the field
 */
export function checkWindow({ pastDays = 30, futureDays = 365 }: Partial<WindowSize>): WindowSize {
	for (const [field, days] of Object.entries({ pastDays, futureDays })) {
		if (!Number.isInteger(days) || days < 0) {
			throw new InvalidInput(field, `${field} is ${days}: a whole number of days, 0 or more`);
		}
	}
	if (pastDays + futureDays > maxWindowDays) {
		throw new InvalidInput(
			'futureDays',
			`pastDays (${pastDays}) and futureDays (${futureDays}) are ${pastDays + futureDays} days together, more than ${maxWindowDays}`,
			{ remedy: 'Choose a window of at most two years.' },
		);
	}
	if (pastDays + futureDays === 0) {
		throw new InvalidInput('futureDays', 'pastDays and futureDays are both 0: the window is empty');
	}
	return { pastDays, futureDays };
}

export function windowAround(now: Date, { pastDays, futureDays }: WindowSize): Window {
	return { start: now.getTime() - pastDays * dayMs, end: now.getTime() + futureDays * dayMs };
}

/**
 * The rule of CalendarView: an event begins before the window's end and ends after its start; one
 * without length may also lie on the start.
 */
export function overlaps({ start, end }: Window, window: Window): boolean {
	return start < window.end && (end > window.start || (start === end && start === window.start));
}

/** True for an event before the window, of this run and the one before: it is never reported again. */
export function endedBefore({ start, end }: Window, window: RunWindow): boolean {
	const { edge = window.start } = window;
	return end <= edge && !(start === end && start === edge);
}

/**
 * The window as it follows on that of the run before.
 * @returns `edge`, and where the window went back (then one of the two clocks was wrong): `gap`, the
 *   time that it has before the other one, and `isApart` when the two have nothing in common
 */
export function windowAfter(
	window: Window,
	before: Window | undefined,
): { window: RunWindow; gap?: Window; isApart: boolean } {
	if (before === undefined) return { window, isApart: false };
	const edge = Math.min(window.start, before.start);
	const isApart = window.end < before.start;
	const isBack = window.start < before.start && !isApart;
	return {
		window: { ...window, edge },
		isApart,
		...(isBack && { gap: { start: window.start, end: before.start } }),
	};
}
