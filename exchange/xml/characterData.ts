import {
	cutBefore,
	decodeUtf8,
	noCharacter,
	referenceEnd,
	resolveReference,
	writeUtf8,
} from './characters';
import { MalformedXml } from './malformed';
import { inText, textTable } from './scannerTables';

// Constants of this module are known to the compiler; those of another one are looked up, byte by byte.
const { plain, lessThan, ampersand, carriageReturn, nonAscii, greaterThan, forbidden } = inText;
const meanings = textTable;

/** Longest text that is remembered, in bytes, and how many are. */
const maxRememberedLength = 40;
const slots = 512;

/** The text of the element that is open, gathered in pieces as they arrive. */
export class CharacterData {
	/** True when the handler wants the text; otherwise it is only checked. */
	wanted = false;
	text = '';
	inCdata = false;
	/** Set when the bytes end inside the text: what is not used waits for more. */
	cut = false;
	private plainHash = 0;
	private isPlainAscii = true;
	private scratch = Buffer.alloc(0);
	/** Short texts by their hash: most elements say what the one before said, so it is not decoded again. */
	private readonly remembered: string[] = new Array<string>(slots).fill('');

	/** @returns the index of the tag that ends a text of plain characters; `end` for any other text */
	endOfPlain(bytes: Buffer, start: number, end: number): number {
		const at = this.passPlain(bytes, start, start, end);
		return at < end && meanings[bytes[at]] === lessThan ? at : end;
	}

	/** The text that was passed over last, up to there. */
	plainText(bytes: Buffer, start: number, stop: number): string {
		if (stop === start) return '';
		if (!this.isPlainAscii) return decodeUtf8(bytes, start, stop);
		return this.asciiText(bytes, start, stop, this.plainHash);
	}

	/** Reads text up to the next tag. @returns the index after what was used */
	read(bytes: Buffer, start: number, end: number): number {
		let at = this.passPlain(bytes, start, start, end);
		while (at < end && meanings[bytes[at]] === greaterThan) {
			checkNotCdataEnd(bytes, start, at);
			at = this.passPlain(bytes, start, at + 1, end);
		}
		let stop = at;
		if (at === end) {
			this.cut = true;
			stop = cutBefore(bytes, start, end);
		} else if (meanings[bytes[at]] !== lessThan) {
			return this.readWithReferences(bytes, start, at, end, this.isPlainAscii);
		}
		if (this.wanted && stop > start) {
			const piece = this.plainText(bytes, start, stop);
			this.text = this.text === '' ? piece : this.text + piece;
		}
		return stop;
	}

	/**
	 * Passes over characters that stand for themselves, and notes what kind of text they make.
	 * @param start of the text; `from` on what was passed over before
	 * @returns the index of what is no such character, or `end`
	 */
	private passPlain(bytes: Buffer, start: number, from: number, end: number): number {
		let hash = from === start ? 0 : this.plainHash;
		let ascii = from === start || this.isPlainAscii;
		let at = from;
		for (; at < end; at++) {
			const byte = bytes[at];
			const meaning = meanings[byte];
			if (meaning === plain) hash = (Math.imul(hash, 31) + byte) | 0;
			else if (meaning === nonAscii) ascii = false;
			else break;
		}
		this.plainHash = hash;
		this.isPlainAscii = ascii;
		return at;
	}

	private asciiText(bytes: Buffer, start: number, end: number, hash: number): string {
		const length = end - start;
		if (length > maxRememberedLength) return bytes.toString('latin1', start, end);
		const slot = (hash ^ (hash >>> 15)) & (slots - 1);
		const known = this.remembered[slot];
		if (known.length === length) {
			let i = 0;
			while (i < length && known.charCodeAt(i) === bytes[start + i]) i++;
			if (i === length) return known;
		}
		return (this.remembered[slot] = bytes.toString('latin1', start, end));
	}

	/** Rewrites the text into the scratch buffer, so that it is decoded once and not reference by reference. */
	private readWithReferences(
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
			const meaning = meanings[byte];
			if (meaning === plain) {
				scratch[written++] = byte;
				at++;
				continue;
			}
			switch (meaning) {
				case nonAscii:
					ascii = false;
					break;
				case lessThan:
					break scan;
				case greaterThan:
					checkNotCdataEnd(bytes, start, at);
					break;
				case ampersand: {
					const semicolon = referenceEnd(bytes, at, end);
					if (semicolon === -1) {
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
				case carriageReturn:
					if (at + 1 === end) {
						this.cut = true;
						break scan;
					}
					scratch[written++] = 0x0a;
					at += bytes[at + 1] === 0x0a ? 2 : 1;
					continue;
				default:
					throw new MalformedXml('text with a control character');
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
		if (this.wanted && written > 0) {
			this.text += ascii ? scratch.toString('latin1', 0, written) : decodeUtf8(scratch, 0, written);
		}
		return at;
	}

	/** Reads a CDATA section from behind its opening. @returns the index after what was used */
	readCdata(bytes: Buffer, start: number, end: number): number {
		const close = bytes.indexOf(']]>', start);
		const stop = close === -1 ? cutBefore(bytes, start, end) : close;
		for (let at = start; at < stop; at++) {
			if (meanings[bytes[at]] === forbidden) {
				throw new MalformedXml('text with a control character');
			}
		}
		if (this.wanted) this.text += decodeUtf8(bytes, start, stop).replace(/\r\n?/g, '\n');
		if (close === -1) {
			this.cut = true;
			return stop;
		}
		this.inCdata = false;
		return close + 3;
	}
}

function checkNotCdataEnd(bytes: Buffer, start: number, at: number): void {
	if (at - start >= 2 && bytes[at - 1] === 0x5d && bytes[at - 2] === 0x5d) {
		throw new MalformedXml(']]> outside a CDATA section');
	}
}
