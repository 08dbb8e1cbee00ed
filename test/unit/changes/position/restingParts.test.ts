import {
	openPosition,
	readPosition,
	writePosition,
	type PositionContent,
	type PositionScope,
} from '../../../../exchange/changes/position/format';
import { KnownItems } from '../../../../exchange/changes/position/known';
import type { KnownContent } from '../../../../exchange/changes/position/knownItem';
import type { RestingParts } from '../../../../exchange/changes/position/restingParts';
import { joinPosition, splitPosition } from '../../../../exchange/changes/position/segments';
import { EventLoopTurns } from '../../../../exchange/eventLoop';

const turns = new EventLoopTurns();
const now = Date.UTC(2026, 10, 23, 10);
const dayMs = 86_400_000;
const scope: PositionScope = {
	mailbox: 'alice@enyoi.example',
	calendar: '',
	expand: 'occurrences',
	pastDays: 30,
	futureDays: 365,
	server: 'mail.enyoi.example',
};
const limits = { changing: 100, resting: 200 };
/** Spread over the parts as digests are. */
const idOf = (number: number) => number * 1_000_003 + 2 ** 40;
const single = (number: number, more: Partial<KnownContent> = {}): KnownContent => ({
	ids: [idOf(number)],
	uid: `uid-${number}`,
	self: { start: now + number * dayMs, end: now + (number + 1) * dayMs, content: number },
	...more,
});

async function positionOf(
	contents: KnownContent[],
	more: Partial<PositionContent> = {},
): Promise<string> {
	const items = new KnownItems();
	for (const content of contents) items.add(content);
	const content = { scope, writtenAt: now, syncState: 'AAAA', unreadable: [], items, ...more };
	return await writePosition(content, turns, limits);
}

/** Opens a position whose resting parts are kept elsewhere, and notes which of them are read. */
async function open(text: string) {
	const found = splitPosition(text)!;
	const read: number[] = [];
	const resting = found.resting.map((_, index) => `~${index}`);
	const referring = joinPosition({ ...found, store: '~m:0', resting });
	const content = await openPosition(referring, turns, async (store, reference) => {
		expect(store).toBe('~m:0');
		read.push(Number(reference.slice(1)));
		return await Promise.resolve(found.resting[read.at(-1)!]);
	});
	if (content === 'otherVersion') throw new Error(content);
	const write = async () => await writePosition({ ...content, writtenAt: now }, turns, limits);
	return { ...content, resting: content.resting!, read, write };
}

const uidsOf = (items: KnownItems) => [...items.values()].map(({ uid }) => uid).toSorted();
const twenty = Array.from({ length: 20 }, (_, number) => single(number));
const isKnown = (items: KnownItems, number: number) => items.byId(idOf(number)) !== undefined;

describe('a position with resting parts', () => {
	it('has none while all fits into the changing part', async () => {
		expect(splitPosition(await positionOf(twenty.slice(0, 2)))!.resting).toEqual([]);
		expect(splitPosition(await positionOf(twenty))!.resting).toHaveLength(3);
	});

	it('says the same when it is read whole', async () => {
		const content = await readPosition(await positionOf(twenty), turns);
		if (content === 'otherVersion') throw new Error(content);
		expect(uidsOf(content.items)).toEqual(twenty.map(({ uid }) => uid).toSorted());
		expect(content.resting).toBeUndefined();
	});

	it('is opened without reading any; each item is in the one part that its id names', async () => {
		const text = await positionOf(twenty);
		for (const { ids } of twenty) {
			const { items, resting, read } = await open(text);
			expect([items.size, read]).toEqual([0, []]);
			await resting.needId(ids[0]);
			expect([read, items.byId(ids[0])?.ids]).toEqual([[ids[0] % 3], ids]);
			await resting.needId(ids[0]);
			expect(read).toHaveLength(1);
		}
	});

	it('is asked by UID for what has another id now, and by UID alone for what is new', async () => {
		const text = await positionOf(twenty);
		for (const { uid, ids } of twenty) {
			const { items, resting, read } = await open(text);
			await resting.need(idOf(100), uid, true);
			expect(items.byUid(uid)?.ids).toEqual(ids);
			expect(read.length).toBeLessThanOrEqual(2);
		}
		const { items, resting, read } = await open(text);
		await resting.need(idOf(100), 'uid-100', true);
		expect([items.byUid('uid-100'), read.length]).toEqual([undefined, 1]);
		await resting.need(idOf(100), '', true);
		expect(new Set(read)).toContain(idOf(100) % 3);
	});

	it('gives an item that is listed under its id, whatever UID it has by now', async () => {
		const text = await positionOf(twenty);
		const { items, resting, read } = await open(text);
		await resting.need(idOf(7), 'uid-7', false);
		expect([isKnown(items, 7), read]).toEqual([true, [idOf(7) % 3]]);
		const other = await open(text);
		await other.resting.need(idOf(7), 'uid-8', false);
		expect([isKnown(other.items, 7), isKnown(other.items, 8)]).toEqual([true, true]);
	});

	it('finds an item by each of its ids', async () => {
		const doubled = single(30, { ids: [idOf(30), idOf(31), idOf(32)] });
		const text = await positionOf([...twenty, doubled]);
		for (const id of doubled.ids) {
			const { items, resting } = await open(text);
			await resting.needId(id);
			expect(items.byId(id)?.uid).toBe('uid-30');
		}
	});

	it('gives all items of a UID that several have', async () => {
		const second = single(31, { uid: 'uid-3', isSecond: true });
		const text = await positionOf([...twenty, second]);
		const { items, resting } = await open(text);
		expect(items.rows.hasSeconds).toBe(true);
		await resting.need(idOf(3), 'uid-3', false);
		expect([items.isShared('uid-3'), isKnown(items, 31)]).toEqual([true, true]);
		expect((await open(await positionOf(twenty))).items.rows.hasSeconds).toBe(false);
	});

	it('reads what starts in time, and nothing else', async () => {
		const later = single(40, { self: undefined, nextStart: now + 400 * dayMs });
		const text = await positionOf([...twenty, later]);
		const { items, resting, read } = await open(text);
		await resting.needStarting(now + 400 * dayMs);
		expect(read).toEqual([]);
		await resting.needStarting(now + 400 * dayMs + 60_000);
		expect([read.length, isKnown(items, 40)]).toEqual([1, true]);
	});

	it('has forgotten what ended before the window of the run that wrote it', async () => {
		const edge = now + 5 * dayMs;
		const { items, resting } = await open(await positionOf(twenty, { edge }));
		await resting.needAll();
		expect(items.size).toBe(15);
		expect(isKnown(items, 4)).toBe(false);
		expect(isKnown(items, 5)).toBe(true);
	});
});

describe('the next position', () => {
	const change = async (
		resting: RestingParts,
		items: KnownItems,
		number: number,
		work: (items: KnownItems) => void,
	) => {
		await resting.needId(idOf(number));
		work(items);
	};

	it('has the resting parts as they were, and what changed beside them', async () => {
		const text = await positionOf(twenty);
		const { items, resting, write } = await open(text);
		await change(resting, items, 7, () => {
			const item = items.byId(idOf(7))!;
			item.self = { ...item.self!, content: 777 };
		});
		const next = splitPosition(await write())!;
		expect(next.store).toBe('~m:0');
		expect(next.resting).toEqual(['~0', '~1', '~2']);
		const whole = joinPosition({
			...next,
			store: undefined,
			resting: splitPosition(text)!.resting,
		});
		const read = await readPosition(whole, turns);
		if (read === 'otherVersion') throw new Error(read);
		expect(uidsOf(read.items)).toEqual(twenty.map(({ uid }) => uid).toSorted());
		expect(read.items.byId(idOf(7))!.self!.content).toBe(777);
		expect(read.items.byId(idOf(8))!.self!.content).toBe(8);
	});

	it('lacks what was removed, and what was removed before', async () => {
		let text = await positionOf(twenty);
		const parts = splitPosition(text)!.resting;
		for (const number of [7, 8, 7 + 3]) {
			const { items, resting, write } = await open(text);
			await change(resting, items, number, () => items.remove(items.byId(idOf(number))!));
			const next = splitPosition(await write())!;
			text = joinPosition({ ...next, store: undefined, resting: parts });
		}
		const read = await readPosition(text, turns);
		if (read === 'otherVersion') throw new Error(read);
		expect(read.items.size).toBe(17);
		for (const number of [7, 8, 10]) expect(isKnown(read.items, number)).toBe(false);
	});

	it('is written anew, all of it, when more changed than the changing part takes', async () => {
		const { items, resting, read, write } = await open(await positionOf(twenty));
		for (const number of [7, 8, 9, 10]) {
			await change(resting, items, number, () => (items.byId(idOf(number))!.nextStart = now));
		}
		const next = splitPosition(await write())!;
		expect(next.store).toBeUndefined();
		expect(read.toSorted()).toEqual([0, 1, 2]);
		const whole = await readPosition(joinPosition(next), turns);
		expect(whole !== 'otherVersion' && uidsOf(whole.items)).toEqual(
			twenty.map(({ uid }) => uid).toSorted(),
		);
	});

	it.each([
		['has the same id', { ids: [idOf(1)] }],
		['has another id and the same UID', { ids: [idOf(1001)] }],
	])('finds what was forgotten and came back, whatever a part says of it: %s', async (_, ids) => {
		const text = await positionOf(twenty);
		const { items, resting, write } = await open(text);
		await resting.needId(idOf(1));
		items.forget(items.byId(idOf(1))!);
		const moved = single(1, { ...ids, self: { start: now, end: now + dayMs, content: 99 } });
		items.add(moved);
		const next = splitPosition(await write())!;
		const { resting: parts } = splitPosition(text)!;
		const again = await openPosition(
			joinPosition({ ...next, store: undefined, resting: parts }),
			turns,
		);
		if (again === 'otherVersion') throw new Error(again);
		await again.resting!.needAll();
		expect(again.items.byId(ids.ids[0])?.self).toEqual(moved.self);
		expect(again.items.byUid('uid-1')?.self).toEqual(moved.self);
		expect(uidsOf(again.items)).toEqual(twenty.map(({ uid }) => uid).toSorted());
	});

	it('keeps nothing of what is past by now but what the resting parts have', async () => {
		const { items, resting, write } = await open(await positionOf(twenty));
		await resting.needId(idOf(1));
		items.forget(items.byId(idOf(1))!);
		const next = splitPosition(await write())!;
		expect(next.resting).toEqual(['~0', '~1', '~2']);
	});
});

it.each([0, 1, 2])('a position is refused whose resting part %i was changed', async (index) => {
	const found = splitPosition(await positionOf(twenty))!;
	const part = found.resting[index];
	const changed = part.slice(0, 20) + (part[20] === 'A' ? 'B' : 'A') + part.slice(21);
	const resting = found.resting.with(index, changed);
	await expect(openPosition(joinPosition({ ...found, resting }), turns)).rejects.toMatchObject({
		reason: 'damaged',
	});
	const fewer = joinPosition({ ...found, resting: found.resting.slice(1) });
	await expect(openPosition(fewer, turns)).rejects.toMatchObject({ reason: 'damaged' });
});

it('a position with references is refused where nobody can follow them', async () => {
	const found = splitPosition(await positionOf(twenty))!;
	const text = joinPosition({ ...found, store: '~m:0', resting: ['~0', '~1', '~2'] });
	await expect(readPosition(text, turns)).rejects.toMatchObject({ reason: 'damaged' });
});
