/**
 * A push scanner of XML 1.0 with namespaces, made for answers of EWS.
 *
 * It works on bytes: names are compared without being decoded, text is decoded only where the
 * handler wants it, and no page is ever one string. UTF-8 only. A document type definition is
 * refused, and with it every entity but the five of XML; references to characters that XML 1.0
 * doesn't have are dropped, as Exchange sends them. Everything else that is not well-formed is an
 * error: text outside the root, mismatched tags, undeclared prefixes, a document that ends early.
 */
import {
	cutBefore,
	decodeUtf8,
	noCharacter,
	referenceEnd,
	resolveReference,
	writeUtf8,
} from './characters';
import { NamespaceScope, qualifiedName, type ElementName } from './elementNames';
import { MalformedResponse } from './malformed';
import { describeInstead } from './otherContent';
import { inName, inText, nameTable, spaceTable, textTable } from './scannerTables';
import { StartTag } from './startTag';

export type { StartTag } from './startTag';

/** What the handler wants of an element that opens. */
export const openElement = {
	/** Neither its text nor its children; `close` is not called for it. */
	skip: 0,
	/** Its children. */
	structure: 1,
	/** Its text and children. */
	text: 2,
} as const;

export interface ScannerHandler {
	/** @param name canonical name, such as `t:Subject`. @returns one of `openElement` */
	open(name: string, tag: StartTag): number;
	/** @param text the element's own text if it was wanted, else '' */
	close(text: string): void;
}

export interface ScannerLimits {
	/** Longest tag, comment or processing instruction, in bytes. Default 64 KiB. */
	longestTag: number;
	/** Deepest nesting of elements. Default 100. */
	deepest: number;
	/** Longest document, in bytes. Default 256 MiB. */
	longestDocument: number;
}

const defaultLimits: ScannerLimits = {
	longestTag: 65_536,
	deepest: 100,
	longestDocument: 268_435_456,
};

const nothing = Buffer.alloc(0);
const incomplete = -1;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export class XmlScanner {
	private readonly limits: ScannerLimits;
	private readonly tag = new StartTag();
	private readonly names: ElementName[] = [];
	private readonly scopes: NamespaceScope[] = [NamespaceScope.outermost()];
	private readonly wants: number[] = [];
	private readonly outerText: string[] = [];
	private depth = 0;
	/** Nesting inside an element that nobody wants. */
	private skipped = 0;
	private rootClosed = false;
	private collecting = false;
	private inCdata = false;
	/** Set when text was used up to a place from where it needs more bytes. */
	private cut = false;
	private text = '';
	private scratch = nothing;
	/** What was fed and not yet used: the start of a tag or character. */
	private waiting: Buffer[] = [];
	private waitingLength = 0;
	private waitingForTagEnd = false;
	private fed = 0;
	private started = false;

	constructor(
		private readonly handler: ScannerHandler,
		limits: Partial<ScannerLimits> = {},
	) {
		this.limits = { ...defaultLimits, ...limits };
	}

	/** @throws MalformedResponse; the scanner can't be used after it */
	feed(chunk: Buffer): void {
		this.fed += chunk.length;
		if (this.fed > this.limits.longestDocument) {
			throw new MalformedResponse(`more than ${this.limits.longestDocument} bytes`);
		}
		this.waiting.push(chunk);
		this.waitingLength += chunk.length;
		if (this.waitingForTagEnd && chunk.indexOf(0x3e) === -1) {
			this.checkWaiting();
			return;
		}
		const bytes = this.waiting.length === 1 ? chunk : Buffer.concat(this.waiting);
		const used = this.consume(bytes);
		const rest = bytes.length - used;
		this.waiting = rest === 0 ? [] : [Buffer.from(bytes.subarray(used))];
		this.waitingLength = rest;
		this.checkWaiting();
	}

	/** @throws MalformedResponse when the document is not complete */
	end(): void {
		if (this.rootClosed && this.waitingLength === 0) return;
		if (!this.started) {
			const instead = describeInstead(Buffer.concat(this.waiting));
			if (instead !== 'plain text') throw new MalformedResponse(instead);
		}
		throw new MalformedResponse('an answer that ends in the middle');
	}

	private checkWaiting(): void {
		if (this.waitingLength > this.limits.longestTag) {
			throw new MalformedResponse(`a tag longer than ${this.limits.longestTag} bytes`);
		}
	}

	/** @returns how many bytes were used; the others wait for more */
	private consume(bytes: Buffer): number {
		const end = bytes.length;
		let at = this.started ? 0 : this.start(bytes);
		if (at === incomplete) return 0;
		this.waitingForTagEnd = false;
		while (at < end) {
			const next = this.inCdata
				? this.readCdata(bytes, at, end)
				: bytes[at] === 0x3c
					? this.readMarkup(bytes, at, end)
					: this.readText(bytes, at, end);
			if (next === incomplete) return at;
			at = next;
			if (this.cut) {
				this.cut = false;
				return at;
			}
		}
		return at;
	}

	/** Looks at the first bytes. @returns where the document starts, or `incomplete` */
	private start(bytes: Buffer): number {
		if (bytes.length < 4) return incomplete;
		const wide =
			(bytes[0] === 0xff && bytes[1] === 0xfe) ||
			(bytes[0] === 0xfe && bytes[1] === 0xff) ||
			bytes[0] === 0 ||
			bytes[1] === 0;
		if (wide) throw new MalformedResponse('UTF-16 or UTF-32 instead of UTF-8');
		let at = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
		const declarationAt = at;
		while (at < bytes.length && spaceTable[bytes[at]] === 1) at++;
		if (at === bytes.length) return incomplete;
		if (bytes[at] !== 0x3c) throw new MalformedResponse(describeInstead(bytes.subarray(at)));
		const opening = bytes.toString('latin1', at, Math.min(at + 6, bytes.length));
		if (opening.length < 6 && '<?xml'.startsWith(opening.slice(0, 5))) return incomplete;
		if (/^<\?xml[ \t\r\n]/.test(opening)) {
			const close = bytes.indexOf('?>', at);
			if (close === -1) {
				this.waitingForTagEnd = true;
				return incomplete;
			}
			if (at !== declarationAt) throw new MalformedResponse('an XML declaration in the middle');
			checkDeclaration(bytes.toString('latin1', at + 5, close));
			at = close + 2;
		}
		this.started = true;
		return at;
	}

	private readMarkup(bytes: Buffer, start: number, end: number): number {
		const second = start + 1 < end ? bytes[start + 1] : incomplete;
		let next: number;
		if (second === 0x2f) next = this.readEndTag(bytes, start, end);
		else if (second === 0x21) next = this.readDeclaration(bytes, start, end);
		else if (second === 0x3f) next = readInstruction(bytes, start, end);
		else if (second === incomplete) next = incomplete;
		else next = this.readStartTag(bytes, start, end);
		if (next === incomplete) this.waitingForTagEnd = second !== 0x21 && second !== incomplete;
		return next;
	}

	private readStartTag(bytes: Buffer, start: number, end: number): number {
		let at = start + 1;
		let hash = 0;
		let kind: number = inName.part;
		for (; at < end; at++) {
			const byte = bytes[at];
			kind = nameTable[byte];
			if (kind !== inName.part) break;
			hash = (hash * 31 + byte) | 0;
		}
		if (at >= end) return incomplete;
		if (kind === inName.forbidden || at === start + 1) {
			throw new MalformedResponse('a tag whose name is none');
		}
		const tag = this.tag;
		let next: number;
		if (bytes[at] === 0x3e) {
			tag.readNone();
			next = at + 1;
		} else {
			next = tag.read(bytes, at, end);
			if (next === incomplete) return incomplete;
		}
		this.open(bytes, start + 1, at, hash);
		if (tag.isEmpty) this.close();
		return next;
	}

	private open(bytes: Buffer, nameStart: number, nameEnd: number, hash: number): void {
		const depth = this.depth;
		if (this.rootClosed) throw new MalformedResponse('a second document after the first');
		if (depth === this.limits.deepest) {
			throw new MalformedResponse(`elements nested deeper than ${this.limits.deepest}`);
		}
		const scope = this.tag.scopeWithin(this.scopes[depth]);
		const name = scope.resolve(bytes, nameStart, nameEnd, hash);
		this.names[depth] = name;
		this.depth = depth + 1;
		this.scopes[depth + 1] = scope;
		if (this.skipped > 0) {
			this.skipped++;
			return;
		}
		const wanted = this.handler.open(name.canonical, this.tag);
		if (wanted === openElement.skip) {
			this.skipped = 1;
			this.collecting = false;
			return;
		}
		this.outerText[depth] = this.text;
		this.text = '';
		this.wants[depth] = wanted;
		this.collecting = wanted === openElement.text;
	}

	private readEndTag(bytes: Buffer, start: number, end: number): number {
		if (this.depth === 0) throw new MalformedResponse('an end tag without start tag');
		const name = this.names[this.depth - 1].bytes;
		const nameStart = start + 2;
		const length = name.length;
		let at = nameStart + length;
		if (at >= end) return bytes.indexOf(0x3e, start) === -1 ? incomplete : mismatch();
		for (let i = 0; i < length; i++) {
			if (bytes[nameStart + i] !== name[i]) mismatch();
		}
		while (at < end && spaceTable[bytes[at]] === 1) at++;
		if (at >= end) return incomplete;
		if (bytes[at] !== 0x3e) mismatch();
		this.close();
		return at + 1;
	}

	private close(): void {
		const depth = --this.depth;
		if (depth === 0) this.rootClosed = true;
		if (this.skipped > 0) {
			if (--this.skipped === 0) {
				this.collecting = depth > 0 && this.wants[depth - 1] === openElement.text;
			}
			return;
		}
		const text = this.text;
		this.text = this.outerText[depth];
		this.collecting = depth > 0 && this.wants[depth - 1] === openElement.text;
		this.handler.close(text);
	}

	private readDeclaration(bytes: Buffer, start: number, end: number): number {
		if (end - start < 4) return incomplete;
		if (bytes[start + 2] === 0x2d && bytes[start + 3] === 0x2d) {
			const dashes = bytes.indexOf('--', start + 4);
			if (dashes === -1 || dashes + 2 >= end) return incomplete;
			if (bytes[dashes + 2] !== 0x3e) throw new MalformedResponse('a comment with -- in it');
			checkCharacters(bytes, start + 4, dashes);
			return dashes + 3;
		}
		const opening = bytes.toString('latin1', start, Math.min(end, start + 9));
		if ('<![CDATA['.startsWith(opening)) {
			if (opening.length < 9) return incomplete;
			if (this.depth === 0) throw new MalformedResponse('text outside the document');
			this.inCdata = true;
			return start + 9;
		}
		if (/^<!doctype/i.test(opening)) {
			if (end - start < 256 && bytes.indexOf(0x3e, start) === -1) return incomplete;
			throw new MalformedResponse(describeInstead(bytes.subarray(start)));
		}
		if ('<!doctype'.startsWith(opening.toLowerCase())) return incomplete;
		throw new MalformedResponse('a declaration that EWS does not use');
	}

	private readText(bytes: Buffer, start: number, end: number): number {
		if (this.depth === 0) return readOutside(bytes, start, end);
		let ascii = true;
		let at = start;
		for (; at < end; at++) {
			const meaning = textTable[bytes[at]];
			if (meaning === inText.plain) continue;
			if (meaning === inText.lessThan) break;
			if (meaning === inText.nonAscii) ascii = false;
			else if (meaning === inText.greaterThan) checkNotCdataEnd(bytes, start, at);
			else return this.readTextWithReferences(bytes, start, at, end, ascii);
		}
		let stop = at;
		if (at === end) {
			this.cut = true;
			stop = cutBefore(bytes, start, end);
		}
		if (this.collecting && stop > start) {
			const piece = ascii ? bytes.toString('latin1', start, stop) : decodeUtf8(bytes, start, stop);
			this.text = this.text === '' ? piece : this.text + piece;
		}
		return stop;
	}

	/** Rewrites the text into the scratch buffer, so that it is decoded once and not reference by reference. */
	private readTextWithReferences(
		bytes: Buffer,
		start: number,
		from: number,
		end: number,
		asciiSoFar: boolean,
	): number {
		if (this.scratch.length < end - start) this.scratch = Buffer.allocUnsafe(end - start + 4096);
		const scratch = this.scratch;
		bytes.copy(scratch, 0, start, from);
		let written = from - start;
		let ascii = asciiSoFar;
		let at = from;
		scan: while (at < end) {
			const byte = bytes[at];
			switch (textTable[byte]) {
				case inText.plain:
					break;
				case inText.nonAscii:
					ascii = false;
					break;
				case inText.lessThan:
					break scan;
				case inText.greaterThan:
					checkNotCdataEnd(bytes, start, at);
					break;
				case inText.ampersand: {
					const semicolon = referenceEnd(bytes, at, end);
					if (semicolon === incomplete) {
						this.cut = true;
						break scan;
					}
					const code = resolveReference(bytes, at, semicolon);
					at = semicolon + 1;
					if (code === noCharacter) continue;
					if (code >= 0x80) ascii = false;
					written = writeUtf8(scratch, written, code);
					continue;
				}
				case inText.carriageReturn:
					if (at + 1 === end) {
						this.cut = true;
						break scan;
					}
					scratch[written++] = 0x0a;
					at += bytes[at + 1] === 0x0a ? 2 : 1;
					continue;
				default:
					throw new MalformedResponse('text with a control character');
			}
			scratch[written++] = byte;
			at++;
		}
		if (at === end) {
			const stop = cutBefore(bytes, start, end);
			this.cut = true;
			written -= end - stop;
			at = stop;
		}
		if (this.collecting && written > 0) {
			this.text += ascii ? scratch.toString('latin1', 0, written) : decodeUtf8(scratch, 0, written);
		}
		return at;
	}

	private readCdata(bytes: Buffer, start: number, end: number): number {
		const close = bytes.indexOf(']]>', start);
		const stop = close === -1 ? cutBefore(bytes, start, end) : close;
		for (let at = start; at < stop; at++) {
			if (textTable[bytes[at]] === inText.forbidden) {
				throw new MalformedResponse('text with a control character');
			}
		}
		if (this.collecting) this.text += decodeUtf8(bytes, start, stop).replace(/\r\n?/g, '\n');
		if (close === -1) {
			this.cut = true;
			return stop;
		}
		this.inCdata = false;
		return close + 3;
	}
}

function readOutside(bytes: Buffer, start: number, end: number): number {
	let at = start;
	while (at < end && spaceTable[bytes[at]] === 1) at++;
	if (at < end && bytes[at] !== 0x3c) throw new MalformedResponse('text outside the document');
	return at;
}

function readInstruction(bytes: Buffer, start: number, end: number): number {
	const close = bytes.indexOf('?>', start + 2);
	if (close === -1 || close + 2 > end) return incomplete;
	checkCharacters(bytes, start + 2, close);
	const [target] = bytes.toString('utf8', start + 2, close).split(/[ \t\r\n]/, 1);
	if (!qualifiedName.test(target) || target.includes(':')) {
		throw new MalformedResponse('a processing instruction without name');
	}
	if (target.toLowerCase() === 'xml') {
		throw new MalformedResponse('an XML declaration in the middle');
	}
	return close + 2;
}

function checkCharacters(bytes: Buffer, start: number, end: number): void {
	decodeUtf8(bytes, start, end);
	for (let at = start; at < end; at++) {
		if (textTable[bytes[at]] === inText.forbidden) {
			throw new MalformedResponse('text with a control character');
		}
	}
}

const declaration =
	/^[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.0\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])([A-Za-z][\w.-]*)\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\4)?[ \t\r\n]*$/;

function checkDeclaration(content: string): void {
	const found = declaration.exec(content);
	if (!found) throw new MalformedResponse('an XML declaration that is none');
	const encoding = found[3]?.toLowerCase() ?? 'utf-8';
	if (encoding !== 'utf-8' && encoding !== 'us-ascii') {
		throw new MalformedResponse('XML in an encoding other than UTF-8');
	}
}

function checkNotCdataEnd(bytes: Buffer, start: number, at: number): void {
	if (at - start >= 2 && bytes[at - 1] === 0x5d && bytes[at - 2] === 0x5d) {
		throw new MalformedResponse(']]> outside a CDATA section');
	}
}

function mismatch(): never {
	throw new MalformedResponse('tags that do not match');
}
