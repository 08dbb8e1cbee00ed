import type { KnownEvent } from './position/knownItem';
import { dayMs } from '../calendar/civil';
import { InvalidInput } from '../errors';

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
 * What to report of an event that is there, and whether to remember it.
 * - Not reported before and in the window: created.
 * - Reported before and different: updated, also when it was moved out of the window.
 * - Outside the window and unreported, or left behind by the window: nothing.
 *
 * What was reported stays remembered while it lies ahead: it may be edited, deleted or come back.
 * @param rewritten the server says that it was written since it was reported
 */
export function difference(
	known: KnownEvent | undefined,
	current: KnownEvent,
	window: Window,
	rewritten = false,
): { changeType?: 'created' | 'updated'; remember: boolean } {
	const isInside = overlaps(current, window);
	if (known === undefined)
		return { changeType: isInside ? 'created' : undefined, remember: isInside };
	if (known.doubt === 'unreported' && isInside) return { changeType: 'created', remember: true };
	const isDifferent = rewritten || known.doubt !== undefined || !isSame(known, current);
	const matters = isDifferent && (isInside || !isBehind(known, window));
	return { changeType: matters ? 'updated' : undefined, remember: !isBehind(current, window) };
}

/** A deletion is worth a word when what is gone was reported and is not left behind by the window. */
export function isLoss(known: KnownEvent | undefined, window: Window): boolean {
	return known !== undefined && !isBehind(known, window);
}

/**
 * Compares the occurrences that were reported with those that are there now.
 * @param current every occurrence that is in the window, and those of `known` that still exist elsewhere
 */
export function occurrenceDifferences<Current extends CurrentOccurrence>(
	known: ReadonlyMap<number, KnownEvent> | undefined,
	current: readonly Current[],
	window: Window,
): { differences: Array<OccurrenceDifference<Current>>; remember: Map<number, KnownEvent> } {
	const differences: Array<OccurrenceDifference<Current>> = [];
	const remember = new Map<number, KnownEvent>();
	const existing = new Set<number>();
	for (const occurrence of current) {
		const { originalStart, start, end, content } = occurrence;
		existing.add(originalStart);
		const found = difference(known?.get(originalStart), occurrence, window);
		if (found.remember) remember.set(originalStart, { start, end, content });
		if (found.changeType) {
			differences.push({ changeType: found.changeType, originalStart, current: occurrence });
		}
	}
	for (const [originalStart, event] of known ?? []) {
		if (!existing.has(originalStart) && isLoss(event, window)) {
			differences.push({ changeType: 'deleted', originalStart });
		}
	}
	differences.sort((a, b) => a.originalStart - b.originalStart);
	return { differences, remember };
}

function isSame(a: KnownEvent, b: KnownEvent): boolean {
	return a.start === b.start && a.end === b.end && a.content === b.content;
}

/** From `start` up to, not including, `end`; UTC milliseconds. */
export interface Window {
	start: number;
	end: number;
}

/** Days around now. */
export interface WindowSize {
	pastDays: number;
	futureDays: number;
}

/** Exchange looks at no more than two years of a calendar at a time. */
export const maxWindowDays = 730;

/** @throws InvalidInput naming the field */
export function checkWindow({ pastDays, futureDays }: WindowSize): void {
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
}

export function windowAround(now: Date, { pastDays, futureDays }: WindowSize): Window {
	return { start: now.getTime() - pastDays * dayMs, end: now.getTime() + futureDays * dayMs };
}

/** The rule of CalendarView: it begins before the window's end and ends after its start. */
export function overlaps({ start, end }: Window, window: Window): boolean {
	return start < window.end && (end > window.start || (start === end && start === window.start));
}

/** It lies before the window, which only moves forward: nothing of it is reported any more. */
export function isBehind({ start, end }: Window, window: Window): boolean {
	return end <= window.start && !(start === end && start === window.start);
}
