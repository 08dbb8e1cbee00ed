import { createHash, randomUUID } from 'node:crypto';
import { PositionRefused } from './errors';

/** What a store holds: the position that counts, and one that waits for its confirmation. */
export interface StoredPositions {
	current?: string;
	/** The run whose confirmation made `current` count. */
	confirmedRun?: string;
	parked?: { position: string; syncRun: string };
}

/** A document cut into parts that fit into configuration items. The first part leads to the others. */
export interface PositionParts {
	/** Changes with each write; the other parts are named by it. */
	generation: string;
	parts: Buffer[];
}

const format = 1;

interface Head {
	format: number;
	generation: string;
	parts: number;
	digest: string;
}

export function toParts(positions: StoredPositions, partSize: number): PositionParts {
	const content = Buffer.from(JSON.stringify(positions), 'utf8');
	const generation = randomUUID().slice(0, 8);
	const headOf = (parts: number) =>
		Buffer.from(`${JSON.stringify({ format, generation, parts, digest: digestOf(content) })}\n`);
	const room = partSize - headOf(9999).length;
	const count = Math.max(1, Math.ceil(content.length / room));
	const parts = Array.from({ length: count }, (_, n) => content.subarray(n * room, (n + 1) * room));
	parts[0] = Buffer.concat([headOf(count), parts[0]]);
	return { generation, parts };
}

/** @throws PositionRefused when the first part was not written by this package */
export function readHead(first: Buffer): Head & { content: Buffer } {
	const end = first.indexOf(10);
	try {
		const head = JSON.parse(first.subarray(0, end).toString('utf8')) as Head;
		if (head.format === format) return { ...head, content: first.subarray(end + 1) };
	} catch {
		// Falls through: it is not ours.
	}
	throw damaged();
}

/** @throws PositionRefused when a part is missing or was changed */
export function fromParts(head: Head, contents: Buffer[]): StoredPositions {
	const content = Buffer.concat(contents);
	if (digestOf(content) !== head.digest) throw damaged();
	return JSON.parse(content.toString('utf8')) as StoredPositions;
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
