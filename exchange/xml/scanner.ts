/**
 * A push scanner of XML 1.0 with namespaces, made for large answers of one vocabulary.
 *
 * It works on bytes: names are compared without being decoded, text is decoded only where the
 * handler wants it, and no page is ever one string. UTF-8 only. A document type definition is
 * refused, and with it every entity but the five of XML; references to characters that XML 1.0
 * doesn't have are dropped, since Exchange sends some. Everything else that is not well-formed is an
 * error: text outside the root, mismatched tags, undeclared prefixes, a document that ends early.
 */
import { CharacterData } from './characterData';
import { checkCharacters } from './characters';
import { NamespaceScope, type ElementName } from './elementNames';
import { MalformedXml } from './malformed';
import { noShortNames, type ShortNames } from './namespaces';
import { describeInstead } from './otherContent';
import { documentStart, incomplete, readInstruction, readOutside } from './prolog';
import { inName, nameTable, spaceTable } from './scannerTables';
import { StartTag } from './startTag';

export type { StartTag } from './startTag';

// Constants of this module are known to the compiler; those of another one are looked up, byte by byte.
const { part, forbidden } = inName;
const nameMeanings = nameTable;

/** The parts of an opening element that a handler can ask for. */
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
	maxTagLength: number;
	/** Deepest nesting of elements. Default 100. */
	maxDepth: number;
	/** Longest document, in bytes. Default 256 MiB. */
	maxDocumentLength: number;
}

const defaultLimits: ScannerLimits = {
	maxTagLength: 65_536,
	maxDepth: 100,
	maxDocumentLength: 268_435_456,
};

export class XmlScanner {
	private readonly maxTagLength: number;
	private readonly maxDepth: number;
	private readonly maxDocumentLength: number;
	private readonly tag = new StartTag();
	private readonly content = new CharacterData();
	private readonly names: ElementName[] = [];
	private readonly scopes: NamespaceScope[];
	private readonly wants: number[] = [];
	private readonly outerText: string[] = [];
	private depth = 0;
	/** Nesting inside an element that nobody wants. */
	private skipped = 0;
	private rootClosed = false;
	/** Bytes that were fed and not yet used: the start of a tag or character. */
	private waiting: Buffer[] = [];
	private waitingLength = 0;
	private waitingForTagEnd = false;
	private fed = 0;
	private started = false;

	constructor(
		private readonly handler: ScannerHandler,
		limits: Partial<ScannerLimits> = {},
		names: ShortNames = noShortNames,
	) {
		const { maxTagLength, maxDepth, maxDocumentLength } = { ...defaultLimits, ...limits };
		this.maxTagLength = maxTagLength;
		this.maxDepth = maxDepth;
		this.maxDocumentLength = maxDocumentLength;
		this.scopes = [NamespaceScope.outermost(names)];
	}

	/** @throws MalformedXml; the scanner can't be used after it */
	feed(chunk: Buffer): void {
		this.fed += chunk.length;
		if (this.fed > this.maxDocumentLength) {
			throw new MalformedXml(`more than ${this.maxDocumentLength} bytes`);
		}
		let rest = chunk;
		if (this.waitingLength > 0) {
			// Up to the next end of a tag: copies of whole chunks would be as much as the document.
			const next = chunk.indexOf(0x3e) + 1 || chunk.length;
			this.completeWaiting(chunk.subarray(0, next));
			rest = chunk.subarray(next);
		}
		if (rest.length === 0) return;
		if (this.waitingLength > 0) this.completeWaiting(rest);
		else this.keepWaiting(rest, this.consume(rest));
	}

	private completeWaiting(more: Buffer): void {
		this.waiting.push(more);
		this.waitingLength += more.length;
		if (this.waitingForTagEnd && more.indexOf(0x3e) === -1) {
			this.checkWaiting();
			return;
		}
		const bytes = Buffer.concat(this.waiting);
		this.keepWaiting(bytes, this.consume(bytes));
	}

	private keepWaiting(bytes: Buffer, used: number): void {
		const rest = bytes.length - used;
		this.waiting = rest === 0 ? [] : [Buffer.from(bytes.subarray(used))];
		this.waitingLength = rest;
		this.checkWaiting();
	}

	/** @throws MalformedXml when the document is not complete */
	end(): void {
		if (this.rootClosed && this.waitingLength === 0) return;
		if (!this.started) {
			const instead = describeInstead(Buffer.concat(this.waiting));
			if (instead !== 'plain text') throw new MalformedXml(instead);
		}
		throw new MalformedXml('a document that ends in the middle', true);
	}

	/** The text that the open element has so far, which is forgotten then: for texts too long to be kept. */
	takeText(): string {
		const { text } = this.content;
		this.content.text = '';
		return text;
	}

	private checkWaiting(): void {
		if (this.waitingLength > this.maxTagLength) {
			throw new MalformedXml(`a tag longer than ${this.maxTagLength} bytes`);
		}
	}

	/** @returns how many bytes were used; the others wait for more */
	private consume(bytes: Buffer): number {
		const end = bytes.length;
		const content = this.content;
		let at = this.started ? 0 : documentStart(bytes);
		if (at === incomplete) return 0;
		this.started = true;
		this.waitingForTagEnd = false;
		while (at < end) {
			if (content.inCdata) at = content.readCdata(bytes, at, end);
			else if (bytes[at] === 0x3c) {
				const next = this.readMarkup(bytes, at, end);
				if (next === incomplete) return at;
				at = next;
			} else if (this.depth === 0) at = readOutside(bytes, at, end);
			else at = content.read(bytes, at, end);
			if (content.cut) {
				content.cut = false;
				return at;
			}
		}
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
		let kind: number = part;
		for (; at < end; at++) {
			const byte = bytes[at];
			kind = nameMeanings[byte];
			if (kind !== part) break;
			hash = (hash * 31 + byte) | 0;
		}
		if (at >= end) return incomplete;
		if (kind === forbidden || at === start + 1) {
			throw new MalformedXml('a tag with an invalid name');
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
		const scope = tag.scopeWithin(this.scopes[this.depth]);
		const name = scope.resolve(bytes, start + 1, at, hash);
		const wanted = this.open(name);
		if (!tag.isEmpty) {
			const after = this.readLeaf(bytes, next, end, name, wanted);
			if (after !== incomplete) return after;
		}
		this.enter(name, scope, wanted);
		if (tag.isEmpty) this.close();
		return next;
	}

	/** @returns what is wanted of the element that opens */
	private open(name: ElementName): number {
		const depth = this.depth;
		if (this.rootClosed) throw new MalformedXml('a second document after the first');
		if (depth === this.maxDepth) {
			throw new MalformedXml(`elements nested deeper than ${this.maxDepth}`);
		}
		return this.skipped > 0 ? openElement.skip : this.handler.open(name.canonical, this.tag);
	}

	/**
	 * Reads an element of plain text and its end tag in one go, as most elements are.
	 * @returns the index after it; `incomplete` for anything else, which is then read bit by bit
	 */
	private readLeaf(
		bytes: Buffer,
		start: number,
		end: number,
		name: ElementName,
		wanted: number,
	): number {
		if (wanted === openElement.structure || this.depth === 0) return incomplete;
		const stop = this.content.endOfPlain(bytes, start, end);
		const known = name.bytes;
		const length = known.length;
		const close = stop + length + 2;
		if (close >= end || bytes[close] !== 0x3e || bytes[stop + 1] !== 0x2f) return incomplete;
		for (let i = 0; i < length; i++) {
			if (bytes[stop + 2 + i] !== known[i]) return incomplete;
		}
		if (wanted === openElement.text) {
			this.handler.close(this.content.plainText(bytes, start, stop));
		}
		return close + 1;
	}

	private enter(name: ElementName, scope: NamespaceScope, wanted: number): void {
		const depth = this.depth;
		this.names[depth] = name;
		this.depth = depth + 1;
		this.scopes[depth + 1] = scope;
		if (wanted === openElement.skip) {
			this.skipped++;
			this.content.wanted = false;
			return;
		}
		this.outerText[depth] = this.content.text;
		this.content.text = '';
		this.wants[depth] = wanted;
		this.content.wanted = wanted === openElement.text;
	}

	private readEndTag(bytes: Buffer, start: number, end: number): number {
		if (this.depth === 0) throw new MalformedXml('an end tag without start tag');
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
				this.content.wanted = depth > 0 && this.wants[depth - 1] === openElement.text;
			}
			return;
		}
		const text = this.content.text;
		this.content.text = this.outerText[depth];
		this.content.wanted = depth > 0 && this.wants[depth - 1] === openElement.text;
		this.handler.close(text);
	}

	private readDeclaration(bytes: Buffer, start: number, end: number): number {
		if (end - start < 4) return incomplete;
		if (bytes[start + 2] === 0x2d && bytes[start + 3] === 0x2d) {
			const dashes = bytes.indexOf('--', start + 4);
			if (dashes === -1 || dashes + 2 >= end) return incomplete;
			if (bytes[dashes + 2] !== 0x3e) throw new MalformedXml('a comment with -- in it');
			checkCharacters(bytes, start + 4, dashes);
			return dashes + 3;
		}
		const opening = bytes.toString('latin1', start, Math.min(end, start + 9));
		if ('<![CDATA['.startsWith(opening)) {
			if (opening.length < 9) return incomplete;
			if (this.depth === 0) throw new MalformedXml('text outside the document');
			this.content.inCdata = true;
			return start + 9;
		}
		if (/^<!doctype/i.test(opening)) {
			if (end - start < 256 && bytes.indexOf(0x3e, start) === -1) return incomplete;
			throw new MalformedXml(describeInstead(bytes.subarray(start)));
		}
		if ('<!doctype'.startsWith(opening.toLowerCase())) return incomplete;
		throw new MalformedXml('a declaration that is refused');
	}
}

function mismatch(): never {
	throw new MalformedXml('tags that do not match');
}
