import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { InvalidInput } from '../../errors';
import type { Turns } from '../../eventLoop';
import {
	emptyMemory,
	type RememberedDeletion,
	type RememberedItem,
	type RememberedLink,
	type TwoWayMemory,
} from './twoWayMemory';

/*
 * The text of a memory: a mark, then gzip of lines in JSON. The first line is the head, each further one
 * an entry, so that reading and writing of a large calendar can pause after any of them, and memory holds
 * the lines once only.
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
}

type Entry =
	| ['l', string, RememberedLink]
	| ['o', string, RememberedItem]
	| ['d', string, RememberedDeletion];

export async function writeMemory(memory: TwoWayMemory, turns: Turns): Promise<string> {
	const { scope, syncState, writtenAt, links, others, deleted } = memory;
	const head: Head = {
		version: 3,
		scope,
		...(syncState !== undefined && { syncState }),
		writtenAt,
		links: links.size,
		others: others.size,
		deleted: deleted.size,
	};
	const chunks = [Buffer.from(JSON.stringify(head))];
	let lines: string[] = [];
	const flush = () => {
		chunks.push(Buffer.from(lines.join('')));
		lines = [];
	};
	for (const entry of entriesOf(memory)) {
		lines.push(`\n${JSON.stringify(entry)}`);
		if (lines.length < stride) continue;
		flush();
		if (turns.isOver) await turns.next();
	}
	flush();
	const packed = await promisify(gzip)(Buffer.concat(chunks));
	return prefix + packed.toString('base64url');
}

function* entriesOf({ links, others, deleted }: TwoWayMemory): Generator<Entry> {
	for (const [key, link] of links) yield ['l', key, link];
	for (const [key, item] of others) yield ['o', key, item];
	for (const [key, deletion] of deleted) yield ['d', key, deletion];
}

/** @throws InvalidInput when it is damaged, or of another mailbox, calendar or source */
export async function readMemory(
	text: string | undefined,
	scope: string,
	turns: Turns,
): Promise<TwoWayMemory> {
	if (text === undefined || text === '') return emptyMemory(scope);
	const memory = await unpack(text, turns);
	if (memory === undefined) {
		throw new InvalidInput('position', 'Not a position of a two-way sync of this version', {
			remedy: 'Hand over the position of the last run unchanged, or none to begin anew.',
		});
	}
	if (memory.scope !== scope) {
		throw new InvalidInput('position', 'The position is of another mailbox, calendar or source', {
			remedy: 'Keep one position for each mailbox, calendar and source.',
		});
	}
	return memory;
}

/** Undefined for anything that is no memory of ours, and for one that was cut. */
async function unpack(text: string, turns: Turns): Promise<TwoWayMemory | undefined> {
	if (typeof text !== 'string' || !text.startsWith(prefix)) return undefined;
	try {
		const packed = Buffer.from(text.slice(prefix.length), 'base64url');
		const bytes = await promisify(gunzip)(packed, { maxOutputLength: maxMemoryBytes });
		const lines = linesOf(bytes);
		const head = JSON.parse(lines.next().value ?? '') as Partial<Head> | null;
		if (head?.version !== 3 || typeof head.scope !== 'string') return undefined;
		const memory = emptyMemory(head.scope);
		if (typeof head.syncState === 'string') memory.syncState = head.syncState;
		memory.writtenAt = Number(head.writtenAt);
		let read = 0;
		for (const line of lines) {
			add(memory, JSON.parse(line) as Entry);
			if (++read % stride === 0 && turns.isOver) await turns.next();
		}
		const { links, others, deleted } = memory;
		const isWhole =
			links.size === head.links && others.size === head.others && deleted.size === head.deleted;
		return isWhole ? memory : undefined;
	} catch {
		return undefined;
	}
}

function* linesOf(bytes: Buffer): Generator<string, undefined> {
	for (let from = 0; from < bytes.length; ) {
		const end = bytes.indexOf(10, from);
		const to = end < 0 ? bytes.length : end;
		yield bytes.toString('utf8', from, to);
		from = to + 1;
	}
	return undefined;
}

function add(memory: TwoWayMemory, entry: Entry): void {
	if (entry[0] === 'l') memory.links.set(entry[1], entry[2]);
	else if (entry[0] === 'o') memory.others.set(entry[1], entry[2]);
	else memory.deleted.set(entry[1], entry[2]);
}
