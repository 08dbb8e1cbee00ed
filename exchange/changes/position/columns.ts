import { ByteWriter, type ByteReader } from './bytes';
import { itemDigestLength } from '../digest';
import type { KnownItems } from './known';
import type { KnownEvent, Uncertainty } from '../compare';
import type { KnownRows, RowList } from './knownItem';
import type { NumberColumn } from './numberColumn';
import { each } from '../../eventLoop';
import { readUids, UidWriter } from './uidColumn';

/**
 * Known items as bytes: the columns of KnownRows one after the other, in the order of time, as similar
 * values beside each other compress well. A series takes about as much as a single; an occurrence that
 * follows its pattern takes next to nothing.
 *
 * Why columns and not objects, held for 10,000 and 100,000 singles: 1.4 and 12.9 MB, against 3.4 and
 * 30.1 MB for an object each with its UID packed (README.md in this folder).
 * Yields now and then.
 */
export function* writeItems(rows: KnownRows, written: RowList): Generator<void, Buffer[]> {
	const inOrder = yield* rowsByTime(rows, written);
	const count = new ByteWriter();
	const flags = new ByteWriter();
	const idCounts = new ByteWriter();
	const ids = new ByteWriter();
	const uids = new UidWriter();
	const starts = new ByteWriter();
	const lengths = new ByteWriter();
	const contents = new ByteWriter();
	const nextStarts = new ByteWriter();
	const instances = new ByteWriter();
	const occurrences = new ByteWriter();
	count.unsigned(inOrder.length);
	let lastStart = 0;
	let lastNext = rows.start.get(inOrder.findLast((row) => hasNumber(rows.start, row)) ?? -1) || 0;
	yield* each(
		inOrder,
		(row) => {
			flags.byte(flagsOf(rows, row));
			const several = rows.ids.get(row);
			if (several === undefined) ids.fixed(rows.firstId.get(row), itemDigestLength);
			else {
				idCounts.unsigned(several.length);
				for (const id of several) ids.fixed(id, itemDigestLength);
			}
			uids.write(rows.uid, row);
			if (hasNumber(rows.start, row)) {
				const start = rows.start.get(row);
				starts.duration(start - lastStart);
				lastStart = start;
				lengths.duration(rows.end.get(row) - start);
				contents.uint56(rows.content.get(row));
			}
			if (hasNumber(rows.nextStart, row)) {
				const start = rows.nextStart.get(row);
				nextStarts.duration(start - lastNext);
				lastNext = start;
			}
			const instance = rows.instance.get(row);
			if (instance !== undefined) instances.duration(instance);
			const some = rows.occurrences.get(row);
			if (some) writeOccurrences(occurrences, some);
		},
		seriesStride,
	);
	const head = [count, flags, idCounts, ids].flatMap((column) => column.take());
	const tail = [starts, lengths, contents, nextStarts, instances, occurrences];
	return [...head, ...uids.take(), ...tail.flatMap((column) => column.take())];
}

function hasNumber(column: NumberColumn, row: number): boolean {
	return !Number.isNaN(column.get(row));
}

/**
 * Adds the items that were written.
 * @param isKept by place among those that were written; what it is false for counts as removed
 */
export function* readItems(
	reader: ByteReader,
	known: KnownItems,
	isKept: (place: number) => boolean = () => true,
): Generator<void, void> {
	const { rows, rowsGiven: first } = known;
	const count = reader.unsigned();
	const flags: number[] = [];
	while (flags.length < count) flags.push(reader.byte());
	const all = Array.from(flags.keys(), (place) => first + place);
	const having = (flag: number) => all.filter((row) => flags[row - first] & flag);
	const counts = new Map(having(severalIds).map((row) => [row, reader.unsigned()]));
	const id = () => reader.fixed(itemDigestLength);
	yield* each(all, (row) => {
		const several = counts.get(row);
		if (several === undefined) rows.firstId.set(row, id());
		else rows.ids.set(row, Array.from({ length: several }, id));
	});
	for (const row of counts.keys()) rows.firstId.set(row, rows.ids.get(row)?.[0] ?? 0);
	yield* readUids(reader, rows.uid, all);
	const selves = having(hasSelf);
	let previous = 0;
	const time = () => (previous += reader.duration());
	yield* each(selves, (row) => rows.start.set(row, time()));
	yield* each(selves, (row) => rows.end.set(row, rows.start.get(row) + reader.duration()));
	yield* each(selves, (row) => rows.content.set(row, reader.uint56()));
	yield* each(having(hasNextStart), (row) => rows.nextStart.set(row, time()));
	yield* each(having(hasInstance), (row) => rows.instance.set(row, reader.duration()));
	yield* each(
		having(hasOccurrences),
		(row) => {
			const occurrences = readOccurrences(reader);
			rows.occurrences.set(row, occurrences);
			rows.hasDoubts ||= [...occurrences.values()].some(({ uncertain }) => uncertain);
		},
		seriesStride,
	);
	for (const row of having(isRetold)) rows.setUncertain(row, 'retold');
	for (const row of having(isGone)) rows.setUncertain(row, 'gone');
	for (const row of having(isSecond)) rows.isSecond.set(row, 1);
	rows.hasSeconds ||= having(isSecond).length > 0;
	rows.hasDoubts ||= having(isRetold | isGone).length > 0;
	yield* known.take(count, isKept);
}

/** Items between two yields, where a series may have hundreds of occurrences. */
const seriesStride = 4;

const hasSelf = 1;
const hasOccurrences = 2;
const hasNextStart = 4;
const hasInstance = 8;
const severalIds = 16;
const isRetold = 32;
const isGone = 64;
const isSecond = 128;

function flagsOf(rows: KnownRows, row: number): number {
	return (
		(hasNumber(rows.start, row) ? hasSelf : 0) |
		(rows.occurrences.has(row) ? hasOccurrences : 0) |
		(hasNumber(rows.nextStart, row) ? hasNextStart : 0) |
		(rows.instance.has(row) ? hasInstance : 0) |
		(rows.ids.has(row) ? severalIds : 0) |
		(rows.isSecond.get(row) ? isSecond : 0) |
		(hasNumber(rows.start, row) ? markOf(rows.uncertainOf(row)) : 0)
	);
}

/** A doubt that a run began with and did not come to stays one. */
function markOf(uncertain: Uncertainty | undefined): number {
	if (uncertain === undefined) return 0;
	return uncertain === 'gone' || uncertain === 'unreported' ? isGone : isRetold;
}

/** Times in minutes and rows in one number each, which sort without a comparison of our own. */
function* rowsByTime(rows: KnownRows, written: RowList): Generator<void, Uint32Array> {
	const keys = new Float64Array(written.length);
	let count = 0;
	yield* each(written, (row) => {
		const minutes = Math.floor(firstTime(rows, row) / 60_000);
		keys[count++] = Math.max(-rowLimit, Math.min(minutes, rowLimit)) * rowLimit + row;
	});
	keys.sort();
	const inOrder = new Uint32Array(keys.length);
	let place = 0;
	yield* each(keys, (key) => {
		inOrder[place++] = key - Math.floor(key / rowLimit) * rowLimit;
	});
	return inOrder;
}

const rowLimit = 2 ** 26;

function firstTime(rows: KnownRows, row: number): number {
	if (hasNumber(rows.start, row)) return rows.start.get(row);
	for (const original of rows.occurrences.get(row)?.keys() ?? []) return original;
	return rows.nextStart.get(row) || 0;
}

/**
 * Most occurrences have the content and length of their series: those two are written once, and an
 * occurrence like that is the distance to the one before it.
 */
function writeOccurrences(writer: ByteWriter, occurrences: Map<number, KnownEvent>): void {
	const inOrder = [...occurrences].sort(([a], [b]) => a - b);
	const common = mostCommon(inOrder);
	writer.unsigned(inOrder.length);
	writer.uint56(common.content);
	writer.duration(common.length);
	let previous = 0;
	for (const [originalStart, { start, end, content, uncertain }] of inOrder) {
		const isCommon =
			start === originalStart && end - start === common.length && content === common.content;
		writer.byte((isCommon ? 0 : 1) | markOf(uncertain));
		writer.duration(originalStart - previous);
		previous = originalStart;
		if (isCommon) continue;
		writer.duration(start - originalStart);
		writer.duration(end - start);
		writer.uint56(content);
	}
}

function readOccurrences(reader: ByteReader): Map<number, KnownEvent> {
	const count = reader.unsigned();
	const common = { content: reader.uint56(), length: reader.duration() };
	const occurrences = new Map<number, KnownEvent>();
	let originalStart = 0;
	for (let place = 0; place < count; place++) {
		const flags = reader.byte();
		const isCommon = (flags & 1) === 0;
		originalStart += reader.duration();
		const start = isCommon ? originalStart : originalStart + reader.duration();
		const end = start + (isCommon ? common.length : reader.duration());
		const content = isCommon ? common.content : reader.uint56();
		const event: KnownEvent = { start, end, content };
		if (flags & (isRetold | isGone)) event.uncertain = flags & isGone ? 'gone' : 'retold';
		occurrences.set(originalStart, event);
	}
	return occurrences;
}

function mostCommon(occurrences: Array<[number, KnownEvent]>): { content: number; length: number } {
	const counts = new Map<string, { count: number; content: number; length: number }>();
	let best = { count: 0, content: 0, length: 0 };
	for (const [originalStart, { start, end, content }] of occurrences) {
		if (start !== originalStart) continue;
		const name = `${content} ${end - start}`;
		const entry = counts.get(name) ?? { count: 0, content, length: end - start };
		entry.count++;
		counts.set(name, entry);
		if (entry.count > best.count) best = entry;
	}
	return best;
}
