import fc from 'fast-check';
import { Digest, itemDigest, itemDigestText } from '../../../exchange/changes/digest';

const numberOf = (...texts: Array<string | undefined>) => {
	const digest = new Digest();
	for (const text of texts) digest.text(text);
	return digest.number();
};

describe('a digest', () => {
	it('is the same for the same texts and another for others', () => {
		const texts = fc.array(fc.option(fc.string({ unit: 'binary' }), { nil: undefined }));
		fc.assert(
			fc.property(texts, texts, (some, others) => {
				expect(numberOf(...some)).toBe(numberOf(...some));
				const areEqual = JSON.stringify(some) === JSON.stringify(others);
				expect(numberOf(...some) === numberOf(...others)).toBe(areEqual);
			}),
		);
	});

	it('is that of its pairs of characters, however long the text is', () => {
		const unit = 'é\ud83d\ude00 \udc00x\uffff';
		for (const length of [0, 1, 2, 63, 64, 65, 127, 4095, 4096, 4097, 8193]) {
			const text = unit.repeat(1200).slice(0, length);
			const expected = new Digest();
			for (let at = 0; at < length; at += 2) {
				const second = at + 1 < length ? text.charCodeAt(at + 1) : 0;
				expected.word(text.charCodeAt(at) | (second << 16));
			}
			expect([length, numberOf(text)]).toEqual([length, expected.word(length).number()]);
		}
	});

	it('tells neighbours apart: where a text ends, and whether there is one', () => {
		const texts = [['ab', 'c'], ['a', 'bc'], ['abc', ''], ['', 'abc'], ['abc', undefined], ['abc']];
		expect(new Set(texts.map((list) => numberOf(...list))).size).toBe(texts.length);
	});

	it('has no collision among many texts that hardly differ', () => {
		const seen = new Set<number>();
		for (let n = 0; n < 250_000; n++) seen.add(new Digest().text(`Overleg ${n}`).number());
		expect(seen.size).toBe(250_000);
	});

	it('changes every bit half of the time when one bit of the text changes', () => {
		const counts = new Array<number>(53).fill(0);
		const rounds = 4_000;
		for (let n = 0; n < rounds; n++) {
			const text = `item ${n} of a calendar`;
			const place = n % text.length;
			const flipped = String.fromCharCode(text.charCodeAt(place) ^ (1 << n % 16));
			const one = BigInt(numberOf(text));
			const other = BigInt(numberOf(text.slice(0, place) + flipped + text.slice(place + 1)));
			for (let bit = 0; bit < 53; bit++) {
				if (((one ^ other) >> BigInt(bit)) & 1n) counts[bit]++;
			}
		}
		for (const count of counts) {
			expect(count / rounds).toBeGreaterThan(0.45);
			expect(count / rounds).toBeLessThan(0.55);
		}
	});

	it('has 48 bits as a short number, by which a thousand buckets are filled evenly', () => {
		const buckets = new Array<number>(1024).fill(0);
		const misshapen: number[] = [];
		for (let n = 0; n < 102_400; n++) {
			const digest = itemDigest(`AAMkAD${n}=`);
			// An expectation each would take as long as all the other tests of this file.
			if (!/^[0-9a-f]{12}$/.test(itemDigestText(digest))) misshapen.push(digest);
			buckets[Math.floor(digest / 2 ** 38)]++;
		}
		expect(misshapen).toEqual([]);
		const chiSquare = buckets.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
		expect(chiSquare).toBeGreaterThan(850);
		expect(chiSquare).toBeLessThan(1200);
	});
});
