import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createDeflateRaw, inflateRaw } from 'node:zlib';
import { dayMs } from '../../calendar/civil';
import { ByteReader, ByteWriter } from './bytes';
import { readItems, writeItems } from './columns';
import type { KnownItems } from './known';
import { inTurns, type Turns } from '../../eventLoop';
import { PositionRefused } from './errors';
import type { WindowSize } from '../compare';

/** The calendar and settings of a position; a run continues only a position of its own scope. */
export interface PositionScope extends WindowSize {
	mailbox: string;
	/** Folder id; empty for the mailbox's own calendar. */
	calendar: string;
	expand: 'occurrences' | 'series';
	/** The server that gave the sync state; another one means a full comparison, not a refusal. */
	server: string;
}

/** An item that the server failed to return, and the number of runs that asked for it. */
export interface UnreadableItem {
	id: string;
	attempts: number;
}

export interface PositionContent {
	/** Read back, its calendar and server are digests. */
	scope: PositionScope;
	/** Time of writing, UTC milliseconds. */
	writtenAt: number;
	/** As the server gave it; empty when the next run has to read everything. */
	syncState: string;
	items: KnownItems;
	unreadable: UnreadableItem[];
}

/** A quiet calendar's position is renewed this often, so that the server's state does not grow old. */
export const rewriteAfterMs = dayMs;

const decompress = promisify(inflateRaw);

/** `cp`, the version of the format, a dot; then a digest and the compressed content in base64url. */
const formatVersion = 2;
const digestLength = 12;
/** Against a small text that unpacks to gigabytes. */
const maxContentLength = 256 * 1024 * 1024;

/** Packs a position into text that any database, form field or JSON takes unchanged. */
export async function writePosition(content: PositionContent, turns: Turns): Promise<string> {
	const hash = createHash('sha256');
	const packed: Buffer[] = [];
	const head = writeHead(content);
	const items = await inTurns(writeItems(content.items), turns);
	await pipeline([...head, ...items], createDeflateRaw(), async (chunks) => {
		for await (const chunk of chunks as AsyncIterable<Buffer>) {
			hash.update(chunk);
			packed.push(chunk);
		}
	});
	const digest = hash.digest().subarray(0, digestLength);
	return `cp${formatVersion}.${Buffer.concat([digest, ...packed]).toString('base64url')}`;
}

function writeHead(content: PositionContent): Buffer[] {
	const writer = new ByteWriter();
	const { scope, unreadable } = content;
	writer.text(scope.mailbox.toLowerCase());
	writer.text(scope.calendar === '' ? '' : shortDigest(scope.calendar));
	writer.text(shortDigest(scope.server));
	writer.byte(scope.expand === 'series' ? 1 : 0);
	writer.unsigned(scope.pastDays);
	writer.unsigned(scope.futureDays);
	writer.signed(content.writtenAt);
	writeSyncState(writer, content.syncState);
	writer.unsigned(unreadable.length);
	for (const { id, attempts } of unreadable) {
		writer.text(id);
		writer.unsigned(attempts);
	}
	return writer.take();
}

/**
 * Unpacks a position. `otherVersion` is one that another version of this package wrote in a format of
 * its own: it is ours, but only a full sync can go on from it.
 * @throws PositionRefused when the text is no position or was changed since it was written
 */
export async function readPosition(
	text: string,
	turns: Turns,
): Promise<PositionContent | 'otherVersion'> {
	const found = /^cp(\d{1,4})\.([A-Za-z0-9_-]+)$/.exec(text.trim());
	if (found === null) {
		throw new PositionRefused('notAPosition', 'The given position is not one of this package');
	}
	if (+found[1] !== formatVersion) return 'otherVersion';
	const bytes = Buffer.from(found[2], 'base64url');
	const packed = bytes.subarray(digestLength);
	const digest = createHash('sha256').update(packed).digest().subarray(0, digestLength);
	if (!digest.equals(bytes.subarray(0, digestLength))) throw damaged();
	try {
		const content = await decompress(packed, { maxOutputLength: maxContentLength });
		return await inTurns(readContent(new ByteReader(content)), turns);
	} catch {
		throw damaged();
	}
}

function* readContent(reader: ByteReader): Generator<void, PositionContent> {
	const scope: PositionScope = {
		mailbox: reader.text(),
		calendar: reader.text(),
		server: reader.text(),
		expand: reader.byte() === 1 ? 'series' : 'occurrences',
		pastDays: reader.unsigned(),
		futureDays: reader.unsigned(),
	};
	const writtenAt = reader.signed();
	const syncState = readSyncState(reader);
	const unreadable = Array.from({ length: reader.unsigned() }, () => ({
		id: reader.text(),
		attempts: reader.unsigned(),
	}));
	const items = yield* readItems(reader);
	if (!reader.isAtEnd) throw new RangeError('goes on after its end');
	return { scope, writtenAt, syncState, items, unreadable };
}

/**
 * Refuses a position of another scope; `sameServer` is true when its sync state is of this server.
 * @throws PositionRefused naming what differs
 */
export function checkScope(stored: PositionScope, wanted: PositionScope): { sameServer: boolean } {
	if (stored.mailbox !== wanted.mailbox.toLowerCase()) {
		throw new PositionRefused(
			'otherMailbox',
			`The given position is of ${stored.mailbox}, not of ${wanted.mailbox}`,
		);
	}
	if (stored.calendar !== (wanted.calendar === '' ? '' : shortDigest(wanted.calendar))) {
		throw new PositionRefused(
			'otherCalendar',
			`The given position is of another calendar of ${wanted.mailbox}`,
		);
	}
	if (stored.expand !== wanted.expand) {
		throw new PositionRefused(
			'otherExpand',
			`The given position was made with expand = ${stored.expand}, not ${wanted.expand}`,
		);
	}
	for (const field of ['pastDays', 'futureDays'] as const) {
		if (stored[field] === wanted[field]) continue;
		throw new PositionRefused(
			'otherWindow',
			`The given position was made with ${field} = ${stored[field]}, not ${wanted[field]}`,
		);
	}
	return { sameServer: stored.server === shortDigest(wanted.server) };
}

/** Exchange's states are base64; written as bytes they take a quarter less. */
function writeSyncState(writer: ByteWriter, syncState: string): void {
	const bytes = Buffer.from(syncState, 'base64');
	const isBase64 = bytes.toString('base64') === syncState;
	writer.byte(isBase64 ? 1 : 0);
	if (isBase64) writer.bytes(bytes);
	else writer.text(syncState);
}

function readSyncState(reader: ByteReader): string {
	return reader.byte() === 1 ? reader.bytes().toString('base64') : reader.text();
}

function shortDigest(text: string): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function damaged(): PositionRefused {
	return new PositionRefused(
		'damaged',
		'The given position was cut or changed since it was written',
	);
}
