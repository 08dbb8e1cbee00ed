import { keepCompiled } from '../../compiledCode';

/** Gathers bytes, to be taken in chunks; numbers are written as base-128 varints. */
export class ByteWriter {
	private buffer = Buffer.allocUnsafe(shortestChunk);
	private length = 0;
	private readonly full: Buffer[] = [];

	byte(value: number): void {
		this.reserve(1);
		this.buffer[this.length++] = value;
	}

	/** A whole number from 0 to 2^53 - 1. */
	unsigned(value: number): void {
		this.reserve(8);
		while (value >= 128) {
			this.buffer[this.length++] = (value % 128) + 128;
			value = Math.floor(value / 128);
		}
		this.buffer[this.length++] = value;
	}

	/** A whole number between -2^52 and 2^52. */
	signed(value: number): void {
		this.unsigned(value < 0 ? -value * 2 - 1 : value * 2);
	}

	/** Milliseconds; short when they are full minutes. */
	duration(ms: number): void {
		const minutes = ms / 60_000;
		if (Number.isInteger(minutes))
			this.unsigned((minutes < 0 ? -minutes * 2 - 1 : minutes * 2) * 2);
		else this.unsigned((ms < 0 ? -ms * 2 - 1 : ms * 2) * 2 + 1);
	}

	/** A whole number from 0 to 2^53, always 7 bytes: for what is evenly spread. */
	uint56(value: number): void {
		this.reserve(7);
		this.buffer.writeUInt32BE(value >>> 0, this.length);
		this.buffer.writeUIntBE(Math.floor(value / 2 ** 32), this.length + 4, 3);
		this.length += 7;
	}

	/** A whole number of at most 48 bits, in so many bytes. */
	fixed(value: number, length: number): void {
		this.reserve(length);
		this.buffer.writeUIntLE(value, this.length, length);
		this.length += length;
	}

	/** Bytes as they are, of those from `start` to `end`. */
	raw(bytes: Buffer, start = 0, end = bytes.length): void {
		this.reserve(end - start);
		bytes.copy(this.buffer, this.length, start, end);
		this.length += end - start;
	}

	bytes(bytes: Buffer): void {
		this.unsigned(bytes.length);
		this.raw(bytes);
	}

	text(text: string): void {
		this.bytes(Buffer.from(text, 'utf8'));
	}

	/** All that was written; nothing can be written any more. */
	take(): Buffer[] {
		return [...this.full, this.buffer.subarray(0, this.length)];
	}

	private reserve(more: number): void {
		if (this.length + more <= this.buffer.length) return;
		this.full.push(this.buffer.subarray(0, this.length));
		// Many writers stay small, and memory that Node gives for a chunk is let go late.
		const next = Math.min(2 * this.buffer.length, longestChunk);
		this.buffer = Buffer.allocUnsafe(Math.max(next, more));
		this.length = 0;
	}
}

const shortestChunk = 1024;
const longestChunk = 32 * 1024;

/** Reads what ByteWriter wrote. Every method throws RangeError at the end of the bytes. */
export class ByteReader {
	private offset = 0;

	constructor(private readonly buffer: Buffer) {}

	get isAtEnd(): boolean {
		return this.offset === this.buffer.length;
	}

	byte(): number {
		if (this.offset >= this.buffer.length) throw new RangeError('ends too early');
		return this.buffer[this.offset++];
	}

	unsigned(): number {
		let value = 0;
		for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
			const byte = this.byte();
			value += (byte & 127) * factor;
			if (byte < 128) return value;
		}
		throw new RangeError('number too long');
	}

	signed(): number {
		return unzigzag(this.unsigned());
	}

	duration(): number {
		const value = this.unsigned();
		const amount = unzigzag(Math.floor(value / 2));
		return value % 2 === 0 ? amount * 60_000 : amount;
	}

	uint56(): number {
		const bytes = this.raw(7);
		return bytes.readUInt32BE(0) + bytes.readUIntBE(4, 3) * 2 ** 32;
	}

	fixed(length: number): number {
		return this.raw(length).readUIntLE(0, length);
	}

	raw(length: number): Buffer {
		if (this.offset + length > this.buffer.length) throw new RangeError('ends too early');
		this.offset += length;
		return this.buffer.subarray(this.offset - length, this.offset);
	}

	bytes(): Buffer {
		return this.raw(this.unsigned());
	}

	text(): string {
		return this.bytes().toString('utf8');
	}
}

function unzigzag(value: number): number {
	return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

keepCompiled(new ByteWriter(), new ByteReader(Buffer.alloc(1)));
