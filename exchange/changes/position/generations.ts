/**
 * A document that several runs may want to replace at the same time, on a server that has no way to
 * write only if nobody else has (UpdateUserConfiguration knows no change key). What it has: creating
 * an item of a given name fails when there is one.
 *
 * - Each version of the document is a generation with a number, in an item of its own named by that
 *   number. Whoever replaces generation n creates item n + 1: only one run can. The others have lost,
 *   look at what stands there now, and decide anew. Numbers only grow, so no older one comes back.
 * - After each creation the item is read: what stands there decides, not the answer. A lost, late or
 *   mixed-up answer, and a server that lets two of one name be created, end the same way.
 * - A long document has further items, its parts. They are created before, and named by the number and a
 *   slot, which belongs to the run that creates its first part. Creating the item of the generation is
 *   what makes them count.
 * - Then the generation before is removed, and the pointer is moved: an item of a fixed name that says
 *   where to begin to look. It may be late by some generations, never ahead.
 * - The newest generation is found from the pointer on, number by number. A reader whose generation goes
 *   away while it reads begins anew.
 * - A run that ends in the middle leaves parts behind, at most one slot. Whoever makes that generation
 *   removes them: nobody else can make it any more, so they are of no living run.
 */
import { createHash, randomBytes } from 'node:crypto';
import { ExchangeError } from '../../errors';
import { mapConcurrently } from '../../concurrency';
import type { Configurations } from './configurations';
import { PositionRefused } from './errors';

/** One version of the document. */
export interface Generation {
	/** From 1; 0 when nothing was ever kept. */
	number: number;
	/** Parts besides the item of the generation itself, and where they are. */
	parts: number;
	slot: number;
	content: Buffer;
	/** Generations before it that are still there, in whole or in part. */
	old: Array<Pick<Generation, 'number' | 'parts' | 'slot'>>;
}

export interface Generations {
	/**
	 * The newest generation.
	 * @throws PositionRefused when something else changed it
	 */
	newest(signal?: AbortSignal): Promise<Generation>;
	/**
	 * Puts a content in the place of a generation.
	 * @returns undefined when another run has done so before
	 * @throws ExchangeError when it can't be written, or nobody knows whether it was
	 */
	replace(before: Generation, content: Buffer): Promise<Generation | undefined>;
}

interface Head {
	format: number;
	owner: string;
	generation: number;
	/** Different in each write, so that each run knows its own. */
	write: string;
	parts: number;
	slot: number;
	digest: string;
}

const format = 3;
/** Looks at the items, before a reader gives up beside writers that are always faster. */
const readAttempts = 6;
/** Generations that a pointer may be behind when its own is gone; the first looks go less far. */
const farthest = 64;
/** Old generations that wait to be removed, before they are left where they are. */
const mostOld = 4;
/** Runs that may be writing, or have left something behind, for one generation. */
const slots = 8;
const requestsAtOnce = 4;

/** @param partSize bytes that one item takes at most */
export function generationsOf(items: Configurations, partSize: number): Generations {
	const { owner } = items;
	const headName = (number: number) => `${items.name}.${number}`;
	const partName = (number: number, slot: number, part: number) =>
		`${items.name}.${number}.${slot}.${part}`;

	const readHead = async (number: number, signal?: AbortSignal) => {
		const bytes = await items.read(headName(number), signal);
		if (bytes === undefined) return undefined;
		const { line, rest } = cut<Head>(bytes);
		if (line.format !== format) throw damaged();
		if (line.owner !== owner || line.generation !== number) throw ofAnother();
		return { ...line, rest };
	};

	const readPointer = async (signal?: AbortSignal): Promise<number> => {
		const bytes = await items.read(items.name, signal);
		if (bytes === undefined) return 0;
		const { line } = cut<{ format: number; owner: string; generation: number }>(bytes);
		if (line.format !== format || !Number.isSafeInteger(line.generation)) throw damaged();
		if (line.owner !== owner) throw ofAnother();
		return line.generation;
	};

	/** The heads from the pointer on, the newest last; undefined when the pointer's own is gone. */
	const findHeads = async (signal: AbortSignal | undefined, reach: number) => {
		const from = await readPointer(signal);
		const heads: Array<Head & { rest: Buffer }> = [];
		for (let missing = 0, next = Math.max(from, 1); ; next++) {
			const head = await readHead(next, signal);
			if (head !== undefined) heads.push(head);
			else if (heads.length > 0 || from === 0 || missing++ >= reach) break;
		}
		return heads.length > 0 || from === 0 ? heads : undefined;
	};

	const readParts = async (head: Head, signal?: AbortSignal) => {
		const numbers = Array.from({ length: head.parts }, (_, index) => index + 1);
		return await mapConcurrently(numbers, requestsAtOnce, async (part) => {
			const bytes = await items.read(partName(head.generation, head.slot, part), signal);
			return part === 1 && bytes ? cut(bytes).rest : bytes;
		});
	};

	const read = async (
		signal: AbortSignal | undefined,
		reach: number,
	): Promise<Generation | undefined> => {
		const heads = await findHeads(signal, reach);
		if (heads === undefined) return undefined;
		const head = heads.pop();
		if (head === undefined) return { number: 0, parts: 0, slot: 0, content: empty, old: [] };
		const parts = await readParts(head, signal);
		if (parts.includes(undefined)) return undefined;
		const content = Buffer.concat([head.rest, ...(parts as Buffer[])]);
		if (digestOf(content) !== head.digest) throw damaged();
		const { generation: number, parts: count, slot } = head;
		const old = heads.map((one) => ({ number: one.generation, parts: one.parts, slot: one.slot }));
		return { number, parts: count, slot, content, old };
	};

	const removeAll = async (names: string[]) => {
		await mapConcurrently(names, requestsAtOnce, async (name) => {
			await items.remove(name);
		});
	};

	/** The first part goes last: it says how many there are, should this end in the middle. */
	const removeParts = async (number: number, slot: number, count: number) => {
		const names = Array.from({ length: count }, (_, part) => partName(number, slot, part + 1));
		await removeAll(names.slice(1));
		await removeAll(names.slice(0, 1));
	};

	const removeLeftover = async (number: number, slot: number) => {
		const first = await items.read(partName(number, slot, 1));
		if (first === undefined) return;
		const { parts } = cut<{ parts: number }>(first).line;
		if (Number.isSafeInteger(parts) && parts < 10_000) await removeParts(number, slot, parts);
	};

	/** Creates the parts in the first slot that is free. */
	const createParts = async (number: number, write: string, parts: Buffer[]) => {
		const line = Buffer.from(`${JSON.stringify({ write, parts: parts.length })}\n`);
		for (let slot = 0; slot < slots; slot++) {
			const first = Buffer.concat([line, parts[0]]);
			if (!(await items.create(partName(number, slot, 1), first))) continue;
			const others = parts.slice(1).map((bytes, index) => ({ bytes, part: index + 2 }));
			await mapConcurrently(others, requestsAtOnce, async ({ bytes, part }) => {
				await items.create(partName(number, slot, part), bytes);
			});
			return slot;
		}
		throw new ExchangeError('conflict', 'Too many runs store a position at the same time');
	};

	/** What is no longer needed goes; failing in it fails nothing, as the next run goes on with it. */
	const tidy = async (before: Generation, { number, parts, slot }: Generation) => {
		for (const old of [...before.old, before].filter((one) => one.number > 0)) {
			await removeParts(old.number, old.slot, old.parts);
			await items.remove(headName(old.number));
		}
		const isLong = parts > 0 || before.parts > 0;
		const ofOthers = parts > 0 ? slot : 1;
		for (let left = 0; isLong && left < ofOthers; left++) await removeLeftover(number, left);
	};

	const point = async (generation: number) => {
		await items.replace(
			items.name,
			Buffer.from(`${JSON.stringify({ format, owner, generation })}\n`),
		);
	};

	return {
		async newest(signal) {
			for (let attempt = 1; attempt <= readAttempts; attempt++) {
				const reach = Math.min(4 ** (attempt - 1), farthest);
				const found = await read(signal, reach).catch((error: unknown) => {
					if (attempt === readAttempts || !isPassing(error)) throw error;
					return undefined;
				});
				if (found !== undefined) return found;
			}
			throw damaged();
		},
		async replace(before, content) {
			const number = before.number + 1;
			const write = randomBytes(9).toString('base64url');
			const headOf = (parts: number, slot: number) => {
				const head: Head = { format, owner, generation: number, write, parts, slot, digest };
				return Buffer.from(`${JSON.stringify(head)}\n`);
			};
			const digest = digestOf(content);
			const room = Math.max(1, partSize - headOf(9999, slots).length);
			const pieces = Array.from({ length: Math.max(1, Math.ceil(content.length / room)) }, (_, n) =>
				content.subarray(n * room, (n + 1) * room),
			);
			const parts = pieces.length - 1;
			const slot = parts > 0 ? await createParts(number, write, pieces.slice(1)) : 0;
			const bytes = Buffer.concat([headOf(parts, slot), pieces[0]]);
			const made: Generation = { number, parts, slot, content, old: [] };
			if (!(await items.create(headName(number), bytes))) {
				if (parts > 0) await removeParts(number, slot, parts).catch(() => undefined);
				return undefined;
			}
			const isTidy = await tidy(before, made).then(
				() => true,
				() => false,
			);
			// From where it stays the next run finds what is left, and goes on.
			if (isTidy || before.old.length >= mostOld) await point(number).catch(() => undefined);
			return made;
		},
	};
}

const empty = Buffer.alloc(0);

/** @throws PositionRefused when it does not begin with a line of JSON */
function cut<Line extends object>(bytes: Buffer): { line: Line; rest: Buffer } {
	const end = bytes.indexOf(10);
	try {
		const line: unknown = JSON.parse(bytes.subarray(0, end).toString('utf8'));
		if (typeof line === 'object' && line !== null) {
			return { line: line as Line, rest: bytes.subarray(end + 1) };
		}
	} catch {
		// Falls through: another program wrote it.
	}
	throw damaged();
}

/** True for an answer that was meant for somebody else. */
function isPassing(error: unknown): boolean {
	return error instanceof ExchangeError && error.code === 'malformedResponse';
}

function ofAnother(): ExchangeError {
	return new ExchangeError(
		'malformedResponse',
		'The server gave the position of another calendar',
		{
			remedy: 'Look for a proxy or balancer that mixes up answers.',
			remedyBy: 'networkAdmin',
		},
	);
}

function damaged(): PositionRefused {
	return new PositionRefused(
		'damaged',
		'The position stored in the mailbox was changed by something else',
		'Choose another position name in the node to start over with a full sync.',
	);
}

function digestOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}
