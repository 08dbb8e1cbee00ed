import { ByteReader, ByteWriter } from '../../../../exchange/changes/position/bytes';

const written = (write: (writer: ByteWriter) => void) => {
	const writer = new ByteWriter();
	write(writer);
	return Buffer.concat(writer.take());
};

describe('numbers as bytes', () => {
	it.each([
		['unsigned', 0, 1],
		['unsigned', 127, 1],
		['unsigned', 128, 2],
		['unsigned', 2 ** 53 - 1, 8],
		['signed', 0, 1],
		['signed', 63, 1],
		['signed', -64, 1],
		['signed', 64, 2],
		['signed', -(2 ** 52) + 1, 8],
		['duration', 0, 1],
		['duration', 31 * 60_000, 1],
		['duration', -32 * 60_000, 1],
		['duration', 32 * 60_000, 2],
		['duration', 1, 1],
		['duration', -1, 1],
		['duration', 60_001, 3],
		['uint56', 0, 7],
		['uint56', 2 ** 53 - 1, 7],
		['byte', 255, 1],
	] as const)('%s: %d takes %d bytes', (kind, value, length) => {
		const bytes = written((writer) => writer[kind](value));
		expect(bytes).toHaveLength(length);
		const reader = new ByteReader(bytes);
		expect(reader[kind]()).toBe(value);
		expect(reader.isAtEnd).toBe(true);
	});

	it('of a fixed length have their lowest byte first', () => {
		const bytes = written((writer) => writer.fixed(0x0102030405, 6));
		expect(bytes.toString('hex')).toBe('050403020100');
		expect(new ByteReader(bytes).fixed(6)).toBe(0x0102030405);
	});

	it.each(['byte', 'unsigned', 'signed', 'duration', 'uint56', 'text'] as const)(
		'%s: ends too early',
		(kind) => {
			const reader = new ByteReader(Buffer.alloc(kind === 'uint56' ? 6 : 0));
			expect(() => reader[kind]()).toThrow(RangeError);
			expect(() => reader[kind]()).toThrow('ends too early');
		},
	);

	it('that never end are refused', () => {
		expect(() => new ByteReader(Buffer.alloc(20, 0xff)).unsigned()).toThrow('number too long');
	});
});

describe('bytes in chunks', () => {
	it('come back as they were, however many there are', () => {
		const texts = ['', 'Zoë', 'x'.repeat(1020), 'y'.repeat(40_000), 'z'.repeat(32 * 1024), 'end'];
		const bytes = written((writer) => texts.forEach((text) => writer.text(text)));
		const reader = new ByteReader(bytes);
		expect(texts.map(() => reader.text())).toEqual(texts);
		expect(reader.isAtEnd).toBe(true);
	});

	it('are cut out of others', () => {
		const source = Buffer.from('0123456789');
		expect(written((writer) => writer.raw(source, 2, 5)).toString()).toBe('234');
		expect(written((writer) => writer.raw(source)).toString()).toBe('0123456789');
		const reader = new ByteReader(source);
		expect([reader.raw(4).toString(), reader.raw(6).toString()]).toEqual(['0123', '456789']);
		expect(() => reader.raw(1)).toThrow('ends too early');
	});

	it('are not written over by later ones', () => {
		const writer = new ByteWriter();
		for (let n = 0; n < 70_000; n++) writer.byte(n % 251);
		const chunks = writer.take();
		const lengths = chunks.map(({ length }) => length);
		// Twice as long each time up to a limit, so that little memory is left empty.
		expect(lengths).toEqual([1024, 2048, 4096, 8192, 16_384, 32_768, 70_000 - 64_512]);
		const bytes = Buffer.concat(chunks);
		expect(bytes).toHaveLength(70_000);
		expect(bytes.every((byte, n) => byte === n % 251)).toBe(true);
	});
});
