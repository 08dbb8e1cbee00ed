import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';
import { PositionRefused } from './errors';

/**
 * The text of a position: `cp`, the version of the format, then segments, with dots between them. The first
 * segment is the changing part, the others are the resting parts. Where a mailbox keeps a resting part, a
 * reference stands for it, and a segment before the others says which store.
 */
export interface PositionText {
	version: number;
	/** The store of the references, see `storeSegment`. */
	store?: string;
	changing: string;
	/** Each packed, or a reference. */
	resting: string[];
}

/** Reads what a reference of a store stands for. */
export type ReadReference = (store: string, reference: string) => Promise<string>;

const mark = /^cp(\d{1,4})\./;
const packed = /^[A-Za-z0-9_-]+$/;
const referring = /^~[A-Za-z0-9:_-]+$/;

export function isReference(segment: string): boolean {
	return segment.startsWith('~');
}

/** The segments as they stand; undefined for anything that is no position of this package. */
export function segmentsOf(text: string): { version: number; segments: string[] } | undefined {
	const version = mark.exec(text)?.[1];
	const segments = text.split('.').slice(1);
	const isWhole = segments.every((one) => packed.test(one) || referring.test(one));
	return version !== undefined && isWhole ? { version: Number(version), segments } : undefined;
}

/** Undefined for anything that is no position of this package. */
export function splitPosition(text: string): PositionText | undefined {
	const { version, segments = [] } = segmentsOf(text) ?? {};
	const store = isReference(segments[0] ?? '') ? segments.shift() : undefined;
	const [changing = '', ...resting] = segments;
	if (version === undefined || !packed.test(changing)) return undefined;
	return { version, ...(store !== undefined && { store }), changing, resting };
}

export function joinPosition({ version, store, changing, resting }: PositionText): string {
	return joinSegments(version, [...(store === undefined ? [] : [store]), changing, ...resting]);
}

export function joinSegments(version: number, segments: readonly string[]): string {
	return [`cp${version}`, ...segments].join('.');
}

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);
const digestLength = 12;
/** Against a small text that unpacks to gigabytes. */
const maxContentLength = 256 * 1024 * 1024;
/** Unpacked in far less than a millisecond; in bytes, compressed and not. */
const smallSegment = 4 * 1024;
const smallContent = 64 * 1024;

/** A digest and the compressed content, in base64url. */
export async function packSegment(content: readonly Buffer[]): Promise<string> {
	const compressed = await compress(Buffer.concat(content));
	return Buffer.concat([digestOf(compressed), compressed]).toString('base64url');
}

/** @throws PositionRefused when it was changed since it was packed */
export function checkSegment(segment: string): Buffer {
	const bytes = Buffer.from(segment, 'base64url');
	const content = bytes.subarray(digestLength);
	if (!digestOf(content).equals(bytes.subarray(0, digestLength))) throw damaged();
	return content;
}

function digestOf(compressed: Buffer): Buffer {
	return createHash('sha256').update(compressed).digest().subarray(0, digestLength);
}

/** @throws PositionRefused when it was changed since it was packed */
export async function unpackSegment(segment: string): Promise<Buffer> {
	const content = checkSegment(segment);
	return (
		unpackedAtOnce(content) ??
		(await decompress(content, { maxOutputLength: maxContentLength }).catch(() => {
			throw damaged();
		}))
	);
}

/** Most positions are small: another thread costs more than it takes off. Undefined for any other content. */
function unpackedAtOnce(content: Buffer): Buffer | undefined {
	if (content.length > smallSegment) return undefined;
	try {
		return inflateRawSync(content, { maxOutputLength: smallContent });
	} catch {
		return undefined;
	}
}

export function damaged(): PositionRefused {
	return new PositionRefused(
		'damaged',
		'The given position was cut or changed since it was written',
	);
}
