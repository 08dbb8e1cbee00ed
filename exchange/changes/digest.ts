import { keepCompiled } from '../compiledCode';

/** From how many characters on the way over bytes is quicker. */
const longText = 64;
/** Characters that are written at once; an even number. */
const scratchLength = 4096;
const scratch = Buffer.alloc(2 * scratchLength);
const scratchView = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

/**
 * Digests of 48 and 53 bits, to see that something differs, not to prove where it comes from: the
 * rounds of MurmurHash3 with two lanes of 32 bits. A hash object of node:crypto costs more than
 * reading the item that it is made of.
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export class Digest {
	private a = 0x2f0b4a27;
	private b = 0x6d1c93e5;

	/** Adds a text with its length, or its absence, so that adjacent texts can't run together. */
	text(text: string | undefined): this {
		if (text === undefined) return this.word(-1);
		const { length } = text;
		if (length >= longText) {
			for (let at = 0; at < length; at += scratchLength) {
				this.longPart(text.slice(at, at + scratchLength));
			}
			return this.word(length);
		}
		for (let at = 0; at < length; at += 2) {
			const second = at + 1 < length ? text.charCodeAt(at + 1) : 0;
			this.word(text.charCodeAt(at) | (second << 16));
		}
		return this.word(length);
	}

	/** The same over bytes: V8 reads two characters at once from those, and checks less at each. */
	private longPart(text: string): void {
		const { length } = text;
		scratch.write(text, 0, 'utf16le');
		if (length % 2 === 1) scratch.writeUInt16LE(0, 2 * length);
		const end = 2 * length;
		for (let at = 0; at < end; at += 4) this.word(scratchView.getInt32(at, true));
	}

	/** Adds a whole number of at most 32 bits. */
	word(word: number): this {
		let { a, b } = this;
		let mixed = Math.imul(word, 0x239b961b);
		a ^= Math.imul((mixed << 15) | (mixed >>> 17), 0xab0e9789);
		a = (((a << 19) | (a >>> 13)) + b) | 0;
		this.a = a = (Math.imul(a, 5) + 0x561ccd1b) | 0;
		mixed = Math.imul(word, 0x38b34ae5);
		b ^= Math.imul((mixed << 17) | (mixed >>> 15), 0xa1e38b93);
		b = (((b << 17) | (b >>> 15)) + a) | 0;
		this.b = (Math.imul(b, 5) + 0x0bcaa747) | 0;
		return this;
	}

	/** Adds a truth value, or its absence. */
	flag(flag: boolean | undefined): this {
		return this.word(flag === undefined ? -1 : flag ? 1 : 0);
	}

	/** 53 bits as a whole number; nothing can be added any more. */
	number(): number {
		this.finish();
		return (this.b & 0x1fffff) * 0x1_0000_0000 + (this.a >>> 0);
	}

	/** 48 bits as a whole number; nothing can be added any more. */
	shortNumber(): number {
		this.finish();
		return (this.b & 0xffff) * 0x1_0000_0000 + (this.a >>> 0);
	}

	/** Lets each bit depend on all that was added. */
	private finish(): void {
		const a = avalanche((this.a + this.b) | 0);
		const b = avalanche((this.a + 2 * this.b) | 0);
		this.a = (a + b) | 0;
		this.b = (a + 2 * b) | 0;
	}
}

function avalanche(lane: number): number {
	lane = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
	lane = Math.imul(lane ^ (lane >>> 13), 0xc2b2ae35);
	return lane ^ (lane >>> 16);
}

/** Bytes of an item digest. */
export const itemDigestLength = 6;

/** 48 bits of an ItemId as a whole number: ItemIds are long, case-sensitive and opaque. */
export function itemDigest(itemId: string): number {
	return new Digest().text(itemId).shortNumber();
}

/** The digest as 12 hexadecimal digits, its lowest byte first. */
export function itemDigestText(digest: number): string {
	const bytes = Buffer.allocUnsafe(itemDigestLength);
	bytes.writeUIntLE(digest, 0, itemDigestLength);
	return bytes.toString('hex');
}

keepCompiled(new Digest());
