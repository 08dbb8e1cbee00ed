import { batchesOf } from '../../batches';
import { each, inTurns, type Turns } from '../../eventLoop';
import type { RunWindow } from '../compare';
import { forgetEnded } from '../forget';
import { ByteReader, ByteWriter } from './bytes';
import { readItems, writeItems } from './columns';
import { uidDigest, type KnownItems } from './known';
import type { KnownRows, RowList } from './knownItem';
import { packSegment, unpackSegment } from './segments';

/**
 * The resting parts of a large position: written once, and read only as far as a run needs them. An item is
 * in the part that the digest of its id names. A part also says, for each UID and further id whose digest
 * names it, in which other part that item is; so whoever looks for an item by id or by UID reads one part,
 * and another one only where there is something.
 */
export class RestingParts {
	private readonly elsewhere = new Map<number, ReadonlyMap<number, number[]>>();

	/**
	 * @param parts each packed, or a reference
	 * @param known where the items of the parts go once they are read
	 * @param read the packed form of a reference
	 */
	constructor(
		readonly parts: readonly RestingPart[],
		private readonly known: KnownItems,
		private readonly read: (segment: string) => Promise<string>,
		private readonly turns: Turns,
		/** Of the run that wrote the position: what ended before it is forgotten. */
		private readonly window: RunWindow,
	) {}

	/**
	 * Reads whatever is known of an item that the server listed.
	 * @param isNew the server says that it was created since, so that its UID alone is looked for
	 */
	async need(id: number, uid: string, isNew: boolean): Promise<void> {
		const isKnown = () => this.known.byId(id) !== undefined;
		if (!isKnown() && !(isNew && uid !== '')) await this.needKey(id);
		const isElse = this.known.rows.hasSeconds || this.known.byId(id)?.uid !== uid;
		if (uid !== '' && isElse) await this.needUid(uid);
	}

	async needId(id: number): Promise<void> {
		if (this.known.byId(id) === undefined) await this.needKey(id);
	}

	async needUid(uid: string): Promise<void> {
		await this.needKey(uidDigest(uid));
	}

	/** Reads the parts with an item that starts before that time, and was after the window. */
	async needStarting(before: number): Promise<void> {
		for (const [index, { nextStart }] of this.parts.entries()) {
			if (nextStart < before) await this.needPart(index);
		}
	}

	async needAll(): Promise<void> {
		const due = [...this.parts.keys()].filter((index) => !this.elsewhere.has(index));
		for (const some of batchesOf(due, partsAtOnce)) {
			const read = some.map(async (index) => await this.read(this.parts[index].segment));
			const texts = await Promise.all(read);
			for (const [place, index] of some.entries()) await this.take(index, texts[place]);
		}
	}

	private async needKey(key: number): Promise<void> {
		if (this.parts.length === 0) return;
		const index = partOf(key, this.parts.length);
		await this.needPart(index);
		for (const other of this.elsewhere.get(index)?.get(fingerprint(key)) ?? []) {
			await this.needPart(other);
		}
	}

	private async needPart(index: number): Promise<void> {
		if (this.elsewhere.has(index)) return;
		await this.take(index, await this.read(this.parts[index].segment));
	}

	private async take(index: number, text: string): Promise<void> {
		const { replaced } = this.parts[index];
		const bytes = new ByteReader(await unpackSegment(text));
		const { known, window } = this;
		const { rows, rowsGiven: first } = known;
		const load = function* () {
			const others = readElsewhere(bytes);
			// What was past is forgotten without a word to its part, and may have come back since.
			const isKept = (place: number) =>
				!replaced.has(place) && !known.isKnownAlready(first + place);
			yield* readItems(bytes, known, isKept);
			for (let row = first; row < known.rowsGiven; row++) {
				rows.part.set(row, index + 1);
				rows.place.set(row, row - first);
			}
			yield* each(known.values(first), (item) => forgetEnded(known, item, window));
			return others;
		};
		this.elsewhere.set(index, await inTurns(load(), this.turns));
	}
}

/** Parts that are asked for together. */
const partsAtOnce = 4;

export interface RestingPart {
	segment: string;
	/** The earliest start after the window among its items; Infinity when there is none. */
	nextStart: number;
	/** Places of its items that are in the changing part by now, or gone. */
	replaced: ReadonlySet<number>;
}

/** Writes rows as resting parts, so many that each is of about that size. */
export async function writeRestingParts(
	rows: KnownRows,
	all: RowList,
	count: number,
	turns: Turns,
): Promise<RestingPart[]> {
	const own = await inTurns(rowsByPart(rows, all, count), turns);
	// As they are written: lists of numbers that grow would take several times the memory.
	const others = own.map(() => new ElsewhereWriter());
	const sort = function* () {
		for (const [index, some] of own.entries()) {
			yield* each(some, (row) => {
				const ids = rows.ids.get(row) ?? [];
				const uid = rows.uid.get(row);
				for (const key of [...ids.slice(1), ...(uid === '' ? [] : [uidDigest(uid)])]) {
					const asked = partOf(key, count);
					if (asked !== index) others[asked].add(key, index);
				}
			});
		}
	};
	await inTurns(sort(), turns);
	const parts: RestingPart[] = [];
	for (const [index, some] of own.entries()) {
		const head = others[index].take();
		const items = await inTurns(writeItems(rows, some), turns);
		let nextStart = Infinity;
		for (const row of some) {
			const start = rows.nextStart.get(row);
			if (!Number.isNaN(start)) nextStart = Math.min(nextStart, start);
		}
		const segment = await packSegment([...head, ...items]);
		parts.push({ segment, nextStart, replaced: new Set() });
	}
	return parts;
}

/** The rows of each part, in their order: sorted by counting, as lists that grow leave much behind. */
function* rowsByPart(rows: KnownRows, all: RowList, count: number): Generator<void, Uint32Array[]> {
	const partOfRow = (row: number) => partOf(rows.ids.get(row)?.[0] ?? rows.firstId.get(row), count);
	const lengths = new Uint32Array(count);
	yield* each(all, (row) => void lengths[partOfRow(row)]++);
	const own = Array.from(lengths, (length) => new Uint32Array(length));
	lengths.fill(0);
	yield* each(all, (row) => {
		const part = partOfRow(row);
		own[part][lengths[part]++] = row;
	});
	return own;
}

/** Says of keys in which other part their item is. */
class ElsewhereWriter {
	private count = 0;
	private readonly entries = new ByteWriter();

	add(key: number, part: number): void {
		this.count++;
		this.entries.fixed(fingerprint(key), fingerprintLength);
		this.entries.unsigned(part);
	}

	take(): Buffer[] {
		const head = new ByteWriter();
		head.unsigned(this.count);
		return [...head.take(), ...this.entries.take()];
	}
}

function readElsewhere(reader: ByteReader): ReadonlyMap<number, number[]> {
	const entries = new Map<number, number[]>();
	for (let left = reader.unsigned(); left > 0; left--) {
		const key = reader.fixed(fingerprintLength);
		const indices = entries.get(key) ?? [];
		indices.push(reader.unsigned());
		entries.set(key, indices);
	}
	return entries;
}

/** Digests are evenly spread. */
function partOf(key: number, count: number): number {
	return key % count;
}

const fingerprintLength = 4;

/** Tells keys of one part apart; two that are alike only cost a look at another part. */
function fingerprint(key: number): number {
	return Math.floor(key / 2 ** 16) % 2 ** 32;
}
