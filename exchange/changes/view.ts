import { instantOf, minuteMs } from '../calendar/civil';
import type { CalendarItemRecord, ItemReference } from '../ews/calendarItem';
import type { Window } from './compare';
import type { CalendarReads } from './ports';
import { viewReader, type RefusedTime } from './viewReader';

/** One event as CalendarView returns it. */
export interface ViewEntry extends Window {
	itemId: ItemReference;
	uid: string;
	/** `Single`, `Occurrence`, `Exception`; `RecurringMaster` where the server shows a series as it is. */
	type: string;
	/** The start that the series' pattern gave an occurrence. */
	originalStart: number;
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
	/** True once the server has shown an occurrence, and whose it is. */
	readonly hasShown: boolean;
	/**
	 * Has the server show the first occurrence of a series, unless it has shown one: a server that does not
	 * expand series shows the master there, and nothing at the times of the others.
	 * @param first start of the master
	 */
	prove(first: number): Promise<void>;
}

/** @param isWanted selects the singles to keep: a calendar has many, and few are looked for */
export function occurrenceView(
	reads: CalendarReads,
	isWanted: (single: ViewEntry) => boolean,
): OccurrenceView {
	const singles = new Map<string, ViewEntry>();
	const byUid = new Map<string, Map<number, ViewEntry>>();
	const views = viewReader(reads);
	let loaded: Window | undefined;
	let hasMasters = false;
	let hasNameless = false;
	let hasShown = false;

	const note = ({ calendarItemType: type = 'Single', uid = '' }: CalendarItemRecord) => {
		if (type === 'Single') return;
		if (type === 'RecurringMaster') hasMasters = true;
		else if (uid === '') hasNameless = true;
		else if (type === 'Occurrence') hasShown = true;
	};

	const add = (entry: ViewEntry) => {
		if (entry.type === 'Single') {
			if (isWanted(entry)) singles.set(entry.itemId.id, entry);
			return;
		}
		const name = entry.uid || entry.itemId.id;
		const same = byUid.get(name) ?? new Map<number, ViewEntry>();
		// One string for all: a series has hundreds of occurrences.
		const [{ uid }] = same.size > 0 ? same.values() : [entry];
		same.set(entry.originalStart, { ...entry, uid });
		byUid.set(uid || name, same);
	};

	const addAll = (items: readonly CalendarItemRecord[]): void => {
		for (const item of items) {
			const itemStart = instantOf(item.start);
			const itemEnd = instantOf(item.end);
			if (itemStart === undefined || itemEnd === undefined) continue;
			note(item);
			add({
				itemId: item.itemId,
				uid: item.uid ?? '',
				type: item.calendarItemType ?? 'Single',
				start: itemStart,
				end: itemEnd,
				originalStart: instantOf(item.originalStart ?? item.recurrenceId) ?? itemStart,
			});
		}
	};

	const read = async (range: Window): Promise<void> => {
		for await (const items of views.read(range)) addAll(items);
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
		refused: views.refused,
		get isExpanded() {
			// One series may lack a UID by itself, or its rule: Exchange shows that one as it is.
			return hasShown || !(hasMasters || hasNameless);
		},
		get hasShown() {
			return hasShown;
		},
		async prove(first) {
			if (hasShown || hasMasters) return;
			const around = { start: first, end: first + minuteMs };
			for await (const items of viewReader(reads).read(around)) items.forEach(note);
		},
	};
}
