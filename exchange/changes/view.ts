import { dayMs, instantOf, minuteMs } from '../calendar/civil';
import type { CalendarItemRecord, ItemReference } from '../ews/calendarItem';
import type { Window } from './compare';
import { isOfContent, reasonOf } from './isolation';
import type { CalendarReads } from './ports';

/** One event as CalendarView returns it. */
export interface ViewEntry extends Window {
	itemId: ItemReference;
	uid: string;
	/** `Single`, `Occurrence`, `Exception`. */
	type: string;
	/** The start that the series' pattern gave an occurrence. */
	originalStart: number;
}

/** A time of which the server does not list the events, and why. */
export interface RefusedTime extends Window {
	reason: string;
}

/** The server's own expansion of the calendar, read once per run and as far as it is needed. */
export interface OccurrenceView {
	/** Loads the view of this range, unless it is loaded already. */
	load(range: Window): Promise<void>;
	/** The occurrences with that UID, by original start. */
	ofUid(uid: string): ReadonlyMap<number, ViewEntry>;
	/** All entries that were kept. */
	entries(): Iterable<ViewEntry>;
	/** Parts of the loaded range that the server refused to show: one broken series is enough for that. */
	readonly refused: RefusedTime[];
	/** False when the server does not expand series, or omits the UIDs of occurrences. */
	readonly isExpanded: boolean;
}

/** Exchange shows at most two years at once. */
const longestView = 366 * dayMs;
/** The shortest time that is asked for by itself. */
const shortestView = dayMs;
/** Views that fail, after which they are no longer divided: a series without end breaks each of them. */
const mostFailures = 40;
/** Views in a run, after which what is left counts as refused: some servers never come to an end. */
const mostViews = 1000;

/** @param isWanted selects the singles to keep: a calendar has many, and few are looked for */
export function occurrenceView(
	reads: CalendarReads,
	isWanted: (single: ViewEntry) => boolean,
): OccurrenceView {
	const singles = new Map<string, ViewEntry>();
	const byUid = new Map<string, Map<number, ViewEntry>>();
	const refused: RefusedTime[] = [];
	let loaded: Window | undefined;
	let isExpanded = true;
	let asked = 0;
	let failures = 0;

	const add = (entry: ViewEntry) => {
		if (entry.type === 'Single') {
			if (isWanted(entry)) singles.set(entry.itemId.id, entry);
			return;
		}
		const same = byUid.get(entry.uid) ?? new Map<number, ViewEntry>();
		// One string for all: a series has hundreds of occurrences.
		const [{ uid }] = same.size > 0 ? same.values() : [entry];
		same.set(entry.originalStart, { ...entry, uid });
		byUid.set(uid, same);
	};

	/** Keeps the entries; returns the last start. */
	const addAll = (items: readonly CalendarItemRecord[]): number => {
		let last = -Infinity;
		for (const item of items) {
			const itemStart = instantOf(item.start);
			const itemEnd = instantOf(item.end);
			if (itemStart === undefined || itemEnd === undefined) continue;
			last = Math.max(last, itemStart);
			const isMaster = item.calendarItemType === 'RecurringMaster';
			if (isMaster || (item.calendarItemType !== 'Single' && !item.uid)) isExpanded = false;
			if (isMaster) continue;
			add({
				itemId: item.itemId,
				uid: item.uid ?? '',
				type: item.calendarItemType ?? 'Single',
				start: itemStart,
				end: itemEnd,
				originalStart: instantOf(item.originalStart ?? item.recurrenceId) ?? itemStart,
			});
		}
		return last;
	};

	const refuse = ({ start, end }: Window, reason: string) => {
		const last = refused.at(-1);
		if (last?.end === start && last.reason === reason) last.end = end;
		else refused.push({ start, end, reason });
	};

	const halve = async ({ start, end }: Window, shortest: number, reason: string) => {
		if (end - start <= shortest) return refuse({ start, end }, reason);
		const middle = Math.ceil((start + end) / 2 / minuteMs) * minuteMs;
		await read({ start, end: Math.min(middle, end) });
		if (middle < end) await read({ start: middle, end });
	};

	const read = async (range: Window): Promise<void> => {
		const { end } = range;
		for (let { start } = range; start < end; ) {
			if (end - start > longestView) {
				await read({ start, end: start + longestView });
				start += longestView;
				continue;
			}
			if (++asked > mostViews) return refuse({ start, end }, 'tooManyViews');
			const answer = await reads.view({ start, end }).catch((error: unknown) => {
				if (!isOfContent(error)) throw error;
				failures += error.code === 'timeout' ? mostFailures / 4 : 1;
				return reasonOf(error);
			});
			if (typeof answer === 'string') {
				const shortest = failures < mostFailures ? shortestView : Infinity;
				return await halve({ start, end }, shortest, answer);
			}
			const last = addAll(answer.items);
			if (answer.isComplete) return;
			// Entries come by start: go on at the last one, and where that leads nowhere, half by half.
			if (last > start && last < end && !answer.isFull) start = last;
			else return await halve({ start, end }, minuteMs, 'tooManyEvents');
		}
	};

	return {
		async load({ start, end }) {
			if (loaded === undefined) {
				await read({ start, end });
				loaded = { start, end };
				return;
			}
			if (start < loaded.start) {
				await read({ start, end: loaded.start });
				loaded = { start, end: loaded.end };
			}
			if (end > loaded.end) {
				await read({ start: loaded.end, end });
				loaded = { start: loaded.start, end };
			}
		},
		ofUid: (uid) => byUid.get(uid) ?? new Map(),
		*entries() {
			yield* singles.values();
			for (const entries of byUid.values()) yield* entries.values();
		},
		refused,
		get isExpanded() {
			return isExpanded;
		},
	};
}
