import { randomBytes } from 'node:crypto';
import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import { shortDigest } from '../../shortDigest';
import {
	configurationsAt,
	configurationsOf,
	surely,
	type Configurations,
	type PositionPlace,
} from './configurations';
import { PositionRefused } from './errors';
import type { ReadReference } from './segments';

/**
 * Texts that are too long for the item of a generation, in further items. What one write puts there is a
 * set: its items have names that nobody else takes, and are never written again. A generation names the sets
 * that it refers to, and those that the one before it did and it does not; the latter stay until another set
 * is let go, as runs may still read them.
 *
 * A write that is broken off leaves a set that no generation names. So that it is found, a set takes one of
 * some slots: an item of a fixed name that says whose it is, and for which generation it was written. Once
 * somebody made that generation without it, it is nobody's, and the next one who writes a set removes it.
 */
export interface RestingSet {
	slot: number;
	write: string;
	items: number;
	/** The generation that says so has begun to remove it. */
	isEnding?: true;
}

interface Slot extends RestingSet {
	generation: number;
	/** UTC milliseconds. */
	at: number;
}

const slots = 64;
const freeInARow = 4;
const requestsAtOnce = 4;
/** A write that takes longer has ended; the clocks of two machines may differ by some of it. */
const longestWriteMs = 3_600_000;

export type RestingSets = ReturnType<typeof restingSets>;

/** @param partSize bytes that one item takes at most */
export function restingSets(items: Configurations, partSize: number) {
	const slotName = (slot: number) => `${items.name}.r${slot}`;

	const removeItems = async ({ slot, write, items: count }: RestingSet) => {
		const names = Array.from({ length: count }, (_, item) => itemName(items, slot, write, item));
		await mapConcurrently(names, requestsAtOnce, async (name) => await items.remove(name));
	};

	const readSlot = async (slot: number): Promise<Slot | undefined> => {
		const bytes = await items.read(slotName(slot));
		return bytes && (JSON.parse(bytes.toString('utf8')) as Slot);
	};

	/** The slot goes last, so that what is left is found when this ends in the middle. */
	const remove = async (set: RestingSet) => {
		await removeItems(set);
		const found = await readSlot(set.slot);
		if (found?.write === set.write) await items.remove(slotName(set.slot));
	};

	const isOver = (slot: Slot, made: number) =>
		slot.generation <= made || Date.now() - slot.at > longestWriteMs;

	const take = async (
		generation: number,
		count: number,
		live: readonly RestingSet[],
	): Promise<RestingSet> => {
		const write = randomBytes(8).toString('hex');
		for (let slot = 0; slot < slots; slot++) {
			const set = { slot, write, items: count };
			const bytes = Buffer.from(JSON.stringify({ ...set, generation, at: Date.now() }));
			if (live.some((one) => one.slot === slot)) continue;
			if (await items.create(slotName(slot), bytes)) return set;
			const there = await surely(async () => await readSlot(slot));
			if (there === undefined) continue;
			if (!isOver(there, generation - 1)) continue;
			await surely(async () => await remove(there));
			if (await items.create(slotName(slot), bytes)) return set;
		}
		throw new ExchangeError('conflict', 'Too many runs store a position at the same time');
	};

	return {
		remove,
		/** False once the set was removed, to its end. */
		isThere: async ({ slot, write }: RestingSet) => (await readSlot(slot))?.write === write,
		/**
		 * Removes what writes that were broken off have left, until some slots in a row are free.
		 * @param made the newest generation
		 * @param live the sets that may be read
		 */
		async sweep(made: number, live: readonly RestingSet[]) {
			for (let slot = 0, free = 0; slot < slots && free < freeInARow; slot++) {
				if (live.some((one) => one.slot === slot)) continue;
				const there = await readSlot(slot);
				if (there === undefined) free++;
				else {
					free = 0;
					if (isOver(there, made)) await remove(there);
				}
			}
		},
		/**
		 * Writes texts for a generation that is to be made.
		 * @param live the sets that may be read
		 * @returns the set, and a reference to each text
		 */
		async put(texts: readonly string[], generation: number, live: readonly RestingSet[]) {
			const pieces: Buffer[] = [];
			const places = texts.map((text) => {
				const bytes = bytesOf(text);
				const first = pieces.length;
				for (let at = 0; at < bytes.length; at += partSize) {
					pieces.push(bytes.subarray(at, at + partSize));
				}
				return { first, count: pieces.length - first, digest: shortDigest(bytes) };
			});
			const set = await take(generation, pieces.length, live);
			const { slot, write } = set;
			await mapConcurrently([...pieces.entries()], requestsAtOnce, async ([item, bytes]) => {
				await items.create(itemName(items, slot, write, item), bytes);
			});
			const references = places.map(
				({ first, count, digest }) => `~${slot}:${write}:${first}:${count}:${digest}`,
			);
			return { set, references };
		},
		read: async (reference: string, signal?: AbortSignal) =>
			await readReferenceIn(items, reference, signal),
		/** The sets among those that texts refer to. */
		referredBy: (texts: readonly string[], sets: readonly RestingSet[]) => {
			const writes = new Set(
				texts.flatMap((text) => [...text.matchAll(/~\d+:([0-9a-f]{16}):/g)].map(([, one]) => one)),
			);
			return sets
				.filter(({ write }) => writes.has(write))
				.map(({ slot, write, items: count }): RestingSet => ({ slot, write, items: count }));
		},
	};
}

/** Reads what the references in a position of that calendar stand for, in whichever store it is. */
export function referenceReader(
	exchange: Exchange,
	place: Pick<PositionPlace, 'mailbox' | 'calendar' | 'signal'>,
): ReadReference {
	return async (store, reference) => {
		const [, kind, name] = /^~([ms]):([0-9a-f]{24})$/.exec(store) ?? [];
		if (name === undefined) throw missing();
		const where = { ...place, kind: kind === 'm' ? 'mailbox' : 'serviceMailbox' } as const;
		return await readReferenceIn(configurationsOf(exchange, where, name), reference);
	};
}

/** The store as positions name it whose references lead there. */
export function storeSegment(exchange: Exchange, place: PositionPlace): string {
	const { digest } = configurationsAt(exchange, place);
	return `~${place.kind === 'mailbox' ? 'm' : 's'}:${digest}`;
}

async function readReferenceIn(
	items: Configurations,
	reference: string,
	signal?: AbortSignal,
): Promise<string> {
	const found = /^~(\d\d?):([0-9a-f]{16}):(\d{1,6}):(\d{1,6}):([\w-]{16})$/.exec(reference);
	if (found === null) throw missing();
	const [, slot, write, first, count, digest] = found;
	const numbers = Array.from({ length: Number(count) }, (_, item) => Number(first) + item);
	const pieces = await mapConcurrently(numbers, requestsAtOnce, async (item) => {
		const bytes = await items.read(itemName(items, Number(slot), write, item), signal);
		if (bytes === undefined) throw missing();
		return bytes;
	});
	const bytes = Buffer.concat(pieces);
	if (shortDigest(bytes) !== digest) throw missing();
	return textOf(bytes);
}

function itemName({ name }: Configurations, slot: number, write: string, item: number): string {
	return `${name}.r${slot}.${write}.${item}`;
}

/** Base64 takes a third more than its bytes: those are kept, after a byte that says which it is. */
function bytesOf(text: string): Buffer {
	const bytes = Buffer.from(text, 'base64url');
	const isPacked = bytes.toString('base64url') === text;
	return Buffer.concat([Buffer.of(isPacked ? 1 : 0), isPacked ? bytes : Buffer.from(text)]);
}

function textOf(bytes: Buffer): string {
	return bytes.toString(bytes[0] === 1 ? 'base64url' : 'utf8', 1);
}

function missing(): PositionRefused {
	return new PositionRefused(
		'damaged',
		'A part of the position stored in the mailbox is missing, or was changed by something else',
		'Run it again: another run may have written meanwhile. Where it stays so, choose another position name in the node to start over with a full sync.',
	);
}
