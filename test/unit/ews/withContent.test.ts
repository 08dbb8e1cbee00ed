import fc from 'fast-check';
import { contentPlace, withContent } from '../../../exchange/ews/envelope';

/** Says how often it was waited for. */
const turns = () => {
	const count = { waited: 0, isOver: true, next: async () => void count.waited++ };
	return count;
};

const around = (before: string, after: string) =>
	`${before}<t:Content>${contentPlace}</t:Content>${after}`;

it('writes bytes into their place as base64, whatever stands around them', async () => {
	const bytes = fc.uint8Array({ maxLength: 20 });
	await fc.assert(
		fc.asyncProperty(bytes, fc.string({ unit: 'grapheme' }), async (content, text) => {
			const safe = text.replace(/[<>]/g, '');
			const written = await withContent(around(`${safe}${contentPlace}`, safe), content, turns());
			expect(written.toString()).toBe(
				`${safe}${contentPlace}<t:Content>${Buffer.from(content).toString('base64')}</t:Content>${safe}`,
			);
		}),
		{ seed: 20261126, numRuns: 300 },
	);
});

it('lets others work between the pieces of large content, which fit together', async () => {
	const content = Buffer.from(Array.from({ length: 2_000_001 }, (_, index) => (index * 31) >> 2));
	const pauses = turns();
	const written = (await withContent(around('', ''), content, pauses)).toString();
	const base64 = written.slice('<t:Content>'.length, -'</t:Content>'.length);
	expect(base64 === content.toString('base64')).toBe(true);
	expect(pauses.waited).toBe(3);
});
