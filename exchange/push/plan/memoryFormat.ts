import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { InvalidInput } from '../../errors';
import type { Turns } from '../../eventLoop';
import {
	emptyMemory,
	type FormerId,
	type RememberedDeletion,
	type RememberedItem,
	type RememberedLink,
	type TwoWayMemory,
} from './twoWayMemory';

/*
 * The text of a memory: a mark, then gzip of lines in JSON. The first line is the head, each further one
 * an entry. Reading and writing pause after some of them, and no more than some are held as text.
 */

const prefix = 'tw3.';

/** Larger ones are no positions of ours. */
const maxMemoryBytes = 256 * 1024 * 1024;

/** Lines that are written, or read, before others get the event loop. */
const stride = 64;

interface Head {
	version: 3;
	scope: string;
	syncState?: string;
	writtenAt: number;
	/** Number of the entries that follow, by kind. */
	links: number;
	others: number;
	deleted: number;
	/** Absent in positions of earlier versions. */
	formerIds?: number;
}

type Entry =
	| ['l', string, RememberedLink]
	| ['o', string, RememberedItem]
	| ['d', string, RememberedDeletion]
	| ['f', string, FormerId];

export async function writeMemory(memory: TwoWayMemory, turns: Turns): Promise<string> {
	const { scope, syncState, writtenAt, links, others, deleted, formerIds } = memory;
	const head: Head = {
		version: 3,
		scope,
		...(syncState !== undefined && { syncState }),
		writtenAt,
		links: links.size,
		others: others.size,
		deleted: deleted.size,
		formerIds: formerIds.size,
	};
	const chunks: Buffer[] = [];
	await pipeline(
		textOf(head, memory, turns),
		createGzip(),
		async (packed: AsyncIterable<Buffer>) => {
			for await (const chunk of packed) chunks.push(chunk);
		},
	);
	return prefix + Buffer.concat(chunks).toString('base64url');
}

async function* textOf(head: Head, memory: TwoWayMemory, turns: Turns): AsyncGenerator<string> {
	let lines = JSON.stringify(head);
	let waiting = 0;
	for (const entry of entriesOf(memory)) {
		lines += `\n${JSON.stringify(entry)}`;
		if (++waiting < stride) continue;
		yield lines;
		lines = '';
		waiting = 0;
		if (turns.isOver) await turns.next();
	}
	if (lines !== '') yield lines;
}

function* entriesOf({ links, others, deleted, formerIds }: TwoWayMemory): Generator<Entry> {
	for (const [key, link] of links) yield ['l', key, link];
	for (const [key, item] of others) yield ['o', key, item];
	for (const [key, deletion] of deleted) yield ['d', key, deletion];
	for (const [key, former] of formerIds) yield ['f', key, former];
}

/** @throws InvalidInput when it is damaged, or of another mailbox, calendar or source */
export async function readMemory(
	text: string | undefined,
	scope: string,
	turns: Turns,
	isOwn: (stored: string) => boolean = (stored) => stored === scope,
): Promise<TwoWayMemory> {
	if (text === undefined || text === '') return emptyMemory(scope);
	const memory = await unpack(text, turns);
	if (memory === undefined) {
		throw new InvalidInput('position', 'Not a position of a two-way sync of this version', {
			remedy: 'Hand over the position of the last run unchanged, or none to begin anew.',
		});
	}
	if (!isOwn(memory.scope)) {
		throw new InvalidInput('position', 'The position is of another mailbox, calendar or source', {
			remedy: 'Keep one position for each mailbox, calendar and source.',
		});
	}
	return { ...memory, scope };
}

/** Undefined for anything that is no memory of ours, and for one that was cut. */
async function unpack(text: string, turns: Turns): Promise<TwoWayMemory | undefined> {
	if (typeof text !== 'string' || !text.startsWith(prefix)) return undefined;
	try {
		const packed = Buffer.from(text.slice(prefix.length), 'base64url');
		return await pipeline(
			[packed],
			createGunzip(),
			async (bytes: AsyncIterable<Buffer>) => await memoryOf(linesOf(bytes), turns),
		);
	} catch {
		return undefined;
	}
}

async function memoryOf(
	lines: AsyncIterable<string[]>,
	turns: Turns,
): Promise<TwoWayMemory | undefined> {
	let head: Partial<Head> | null | undefined;
	const memory = emptyMemory('');
	let read = 0;
	for await (const some of lines) {
		if (head === undefined) {
			head = JSON.parse(some.shift() ?? '') as Partial<Head> | null;
			if (head?.version !== 3 || typeof head.scope !== 'string') return undefined;
			memory.scope = head.scope;
			if (typeof head.syncState === 'string') memory.syncState = head.syncState;
			memory.writtenAt = Number(head.writtenAt);
		}
		for (const line of some) {
			add(memory, JSON.parse(line) as Entry);
			if (++read % stride === 0 && turns.isOver) await turns.next();
		}
	}
	const { links, others, deleted, formerIds } = memory;
	const isWhole =
		links.size === head?.links &&
		others.size === head.others &&
		deleted.size === head.deleted &&
		formerIds.size === (head.formerIds ?? 0);
	return isWhole ? memory : undefined;
}

/** Lines, as many at a time as came with some bytes. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
	let length = 0;
	/** The beginning of a line. */
	let begun: Buffer[] = [];
	for await (const chunk of chunks) {
		length += chunk.length;
		if (length > maxMemoryBytes) throw new RangeError('too long');
		const end = chunk.lastIndexOf(10);
		if (end >= 0) {
			yield Buffer.concat([...begun, chunk.subarray(0, end)])
				.toString('utf8')
				.split('\n');
			begun = [];
		}
		begun.push(chunk.subarray(end + 1));
	}
	yield [Buffer.concat(begun).toString('utf8')];
}

function add(memory: TwoWayMemory, entry: Entry): void {
	if (entry[0] === 'l') memory.links.set(entry[1], entry[2]);
	else if (entry[0] === 'o') memory.others.set(entry[1], entry[2]);
	else if (entry[0] === 'd') memory.deleted.set(entry[1], entry[2]);
	else memory.formerIds.set(entry[1], entry[2]);
}
