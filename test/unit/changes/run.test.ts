import { ExchangeError } from '../../../exchange/errors';
import type { CalendarItemRecord, SyncPage } from '../../../exchange/ews/calendarItem';
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
			expect((await changesOf(now, position)).changes).toEqual([]);
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

	it('ends where the server gives the same state again, though it says that there is more', async () => {
		create('Lunch');
		const ask = calendar.changedItems.bind(calendar);
		calendar.changedItems = async (state) => ({
			...(await ask(state)),
			includesLastItemInRange: false,
		});
		const first = await changesOf(now);
		expect(first.changes).toEqual(['created Lunch']);
		create('Dinner');
		expect((await changesOf(now, first.position)).changes).toEqual(['created Dinner']);
	});

	it.each(['nothing', 'the same'])('that goes on for ever with %s is ended', async (what) => {
		const item = create('Lunch');
		let pages = 0;
		calendar.changedItems = async () => ({
			changes: what === 'nothing' ? [] : [creation(item)],
			syncState: `1 ${++pages}`,
			includesLastItemInRange: false,
		});
		const { changes } = await changesOf(now);
		expect(changes).toEqual(what === 'nothing' ? [] : ['created Lunch']);
		expect(pages).toBe(11);
	});

	it('of what was written without a difference is no change', async () => {
		const item = create('Lunch');
		const { position } = await changesOf(now);
		calendar.touch(item);
		const again = await changesOf(now, position);
		expect(again.changes).toEqual([]);
		item.said = { ...item.said, subject: 'Brunch' };
		calendar.touch(item);
		expect((await changesOf(now, again.position)).changes).toEqual(['updated Brunch']);
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

	it.each(['appointment', 'occurrence'])(
		'is told, also an %s moved there from the past',
		async (what) => {
			const item = create('Review');
			if (what === 'occurrence') {
				item.series = {
					pattern: { kind: 'daily', interval: 1 },
					zone: 'UTC',
					startDate: '2026-11-24',
					minuteOfDay: 720,
					lengthMinutes: 60,
					count: 1,
					exceptions: new Map(),
					deleted: new Set(),
				};
			}
			let { position } = await changesOf(now);
			// So that it ended between the windows of two runs.
			({ position } = await changesOf(now + 20 * dayMs, position));
			if (item.series) {
				const moved = { subject: 'Review', start: later + 10 * dayMs, end: later + 11 * dayMs };
				item.series.exceptions.set(calendar.pattern(item)[0], { ...moved, number: 77 });
			} else {
				Object.assign(item.said, { start: later + 10 * dayMs, end: later + 11 * dayMs });
			}
			calendar.touch(item);
			({ position } = await changesOf(now + 20 * dayMs, position));
			expect((await changesOf(now + 40 * dayMs, position)).changes).toEqual(['created Review']);
		},
	);

	it('that the view lacks is looked for once a day, not in each run', async () => {
		const fair = create('Fair', later);
		let { position } = await changesOf(now);
		const answer = calendar.view.bind(calendar);
		const [start, end] = [later, later + hourMs].map((at) => new Date(at).toISOString());
		const other: CalendarItemRecord = {
			itemId: { id: 'other', changeKey: '1' },
			calendarItemType: 'Occurrence',
			uid: 'other',
			start,
			end,
		};
		calendar.view = async (window) => ({ ...(await answer(window)), items: [other] });
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

	it('that the view lacks is read where the server has shown no occurrence: it may expand none', async () => {
		create('Fair', later);
		let { position } = await changesOf(now);
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => ({ ...(await answer(window)), items: [] });
		const told: string[] = [];
		for (const days of [21, 22, 23]) {
			const next = await changesOf(now + days * dayMs, position);
			position = next.position;
			told.push(...next.changes.map((change) => `${days} ${change}`));
		}
		expect(told).toEqual(['21 created Fair']);
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

	it.each(['occurrences', 'series'])(
		'is told, also of a series whose next occurrence passed in a long pause, with expand: %s',
		async (expand) => {
			calendar.create(
				{ subject: 'Inventory', start: later, end: later },
				{
					pattern: { kind: 'absoluteMonthly', interval: 6, dayOfMonth: 22 },
					zone: 'UTC',
					startDate: '2027-01-22',
					minuteOfDay: 720,
					lengthMinutes: 60,
					exceptions: new Map(),
					deleted: new Set(),
				},
			);
			let { position } = await changesOf(now, undefined, { expand });
			for (const days of [100, 101]) {
				const paused = await changesOf(now + days * dayMs, position, { expand });
				expect(paused.changes).toEqual([]);
				({ position } = paused);
			}
			const next = await changesOf(now + 210 * dayMs, position, { expand });
			expect(next.changes).toEqual(['created Inventory']);
		},
	);
});

it('an appointment that was past and is moved ahead is followed, whatever else is read', async () => {
	const review = create('Review', now - 9 * dayMs);
	const others = Array.from({ length: 60 }, (_, n) => create(`Other ${n}`, now + 15 * dayMs + n));
	let { position } = await changesOf(now);
	for (const days of [4, 5]) ({ position } = await changesOf(now + days * dayMs, position));
	review.said = { ...review.said, start: now + 20 * dayMs, end: now + 21 * dayMs };
	calendar.touch(review);
	const moved = await changesOf(now + 5 * dayMs, position);
	expect(moved.changes).toEqual(['created Review']);
	for (const other of others) calendar.touch(other);
	const read = await changesOf(now + 5 * dayMs, moved.position);
	expect(read.changes).toEqual([]);
	calendar.delete(review);
	for (const before of [moved.position, read.position]) {
		const gone = await changesOf(now + 5 * dayMs, before);
		expect(gone.changes).toEqual([`deleted ${review.uid}`]);
	}
});

describe('a series without UID', () => {
	const weekly = (subject: string, uid?: string) =>
		calendar.create(
			{ subject, start: now, end: now },
			{
				pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Tuesday'], firstDayOfWeek: 'Monday' },
				zone: 'UTC',
				startDate: '2026-11-24',
				minuteOfDay: 600,
				lengthMinutes: 60,
				exceptions: new Map(),
				deleted: new Set(),
			},
			uid,
		);

	/** What runs tell, one a day for four weeks. */
	async function dailyRuns(position: string | undefined) {
		const told: string[] = [];
		for (let day = 1; day <= 28; day++) {
			const next = await changesOf(now + day * dayMs, position);
			({ position } = next);
			told.push(...next.changes);
		}
		return told.sort();
	}

	it('has what enters the window told as that of others is', async () => {
		for (const [subject, uid] of [['Copied', ''], ['Copied too', ''], ['Weekly']]) {
			weekly(subject, uid);
		}
		const { position } = await changesOf(now);
		expect(await dailyRuns(position)).toEqual(
			['Copied', 'Copied too', 'Weekly'].flatMap((subject) =>
				Array<string>(4).fill(`created ${subject}`),
			),
		);
	});

	it('has no other request made for it between two of its occurrences', async () => {
		weekly('Copied', '');
		let { position } = await changesOf(now);
		({ position } = await changesOf(now + 4 * dayMs, position));
		calendar.requests = { changedItems: 0, items: 0, view: 0 };
		await changesOf(now + 5 * dayMs, position);
		expect(calendar.requests).toEqual({ changedItems: 1, items: 0, view: 0 });
	});

	it('has what a clock that was wrong passed over told', async () => {
		const { position } = await changesOf(now);
		weekly('Copied', '').series!.count = 3;
		weekly('Copied too', '').series!.count = 3;
		const wrong = await changesOf(now + 45 * dayMs, position);
		expect(wrong.changes).toEqual([]);
		const { changes } = await changesOf(now, wrong.position);
		expect(changes.sort()).toEqual([
			...Array<string>(3).fill('created Copied'),
			...Array<string>(3).fill('created Copied too'),
		]);
	});

	it('leaves another one as it is that only the server can expand', async () => {
		calendar.hideZones = true;
		const other = weekly('Other');
		const first = await changesOf(now);
		expect(first.changes).toHaveLength(6);
		weekly('Copied', '');
		calendar.touch(other);
		expect((await changesOf(now, first.position)).changes).toEqual([]);
	});

	it('is one like any other for a server that gives no occurrence a UID', async () => {
		weekly('Weekly');
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			const { items, isComplete } = await answer(window);
			return { items: items.map((item) => ({ ...item, uid: undefined })), isComplete };
		};
		const { position } = await changesOf(now);
		expect(await dailyRuns(position)).toEqual(Array<string>(4).fill('created Weekly'));
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

	it('is tried in twenty runs also when it enters the window', async () => {
		create('Far', now + 45 * dayMs);
		let { position, result } = await changesOf(now);
		calendar.items = async (addresses) =>
			addresses.map(() => ({ ok: false, failure: { responseCode: 'ErrorCorruptData' } }));
		const failures: Array<number | undefined> = [];
		for (let n = 1; n < 22; n++) {
			({ position, result } = await changesOf(now + 6 * dayMs, position));
			failures.push(result?.unreadable.length);
		}
		expect(failures).toEqual([...Array<number>(19).fill(1), 0, 0]);
		calendar.requests.view = 0;
		await changesOf(now + 6 * dayMs, position);
		expect(calendar.requests.view).toBe(0);
	});

	it.each([
		'ErrorRecurrenceHasNoOccurrence',
		'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
		'ErrorFolderNotFound',
	])('is tried again though a part of it is said to be missing (%s)', async (responseCode) => {
		create('Lunch');
		const answer = calendar.items.bind(calendar);
		calendar.items = async (addresses) =>
			addresses.map(() => ({ ok: false, failure: { responseCode } }));
		const { position, result } = await changesOf(now);
		expect(result?.unreadable).toMatchObject([{ reason: responseCode }]);
		calendar.items = answer;
		expect((await changesOf(now, position)).changes).toEqual(['created Lunch']);
	});

	it('is not tried again when it is gone', async () => {
		create('Lunch');
		calendar.items = async (addresses) =>
			addresses.map(() => ({ ok: false, failure: { responseCode: 'ErrorItemNotFound' } }));
		expect((await changesOf(now)).result?.unreadable).toEqual([]);
	});
});

describe('an item that the server fails at', () => {
	const failing = (bad: (address: string) => boolean, error: ExchangeError) => {
		const answer = calendar.items.bind(calendar);
		calendar.items = async (addresses) => {
			if (addresses.some((address) => 'id' in address && bad(address.id))) throw error;
			return await answer(addresses);
		};
	};
	const server = new ExchangeError('server', 'failed', {
		details: { responseCode: 'ErrorInternalServerError' },
	});

	it('is found among those asked for with it, named, and keeps none of them back', async () => {
		for (let n = 1; n <= 20; n++) create(`${n}`);
		failing((id) => id.endsWith('item7'), server);
		calendar.requests.items = 0;
		const { changes, result } = await changesOf(now);
		expect(changes).toHaveLength(19);
		expect(changes).not.toContain('created 7');
		expect(result?.unreadable).toEqual([
			{ id: 'mailbox1-item7', attempts: 1, reason: 'ErrorInternalServerError' },
		]);
	});

	it.each(['limit', 'timeout', 'input'] as const)(
		'is found whatever the failure is (%s)',
		async (code) => {
			for (let n = 1; n <= 8; n++) create(`${n}`);
			const details = code === 'input' ? { responseCode: 'ErrorInvalidIdMalformed' } : {};
			failing((id) => id.endsWith('item3'), new ExchangeError(code, 'failed', { details }));
			const { changes, result } = await changesOf(now);
			expect(changes).toHaveLength(7);
			expect(result?.unreadable).toMatchObject([{ reason: details.responseCode ?? code }]);
		},
	);

	it.each([
		'throttled',
		'accessDenied',
		'unreachable',
		'cancelled',
		'temporarilyUnavailable',
	] as const)('is not looked for when the failure is another one (%s)', async (code) => {
		create('Lunch');
		create('Dinner');
		let asked = 0;
		calendar.items = async () => {
			asked++;
			throw new ExchangeError(code, 'failed');
		};
		await expect(changesOf(now)).rejects.toMatchObject({ code });
		expect(asked).toBe(1);
	});

	it('is not looked for without end when the server fails at all of them', async () => {
		for (let n = 1; n <= 200; n++) create(`${n}`);
		let asked = 0;
		calendar.items = async () => {
			asked++;
			throw server;
		};
		await expect(changesOf(now)).rejects.toBe(server);
		expect(asked).toBeLessThan(60);
	});
});

describe('a view that the server refuses', () => {
	const daily = (subject: string, minuteOfDay = 600, uid?: string) =>
		calendar.create(
			{ subject, start: now, end: now },
			{
				pattern: { kind: 'daily', interval: 1 },
				zone: 'UTC',
				startDate: '2026-11-20',
				minuteOfDay,
				lengthMinutes: 60,
				count: 10,
				exceptions: new Map(),
				deleted: new Set(),
			},
			uid,
		);

	it.each([
		['input', 'ErrorRecurrenceHasNoOccurrence'],
		['input', 'ErrorCalendarInvalidRecurrence'],
		['server', 'ErrorCorruptData'],
		['server', 'ErrorInternalServerError'],
	] as const)(
		'for one series leaves the others computed, and is named (%s %s)',
		async (code, responseCode) => {
			daily('Daily');
			create('Lunch');
			let asked = 0;
			calendar.view = async () => {
				asked++;
				throw new ExchangeError(code, 'refused', { details: { responseCode } });
			};
			const { changes, result, position } = await changesOf(now);
			expect(changes.toSorted()).toEqual([
				...Array<string>(10).fill('created Daily'),
				'created Lunch',
			]);
			expect(result?.unreadableTimes.length).toBeGreaterThan(0);
			expect(result?.unreadableTimes[0].reason).toBe(responseCode);
			expect(asked).toBeLessThan(100);
			expect((await changesOf(now, position)).changes).toEqual([]);
		},
	);

	it('on one day leaves the other days as the server shows them', async () => {
		daily('Daily');
		const bad = Date.UTC(2026, 10, 24);
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			if (window.start < bad + dayMs && window.end > bad) {
				throw new ExchangeError('server', 'refused', {
					details: { responseCode: 'ErrorCorruptData' },
				});
			}
			return await answer(window);
		};
		const { changes, result } = await run(calendar, now, undefined);
		expect(changes).toHaveLength(10);
		const without = changes.filter(({ id }) => id === undefined);
		expect(without.length).toBeGreaterThan(0);
		expect(without.length).toBeLessThan(4);
		expect(result?.unreadableTimes).toMatchObject([{ reason: 'ErrorCorruptData' }]);
	});

	it('deletes nothing of a series that only the server can expand', async () => {
		calendar.hideZones = true;
		const item = daily('Daily');
		const { changes, position } = await changesOf(now);
		expect(changes).toHaveLength(10);
		calendar.touch(item);
		const answer = calendar.view.bind(calendar);
		calendar.view = async () => {
			throw new ExchangeError('server', 'refused', {
				details: { responseCode: 'ErrorCorruptData' },
			});
		};
		const refused = await changesOf(now, position);
		expect(refused.changes).toEqual([]);
		calendar.view = answer;
		item.series!.deleted.add(calendar.pattern(item)[5]);
		calendar.touch(item);
		expect((await changesOf(now, refused.position)).changes).toHaveLength(1);
	});

	it('has a series that only the server can expand told once it shows it', async () => {
		calendar.hideZones = true;
		daily('Daily');
		const answer = calendar.view.bind(calendar);
		calendar.view = async () => {
			throw new ExchangeError('server', 'refused', {
				details: { responseCode: 'ErrorCorruptData' },
			});
		};
		const refused = await changesOf(now);
		expect(refused).toMatchObject({
			changes: [],
			result: { unreadable: [{ id: 'mailbox1-item1', attempts: 1, reason: 'ErrorCorruptData' }] },
		});
		const again = await changesOf(now + hourMs, refused.position);
		expect(again.result?.unreadable).toMatchObject([{ attempts: 2 }]);
		calendar.view = answer;
		const shown = await changesOf(now + 2 * hourMs, again.position);
		expect(shown.changes).toEqual(Array<string>(10).fill('created Daily'));
		expect(shown.result?.unreadable).toEqual([]);
	});

	it('for a long time has such a series looked at again day by day', async () => {
		calendar.hideZones = true;
		calendar.create(
			{ subject: 'Daily', start: now, end: now },
			{
				pattern: { kind: 'daily', interval: 1 },
				zone: 'UTC',
				startDate: '2026-11-20',
				minuteOfDay: 600,
				lengthMinutes: 60,
				exceptions: new Map(),
				deleted: new Set(),
			},
		);
		const answer = calendar.view.bind(calendar);
		calendar.view = async () => {
			throw new ExchangeError('server', 'refused', {
				details: { responseCode: 'ErrorCorruptData' },
			});
		};
		let { position } = await changesOf(now);
		for (let n = 1; n < 21; n++) ({ position } = await changesOf(now, position));
		calendar.view = answer;
		expect((await changesOf(now, position)).changes).toEqual([]);
		const { changes } = await changesOf(now + 2 * dayMs, position);
		expect(changes.length).toBeGreaterThan(40);
	});

	it('is asked for again of a series that only the server can expand', async () => {
		calendar.hideZones = true;
		daily('Daily');
		const answer = calendar.view.bind(calendar);
		calendar.view = async () => {
			throw new ExchangeError('server', 'refused', {
				details: { responseCode: 'ErrorCorruptData' },
			});
		};
		const refused = await changesOf(now);
		expect(refused.changes).toEqual([]);
		calendar.view = answer;
		const next = await changesOf(now + hourMs, refused.position);
		expect(next.changes).toEqual(Array<string>(10).fill('created Daily'));
		calendar.requests = { changedItems: 0, items: 0, view: 0 };
		expect((await changesOf(now + 2 * hourMs, next.position)).changes).toEqual([]);
		expect(calendar.requests).toEqual({ changedItems: 1, items: 0, view: 0 });
	});

	it('behind the window delays nothing of a series that only the server can expand', async () => {
		calendar.hideZones = true;
		daily('Daily').series!.count = 100;
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			if (window.end <= now + 40 * dayMs) return await answer(window);
			throw new ExchangeError('server', 'refused', {
				details: { responseCode: 'ErrorCorruptData' },
			});
		};
		const refused = await changesOf(now);
		calendar.view = answer;
		expect((await changesOf(now + dayMs, refused.position)).changes).toEqual(['created Daily']);
	});

	it('fails with any other failure', async () => {
		daily('Daily');
		calendar.view = async () => {
			throw new ExchangeError('accessDenied', 'refused');
		};
		await expect(changesOf(now)).rejects.toMatchObject({ code: 'accessDenied' });
	});

	it('is not needed for an occurrence that is two hundred years long, or so far away', async () => {
		const far = daily('Far');
		const [start] = calendar.pattern(far);
		far.series!.exceptions.set(start, {
			subject: 'In 200 years',
			start: start + 73_000 * dayMs,
			end: start + 73_001 * dayMs,
			number: 77,
		});
		const long = daily('Long');
		long.series!.lengthMinutes = 200 * 365 * 24 * 60;
		const asked: number[] = [];
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			asked.push(window.end - window.start);
			return await answer(window);
		};
		const { changes } = await changesOf(now);
		expect(changes.filter((change) => change === 'created Far')).toHaveLength(9);
		expect(changes.filter((change) => change === 'created Long')).toHaveLength(10);
		expect(Math.max(...asked)).toBeLessThanOrEqual(366 * dayMs);
	});

	it('takes place where the server says, whose clock differs, and only there', async () => {
		const item = daily('Daily');
		const answer = calendar.view.bind(calendar);
		const hourEarlier = (text?: string) => new Date(Date.parse(text!) - hourMs).toISOString();
		calendar.view = async ({ start, end }) => {
			const { items, isComplete } = await answer({ start: start + hourMs, end: end + hourMs });
			const moved = items.map((one) => ({
				...one,
				start: hourEarlier(one.start),
				end: hourEarlier(one.end),
				originalStart: hourEarlier(one.originalStart),
			}));
			return { items: moved, isComplete };
		};
		const { changes, position } = await run(calendar, now, undefined);
		const starts = calendar.pattern(item).map((start) => new Date(start - hourMs).toISOString());
		expect(changes.map(({ start }) => `${start?.dateTime.slice(0, 19)}.000Z`)).toEqual(starts);
		calendar.touch(item);
		expect((await changesOf(now, position)).changes).toEqual([]);
	});

	it('is asked for in halves when an answer is full though it is said to be all', async () => {
		daily('Daily');
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			const { items } = await answer(window);
			const isFull = items.length >= 3;
			return { items: items.slice(0, 3), isComplete: !isFull, isFull };
		};
		const { changes } = await run(calendar, now, undefined);
		expect(changes).toHaveLength(10);
		expect(changes.every(({ id }) => id !== undefined)).toBe(true);
	});

	it('that is never at its end is ended', async () => {
		daily('Daily');
		let asked = 0;
		const answer = calendar.view.bind(calendar);
		calendar.view = async (window) => {
			asked++;
			const { items } = await answer(window);
			return { items: items.slice(0, 1), isComplete: false };
		};
		const { changes, result } = await changesOf(now);
		expect(changes).toHaveLength(10);
		expect(asked).toBeLessThanOrEqual(1000);
		expect(result?.unreadableTimes.length).toBeGreaterThan(0);
	});
});

describe('two items of one UID', () => {
	const keys = (changes: Array<{ changeType: string; key: string; subject?: string }>) =>
		changes.map(({ changeType, key, subject }) => `${changeType} ${key} ${subject ?? ''}`.trim());
	const weekly = (subject: string, minuteOfDay: number, uid: string) =>
		calendar.create(
			{ subject, start: 0, end: 0 },
			{
				pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Tuesday'], firstDayOfWeek: 'Monday' },
				zone: 'UTC',
				startDate: '2026-11-24',
				minuteOfDay,
				lengthMinutes: 60,
				count: 2,
				exceptions: new Map(),
				deleted: new Set(),
			},
			uid,
		);

	it('are two events, and the deletion of one leaves the other', async () => {
		create('A', now + dayMs).uid = 'same';
		const b = create('B', now + 2 * dayMs);
		b.uid = 'same';
		const first = await run(calendar, now, undefined);
		expect(keys(first.changes)).toEqual([
			'created same A',
			expect.stringMatching(/^created same~[0-9a-f]{12} B$/),
		]);
		b.said = { ...b.said, subject: 'B2' };
		calendar.touch(b);
		const second = await run(calendar, now, first.position);
		expect(keys(second.changes)).toEqual([`updated ${first.changes[1].key} B2`]);
		calendar.delete(b);
		const third = await run(calendar, now, second.position);
		expect(keys(third.changes)).toEqual([`deleted ${first.changes[1].key}`]);
	});

	it('stay two events of which the first is deleted', async () => {
		const a = create('A', now + dayMs);
		a.uid = 'same';
		create('B', now + 2 * dayMs).uid = 'same';
		const first = await run(calendar, now, undefined);
		calendar.delete(a);
		const second = await run(calendar, now, first.position);
		expect(keys(second.changes)).toEqual(['deleted same']);
	});

	it('are one event as long as they are the same, and stay one when one of them goes', async () => {
		const a = create('A', now + dayMs);
		const b = create('A', now + dayMs);
		a.uid = b.uid = 'same';
		const first = await run(calendar, now, undefined);
		expect(keys(first.changes)).toEqual(['created same A']);
		calendar.delete(a);
		const second = await run(calendar, now, first.position);
		expect(keys(second.changes)).toEqual([]);
		b.said = { ...b.said, subject: 'B' };
		calendar.touch(b);
		const third = await run(calendar, now, second.position);
		expect(keys(third.changes)).toEqual(['updated same B']);
	});

	it('that are series are told with all of their occurrences', async () => {
		const a = weekly('A', 540, 'same');
		weekly('B', 780, 'same');
		const first = await run(calendar, now, undefined);
		expect(first.changes.map(({ changeType, subject }) => `${changeType} ${subject}`)).toEqual([
			'created A',
			'created A',
			'created B',
			'created B',
		]);
		expect(new Set(first.changes.map(({ key }) => key)).size).toBe(4);
		calendar.touch(a);
		const second = await run(calendar, now, first.position);
		expect(second.changes).toEqual([]);
	});

	it('that are a series and a single delete nothing of each other', async () => {
		weekly('A', 540, 'same');
		create('B', now + 3 * dayMs).uid = 'same';
		const { changes } = await run(calendar, now, undefined);
		expect(changes.map(({ changeType, subject }) => `${changeType} ${subject}`).toSorted()).toEqual(
			['created A', 'created A', 'created B'],
		);
	});

	it('are one when the second takes the place of the first, in whatever order', async () => {
		for (const order of ['deleted first', 'created first']) {
			calendar = new CalendarInMemory();
			const a = create('A');
			const first = await run(calendar, now, undefined);
			if (order === 'deleted first') calendar.delete(a);
			calendar.create({ ...a.said, subject: 'Accepted' }, undefined, a.uid);
			if (order === 'created first') calendar.delete(a);
			const { changes } = await run(calendar, now, first.position);
			expect(keys(changes)).toEqual(['updated uid-1 Accepted']);
		}
	});
});

describe('a clock that was wrong for one run', () => {
	const weekly = () =>
		calendar.create(
			{ subject: 'Weekly', start: 0, end: 0 },
			{
				pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Tuesday'], firstDayOfWeek: 'Monday' },
				zone: 'UTC',
				startDate: '2026-11-24',
				minuteOfDay: 600,
				lengthMinutes: 60,
				exceptions: new Map(),
				deleted: new Set(),
			},
		);
	const keysOf = (changes: Array<{ changeType: string; originalStart?: string }>) =>
		changes.map(({ changeType, originalStart }) => `${changeType} ${originalStart?.slice(0, 10)}`);

	it('ahead by years has the occurrences told that lie between', async () => {
		weekly();
		const first = await run(calendar, now, undefined);
		const wrong = await run(calendar, now + 800 * dayMs, first.position);
		let { position } = await run(calendar, now, wrong.position);
		const told = [];
		for (let week = 1; week <= 8; week++) {
			const next = await run(calendar, now + week * 7 * dayMs, position);
			told.push(...keysOf(next.changes));
			({ position } = next);
		}
		expect(told[0]).toBe('created 2027-01-05');
		expect(told).toHaveLength(8);
	});

	it('ahead keeps what has not entered by then', async () => {
		create('Fair', now + 60 * dayMs);
		const first = await run(calendar, now, undefined);
		const wrong = await run(calendar, now + 90 * dayMs, first.position);
		expect(wrong.changes).toEqual([]);
		const right = await run(calendar, now, wrong.position);
		expect((await changesOf(now + 30 * dayMs, right.position)).changes).toEqual(['created Fair']);
	});

	it('behind deletes nothing of a series that is touched then', async () => {
		const item = weekly();
		const first = await run(calendar, now, undefined);
		calendar.touch(item);
		const wrong = await run(calendar, now - 100 * dayMs, first.position);
		expect(wrong.changes).toEqual([]);
		expect((await run(calendar, now, wrong.position)).changes).toEqual([]);
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
				uid: `a@enyoi.example/uid-1_${at(starts[place]).replace('.000', '')}`,
				masked: false,
				iCalUId: 'uid-1',
				type: 'occurrence',
				seriesMasterId: 'mailbox1-item1',
				originalStart: at(starts[place]).replace('.000', ''),
			})),
		);
	});

	it('is read again when occurrences of it could not be', async () => {
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
		for (const [place, start] of calendar.pattern(item).entries()) {
			const special = { subject: 'Special', start, end: start + 1, number: 77 + place };
			item.series!.exceptions.set(start, special);
		}
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
		expect((await changesOf(now, second.position)).changes).toEqual([
			'updated Special',
			'updated Special',
		]);
	});
});

describe('a series that only the server can expand', () => {
	let series: StoredItem;

	beforeEach(() => {
		calendar.hideZones = true;
		series = calendar.create(
			{ subject: 'Daily', start: now, end: now },
			{
				pattern: { kind: 'daily', interval: 1 },
				zone: 'UTC',
				startDate: '2026-11-20',
				minuteOfDay: 600,
				lengthMinutes: 60,
				count: 20,
				exceptions: new Map(),
				deleted: new Set(),
			},
		);
	});

	it('keeps what a smaller window leaves out, and has its deletions told', async () => {
		const { position } = await changesOf(now);
		calendar.touch(series);
		const small = { pastDays: 1, futureDays: 2 };
		const second = await changesOf(now, position, small);
		expect(second.changes).toEqual([]);
		const starts = calendar.pattern(series);
		for (const place of [0, 10]) series.series!.deleted.add(starts[place]);
		calendar.touch(series);
		const { changes } = await changesOf(now, second.position, small);
		expect(changes).toEqual([expect.stringMatching(/^deleted uid-1_2026-11-30/)]);
	});

	it('has nothing of the past told as deleted after an edit days later', async () => {
		const { position } = await changesOf(now);
		calendar.touch(series);
		expect((await changesOf(now + 15 * dayMs, position)).changes).toEqual([]);
	});
});
