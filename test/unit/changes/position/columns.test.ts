import { ByteReader } from '../../../../exchange/changes/position/bytes';
import { readItems, writeItems } from '../../../../exchange/changes/position/columns';
import type { KnownEvent } from '../../../../exchange/changes/compare';
import { KnownItems } from '../../../../exchange/changes/position/known';
import type { KnownContent } from '../../../../exchange/changes/position/knownItem';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 24, 9, 0);
const guid = '5f0c2b7e-8d3a-4c61-9e52-0a1b2c3d4e5f';
const outlookUid =
	'040000008200E00074C5B7101A82E00800000000A1B2C3D4E5F6DC010000000000000000100000000102030405060708090A0B0C0D0E0F10';

function returned<T>(work: Generator<void, T>): T {
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}

function write(contents: KnownContent[]): Buffer {
	const items = new KnownItems();
	for (const content of contents) items.add(content);
	const rows = [...items.values()].map(({ row }) => row);
	return Buffer.concat(returned(writeItems(items.rows, rows)));
}

function readBack(contents: KnownContent[]): KnownItems {
	const reader = new ByteReader(write(contents));
	const items = new KnownItems();
	returned(readItems(reader, items));
	expect(reader.isAtEnd).toBe(true);
	return items;
}

type Entry = [original: number, start: number, lengthMs: number, content: number];
const series = (...entries: Entry[]): KnownContent => ({
	ids: [1],
	uid: guid,
	occurrences: new Map(
		entries.map(([original, at, lengthMs, content]) => [
			original,
			{ start: at, end: at + lengthMs, content },
		]),
	),
});

describe('known items as bytes', () => {
	it('are in the order of time, in which they compress best', () => {
		const self = (at: number) => ({ start: at, end: at + hourMs, content: 1 });
		const items = readBack([
			{ ids: [1], uid: 'to come', nextStart: start + 3 * dayMs },
			{ ids: [2], uid: 'far', self: self(Date.UTC(4500, 0)), nextStart: start },
			{ ids: [3], uid: 'single', self: self(start + 2 * dayMs) },
			{ ids: [4], uid: 'none' },
			{
				ids: [5],
				uid: 'series',
				occurrences: new Map([[start + dayMs, self(start + 9 * dayMs)]]),
				nextStart: start,
			},
			{ ids: [6], uid: 'long ago', self: self(Date.UTC(1601, 0)) },
			{ ids: [7], uid: 'old', self: self(-dayMs) },
		]);
		expect([...items.values()].map(({ uid }) => uid)).toEqual([
			'long ago',
			'old',
			'none',
			'series',
			'single',
			'to come',
			'far',
		]);
		expect([...items.values()].map(({ ids }) => ids)).toEqual([[6], [7], [4], [5], [3], [1], [2]]);
	});

	it('say what is uncertain of them; what a run did not come to stays so', () => {
		const doubtful = (at: number, uncertain?: KnownEvent['uncertain']) => ({
			start: at,
			end: at + hourMs,
			content: 1,
			...(uncertain && { uncertain }),
		});
		const doubts = ['retold', 'gone', 'outdated', 'unreported', undefined] as const;
		const kept = ['retold', 'gone', 'retold', 'gone', undefined] as const;
		for (const [n, doubt] of doubts.entries()) {
			const items = readBack([{ ids: [1], uid: 'a', self: doubtful(start, doubt) }]);
			expect([...items.values()].map(({ self }) => self?.uncertain)).toEqual([kept[n]]);
			expect(items.rows.hasDoubts).toBe(kept[n] !== undefined);
		}
		for (const move of [0, hourMs]) {
			const all = doubts.map((doubt, n): [number, KnownEvent] => {
				const at = start + n * dayMs;
				return [at, doubtful(at + move, doubt)];
			});
			const items = readBack([{ ids: [1], uid: 'a', occurrences: new Map(all) }]);
			const [{ occurrences }] = items.values();
			expect([...occurrences!]).toEqual(all.map(([at], n) => [at, doubtful(at + move, kept[n])]));
			expect(items.rows.hasDoubts).toBe(true);
		}
	});

	it('have their occurrences in the order of time', () => {
		const [item] = readBack([
			series([start + dayMs, start, hourMs, 1], [start - dayMs, start, hourMs, 1]),
		]).values();
		expect([...item.occurrences!.keys()]).toEqual([start - dayMs, start + dayMs]);
	});

	it('keep the name of an item without UID that goes by several ids', () => {
		const items = readBack([{ ids: [0xfe01, 7], uid: '' }]);
		expect(items.byId(7)!.key()).toBe('item:01fe00000000');
	});

	it.each([
		['made by Outlook', outlookUid, 24],
		['as a GUID', guid, 16],
		['in hexadecimal', '0123456789ABCDEF', 1 + 8],
		['as any text', 'Zoë', 1 + 4],
		['that is missing', '', 1],
	])('take few bytes for a UID %s', (_, uid, length) => {
		// The number of items, flags, an id, and the form of the UID.
		expect(write([{ ids: [1], uid }])).toHaveLength(1 + 1 + 6 + 1 + length);
	});

	it('take 3 bytes for an occurrence like most others of its series', () => {
		const other: Entry[] = [
			[start, start, 2 * hourMs, 5],
			[start + dayMs, start + dayMs, hourMs, 6],
			...[2, 3, 4].map(
				(day): Entry => [start + day * dayMs, start + day * dayMs + hourMs, hourMs, 7],
			),
		];
		const usual = (day: number): Entry => [start + day * dayMs, start + day * dayMs, hourMs, 8];
		const bytes = (count: number) =>
			write([series(...other, ...Array.from({ length: count }, (_, n) => usual(5 + n)))]).length;
		expect(bytes(3) - bytes(2)).toBe(3);
		expect(bytes(4) - bytes(3)).toBe(3);
		// Two like each other are most already: the one that stood for the series before is written out.
		expect(bytes(2) - bytes(0)).toBe(2 * 3 + 10);
	});

	it('may leave no room in a piece of UIDs', () => {
		const uids = Array.from({ length: 1_024 }, (_, n) => `${guid.slice(0, -4)}${1_000 + n}`);
		const items = readBack([...uids, ''].map((uid, n) => ({ ids: [n], uid })));
		expect([...items.values()].map(({ uid }) => uid)).toEqual([...uids, '']);
	});
});
