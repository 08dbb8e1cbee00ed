import type { KnownEvent } from '../../../exchange/changes/compare';
import { KnownItems } from '../../../exchange/changes/position/known';
import type { KnownContent, KnownItem } from '../../../exchange/changes/position/knownItem';
import { addUnconfirmed, leaveUnreported, confirm } from '../../../exchange/changes/unconfirmed';
import { CalendarInMemory } from './calendarInMemory';
import { Replica, run } from './replica';

const now = Date.UTC(2026, 10, 23, 12, 0);
const dayMs = 24 * 3_600_000;
const meeting = {
	subject: 'Review',
	start: now + 24 * 3_600_000,
	end: now + 25 * 3_600_000,
};

it('reports a meeting as deleted that was delivered unconfirmed under the id it had before it was accepted', async () => {
	const calendar = new CalendarInMemory();
	const replica = new Replica();
	let { position } = await run(calendar, now, undefined);
	const invited = calendar.create(meeting);
	const delivered = await run(calendar, now, position);
	replica.apply(delivered.changes);
	const accepted = calendar.create(meeting, undefined, invited.uid);
	calendar.delete(invited);
	const second = await run(calendar, now, position, { unconfirmed: delivered.position });
	replica.apply(second.changes);
	({ position } = second);
	expect([...replica.events.keys()]).toEqual([invited.uid]);

	calendar.delete(accepted);
	replica.apply((await run(calendar, now, position)).changes);

	expect([...replica.events.keys()]).toEqual([]);
});

describe('an unconfirmed run that read the calendar before the one that counts', () => {
	it.each(['moved', 'moved out of the window', 'a series'])('had told it: %s', async (how) => {
		const calendar = new CalendarInMemory();
		const item = calendar.create({ ...meeting });
		if (how === 'a series') {
			item.series = {
				pattern: { kind: 'daily', interval: 1 },
				zone: 'UTC',
				startDate: '2026-11-24',
				minuteOfDay: 600,
				lengthMinutes: 60,
				count: 2,
				exceptions: new Map(),
				deleted: new Set(),
			};
		}
		const replica = new Replica();
		const { position } = await run(calendar, now, undefined);
		item.said.subject = 'Told late';
		calendar.touch(item);
		const earlier = await run(calendar, now, position);
		if (how === 'moved out of the window') item.said.start += 90 * dayMs;
		item.said.end = item.said.start + 3_600_000;
		item.said.subject = 'Now';
		calendar.touch(item);
		const later = await run(calendar, now, position);
		for (const { changes } of [later, earlier]) replica.apply(changes);
		const next = await run(calendar, now, later.position, { unconfirmed: [earlier.position!] });
		replica.apply(next.changes);
		expect([...replica.events.values()].map(({ subject }) => subject)).not.toContain('Told late');
		expect(next.changes.map(({ changeType }) => changeType)).toEqual(
			how === 'a series' ? ['updated', 'updated'] : ['updated'],
		);
	});

	it('had told it before it ended: nothing is listed again', async () => {
		const calendar = new CalendarInMemory();
		const past = now - 9 * dayMs;
		calendar.create({ subject: 'Past', start: past, end: past + 3_600_000 });
		const first = await run(calendar, now, undefined);
		const counted = await run(calendar, now + 2 * dayMs, first.position);
		const forgot = await run(calendar, now + 3 * dayMs, counted.position);
		calendar.requests.changedItems = 0;
		await run(calendar, now + 4 * dayMs, counted.position, { unconfirmed: [forgot.position!] });
		expect(calendar.requests.changedItems).toBe(1);
	});
});

const event = (start: number, content = 1): KnownEvent => ({ start, end: start + 10, content });
const finish = (work: Iterable<void>) => {
	for (const pause of work) expect(pause).toBeUndefined();
};
const uncertain = (start: number, how: KnownEvent['uncertain']) => ({
	...event(start),
	uncertain: how,
});
const itemsOf = (...contents: KnownContent[]) => {
	const items = new KnownItems();
	for (const content of contents) items.add(content);
	return items;
};

/** The counted items after the unconfirmed ones were added. */
function merged(counted: KnownContent[], unconfirmed: KnownContent[]): KnownItem[] {
	const items = itemsOf(...counted);
	for (const pause of addUnconfirmed(items, itemsOf(...unconfirmed))) expect(pause).toBe(undefined);
	return [...items.values()];
}

describe('what an unconfirmed run reported', () => {
	const single = { ids: [1], uid: 'a', self: event(100) };

	it.each<[string, Partial<KnownContent>, KnownEvent | undefined]>([
		['is certain when it counts the same', {}, event(100)],
		[
			'may be what arrived, of another content',
			{ self: event(100, 2) },
			{ ...event(100), uncertain: 'outdated' },
		],
		[
			'may be what arrived, of another start',
			{ self: { ...event(100), start: 99 } },
			{ ...event(100), uncertain: 'outdated' },
		],
		[
			'may be what arrived, of another end',
			{ self: { ...event(100), end: 111 } },
			{ ...event(100), uncertain: 'outdated' },
		],
		[
			'may be a deletion',
			{ self: undefined, nextStart: 900 },
			{ ...event(100), uncertain: 'outdated' },
		],
		['is found by UID under another id', { ids: [2] }, event(100)],
		['is found by id', { uid: 'b' }, event(100)],
	])('%s', (_, change, self) => {
		const found = merged([single], [{ ...single, ...change }]);
		expect(found).toHaveLength(1);
		expect(found[0]).toMatchObject({ ids: [1], uid: 'a', isUnconfirmed: false });
		expect(found[0].self).toEqual(self);
		expect(found[0].occurrences).toBeUndefined();
	});

	it('may never have arrived, when nothing counts of it yet', () => {
		const [known, ...others] = merged([{ ids: [1], uid: 'a', nextStart: 900 }], [single]);
		expect(others).toEqual([]);
		expect(known.self).toEqual({ ...event(100), uncertain: 'unreported' });
		expect(known.nextStart).toBe(900);
	});

	it('is known with all that it is, when it is another item', () => {
		const visit: KnownContent = {
			ids: [7, 8],
			uid: 'a',
			instance: 500,
			nextStart: 900,
			self: event(500),
			occurrences: new Map([[600, event(600)]]),
		};
		const [known, added, ...others] = merged([single], [single, visit]);
		expect(others).toEqual([]);
		expect(known.self).toEqual(event(100));
		expect(added).toMatchObject({ ids: [7, 8], uid: 'a', instance: 500, nextStart: 900 });
		expect(added.isUnconfirmed).toBe(true);
		expect(added.self).toEqual({ ...event(500), uncertain: 'unreported' });
		expect([...added.occurrences!]).toEqual([[600, { ...event(600), uncertain: 'unreported' }]]);
	});

	it('stays two items when the mailbox holds one twice', () => {
		const found = merged([], [single, { ...single, ids: [2] }]);
		expect(found.map(({ ids, isUnconfirmed }) => [ids, isUnconfirmed])).toEqual([
			[[1], true],
			[[2], true],
		]);
		expect(found.map(({ occurrences }) => occurrences)).toEqual([undefined, undefined]);
	});

	it('is compared occurrence by occurrence', () => {
		const series = (...events: KnownEvent[]): KnownContent => ({
			ids: [1],
			uid: 'a',
			occurrences: new Map(events.map((one) => [one.start, one])),
		});
		const [known] = merged(
			[series(event(100), event(200), event(300))],
			[series(event(100), event(200, 2), event(400))],
		);
		expect(known.self).toBeUndefined();
		expect([...known.occurrences!]).toEqual([
			[100, event(100)],
			[200, { ...event(200), uncertain: 'outdated' }],
			[300, { ...event(300), uncertain: 'outdated' }],
			[400, { ...event(400), uncertain: 'unreported' }],
		]);
	});

	it('may be a single that became a series, and the other way round', () => {
		const series = { ids: [1], uid: 'a', occurrences: new Map([[200, event(200)]]) };
		const [becameSeries] = merged([single], [series]);
		expect(becameSeries.self).toEqual({ ...event(100), uncertain: 'outdated' });
		expect([...becameSeries.occurrences!]).toEqual([
			[200, { ...event(200), uncertain: 'unreported' }],
		]);
		const [becameSingle] = merged([series], [single]);
		expect(becameSingle.self).toEqual({ ...event(100), uncertain: 'unreported' });
		expect([...becameSingle.occurrences!]).toEqual([
			[200, { ...event(200), uncertain: 'outdated' }],
		]);
	});

	it('may be the deletion of everything that it no longer knows', () => {
		const gone = { ...single, ids: [9], uid: 'z', occurrences: new Map([[200, event(200)]]) };
		const [known, other] = merged([gone, single], [single]);
		expect(known.self).toEqual({ ...event(100), uncertain: 'outdated' });
		expect([...known.occurrences!]).toEqual([[200, { ...event(200), uncertain: 'outdated' }]]);
		expect(other.self).toEqual(event(100));
	});

	it('without being read may be there still, and says no more of what counts', async () => {
		const [first, second, third] = itemsOf(
			{
				ids: [1],
				uid: 'a',
				self: uncertain(100, 'unreported'),
				occurrences: new Map([
					[200, uncertain(200, 'unreported')],
					[300, uncertain(300, 'outdated')],
					[400, event(400)],
				]),
			},
			{ ids: [2], uid: 'b', self: uncertain(100, 'outdated') },
			{ ids: [3], uid: 'c', occurrences: new Map([[200, uncertain(200, 'unreported')]]) },
		).values();
		for (const item of [first, second, third]) leaveUnreported(item);
		expect(first.self).toEqual(uncertain(100, 'gone'));
		expect([...first.occurrences!.values()]).toEqual([
			uncertain(200, 'gone'),
			uncertain(300, 'outdated'),
			event(400),
		]);
		expect(second.self).toEqual(uncertain(100, 'outdated'));
		expect([third.self, [...third.occurrences!.values()]]).toEqual([
			undefined,
			[uncertain(200, 'gone')],
		]);
	});

	it('of several runs in a row stays uncertain, also where the last one agrees with what counts', () => {
		const counted: KnownContent = { ids: [1], uid: 'a', self: event(100) };
		for (const how of ['retold', 'gone'] as const) {
			const [known] = merged([counted], [{ ...counted, self: uncertain(100, how) }]);
			expect(known.self).toEqual(uncertain(100, 'outdated'));
		}
		const [added] = merged([], [{ ...counted, self: uncertain(100, 'gone') }]);
		expect(added.self).toEqual(uncertain(100, 'unreported'));
		const items = itemsOf();
		for (const one of [counted, { ...counted, self: event(100, 2) }]) {
			finish(addUnconfirmed(items, itemsOf(one)));
		}
		finish(addUnconfirmed(items, itemsOf()));
		const all = [...items.values()].map(({ self, isUnconfirmed }) => [self, isUnconfirmed]);
		expect(all).toEqual([[uncertain(100, 'unreported'), true]]);
	});

	it('is certain once it counts: what was told again stays, what was told as deleted goes', async () => {
		const items = itemsOf(
			{
				ids: [1],
				uid: 'a',
				self: uncertain(100, 'retold'),
				occurrences: new Map([
					[200, uncertain(200, 'gone')],
					[300, uncertain(300, 'retold')],
					[400, event(400)],
				]),
			},
			{ ids: [2], uid: 'b', self: uncertain(100, 'gone') },
			{ ids: [3], uid: 'c', self: uncertain(100, 'gone'), nextStart: 900 },
		);
		finish(confirm(items));
		expect([...items.values()]).toHaveLength(3);
		items.rows.hasDoubts = true;
		finish(confirm(items));
		const [first, third, ...others] = items.values();
		expect(others).toEqual([]);
		expect(first.self).toEqual(event(100));
		expect([...first.occurrences!]).toEqual([
			[300, event(300)],
			[400, event(400)],
		]);
		expect([third.uid, third.self, third.nextStart]).toEqual(['c', undefined, 900]);
	});

	it('is merged a bit at a time, so that others get their turn', () => {
		const many = Array.from({ length: 2_000 }, (_, n) => ({ ...single, ids: [n], uid: `${n}` }));
		let pauses = 0;
		for (const pause of addUnconfirmed(itemsOf(...many), itemsOf(...many))) {
			expect(pause).toBeUndefined();
			pauses++;
		}
		expect(pauses).toBeGreaterThan(10);
	});
});
