import { isUtf8 } from 'node:buffer';
import { MalformedXml } from './malformed';
import { inText, textTable } from './scannerTables';

/** Longest reference that is looked at, `&#x` to `;` included. */
const maxReferenceLength = 16;

/** No character: XML 1.0 has none of this number, so the reference is dropped. */
export const noCharacter = -1;

/**
 * Where a text may be cut without tearing a character, a line break or `]]>` apart.
 * @returns the first byte that has to wait for its continuation, or `end`
 */
export function cutBefore(bytes: Buffer, start: number, end: number): number {
	if (end === start) return end;
	const last = bytes[end - 1];
	if (last === 0x0d) return end - 1;
	if (last === 0x5d) return end - 1 > start && bytes[end - 2] === 0x5d ? end - 2 : end - 1;
	if (last < 0x80) return end;
	for (let at = end - 1; at >= start && at >= end - 3; at--) {
		const byte = bytes[at];
		if (byte < 0x80) return end;
		if (byte < 0xc0) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		return at + length > end ? at : end;
	}
	return end;
}

/** @throws MalformedXml for bytes that are not UTF-8 */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string {
	const decoded = bytes.toString('utf8', start, end);
	if (decoded.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) {
		throw new MalformedXml('text that is not UTF-8');
	}
	if (/[\ufffe\uffff]/.test(decoded)) {
		throw new MalformedXml('text with a character that XML does not have');
	}
	return decoded;
}

/** @throws MalformedXml for bytes that are not UTF-8 and for control characters */
export function checkCharacters(bytes: Buffer, start: number, end: number): void {
	decodeUtf8(bytes, start, end);
	for (let at = start; at < end; at++) {
		if (textTable[bytes[at]] === inText.forbidden) {
			throw new MalformedXml('text with a control character');
		}
	}
}

/**
 * The end of the reference that starts with `&` at `start`.
 * @returns the index of its `;`, or -1 when the bytes end before it
 * @throws MalformedXml when no reference can start so
 */
export function referenceEnd(bytes: Buffer, start: number, end: number): number {
	const limit = Math.min(end, start + maxReferenceLength);
	for (let at = start + 1; at < limit; at++) {
		const byte = bytes[at];
		if (byte === 0x3b) return at;
		const alphanumeric =
			(byte >= 0x30 && byte <= 0x39) ||
			(byte >= 0x41 && byte <= 0x5a) ||
			(byte >= 0x61 && byte <= 0x7a);
		if (!alphanumeric && !(byte === 0x23 && at === start + 1)) throw unknownReference();
	}
	if (limit < end || limit === start + maxReferenceLength) throw unknownReference();
	return -1;
}

/**
 * The character that `&…;` stands for.
 * Exchange writes characters that XML 1.0 forbids as references (`&#x19;`, `&#x0;`, halves of
 * surrogate pairs); those are dropped, since losing them beats losing the calendar.
 * @returns its code point, or `noCharacter`
 */
export function resolveReference(bytes: Buffer, start: number, semicolon: number): number {
	if (bytes[start + 1] === 0x23) return numbered(bytes, start + 2, semicolon);
	for (const { name, code } of entities) {
		if (name.length !== semicolon - start - 1) continue;
		let same = 0;
		while (same < name.length && bytes[start + 1 + same] === name[same]) same++;
		if (same === name.length) return code;
	}
	throw unknownReference();
}

/** Those that XML defines by itself. */
const entities = Object.entries({ lt: 0x3c, gt: 0x3e, amp: 0x26, quot: 0x22, apos: 0x27 }).map(
	([name, code]) => ({ name: Buffer.from(name), code }),
);

function numbered(bytes: Buffer, start: number, end: number): number {
	const hex = bytes[start] === 0x78;
	let at = hex ? start + 1 : start;
	if (at === end) throw unknownReference();
	let code = 0;
	for (; at < end; at++) {
		const byte = bytes[at];
		let digit: number;
		if (byte >= 0x30 && byte <= 0x39) digit = byte - 0x30;
		else if (hex && byte >= 0x41 && byte <= 0x46) digit = byte - 0x37;
		else if (hex && byte >= 0x61 && byte <= 0x66) digit = byte - 0x57;
		else throw unknownReference();
		code = Math.min(code * (hex ? 16 : 10) + digit, 0x110000);
	}
	return isCharacter(code) ? code : noCharacter;
}

function isCharacter(code: number): boolean {
	if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
	return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code < 0x110000);
}

/** Writes a code point as UTF-8. @returns the index after it */
export function writeUtf8(target: Buffer, at: number, code: number): number {
	if (code < 0x80) {
		target[at] = code;
		return at + 1;
	}
	if (code < 0x800) {
		target[at] = 0xc0 | (code >> 6);
	} else {
		if (code < 0x10000) {
			target[at] = 0xe0 | (code >> 12);
		} else {
			target[at] = 0xf0 | (code >> 18);
			target[++at] = 0x80 | ((code >> 12) & 0x3f);
		}
		target[++at] = 0x80 | ((code >> 6) & 0x3f);
	}
	target[++at] = 0x80 | (code & 0x3f);
	return at + 1;
}

function unknownReference(): MalformedXml {
	return new MalformedXml('an entity that XML does not define');
}
