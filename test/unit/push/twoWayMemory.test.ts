import { gunzipSync, gzipSync } from 'node:zlib';
import {
	emptyMemory,
	readMemory,
	writeMemory,
	type TwoWayMemory,
} from '../../../exchange/push/plan/twoWayMemory';

const memory: TwoWayMemory = {
	version: 2,
	scope: 'alice hr',
	links: {
		1: { id: 'item', source: { subject: 'a' }, reported: { location: 'b' }, otherFields: {} },
	},
	others: { own: { changeKey: 'key', iCalUId: 'uid', reported: 'digest' } },
	deleted: { 2: { source: { subject: 'c' } } },
};

const packed = (content: unknown) =>
	`tw2.${gzipSync(JSON.stringify(content)).toString('base64url')}`;
const refused = (text: string) => {
	try {
		readMemory(text, 'alice hr');
	} catch (error) {
		return error;
	}
	throw new Error('not refused');
};

describe('the position of a two-way sync', () => {
	it('is empty before the first run', () => {
		const empty = { version: 2, scope: 'alice hr', links: {}, others: {}, deleted: {} };
		expect(readMemory(undefined, 'alice hr')).toEqual(empty);
		expect(readMemory('', 'alice hr')).toEqual(empty);
		expect(emptyMemory('alice hr')).toEqual(empty);
	});

	it('is one word, and read as it was written', () => {
		const text = writeMemory(memory);
		expect(text).toMatch(/^tw2\.[\w-]+$/);
		expect(JSON.parse(gunzipSync(Buffer.from(text.slice(4), 'base64url')).toString())).toEqual(
			memory,
		);
		expect(readMemory(text, 'alice hr')).toEqual(memory);
	});

	it('may be large', () => {
		const others = Object.fromEntries(
			Array.from({ length: 20_000 }, (_, index) => [`item-${index}`, { changeKey: `k${index}` }]),
		);
		const large = { ...memory, others };
		expect(readMemory(writeMemory(large), 'alice hr')).toEqual(large);
	});

	it.each([
		['of another mailbox', packed({ ...memory, scope: 'bob hr' })],
		['without one', packed({ ...memory, scope: undefined })],
	])('is refused for its scope: %s', (_, text) => {
		expect(refused(text)).toMatchObject({
			code: 'input',
			field: 'position',
			message: expect.stringContaining('another mailbox, calendar or source'),
		});
	});

	it.each([
		['a word of another kind', 'position'],
		['a position of getChanges', writeMemory(memory).replace('tw2.', 'p3.')],
		['an older version', writeMemory(memory).replace('tw2.', 'tw1.')],
		['the beginning alone', 'tw2.'],
		['one without its beginning', writeMemory(memory).slice(4)],
		['one with something before it', ` ${writeMemory(memory)}`],
		['a part of one', writeMemory(memory).slice(0, -12)],
		['other signs', 'tw2.%%%'],
		['no gzip', `tw2.${Buffer.from(JSON.stringify(memory)).toString('base64url')}`],
		['no JSON', `tw2.${gzipSync('{').toString('base64url')}`],
		['nothing', packed(null)],
		['a list', packed([])],
		['a text', packed('memory')],
		['version 1', packed({ ...memory, version: 1 })],
		['version "2"', packed({ ...memory, version: '2' })],
		['no version', packed({ ...memory, version: undefined })],
		...(['links', 'others', 'deleted'] as const).flatMap(
			(part): Array<[string, string]> => [
				[`no ${part}`, packed({ ...memory, [part]: undefined })],
				[`${part} of null`, packed({ ...memory, [part]: null })],
				[`${part} of text`, packed({ ...memory, [part]: 'x' })],
			],
		),
	])('is refused when it is %s', (_, text) => {
		expect(refused(text)).toMatchObject({
			code: 'input',
			field: 'position',
			message: expect.stringContaining('Not a position of a two-way sync'),
		});
	});

	it('is refused when it unpacks to more than 256 MiB', () => {
		const mebibyte = gzipSync(' '.repeat(2 ** 20));
		const text = (mebibytes: number) =>
			`tw2.${Buffer.concat([
				...Array.from({ length: mebibytes }, () => mebibyte),
				gzipSync(JSON.stringify(memory)),
			]).toString('base64url')}`;
		expect(readMemory(text(3), 'alice hr')).toEqual(memory);
		expect(refused(text(256))).toMatchObject({ code: 'input', field: 'position' });
	});
});
