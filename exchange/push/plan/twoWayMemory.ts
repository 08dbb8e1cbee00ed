import { gunzipSync, gzipSync } from 'node:zlib';
import { InvalidInput } from '../../errors';
import type { FieldName } from './fields';

/** What a two-way run remembers for the next: what each side was told already. */
export interface TwoWayMemory {
	version: 1;
	/** Whose calendar and source it is; a memory of another one is refused. */
	scope: string;
	/** By external id. */
	links: Record<string, RememberedLink>;
	/** Items without a link that the source was told of, by item id. */
	others: Record<string, RememberedItem>;
	/** Linked events that people deleted, until the source drops them as well. */
	deleted: Record<string, { source: Record<FieldName, string> }>;
}

export interface RememberedLink {
	id: string;
	/** Fingerprints of what the source gave last. */
	source: Record<FieldName, string>;
	/** Fingerprints of the fields that people changed, as the source was told. */
	told: Record<FieldName, string>;
	/** Fingerprints of the fields that the source does not give, as it was told. */
	rest?: Record<FieldName, string>;
}

export interface RememberedItem {
	changeKey: string;
	iCalUId?: string;
	/** What the source was told; absent while the item lay outside the window. */
	told?: string;
}

export function emptyMemory(scope: string): TwoWayMemory {
	return { version: 1, scope, links: {}, others: {}, deleted: {} };
}

const prefix = 'tw1.';

export function writeMemory(memory: TwoWayMemory): string {
	return prefix + gzipSync(JSON.stringify(memory)).toString('base64url');
}

/** Larger ones are no positions of ours. */
const longestMemory = 256 * 1024 * 1024;

/** @throws InvalidInput when it is damaged, or of another mailbox, calendar or source */
export function readMemory(text: string | undefined, scope: string): TwoWayMemory {
	if (text === undefined || text === '') return emptyMemory(scope);
	const memory = unpack(text);
	if (memory === undefined) {
		throw new InvalidInput('position', 'This is no position of a two-way sync', {
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

function unpack(text: string): TwoWayMemory | undefined {
	if (!text.startsWith(prefix)) return undefined;
	try {
		const packed = Buffer.from(text.slice(prefix.length), 'base64url');
		const json = gunzipSync(packed, { maxOutputLength: longestMemory }).toString('utf8');
		const found = JSON.parse(json) as Partial<TwoWayMemory>;
		const isOurs =
			found.version === 1 &&
			[found.links, found.others, found.deleted].every((part) => typeof part === 'object');
		return isOurs ? (found as TwoWayMemory) : undefined;
	} catch {
		return undefined;
	}
}
