import fc from 'fast-check';
import { DocumentReader } from '../../../exchange/xml/elementReader';
import { fieldsOf, longBinary, record, text } from '../../../exchange/xml/shapes';

interface Answer {
	name?: string;
	content?: Buffer;
	after?: string;
}

const field = fieldsOf<Answer>();
const shape = record<Answer>({
	name: field('name', text),
	content: field('content', longBinary),
	after: field('after', text),
});

function read(xml: string, cuts: readonly number[]): Answer {
	const reader = new DocumentReader('answer', shape, (name) => new Error(name));
	const bytes = Buffer.from(xml);
	let from = 0;
	for (const cut of [...cuts, bytes.length]) {
		const to = Math.max(from, Math.min(cut, bytes.length));
		if (to > from) reader.feed(bytes.subarray(from, to));
		from = to;
	}
	return reader.end();
}

it('reads base64 the same, wherever the bytes are cut and lines end', () => {
	const cuts = fc.array(fc.nat(400), { maxLength: 8 }).map((all) => all.sort((a, b) => a - b));
	const lines = fc.constantFrom(1, 3, 4, 76);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 120 }), cuts, lines, (content, places, width) => {
			const base64 = Buffer.from(content).toString('base64');
			const folded = base64.replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n ');
			const xml = `<answer><name>a</name><content>${folded}</content><after>z</after></answer>`;
			expect(read(xml, places)).toEqual({ name: 'a', content: Buffer.from(content), after: 'z' });
		}),
		{ seed: 20261126, numRuns: 1000 },
	);
});

it('keeps no text of what it has read', () => {
	const taken: number[] = [];
	const watched = {
		...longBinary,
		takeText: (draft: unknown, piece: string) => {
			taken.push(piece.length);
			longBinary.takeText?.(draft, piece);
		},
	};
	const reader = new DocumentReader('content', watched, (name) => new Error(name));
	const content = Buffer.alloc(30_000, 'x');
	const xml = Buffer.from(`<content>${content.toString('base64')}</content>`);
	for (let at = 0; at < xml.length; at += 4096) reader.feed(xml.subarray(at, at + 4096));
	expect(reader.end().equals(content)).toBe(true);
	expect(Math.max(...taken)).toBeLessThanOrEqual(4096);
});
