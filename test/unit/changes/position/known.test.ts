import fc from 'fast-check';
import { KnownItems, KnownItemSet } from '../../../../exchange/changes/position/known';
import { RowIndex } from '../../../../exchange/changes/position/rowIndex';

describe('an index of rows', () => {
	it('finds, changes and forgets like a Map', () => {
		// Few keys that differ in their high bits alone, so that they meet in the same slots.
		const key = fc.nat(40).map((n) => (n % 4) + Math.floor(n / 4) * 2 ** 40);
		const step = fc.record({ key, row: fc.option(fc.nat(1e6), { nil: undefined }) });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
				const index = new RowIndex();
				const map = new Map<number, number>();
				for (const { key, row } of steps) {
					if (row === undefined) index.delete(key);
					else index.set(key, row);
					if (row === undefined) map.delete(key);
					else map.set(key, row);
					if (index.get(key) !== map.get(key)) return false;
				}
				const keys = Array.from({ length: 41 }, (_, n) => (n % 4) + Math.floor(n / 4) * 2 ** 40);
				return keys.every((key) => index.get(key) === map.get(key));
			}),
		);
	});

	it('ends its search although every slot was used once', () => {
		const index = new RowIndex();
		const found = new Set<number | undefined>();
		for (let key = 0; key < 10_000; key++) {
			index.set(key, key);
			index.delete(key);
			found.add(index.get(key));
		}
		expect([...found]).toEqual([undefined]);
	});
});

describe('known items', () => {
	it('are found by any of their ids and by UID and instance, until they are removed', () => {
		const known = new KnownItems();
		const series = known.add({ ids: [1, 2], uid: 'series' });
		const visit = known.add({ ids: [3], uid: 'series', instance: 86_400_000 });
		expect(known.byId(2)?.row).toBe(series.row);
		expect(known.byUid('series')?.row).toBe(series.row);
		expect(known.byUid('series', 86_400_000)?.row).toBe(visit.row);
		expect(known.byUid('series', 1)).toBeUndefined();
		known.addId(series, 2);
		expect(known.byId(2)?.ids).toEqual([1, 2]);
		known.addId(visit, 4);
		known.removeId(visit, 3);
		expect([known.byId(3), known.byId(4)?.ids]).toEqual([undefined, [4]]);
		known.remove(series);
		expect([known.byId(1), known.byUid('series')]).toEqual([undefined, undefined]);
		expect([...known.values()].map(({ row }) => row)).toEqual([visit.row]);
		expect(known.size).toBe(1);
	});

	it('without UID keep the name of the id that they lost last', () => {
		const known = new KnownItems();
		const item = known.add({ ids: [0xfe01], uid: '' });
		const key = item.key();
		known.removeId(item, 0xfe01);
		expect(item.ids).toEqual([]);
		expect(item.key()).toBe(key);
		expect(key).toBe('item:01fe00000000');
	});
});

describe('a known item', () => {
	const self = { start: 100, end: 200, content: 5 };
	const items = () => {
		const known = new KnownItems();
		return { known, item: known.add({ ids: [1], uid: 'a' }) };
	};

	it('keeps what is set, for every object of it', () => {
		const { known, item } = items();
		const occurrences = new Map([[100, self]]);
		const same = () => known.byId(1)!;
		expect([item.self, item.nextStart, item.occurrences, item.instance]).toEqual(
			Array(4).fill(undefined),
		);
		expect(item.isEmpty).toBe(true);
		item.self = self;
		expect([same().self, same().isEmpty]).toEqual([self, false]);
		item.self = { ...self, uncertain: 'outdated' };
		expect(same().self).toEqual({ ...self, uncertain: 'outdated' });
		item.self = { ...self, uncertain: 'unreported' };
		expect(same().self).toEqual({ ...self, uncertain: 'unreported' });
		item.self = self;
		expect(same().self).toEqual(self);
		item.self = undefined;
		expect([same().self, same().isEmpty]).toEqual([undefined, true]);
		item.nextStart = 0;
		expect([same().nextStart, same().isEmpty]).toEqual([0, false]);
		item.nextStart = undefined;
		expect([same().nextStart, same().isEmpty]).toEqual([undefined, true]);
		item.occurrences = occurrences;
		expect([same().occurrences, same().isEmpty]).toEqual([occurrences, false]);
		occurrences.clear();
		expect(same().isEmpty).toBe(true);
		item.occurrences = undefined;
		expect(same().occurrences).toBeUndefined();
	});

	it('knows what the run has read and seen of it', () => {
		const { known, item } = items();
		const other = known.add({ ids: [2], uid: 'b', isUnconfirmed: true });
		expect([item.isRead, item.isSeen, item.wasReadAs('key')]).toEqual([false, false, false]);
		item.markRead('key');
		item.markSeen();
		expect([item.isRead, item.isSeen]).toEqual([true, true]);
		expect([item.wasReadAs('key'), item.wasReadAs('other')]).toEqual([true, false]);
		expect([other.isRead, other.isSeen]).toEqual([false, false]);
		other.markRead(undefined);
		expect([other.isRead, other.wasReadAs(undefined), other.wasReadAs('')]).toEqual([
			true,
			false,
			false,
		]);
		known.startComparison();
		expect([item.isSeen, item.isRead]).toEqual([false, true]);
		expect([item.isUnconfirmed, other.isUnconfirmed]).toEqual([false, true]);
		other.isUnconfirmed = false;
		expect(known.byUid('b')!.isUnconfirmed).toBe(false);
	});

	it('has the key of its event, of its occurrence, or without UID that of its id', () => {
		const { known, item } = items();
		const start = Date.UTC(2026, 10, 24, 9, 0);
		expect(item.key()).toBe('a');
		expect(item.key(start)).toBe('a_2026-11-24T09:00:00Z');
		expect(known.add({ ids: [3], uid: 'c', instance: start }).key()).toBe('c_2026-11-24T09:00:00Z');
		expect(known.add({ ids: [0xfe01, 4], uid: '' }).key()).toBe('item:01fe00000000');
	});

	it('is one entry of a set, whichever object of it was added', () => {
		const { known, item } = items();
		const other = known.add({ ids: [2], uid: 'b' });
		const set = new KnownItemSet();
		set.add(item);
		set.add(known.byId(1)!);
		expect([set.size, set.has(known.byUid('a')!), set.has(other)]).toEqual([1, true, false]);
		expect([...set.values()].map(({ uid }) => uid)).toEqual(['a']);
		expect([set.delete(known.byId(1)!), set.delete(item), set.size]).toEqual([true, false, 0]);
	});
});

describe('many known items', () => {
	it('are each found, whatever form their UID has, while others are removed', () => {
		const outlook = (n: number) =>
			`040000008200E00074C5B7101A82E00800000000${n.toString(16).toUpperCase().padStart(16, '0')}000000000000000010000000${n.toString(16).toUpperCase().padStart(32, '0')}`;
		const forms = [
			outlook,
			(n: number) => outlook(n).toLowerCase(),
			(n: number) => `1${outlook(n).slice(1)}`,
			(n: number) => outlook(n).replace('10000000', '10000001'),
			(n: number) => `${outlook(n)}00`,
			(n: number) => `${outlook(n).slice(0, -8)}abcdabcd`,
			(n: number) => `${outlook(n).slice(0, -1)}G`,
			(n: number) => `ZZ${n.toString(16).toUpperCase().padStart(8, '0')}`,
			(n: number) => `${n.toString(16).toUpperCase().padStart(8, '0')}ZZ`,
			(n: number) => `000000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
			(n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}0`,
			(n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
			(n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`.toUpperCase(),
			(n: number) => `{00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}}`,
			(n: number) => `AB${n.toString(16).toUpperCase().padStart(8, '0')}`,
			(n: number) => `ABC${n.toString(16).toUpperCase().padStart(8, '0')}`,
			(n: number) => `über-${n}@enyoi.example`,
			(n: number) => `${'x'.repeat(17_000)}${n}`,
		];
		const known = new KnownItems();
		const uids = Array.from({ length: 900 }, (_, n) => forms[n % forms.length](n));
		uids.forEach((uid, n) => known.add({ ids: [n], uid }));
		for (let n = 0; n < uids.length; n += 3) known.remove(known.byId(n)!);
		expect(uids.map((uid) => known.byUid(uid)?.ids[0])).toEqual(
			uids.map((_, n) => (n % 3 === 0 ? undefined : n)),
		);
		const wrong = uids.filter((uid, n) => known.byId(n)?.uid !== (n % 3 === 0 ? undefined : uid));
		expect(wrong).toEqual([]);
		expect(known.size).toBe(600);
	});

	it('go on being found by another item of the same id or UID when one is removed', () => {
		const known = new KnownItems();
		const first = known.add({ ids: [1], uid: 'a' });
		const second = known.add({ ids: [1, 2], uid: 'a' });
		known.remove(first);
		expect(known.byId(1)?.ids).toEqual([1, 2]);
		expect(known.byUid('a')?.ids).toEqual([1, 2]);
		known.remove(second);
		expect([known.byId(1), known.byId(2), known.byUid('a')]).toEqual(Array(3).fill(undefined));
		expect([...known.values()]).toEqual([]);
	});

	it('without UID are not found by it', () => {
		const known = new KnownItems();
		known.add({ ids: [1], uid: '' });
		expect(known.byUid('')).toBeUndefined();
	});
});
