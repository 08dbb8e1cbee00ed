import { decodeUtf8, noCharacter, referenceEnd, resolveReference } from './characters';
import { qualifiedName, type NamespaceScope } from './elementNames';
import { MalformedXml } from './malformed';
import { attributeNameTable, inName, inValue, spaceTable, valueTable } from './scannerTables';

// Constants of this module are known to the compiler; those of another one are looked up, byte by byte.
const { part, rare: rarePart, forbidden: forbiddenInName } = inName;
const { plain: plainInValue, forbidden: forbiddenInValue } = inValue;
const [nameMeanings, valueMeanings, isSpace] = [attributeNameTable, valueTable, spaceTable];

const maxAttributes = 64;
/** Of each attribute: start and end of its name, start and end of its value, whether it is plain ASCII. */
const stride = 5;

/** The attributes of the tag that the scanner stands at. Valid until the scanner goes on. */
export class StartTag {
	private readonly marks = new Int32Array(maxAttributes * stride);
	private bytes: Buffer = Buffer.alloc(0);
	private count = 0;
	private declares = false;
	private prefixed = false;

	/** True for `<a/>`. */
	isEmpty = false;

	/** The value of an attribute without prefix. */
	attribute(name: string): string | undefined {
		for (let i = 0; i < this.count; i++) {
			const mark = i * stride;
			if (this.isNamed(mark, name)) return this.value(mark);
		}
		return undefined;
	}

	/**
	 * Reads from behind the element's name to behind `>`.
	 * @returns the index after the tag, or -1 when the bytes end before
	 */
	read(bytes: Buffer, from: number, end: number): number {
		this.readNone();
		this.bytes = bytes;
		let at = from;
		for (;;) {
			const beforeSpace = at;
			while (at < end && isSpace[bytes[at]] === 1) at++;
			if (at >= end) return -1;
			const byte = bytes[at];
			if (byte === 0x3e) return at + 1;
			if (byte === 0x2f) {
				if (at + 1 >= end) return -1;
				if (bytes[at + 1] !== 0x3e) throw new MalformedXml('a tag that is not closed');
				this.isEmpty = true;
				return at + 2;
			}
			if (at === beforeSpace) throw new MalformedXml('attributes without space between them');
			at = this.readAttribute(at, end);
			if (at === -1) return -1;
		}
	}

	/** For a tag without attributes. */
	readNone(): void {
		this.count = 0;
		this.declares = false;
		this.prefixed = false;
		this.isEmpty = false;
	}

	/** The scope inside the element, with what its attributes declare. */
	scopeWithin(outer: NamespaceScope): NamespaceScope {
		const scope = this.declares ? outer.declare(this.declarations()) : outer;
		if (this.prefixed) this.checkPrefixes(scope);
		return scope;
	}

	private readAttribute(start: number, end: number): number {
		const bytes = this.bytes;
		let at = start;
		let kind = nameMeanings[bytes[at]];
		let rare = false;
		while (kind === part || kind === rarePart) {
			if (kind === rarePart) rare = true;
			if (++at >= end) return -1;
			kind = nameMeanings[bytes[at]];
		}
		if (kind === forbiddenInName || at === start) {
			throw new MalformedXml('an attribute with an invalid name');
		}
		if (rare) this.checkName(bytes.toString('utf8', start, at));
		const nameEnd = at;
		while (at < end && isSpace[bytes[at]] === 1) at++;
		if (at >= end) return -1;
		if (bytes[at++] !== 0x3d) throw new MalformedXml('an attribute without value');
		while (at < end && isSpace[bytes[at]] === 1) at++;
		if (at >= end) return -1;
		const quote = bytes[at++];
		if (quote !== 0x22 && quote !== 0x27) {
			throw new MalformedXml('an attribute value without quotes');
		}
		const valueStart = at;
		let plain = 1;
		for (; at < end; at++) {
			const byte = bytes[at];
			if (byte === quote) break;
			const meaning = valueMeanings[byte];
			if (meaning === plainInValue) continue;
			if (meaning === forbiddenInValue) {
				throw new MalformedXml('an attribute value with a character that XML forbids');
			}
			plain = 0;
		}
		if (at >= end) return -1;
		this.note(start, nameEnd, valueStart, at, plain);
		return at + 1;
	}

	private checkName(name: string): void {
		if (!qualifiedName.test(name)) {
			throw new MalformedXml('an attribute with an invalid name');
		}
		if (name.includes(':')) this.prefixed = true;
	}

	private note(
		start: number,
		nameEnd: number,
		valueStart: number,
		valueEnd: number,
		plain: number,
	) {
		if (this.count === maxAttributes) {
			throw new MalformedXml(`a tag with more than ${maxAttributes} attributes`);
		}
		const { bytes, marks } = this;
		for (let i = 0; i < this.count; i++) {
			const mark = i * stride;
			const length = marks[mark + 1] - marks[mark];
			if (length !== nameEnd - start) continue;
			let same = 0;
			while (same < length && bytes[marks[mark] + same] === bytes[start + same]) same++;
			if (same === length) throw new MalformedXml('a tag with the same attribute twice');
		}
		const mark = this.count++ * stride;
		marks[mark] = start;
		marks[mark + 1] = nameEnd;
		marks[mark + 2] = valueStart;
		marks[mark + 3] = valueEnd;
		marks[mark + 4] = plain;
		if (this.isDeclaration(mark)) this.declares = true;
		if (plain === 0) this.value(mark);
	}

	private isNamed(mark: number, name: string): boolean {
		const { bytes, marks } = this;
		const start = marks[mark];
		if (marks[mark + 1] - start !== name.length) return false;
		for (let i = 0; i < name.length; i++) {
			if (bytes[start + i] !== name.charCodeAt(i)) return false;
		}
		return true;
	}

	private isDeclaration(mark: number): boolean {
		const { bytes, marks } = this;
		const start = marks[mark];
		const length = marks[mark + 1] - start;
		return (
			length >= 5 &&
			bytes[start] === 0x78 &&
			bytes[start + 1] === 0x6d &&
			bytes[start + 2] === 0x6c &&
			bytes[start + 3] === 0x6e &&
			bytes[start + 4] === 0x73 &&
			(length === 5 || bytes[start + 5] === 0x3a)
		);
	}

	private declarations(): Array<[string, string]> {
		const found: Array<[string, string]> = [];
		for (let i = 0; i < this.count; i++) {
			const mark = i * stride;
			if (this.isDeclaration(mark)) found.push([this.name(mark).slice(6), this.value(mark)]);
		}
		return found;
	}

	private checkPrefixes(scope: NamespaceScope): void {
		for (let i = 0; i < this.count; i++) {
			const mark = i * stride;
			const name = this.name(mark);
			const colon = name.indexOf(':');
			if (colon === -1 || this.isDeclaration(mark)) continue;
			if (!scope.isDeclared(name.slice(0, colon))) {
				throw new MalformedXml('an attribute whose namespace prefix is not declared');
			}
		}
	}

	private name(mark: number): string {
		return this.bytes.toString('utf8', this.marks[mark], this.marks[mark + 1]);
	}

	private value(mark: number): string {
		const start = this.marks[mark + 2];
		const end = this.marks[mark + 3];
		if (this.marks[mark + 4] === 1) return this.bytes.toString('latin1', start, end);
		return normalizedValue(this.bytes, start, end);
	}
}

/** An attribute value with references resolved and white space as XML wants it: spaces. */
function normalizedValue(bytes: Buffer, start: number, end: number): string {
	let value = '';
	let from = start;
	for (let at = start; at < end; at++) {
		const meaning = valueTable[bytes[at]];
		if (meaning === inValue.plain || meaning === inValue.nonAscii) continue;
		value += decodeUtf8(bytes, from, at);
		if (meaning === inValue.reference) {
			const semicolon = referenceEnd(bytes, at, end);
			if (semicolon === -1) throw new MalformedXml('an ampersand that starts no reference');
			const code = resolveReference(bytes, at, semicolon);
			if (code !== noCharacter) value += String.fromCodePoint(code);
			at = semicolon;
		} else {
			const lineBreak = bytes[at] === 0x0d && at + 1 < end && bytes[at + 1] === 0x0a;
			if (lineBreak) at++;
			value += ' ';
		}
		from = at + 1;
	}
	return value + decodeUtf8(bytes, from, end);
}
