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
 * - Texts that are too long for the item are in sets beside it (restingSets.ts), written before, and named
 *   by the generations that refer to them. A set that is let go stays until the next one is, as runs may
 *   still read it.
 * - Then the pointer is moved: an item of a fixed name that says where to begin to look. It may be late by
 *   some generations, never ahead.
 * - The newest generation is found from the pointer on, number by number. A reader whose generation goes
 *   away while it reads begins anew.
 * - The last few generations stay, or a late run could create the item of its number once more when that
 *   was made and removed meanwhile. Whoever wants to make the next one removes the oldest first. If that
 *   is gone already, it may itself be that late: it looks whether there is a later one. So does a run that
 *   took long, where no generation is old enough to be removed.
 */
import { randomBytes } from 'node:crypto';
import { ExchangeError } from '../../errors';
import { shortDigest } from '../../shortDigest';
import { surely, type Configurations } from './configurations';
import { PositionRefused } from './errors';
import type { RestingSet, RestingSets } from './restingSets';

/** One version of the document. */
export interface Generation {
	/** From 1; 0 when nothing was ever kept. */
	number: number;
	content: Buffer;
	/** Sets that the content refers to. */
	sets: RestingSet[];
	/** Sets that one before it referred to, still there for whoever reads it. */
	retired: RestingSet[];
	/** The folder that it lies in, as far as that is known. */
	folder?: string;
	/** Time at which it was the newest, UTC milliseconds. */
	seenAt: number;
}

export interface Generations {
	/** Bytes of content that a generation takes, beside the names of so many sets. */
	room(sets: number): number;
	/**
	 * The newest generation.
	 * @throws PositionRefused when something else changed it
	 */
	newest(signal?: AbortSignal): Promise<Generation>;
	/**
	 * Puts a content in the place of a generation.
	 * @param sets those that the content refers to
	 * @returns undefined when another run has done so before
	 * @throws ExchangeError when it can't be written, or nobody knows whether it was
	 */
	replace(
		before: Generation,
		content: Buffer,
		sets: readonly RestingSet[],
	): Promise<Generation | undefined>;
}

interface Head {
	format: number;
	owner: string;
	/** Digest of the folder's id: the same under another address, and another way of naming the calendar. */
	folder?: string;
	generation: number;
	/** Different in each write, so that each run knows its own. */
	write: string;
	sets: RestingSet[];
	retired: RestingSet[];
	digest: string;
}

const format = 4;
/** Looks at the items, before a reader gives up beside writers that are always faster. */
const readAttempts = 6;
/** Generations that a pointer may be behind when its own is gone; the first looks go less far. */
const farthest = 64;
/** Generations that stay: others may make so many while one request is under way. */
export const keptGenerations = 8;
/** A run that took so long looks whether it is late, where none is old enough to be removed. */
const longMs = 60_000;
/** Bytes that a head takes at most, and each of its sets. */
const headSize = 250;
const setSize = 80;

/**
 * @param partSize bytes that one item takes at most
 * @param sets those beside it
 */
export function generationsOf(
	items: Configurations,
	partSize: number,
	sets: Pick<RestingSets, 'isThere' | 'remove'>,
): Generations {
	const { owner } = items;
	const headName = (number: number) => `${items.name}.${number}`;
	/** The digest of the folder, once it was found in what another name wrote. */
	let own: string | undefined;

	const isOwn = async (line: Pick<Head, 'owner' | 'folder'>): Promise<boolean> => {
		if (line.owner === owner) return true;
		if (line.folder !== undefined && line.folder === own) return true;
		if (!(await items.isOwn(line))) return false;
		own = line.folder;
		return true;
	};

	const readHead = async (number: number, signal?: AbortSignal) => {
		const bytes = await items.read(headName(number), signal);
		if (bytes === undefined) return undefined;
		const { line, rest } = cut<Head>(bytes);
		if (line.format !== format) throw damaged();
		if (line.generation !== number || !(await isOwn(line))) throw ofAnother();
		return { ...line, rest };
	};

	const readPointer = async (signal?: AbortSignal): Promise<number> => {
		const bytes = await items.read(items.name, signal);
		if (bytes === undefined) return 0;
		const { line } = cut<Pick<Head, 'format' | 'owner' | 'folder' | 'generation'>>(bytes);
		if (line.format !== format || !Number.isSafeInteger(line.generation)) throw damaged();
		if (!(await isOwn(line))) throw ofAnother();
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

	const read = async (
		signal: AbortSignal | undefined,
		reach: number,
	): Promise<Generation | undefined> => {
		const heads = await findHeads(signal, reach);
		const head = heads?.pop();
		if (heads === undefined) return undefined;
		const seenAt = Date.now();
		if (head === undefined) return { number: 0, content: empty, sets: [], retired: [], seenAt };
		const { generation: number, sets, retired, folder, digest, rest: content } = head;
		if (shortDigest(content) !== digest) throw damaged();
		return { number, content, sets, retired, folder, seenAt };
	};

	/** Failing in it fails nothing: the next run that lets a set go goes on with it. */
	const removeSets = async (some: readonly RestingSet[], isAgain: boolean) => {
		for (const set of some) {
			const remove = async () => {
				if (!isAgain || (await sets.isThere(set))) await sets.remove(set);
			};
			await remove().catch(() => undefined);
		}
	};

	/** Makes room for the generation after that one; false when there is a later one. */
	const removeOldest = async ({ number, seenAt }: Generation): Promise<boolean> => {
		const oldest = number + 1 - keptGenerations;
		const isYoung = number > 0 && Date.now() - seenAt < longMs;
		if (oldest < 1 ? isYoung : await items.remove(headName(oldest))) return true;
		return (await readPointer()) <= number && (await readHead(number + 1)) === undefined;
	};

	const point = async ({ number: generation, folder }: Generation) => {
		await items.replace(
			items.name,
			Buffer.from(`${JSON.stringify({ format, owner, folder, generation })}\n`),
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
		room: (sets) => partSize - headSize - sets * setSize,
		async replace(before, content, named) {
			const number = before.number + 1;
			const isIn = (all: readonly RestingSet[]) => (set: RestingSet) =>
				all.some(({ write }) => write === set.write);
			const dropped = before.sets.filter((set) => !isIn(named)(set));
			const waiting = before.retired.filter((set) => !isIn(named)(set));
			const ended = waiting.filter(({ isEnding }) => isEnding);
			const ending = waiting.filter(({ isEnding }) => !isEnding);
			// What a run that was broken off has left of them.
			if (dropped.length > 0) await removeSets(ended, true);
			const retired = [...dropped, ...ending.map((set) => ({ ...set, isEnding: true as const }))];
			const made: Generation = {
				number,
				content,
				sets: [...named],
				retired: dropped.length > 0 ? retired : waiting,
				// Without it the position is as good, as long as the calendar keeps its name.
				folder: before.folder ?? (await items.folder().catch(() => undefined)),
				seenAt: Date.now(),
			};
			const head: Head = {
				format,
				owner,
				folder: made.folder,
				generation: number,
				write: randomBytes(9).toString('base64url'),
				sets: made.sets,
				retired: made.retired,
				digest: shortDigest(content),
			};
			const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), content]);
			if (!(await surely(async () => await removeOldest(before)))) return undefined;
			if (!(await items.create(headName(number), bytes))) return undefined;
			// Nobody can name them any more.
			if (dropped.length > 0) await removeSets(ending, false);
			// Where it stays the next run looks a little further.
			await point(made).catch(() => undefined);
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
		'The position stored beside the calendar is that of another calendar',
		{
			remedy:
				'Choose another position name in the node to start over with a full sync. Where it comes in many mailboxes, look for a proxy or balancer that mixes up answers.',
			remedyBy: 'you',
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
