import { ExchangeError } from '../../../exchange/errors';
import type { SyncPage } from '../../../exchange/ews/calendarItem';
import { CalendarInMemory, type StoredItem } from './calendarInMemory';
import { run } from './replica';

const now = Date.UTC(2026, 10, 23, 12, 0);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let calendar: CalendarInMemory;

beforeEach(() => (calendar = new CalendarInMemory()));

const create = (subject: string, start = now + dayMs) =>
	calendar.create({ subject, start, end: start + hourMs });

/** Changes as `created Lunch`; deleted ones, which have no subject, by their key. */
async function changesOf(...[at, position, settings]: [number, string?, object?]) {
	const result = await run(calendar, at, position, settings);
	const changes = result.changes.map(
		({ changeType, subject, key }) => `${changeType} ${subject ?? key}`,
	);
	return { ...result, changes };
}

/** Has the server answer with these pages, once each. */
function listing(...pages: Array<Pick<SyncPage, 'changes'>>): void {
	const ask = calendar.changedItems.bind(calendar);
	calendar.changedItems = async (syncState) => {
		const { changes } = pages.shift()!;
		if (pages.length > 0) {
			return { changes, syncState: `${syncState}`.trim() + ' ', includesLastItemInRange: false };
		}
		const rest = await ask(syncState);
		calendar.changedItems = ask;
		return { ...rest, changes };
	};
}

const idOf = ({ number }: StoredItem) => ({ id: `mailbox1-item${number}`, changeKey: '' });
const deletion = (item: StoredItem) => ({ kind: 'delete' as const, itemId: idOf(item) });
const creation = (item: StoredItem) =>
	({ kind: 'create', itemId: idOf(item), element: 'CalendarItem' }) as const;

describe('the server’s list', () => {
	it.each(['on one page', 'on two pages'])(
		'is no deletion of what it lists as deleted and again as created, %s',
		async (where) => {
			const item = create('Lunch');
			const { position } = await changesOf(now);
			const changes = [deletion(item), creation(item)];
			listing(
				...(where === 'on one page' ? [{ changes }] : changes.map((one) => ({ changes: [one] }))),
			);
			expect((await changesOf(now, position)).changes).toEqual(['updated Lunch']);
		},
	);

	it('is a deletion of what it lists as created and then as deleted', async () => {
		const item = create('Lunch');
		const { position } = await changesOf(now);
		listing({ changes: [creation(item), deletion(item)] });
		calendar.stored.delete(item.number);
		expect((await changesOf(now, position)).changes).toEqual(['deleted uid-1']);
	});

	it('passes over what is no appointment, and what was only read', async () => {
		const item = create('Lunch');
		const { position } = await changesOf(now);
		calendar.requests.items = 0;
		listing({
			changes: [
				{ kind: 'create', itemId: { id: 'contact', changeKey: '' }, element: 'Contact' },
				{ kind: 'readFlag', itemId: idOf(item) },
			],
		});
		expect((await changesOf(now, position)).changes).toEqual([]);
		expect(calendar.requests.items).toBe(0);
	});

	it('that repeats itself without end is refused', async () => {
		calendar.changedItems = async () => ({
			changes: [],
			syncState: 'same',
			includesLastItemInRange: false,
		});
		await expect(changesOf(now)).rejects.toMatchObject({
			code: 'malformedResponse',
			remedyBy: 'exchangeAdmin',
		});
	});

	it('is asked for from the beginning when its folder was replaced, but not for another failure', async () => {
		create('Lunch');
		const { position } = await changesOf(now);
		const ask = calendar.changedItems.bind(calendar);
		const failing = (error: Error) => {
			calendar.changedItems = async (syncState) => {
				if (syncState !== undefined) throw error;
				return await ask(syncState);
			};
		};
		const replaced = new ExchangeError('notFound', 'gone', {
			details: { responseCode: 'ErrorSyncFolderNotFound' },
		});
		failing(replaced);
		const again = await changesOf(now, position);
		expect(again.changes).toEqual([]);
		expect(again.result).toMatchObject({ isRestarted: true });
		failing(new ExchangeError('notFound', 'gone'));
		await expect(changesOf(now, position)).rejects.toThrow('gone');
		failing(new Error('bug'));
		await expect(changesOf(now, position)).rejects.toThrow('bug');
		calendar.changedItems = async () => await Promise.reject(replaced);
		await expect(changesOf(now)).rejects.toThrow('gone');
	});
});

describe('an item that enters the window', () => {
	const later = now + 60 * dayMs;

	it('is read when it enters, once', async () => {
		create('Fair', later);
		let { position } = await changesOf(now);
		calendar.requests = { changedItems: 0, items: 0, view: 0 };
		({ position } = await changesOf(now + 10 * dayMs, position));
		expect(calendar.requests).toEqual({ changedItems: 1, items: 0, view: 0 });
		const entered = await changesOf(now + 21 * dayMs, position);
		expect(entered.changes).toEqual(['created Fair']);
		calendar.requests = { changedItems: 0, items: 0, view: 0 };
		expect((await changesOf(now + 22 * dayMs, entered.position)).changes).toEqual([]);
		expect(calendar.requests).toEqual({ changedItems: 1, items: 0, view: 0 });
	});

	it('that the view lacks is looked for once a day, not in each run', async () => {
		const fair = create('Fair', later);
		let { position } = await changesOf(now);
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => ({ ...(await answer(window)), items: [] });
		calendar.requests.view = 0;
		const due = now + 21 * dayMs;
		for (const [hours, views] of [
			[0, 1],
			[1, 1],
			[23, 1],
			[25, 2],
			[26, 2],
			[50, 3],
		]) {
			({ position } = await changesOf(due + hours * hourMs, position));
			expect(calendar.requests.view).toBe(views);
		}
		calendar.touch(fair);
		expect((await changesOf(due + 51 * hourMs, position)).changes).toEqual(['created Fair']);
	});

	it('is looked for no further back than the window, after a long pause', async () => {
		create('Fair', later);
		const { position } = await changesOf(now);
		const asked: number[] = [];
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			asked.push(window.start);
			return await answer(window);
		};
		const at = now + 900 * dayMs;
		expect((await changesOf(at, position)).changes).toEqual([]);
		expect(asked).toEqual([at - 10 * dayMs]);
	});
});

describe('an item that cannot be read', () => {
	it('is tried in twenty runs, then left alone until the server lists it again', async () => {
		const item = create('Lunch');
		const answer = calendar.items.bind(calendar);
		calendar.items = async (addresses) =>
			addresses.map(() => ({ ok: false, failure: { responseCode: 'ErrorCorruptData' } }));
		let { position, result } = await changesOf(now);
		const failures = [result?.unreadable.length];
		for (let n = 1; n < 21; n++) {
			({ position, result } = await changesOf(now, position));
			failures.push(result?.unreadable.length);
		}
		expect(failures).toEqual([...Array<number>(19).fill(1), 0, 0]);
		calendar.items = answer;
		expect((await changesOf(now, position)).changes).toEqual([]);
		calendar.touch(item);
		expect((await changesOf(now, position)).changes).toEqual(['created Lunch']);
	});

	it('is not tried again when it is gone', async () => {
		create('Lunch');
		calendar.items = async (addresses) =>
			addresses.map(() => ({ ok: false, failure: { responseCode: 'ErrorItemNotFound' } }));
		expect((await changesOf(now)).result?.unreadable).toEqual([]);
	});
});

describe('with expand: series, a series', () => {
	const series = { expand: 'series' };
	const weekly = (startDate: string, count?: number) => {
		const item = calendar.create(
			{ subject: 'Weekly', start: 0, end: 0 },
			{
				pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Tuesday'], firstDayOfWeek: 'Monday' },
				zone: 'Europe/Berlin',
				startDate,
				minuteOfDay: 600,
				lengthMinutes: 60,
				count,
				exceptions: new Map(),
				deleted: new Set(),
			},
		);
		return { item, starts: calendar.pattern(item), ...item.series! };
	};
	const key = (start: number) => `uid-1_${new Date(start).toISOString().replace('.000', '')}`;

	it('is one event, updated when it changes', async () => {
		const { item, starts, deleted } = weekly('2026-11-17', 10);
		let { changes, position } = await changesOf(now, undefined, series);
		expect(changes).toEqual(['created Weekly']);
		item.said.subject = 'Jour fixe';
		calendar.touch(item);
		({ changes, position } = await changesOf(now, position, series));
		expect(changes).toEqual(['updated Jour fixe']);
		deleted.add(starts[3]);
		calendar.touch(item);
		({ changes, position } = await changesOf(now, position, series));
		expect(changes).toEqual(['updated Jour fixe']);
		calendar.touch(item);
		({ changes, position } = await changesOf(now, position, series));
		expect(changes).toEqual([]);
		calendar.delete(item);
		expect((await changesOf(now, position, series)).changes).toEqual(['deleted uid-1']);
	});

	it('has its modified occurrences as events beside it', async () => {
		const { item, starts, exceptions } = weekly('2026-11-17', 10);
		let { changes, position } = await changesOf(now, undefined, series);
		const start = starts[2] + hourMs;
		exceptions.set(starts[2], { subject: 'Special', start, end: start + hourMs, number: 99 });
		calendar.touch(item);
		({ changes, position } = await changesOf(now, position, series));
		expect(changes).toEqual(['created Special']);
		exceptions.get(starts[2])!.subject = 'Special again';
		calendar.touch(item);
		({ changes, position } = await changesOf(now, position, series));
		expect(changes).toEqual(['updated Special again']);
		exceptions.delete(starts[2]);
		calendar.touch(item);
		({ changes, position } = await changesOf(now, position, series));
		expect(changes).toEqual([`deleted ${key(starts[2])}`]);
	});

	it('enters the window with its first occurrence, and is forgotten after its last', async () => {
		const { item, starts } = weekly('2027-02-02', 3);
		let { changes, position } = await changesOf(now, undefined, series);
		expect(changes).toEqual([]);
		({ changes, position } = await changesOf(starts[0] - 41 * dayMs, position, series));
		expect(changes).toEqual([]);
		({ changes, position } = await changesOf(starts[0] - 39 * dayMs, position, series));
		expect(changes).toEqual(['created Weekly']);
		({ changes, position } = await changesOf(starts[0], position, series));
		expect(changes).toEqual([]);
		({ changes, position } = await changesOf(starts[2] + 12 * dayMs, position, series));
		expect(changes).toEqual([]);
		calendar.delete(item);
		expect((await changesOf(starts[2] + 12 * dayMs, position, series)).changes).toEqual([]);
	});

	it('is reported again when an unconfirmed run may have reported it otherwise', async () => {
		const { item } = weekly('2026-11-17', 10);
		const { position } = await changesOf(now, undefined, series);
		item.said.subject = 'Jour fixe';
		calendar.touch(item);
		const { position: unconfirmed } = await changesOf(now, position, series);
		item.said.subject = 'Weekly';
		calendar.touch(item);
		const { changes } = await changesOf(now, position, { ...series, unconfirmed });
		expect(changes).toEqual(['updated Weekly']);
	});
});

describe('with expand: occurrences, a series', () => {
	it('has the ids, the times and the names that the server’s view gives its occurrences', async () => {
		const item = calendar.create(
			{ subject: 'Daily', start: 0, end: 0 },
			{
				pattern: { kind: 'daily', interval: 1 },
				zone: 'Europe/Berlin',
				startDate: '2026-11-22',
				minuteOfDay: 600,
				lengthMinutes: 60,
				count: 5,
				exceptions: new Map(),
				deleted: new Set(),
			},
		);
		const starts = calendar.pattern(item);
		item.series!.deleted.add(starts[1]);
		const moved = starts[3] + 2 * hourMs;
		item.series!.exceptions.set(starts[3], {
			subject: 'Moved',
			start: moved,
			end: moved + hourMs,
			number: 77,
		});
		const { changes, position } = await run(calendar, now, undefined);
		const shown = changes.map(({ subject, type, id, seriesMasterId, originalStart, start }) => ({
			subject, type, id, seriesMasterId, originalStart, start: start?.dateTime.slice(0, 16),
		})); // prettier-ignore
		const at = (time: number) => new Date(time).toISOString();
		const of = (start: number) => ({
			subject: 'Daily',
			type: 'occurrence',
			id: `mailbox1-item1/o${start}`,
			seriesMasterId: 'mailbox1-item1',
			originalStart: at(start).replace('.000', ''),
			start: at(start).slice(0, 16),
		});
		expect(shown).toEqual([
			of(starts[0]),
			of(starts[2]),
			{
				...of(starts[3]),
				subject: 'Moved',
				type: 'exception',
				id: 'mailbox1-item1/e77',
				start: at(moved).slice(0, 16),
			},
			of(starts[4]),
		]);
		calendar.delete(item);
		expect((await run(calendar, now, position)).changes).toEqual(
			[0, 2, 3, 4].map((place) => ({
				changeType: 'deleted',
				mailbox: 'a@enyoi.example',
				syncRun: 'run',
				key: `uid-1_${at(starts[place]).replace('.000', '')}`,
				masked: false,
				iCalUId: 'uid-1',
				type: 'occurrence',
				seriesMasterId: 'mailbox1-item1',
				originalStart: at(starts[place]).replace('.000', ''),
			})),
		);
	});

	it('is read again when an occurrence of it could not be', async () => {
		const item = calendar.create(
			{ subject: 'Daily', start: 0, end: 0 },
			{
				pattern: { kind: 'daily', interval: 1 },
				zone: 'UTC',
				startDate: '2026-11-24',
				minuteOfDay: 600,
				lengthMinutes: 60,
				count: 2,
				exceptions: new Map(),
				deleted: new Set(),
			},
		);
		const [start] = calendar.pattern(item);
		item.series!.exceptions.set(start, { subject: 'Special', start, end: start + 1, number: 77 });
		const answer = calendar.items.bind(calendar);
		calendar.items = async (addresses) =>
			(await answer(addresses)).map((result, place) => {
				const address = addresses[place];
				const isException = 'id' in address && address.id.includes('/e');
				return isException ? { ok: false, failure: { responseCode: 'ErrorCorruptData' } } : result;
			});
		const first = await changesOf(now);
		expect(first.changes).toEqual(['created Daily', 'created Daily']);
		expect(first.result?.unreadable).toEqual([
			{ id: 'mailbox1-item1', attempts: 1, reason: 'ErrorCorruptData' },
		]);
		const second = await changesOf(now, first.position);
		expect(second.result?.unreadable).toMatchObject([{ attempts: 2 }]);
		calendar.items = answer;
		expect((await changesOf(now, second.position)).changes).toEqual(['updated Special']);
	});
});
