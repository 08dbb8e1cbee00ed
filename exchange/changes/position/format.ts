import { dayMs, minuteMs } from '../../calendar/civil';
import { each, inTurns, type Turns } from '../../eventLoop';
import { shortDigest } from '../../shortDigest';
import { windowAround, type WindowSize } from '../compare';
import { ByteReader, ByteWriter } from './bytes';
import { readItems, writeItems } from './columns';
import { PositionRefused } from './errors';
import { KnownItems } from './known';
import type { KnownRows, RowList } from './knownItem';
import { RestingParts, writeRestingParts, type RestingPart } from './restingParts';
import {
	checkSegment,
	damaged,
	isReference,
	joinPosition,
	packSegment,
	splitPosition,
	unpackSegment,
	type ReadReference,
} from './segments';

/** The calendar and settings of a position; a run continues only a position of its own calendar. */
export interface PositionScope extends WindowSize {
	mailbox: string;
	/** Folder id; empty for the mailbox's own calendar. */
	calendar: string;
	expand: 'occurrences' | 'series';
	/** The server that gave the sync state; another one means a full comparison, not a refusal. */
	server: string;
}

/** An item that the server failed to return, and the number of runs that asked for it. */
export interface UnreadableItem {
	id: string;
	attempts: number;
}

export interface PositionContent {
	/** Read back, its calendar and server are digests. */
	scope: PositionScope;
	/** Time of writing, UTC milliseconds. */
	writtenAt: number;
	/** Events that ended before this are forgotten, UTC milliseconds; default: the start of the window. */
	edge?: number;
	/** As the server gave it; empty when the next run has to read everything. */
	syncState: string;
	/** The items of the changing part, and of those resting parts that were read. */
	items: KnownItems;
	resting?: RestingParts;
	/** Where references to resting parts lead. */
	store?: string;
	unreadable: UnreadableItem[];
	/** The server did not show what entered the window. */
	isRefused?: boolean;
	/** The day on which the gap was found that is still open, 1 to 15. */
	gapDay?: number;
}

/** A quiet calendar's position is renewed this often, so that the server's state does not grow old. */
export const rewriteAfterMs = dayMs;

const formatVersion = 3;
const hasDoubts = 1;
const hasSeconds = 2;
const isRefusedFlag = 4;
/** The day on which a gap was found takes the upper half of the flags. */
const gapDayShift = 4;

/** Bytes, before compression, that the parts of a position take at most; tests choose less. */
export interface PartLimits {
	/** For the items that changed since the resting parts were written, or all where that is enough. */
	changing: number;
	resting: number;
}

const usualLimits: PartLimits = { changing: 18_000, resting: 48_000 };

/**
 * Packs a position into text that any database, form field or JSON takes unchanged. Its resting parts stay
 * as they are, until what changed since is too much: then all are written anew.
 */
export async function writePosition(
	content: PositionContent,
	turns: Turns,
	limits: PartLimits = usualLimits,
): Promise<string> {
	const { items: known, resting, store } = content;
	const { rows } = known;
	const changed = await inTurns(rowsBeside(known), turns);
	const stays = resting !== undefined && resting.parts.length > 0;
	if (bytesOf(rows, changed.written) <= limits.changing) {
		const parts = stays ? resting.parts.map(withReplaced(changed.replaced)) : [];
		return await joined(content, parts, changed.written, turns, stays ? store : undefined);
	}
	await resting?.needAll();
	const all = await inTurns(keptRows(known), turns);
	const count = Math.ceil(bytesOf(rows, all) / limits.resting);
	const parts = await writeRestingParts(rows, all, count, turns);
	return await joined(content, parts, [], turns, undefined);
}

async function joined(
	content: PositionContent,
	parts: readonly RestingPart[],
	rows: RowList,
	turns: Turns,
	store: string | undefined,
): Promise<string> {
	const items = await inTurns(writeItems(content.items.rows, rows), turns);
	return joinPosition({
		version: formatVersion,
		...(store !== undefined && { store }),
		changing: await packSegment([...writeHead(content, parts), ...items]),
		resting: parts.map(({ segment }) => segment),
	});
}

interface Changed {
	/** Rows that no resting part says. */
	written: RowList;
	/** Places in resting parts, by part, that are no longer right. */
	replaced: Map<number, number[]>;
}

function* rowsBeside(known: KnownItems): Generator<void, Changed> {
	const { rows } = known;
	const written = new Uint32Array(known.rowsGiven);
	let count = 0;
	const replaced = new Map<number, number[]>();
	yield* each(known.allRows(), (row) => {
		const part = rows.part.get(row);
		if (part > 0 && rows.isChanged.get(row) === 0) return;
		if (!known.isRemoved(row)) written[count++] = row;
		if (part === 0) return;
		const places = replaced.get(part - 1) ?? [];
		places.push(rows.place.get(row));
		replaced.set(part - 1, places);
	});
	return { written: written.subarray(0, count), replaced };
}

function* keptRows(known: KnownItems): Generator<void, Uint32Array> {
	const kept = new Uint32Array(known.rowsGiven);
	let count = 0;
	yield* each(known.allRows(), (row) => {
		if (!known.isRemoved(row)) kept[count++] = row;
	});
	return kept.subarray(0, count);
}

function withReplaced(replaced: ReadonlyMap<number, number[]>) {
	return (part: RestingPart, index: number): RestingPart => {
		const more = replaced.get(index);
		return more ? { ...part, replaced: new Set([...part.replaced, ...more]) } : part;
	};
}

/** About what rows take before they are compressed. */
function bytesOf(rows: KnownRows, some: RowList): number {
	let bytes = 0;
	for (const row of some) {
		const { start, end } = rows.uid.packed(row);
		bytes += 22 + end - start + 4 * (rows.occurrences.get(row)?.size ?? 0);
	}
	return bytes;
}

function writeHead(content: PositionContent, parts: readonly RestingPart[]): Buffer[] {
	const { scope, writtenAt, edge, syncState, unreadable, items, isRefused, gapDay = 0 } = content;
	const { rows } = items;
	const writer = new ByteWriter();
	writer.text(scope.mailbox.toLowerCase());
	writer.text(scope.calendar === '' ? '' : shortDigest(scope.calendar));
	writer.text(shortDigest(scope.server));
	writer.byte(scope.expand === 'series' ? 1 : 0);
	writer.unsigned(scope.pastDays);
	writer.unsigned(scope.futureDays);
	writer.signed(writtenAt);
	writer.signed(edge ?? windowAround(new Date(writtenAt), scope).start);
	writeSyncState(writer, syncState);
	writer.unsigned(unreadable.length);
	for (const { id, attempts } of unreadable) {
		writer.text(id);
		writer.unsigned(attempts);
	}
	const isSet = (flag: number, value = false) => (value ? flag : 0);
	writer.byte(
		isSet(hasDoubts, rows.hasDoubts) |
			isSet(hasSeconds, rows.hasSeconds) |
			isSet(isRefusedFlag, isRefused) |
			(gapDay << gapDayShift),
	);
	writer.unsigned(parts.length);
	for (const { nextStart, replaced } of parts) {
		writer.unsigned(nextStart === Infinity ? 0 : Math.max(1, Math.floor(nextStart / minuteMs)));
		const places = [...replaced].sort((a, b) => a - b);
		writer.unsigned(places.length);
		places.forEach((place, index) => writer.unsigned(place - (places[index - 1] ?? 0)));
	}
	return writer.take();
}

function readParts(reader: ByteReader, segments: readonly string[]): RestingPart[] {
	const count = reader.unsigned();
	if (count !== segments.length) throw damaged();
	return segments.map((segment): RestingPart => {
		const minutes = reader.unsigned();
		const nextStart = minutes === 0 ? Infinity : minutes * minuteMs;
		let last = 0;
		const places = Array.from({ length: reader.unsigned() }, () => (last += reader.unsigned()));
		return { segment, nextStart, replaced: new Set(places) };
	});
}

/**
 * Unpacks a position, its resting parts when they are needed. `otherVersion` is one that another version of
 * this package wrote in a format of its own: it is ours, but only a full sync can go on from it.
 * @param read what a reference to a resting part stands for
 * @throws PositionRefused when the text is no position or was changed since it was written
 */
export async function openPosition(
	text: string,
	turns: Turns,
	read: ReadReference = noReferences,
): Promise<PositionContent | 'otherVersion'> {
	const found = splitPosition(text.trim());
	if (found === undefined) {
		throw new PositionRefused('notAPosition', 'The given position is not one of this package');
	}
	const { version, store, changing, resting } = found;
	if (version !== formatVersion) return 'otherVersion';
	for (const segment of resting) {
		if (!isReference(segment)) checkSegment(segment);
		if (turns.isOver) await turns.next();
	}
	const load = async (segment: string) =>
		isReference(segment) ? await read(store ?? '', segment) : segment;
	try {
		const reader = new ByteReader(await unpackSegment(changing));
		return await inTurns(readContent(reader, { store, segments: resting, load, turns }), turns);
	} catch {
		throw damaged();
	}
}

/** The same with everything that it knows. */
export async function readPosition(
	text: string,
	turns: Turns,
	read?: ReadReference,
): Promise<PositionContent | 'otherVersion'> {
	const content = await openPosition(text, turns, read);
	if (content === 'otherVersion') return content;
	return await readWhole(content);
}

/** Reads all resting parts, to be written anew. */
export async function readWhole(content: PositionContent): Promise<PositionContent> {
	await content.resting?.needAll();
	content.items.rows.part.clear();
	return { ...content, resting: undefined, store: undefined };
}

async function noReferences(): Promise<string> {
	return await Promise.reject(damaged());
}

interface Beside {
	store: string | undefined;
	segments: readonly string[];
	load: (segment: string) => Promise<string>;
	turns: Turns;
}

function* readContent(
	reader: ByteReader,
	{ store, segments, load, turns }: Beside,
): Generator<void, PositionContent> {
	const scope: PositionScope = {
		mailbox: reader.text(),
		calendar: reader.text(),
		server: reader.text(),
		expand: reader.byte() === 1 ? 'series' : 'occurrences',
		pastDays: reader.unsigned(),
		futureDays: reader.unsigned(),
	};
	const writtenAt = reader.signed();
	const edge = reader.signed();
	const syncState = readSyncState(reader);
	const unreadable = Array.from({ length: reader.unsigned() }, () => ({
		id: reader.text(),
		attempts: reader.unsigned(),
	}));
	const items = new KnownItems();
	const flags = reader.byte();
	items.rows.hasDoubts = (flags & hasDoubts) > 0;
	items.rows.hasSeconds = (flags & hasSeconds) > 0;
	const isRefused = (flags & isRefusedFlag) > 0;
	const gapDay = flags >> gapDayShift || undefined;
	const parts = readParts(reader, segments);
	yield* readItems(reader, items);
	if (!reader.isAtEnd) throw new RangeError('goes on after its end');
	const window = { ...windowAround(new Date(writtenAt), scope), start: edge };
	const resting = new RestingParts(parts, items, load, turns, window);
	const state = { syncState, unreadable, isRefused, gapDay };
	return { scope, writtenAt, edge, ...state, items, resting, store };
}

/**
 * Refuses a position of another calendar.
 * @param isKept the place that it comes from says which calendar it is of, whatever that was called
 * @returns whether its sync state is of this server, and its items were told under these settings
 * @throws PositionRefused naming what differs
 */
export function checkScope(
	stored: PositionScope,
	wanted: PositionScope,
	isKept = false,
): { sameServer: boolean; sameSettings: boolean } {
	if (!isKept) checkCalendar(stored, wanted);
	return {
		sameServer: stored.server === shortDigest(wanted.server),
		sameSettings: otherSetting(stored, wanted) === undefined,
	};
}

/**
 * Refuses a position of other settings.
 * @throws PositionRefused naming what differs, with the settings of the position
 */
export function checkSettings(stored: PositionScope, wanted: PositionScope): void {
	const field = otherSetting(stored, wanted);
	if (field === undefined) return;
	const { expand, pastDays, futureDays } = stored;
	throw new PositionRefused(
		field === 'expand' ? 'otherExpand' : 'otherWindow',
		`The given position was made with ${field} = ${stored[field]}, not ${wanted[field]}`,
		undefined,
		{ expand, pastDays, futureDays },
	);
}

function otherSetting(stored: PositionScope, wanted: PositionScope) {
	const settings = ['expand', 'pastDays', 'futureDays'] as const;
	return settings.find((field) => stored[field] !== wanted[field]);
}

function checkCalendar(stored: PositionScope, wanted: PositionScope): void {
	if (stored.mailbox !== wanted.mailbox.toLowerCase()) {
		throw new PositionRefused(
			'otherMailbox',
			`The given position is of ${stored.mailbox}, not of ${wanted.mailbox}`,
		);
	}
	if (stored.calendar !== (wanted.calendar === '' ? '' : shortDigest(wanted.calendar))) {
		throw new PositionRefused(
			'otherCalendar',
			`The given position is of another calendar of ${wanted.mailbox}`,
		);
	}
}

/** Exchange's states are base64; written as bytes they take a quarter less. */
function writeSyncState(writer: ByteWriter, syncState: string): void {
	const bytes = Buffer.from(syncState, 'base64');
	const isBase64 = bytes.toString('base64') === syncState;
	writer.byte(isBase64 ? 1 : 0);
	if (isBase64) writer.bytes(bytes);
	else writer.text(syncState);
}

function readSyncState(reader: ByteReader): string {
	return reader.byte() === 1 ? reader.bytes().toString('base64') : reader.text();
}
