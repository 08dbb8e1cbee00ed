import type { ByteReader, ByteWriter } from './bytes';
import type { KnownEvent, KnownItem } from './known';
import { readUids, writeUids } from './uidColumn';

/**
 * Known items as columns: what looks alike lies together, so that compression finds it.
 * A series costs about what a single does; an occurrence that follows its pattern next to nothing.
 */
export function writeItems(writer: ByteWriter, items: KnownItem[]): void {
	const inOrder = [...items].sort((a, b) => firstTime(a) - firstTime(b));
	writer.unsigned(inOrder.length);
	for (const item of inOrder) writer.byte(flagsOf(item));
	for (const item of inOrder) if (item.ids.length !== 1) writer.unsigned(item.ids.length);
	for (const item of inOrder) for (const id of item.ids) writer.raw(Buffer.from(id, 'hex'));
	writeUids(
		writer,
		inOrder.map(({ uid }) => uid),
	);
	let previous = 0;
	for (const { self } of inOrder) {
		if (self === undefined) continue;
		writer.duration(self.start - previous);
		previous = self.start;
	}
	for (const { self } of inOrder) if (self) writer.duration(self.end - self.start);
	for (const { self } of inOrder) if (self) writer.uint56(self.content);
	for (const { nextStart } of inOrder) {
		if (nextStart === undefined) continue;
		writer.duration(nextStart - previous);
		previous = nextStart;
	}
	for (const { instance } of inOrder) if (instance !== undefined) writer.duration(instance);
	for (const { occurrences } of inOrder) if (occurrences) writeOccurrences(writer, occurrences);
}

export function readItems(reader: ByteReader): KnownItem[] {
	const flags = Array.from({ length: reader.unsigned() }, () => reader.byte());
	const counts = flags.map((flag) => (flag & severalIds ? reader.unsigned() : 1));
	const ids = counts.map((count) =>
		Array.from({ length: count }, () => reader.raw(idLength).toString('hex')),
	);
	const uids = readUids(reader, flags.length);
	const items: KnownItem[] = flags.map((_, place) => ({ ids: ids[place], uid: uids[place] }));
	const having = (flag: number) => items.filter((_, place) => flags[place] & flag);
	const selves = having(hasSelf);
	let previous = 0;
	for (const item of selves) {
		previous += reader.duration();
		item.self = { start: previous, end: 0, content: 0 };
	}
	for (const { self } of selves) if (self) self.end = self.start + reader.duration();
	for (const { self } of selves) if (self) self.content = reader.uint56();
	for (const item of having(hasNextStart)) {
		previous += reader.duration();
		item.nextStart = previous;
	}
	for (const item of having(hasInstance)) item.instance = reader.duration();
	for (const item of having(hasOccurrences)) item.occurrences = readOccurrences(reader);
	return items;
}

const idLength = 6;
const hasSelf = 1;
const hasOccurrences = 2;
const hasNextStart = 4;
const hasInstance = 8;
const severalIds = 16;

function flagsOf({ self, occurrences, nextStart, instance, ids }: KnownItem): number {
	return (
		(self ? hasSelf : 0) |
		(occurrences ? hasOccurrences : 0) |
		(nextStart === undefined ? 0 : hasNextStart) |
		(instance === undefined ? 0 : hasInstance) |
		(ids.length === 1 ? 0 : severalIds)
	);
}

function firstTime({ self, nextStart, occurrences }: KnownItem): number {
	if (self) return self.start;
	for (const start of occurrences?.keys() ?? []) return start;
	return nextStart ?? 0;
}

/**
 * Most occurrences have the content and length of their series: those two are written once, and an
 * occurrence like that is the distance to the one before it.
 */
function writeOccurrences(writer: ByteWriter, occurrences: Map<number, KnownEvent>): void {
	const inOrder = [...occurrences].sort(([a], [b]) => a - b);
	const usual = mostUsual(inOrder);
	writer.unsigned(inOrder.length);
	writer.uint56(usual.content);
	writer.duration(usual.length);
	let previous = 0;
	for (const [originalStart, { start, end, content }] of inOrder) {
		const isUsual =
			start === originalStart && end - start === usual.length && content === usual.content;
		writer.byte(isUsual ? 0 : 1);
		writer.duration(originalStart - previous);
		previous = originalStart;
		if (isUsual) continue;
		writer.duration(start - originalStart);
		writer.duration(end - start);
		writer.uint56(content);
	}
}

function readOccurrences(reader: ByteReader): Map<number, KnownEvent> {
	const count = reader.unsigned();
	const usual = { content: reader.uint56(), length: reader.duration() };
	const occurrences = new Map<number, KnownEvent>();
	let originalStart = 0;
	for (let place = 0; place < count; place++) {
		const isUsual = reader.byte() === 0;
		originalStart += reader.duration();
		const start = isUsual ? originalStart : originalStart + reader.duration();
		const end = start + (isUsual ? usual.length : reader.duration());
		const content = isUsual ? usual.content : reader.uint56();
		occurrences.set(originalStart, { start, end, content });
	}
	return occurrences;
}

function mostUsual(occurrences: Array<[number, KnownEvent]>): { content: number; length: number } {
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
