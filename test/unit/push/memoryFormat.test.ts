import { gunzipSync, gzipSync } from 'node:zlib';
import { EventLoopTurns, type Turns } from '../../../exchange/eventLoop';
import { readMemory, writeMemory } from '../../../exchange/push/plan/memoryFormat';
import {
	emptyMemory,
	remembersSame,
	type TwoWayMemory,
} from '../../../exchange/push/plan/twoWayMemory';
import { ended } from './twoWayPlans';

const scope = 'alice hr';
const turns = new EventLoopTurns();
const place = { start: 1, end: 2, isSeries: false, isPrivate: false, isAttendeeCopy: false };
const link = { ...place, id: 'item', changeKey: 'key', source: { subject: 'a' }, reported: {} };

function memory(): TwoWayMemory {
	return {
		scope,
		syncState: 'state',
		writtenAt: 5,
		links: new Map([['1', { ...link, otherFields: { location: 'b' } }]]),
		others: new Map([['own', { changeKey: 'key', iCalUId: 'uid', reported: 'digest', start: 1 }]]),
		deleted: new Map([['2', { source: { subject: 'c' } }]]),
		formerIds: new Map([['old', { id: 'own', start: 1 }]]),
	};
}

const read = async (text: string | undefined) => await readMemory(text, scope, turns);
const linesOf = (text: string) =>
	gunzipSync(Buffer.from(text.slice(4), 'base64url'))
		.toString()
		.split('\n');
const packed = (...lines: unknown[]) =>
	`tw3.${gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')).toString('base64url')}`;
const head = { version: 3, scope, writtenAt: 5, links: 0, others: 0, deleted: 0 };

describe('the position of a two-way sync', () => {
	it('is empty before the first run', async () => {
		expect(await read(undefined)).toEqual(emptyMemory(scope));
		expect(await read('')).toEqual(emptyMemory(scope));
	});

	it('is one word of lines in JSON, and read as it was written', async () => {
		const text = await writeMemory(memory(), turns);
		expect(text).toMatch(/^tw3\.[\w-]+$/);
		expect(linesOf(text).map((line) => JSON.parse(line))).toEqual([
			{ ...head, syncState: 'state', links: 1, others: 1, deleted: 1, formerIds: 1 },
			['l', '1', { ...link, otherFields: { location: 'b' } }],
			['o', 'own', { changeKey: 'key', iCalUId: 'uid', reported: 'digest', start: 1 }],
			['d', '2', { source: { subject: 'c' } }],
			['f', 'old', { id: 'own', start: 1 }],
		]);
		expect(await read(text)).toEqual(memory());
		expect(await read(packed(head))).toEqual({ ...emptyMemory(scope), writtenAt: 5 });
	});

	it.each([
		...['constructor', '__proto__', 'toString', 'hasOwnProperty', '🙂', ' ', 'Ä\u0000"\\\n'],
		'x'.repeat(500),
	])('remembers an event and an item called %j', async (name) => {
		const all = memory();
		all.links.set(name, link);
		all.others.set(name, { changeKey: 'k', start: 1 });
		all.deleted.set(name, { source: {} });
		const again = await read(await writeMemory(all, turns));
		expect(again).toEqual(all);
		expect([again.links.size, again.others.size, again.deleted.size]).toEqual([2, 2, 2]);
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
		expect(({} as Record<string, unknown>).changeKey).toBeUndefined();
	});

	it('may be large, and lets others work while it is written and read', async () => {
		const large = memory();
		for (let index = 0; index < 20_000; index++) {
			large.others.set(`item-${index}`, { changeKey: `k${index}`, start: index });
		}
		let pauses = 0;
		const eager: Turns = {
			isOver: true,
			next: async () => {
				pauses++;
				return await Promise.resolve();
			},
		};
		const text = await writeMemory(large, eager);
		expect(pauses).toBeGreaterThan(300);
		expect(await readMemory(text, scope, eager)).toEqual(large);
		expect(pauses).toBeGreaterThan(600);
	});

	it('is refused for another mailbox', async () => {
		await expect(read(packed({ ...head, scope: 'bob hr' }))).rejects.toMatchObject({
			code: 'input',
			field: 'position',
			message: expect.stringContaining('another mailbox, calendar or source'),
		});
	});

	it.each<[string, (text: string) => unknown]>([
		['a word of another kind', () => 'position'],
		['a number', () => 5],
		['a position of getChanges', (text) => text.replace('tw3.', 'p3.')],
		['an older version', (text) => text.replace('tw3.', 'tw2.')],
		['the beginning alone', () => 'tw3.'],
		['one without its beginning', (text) => text.slice(4)],
		['one with something before it', (text) => ` ${text}`],
		['a part of one', (text) => text.slice(0, -12)],
		['other signs', () => 'tw3.%%%'],
		['no gzip', () => `tw3.${Buffer.from(JSON.stringify(head)).toString('base64url')}`],
		['no JSON', () => `tw3.${gzipSync('{').toString('base64url')}`],
		['nothing', () => packed(null)],
		['a list', () => packed([])],
		['a text', () => packed('memory')],
		['version 2', () => packed({ ...head, version: 2 })],
		['version "3"', () => packed({ ...head, version: '3' })],
		['without a scope', () => packed({ ...head, scope: undefined })],
		['short of a link', () => packed({ ...head, links: 1 })],
		['short of an item', () => packed({ ...head, others: 1 })],
		['short of a deletion', () => packed({ ...head, deleted: 1 })],
		['longer than it says', () => packed(head, ['l', '1', link])],
	])('is refused when it is %s', async (_, change) => {
		const text = change(await writeMemory(memory(), turns)) as string;
		await expect(read(text)).rejects.toMatchObject({
			code: 'input',
			field: 'position',
			message: expect.stringContaining('Not a position of a two-way sync'),
		});
	});

	it('is refused when it unpacks to more than 256 MiB', async () => {
		const mebibyte = gzipSync(' '.repeat(2 ** 20));
		const text = (mebibytes: number) =>
			`tw3.${Buffer.concat([
				...Array.from({ length: mebibytes }, () => mebibyte),
				gzipSync(JSON.stringify(head)),
			]).toString('base64url')}`;
		expect(await read(text(3))).toMatchObject({ scope });
		await expect(read(text(256))).rejects.toMatchObject({ code: 'input', field: 'position' });
	});
});

describe('two memories', () => {
	it('are the same when they say the same of every event', () => {
		expect(ended(remembersSame(memory(), memory()))).toBe(true);
		expect(ended(remembersSame(memory(), { ...memory(), syncState: 'later', writtenAt: 9 }))).toBe(
			true,
		);
	});

	it.each<[string, (one: TwoWayMemory) => unknown]>([
		['a link more', ({ links }) => links.set('9', link)],
		['a link less', ({ links }) => links.delete('1')],
		['another link', ({ links }) => links.set('1', { ...link, changeKey: 'later' })],
		['a link by another name', ({ links }) => links.set('9', link) && links.delete('1')],
		['another item', ({ others }) => others.set('own', { changeKey: 'later', start: 1 })],
		['another deletion', ({ deleted }) => deleted.set('2', { source: {} })],
	])('differ by %s', (_, change) => {
		const other = memory();
		change(other);
		expect(ended(remembersSame(memory(), other))).toBe(false);
	});
});
