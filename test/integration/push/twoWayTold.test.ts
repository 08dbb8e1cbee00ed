import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { SourceChange } from '../../../exchange/push/twoWay';
import type { CalendarItem } from '../../exchangeServer/contracts';
import {
	appointment,
	closeQuietly,
	mailbox,
	startCalendar,
	twoWayRuns,
	type TestCalendar,
	type TwoWayRun,
} from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
let run: TwoWayRun;
beforeEach(async () => {
	calendar = await startCalendar(() => now);
	run = twoWayRuns(calendar.exchange, now);
});
afterEach(async () => await closeQuietly(calendar));

const hers = () => calendar.company.user('alice').calendar;
const itemOf = (subject: string) => calendar.items().find((item) => item.subject === subject)!;
const empty = { allowEmptySnapshot: true };
const start = '2026-11-25T12:00:00Z';
const end = '2026-11-25T13:00:00Z';

/** The source keeps just what it was told, under an id of its own. */
const taken = (change: SourceChange, externalId = 'own'): PushInput =>
	({ ...change, externalId }) as unknown as PushInput;

describe('what both sides changed in one event', () => {
	it('is merged, and the source is told the merged event and what people changed in it', async () => {
		await run([appointment('1', { location: 'Room' })]);
		hers().update(itemOf('Event 1').id, { location: 'Hers' });
		const source = appointment('1', { location: 'Room', subject: 'Ours' });
		const { forSource, conflicts } = await run([source]);
		expect(conflicts).toEqual([]);
		expect(forSource).toEqual([
			expect.objectContaining({
				changeType: 'updated',
				externalId: '1',
				changedFields: ['location'],
				subject: 'Ours',
				location: { displayName: 'Hers' },
				uid: `${mailbox}/${forSource[0].key}`,
				startUtc: '2026-11-25T08:00:00Z',
				endUtc: '2026-11-25T09:00:00Z',
				masked: false,
			}),
		]);
		expect(itemOf('Ours').location).toBe('Hers');
		// Whole or by those fields: taken over, both sides agree.
		for (const next of [{ ...source, location: 'Hers' }, taken(forSource[0], '1')]) {
			expect(await run([next])).toMatchObject({
				forSource: [],
				conflicts: [],
				inExchange: [{ action: 'unchanged' }],
			});
		}
	});

	it.each<[string, object, string[]]>([
		['the place', { location: 'Hers' }, ['location']],
		['the times', { start, end }, ['start', 'end']],
		['the end', { end: '2026-11-25T08:30:00Z' }, ['end']],
		['the text', { body: 'Hers' }, ['body']],
		['whether it is private', { sensitivity: 'Private' }, ['sensitivity']],
	])('names as changed what people did: %s', async (_, patch, changedFields) => {
		await run([appointment('1', { location: 'Room' })]);
		hers().update(itemOf('Event 1').id, patch);
		const { forSource } = await run([appointment('1', { location: 'Room' })]);
		expect(forSource).toMatchObject([{ externalId: '1', changedFields }]);
		expect((await run([appointment('1', { location: 'Room' })])).forSource).toEqual([]);
	});

	it('is a conflict only, where people delete what the source changes', async () => {
		await run([appointment('1')]);
		hers().delete(itemOf('Event 1').id);
		const changed = appointment('1', { subject: 'Ours' });
		for (let round = 0; round < 2; round++) {
			const { conflicts, forSource } = await run([changed]);
			expect(conflicts).toMatchObject([{ externalId: '1', reason: 'deletedInExchange' }]);
			expect(forSource).toEqual([]);
		}
		// The source takes its change back: now it hears of the deletion.
		const { conflicts, forSource } = await run([appointment('1')]);
		expect(conflicts).toEqual([]);
		expect(forSource).toMatchObject([{ changeType: 'deleted', externalId: '1' }]);
	});
});

describe('what people made', () => {
	it('is told again while the source lacks it, and comes to rest when it has it', async () => {
		hers().create({ subject: 'Own', start, end });
		for (let round = 0; round < 2; round++) {
			const { forSource } = await run([], empty);
			expect(forSource).toMatchObject([{ changeType: 'created', subject: 'Own' }]);
		}
		const { forSource } = await run([], { input: 'changes' });
		expect(forSource).toEqual([]);
		const [told] = (await run([], empty)).forSource;
		expect((await run([taken(told)])).forSource).toEqual([]);
		expect(calendar.items()).toHaveLength(1);
	});

	it('is not told again to a source that takes over nothing', async () => {
		for (let index = 0; index < 12; index++) {
			hers().create({ subject: `Own ${index}`, start, end });
		}
		expect((await run([], empty)).forSource).toHaveLength(12);
		expect((await run([], empty)).forSource).toEqual([]);
	});

	it.each<[string, object]>([
		['with a long place', { location: 'Room; '.repeat(50).trim() }],
		['with a busy state that only Exchange knows', { showAs: 'NoData' }],
	])('can be sent back as it was told, %s', async (_, more) => {
		hers().create({ subject: 'Own', start, end, ...more });
		const [told] = (await run([], empty)).forSource;
		const unchanged = { inExchange: [{ action: 'unchanged' }], forSource: [] };
		for (let round = 0; round < 2; round++) {
			expect(await run([taken(told)])).toMatchObject(unchanged);
		}
	});

	it.each([
		['a text', '2026-11-25T10:00:00.5+01:00'],
		['a text of PostgreSQL', '2026-11-25 10:00:00.123456+01'],
		['a text of SQL Server', '2026-11-25 10:00:00.0000000 +01:00'],
		['a Date', new Date('2026-11-25T09:00:00Z')],
	])('can be sent back with a time of change as %s', async (_, lastModifiedDateTime) => {
		hers().create({ subject: 'Own', start, end });
		const [told] = (await run([], empty)).forSource;
		const { inExchange } = await run([{ ...taken(told), lastModifiedDateTime }]);
		expect(inExchange).toMatchObject([{ action: 'unchanged' }]);
	});

	it.each<[string, object]>([
		['times', { end: 'tomorrow' }],
		['a time of change', { lastModifiedDateTime: 'today' }],
		['an action', { action: 'destroy' }],
	])(
		'is not told again to a source that sends it back with %s nobody can read',
		async (_, more) => {
			hers().create({ subject: 'Own', start, end });
			const [told] = (await run([], empty)).forSource;
			const { forSource, inExchange } = await run([{ ...taken(told), ...more }]);
			expect(inExchange).toMatchObject([{ action: 'failed' }]);
			expect(forSource).toEqual([]);
		},
	);

	it('is deleted when the source names it, unless people changed it since', async () => {
		hers().create({ subject: 'Own', start, end });
		hers().create({ subject: 'Kept', start, end });
		const { forSource } = await run([], { input: 'changes' });
		const deletions = forSource.map(({ id }, index) => ({
			externalId: `d${index}`,
			action: 'delete' as const,
			id,
		}));
		hers().update(itemOf('Kept').id, { location: 'Hers' });
		const result = await run(deletions, { input: 'changes' });
		expect(result.inExchange).toMatchObject([{ action: 'deleted' }]);
		expect(result.conflicts).toMatchObject([{ reason: 'changedInExchange' }]);
		expect(calendar.items().map(({ subject }) => subject)).toEqual(['Kept']);
		expect((await run([], { input: 'changes' })).forSource).toMatchObject([{ subject: 'Kept' }]);
		expect((await run([], { input: 'changes' })).forSource).toEqual([]);
	});

	it.each<[string, object]>([
		['a single', {}],
		['one with text, guests and a category', { body: 'Text', categories: ['Red'] }],
		['a whole day', { isAllDay: true, start: '2026-11-25', end: '2026-11-26' }],
		[
			'a series',
			{
				recurrence: {
					pattern: { type: 'DailyRecurrence', interval: 7 },
					range: { type: 'NumberedRecurrence', numberOfOccurrences: 30 },
				},
			},
		],
		['a private one', { sensitivity: 'Private', body: 'Secret', location: 'Secret' }],
	])('and comes back as it was told is unchanged: %s', async (_, more) => {
		// A series that Outlook made has a zone whose name says nothing.
		calendar.server.behaviours.timeZoneDefinitions = 'ownId';
		hers().create({ subject: 'Own', start, end, timeZone: 'W. Europe Standard Time', ...more });
		const before = kept(calendar.items()[0]);
		const [told] = (await run([], empty)).forSource;
		for (let round = 0; round < 3; round++) {
			expect(await run([taken(told)])).toMatchObject({
				inExchange: [{ action: 'unchanged', externalId: 'own' }],
				conflicts: [],
				forSource: [],
			});
			expect(kept(calendar.items()[0])).toEqual(before);
		}
		expect(calendar.items()).toHaveLength(1);
	});

	it('keeps what the source was not told, whatever stands in for it there', async () => {
		hers().create({ subject: 'Secret', location: 'Clinic', start, end, sensitivity: 'Private' });
		const [told] = (await run([], empty)).forSource;
		expect(told).toMatchObject({ masked: true, sensitivity: 'private' });
		const own = taken({ ...told, subject: 'Busy', location: { displayName: '' } });
		for (let round = 0; round < 3; round++) {
			const result = await run([own]);
			expect(result).toMatchObject({ conflicts: [], forSource: [] });
			expect(JSON.stringify(result)).not.toMatch(/Secret|Clinic/);
			expect(calendar.items()).toMatchObject([{ subject: 'Secret', location: 'Clinic' }]);
		}
		// What the source then changes is its own.
		await run([{ ...own, subject: 'Doctor' }]);
		expect(calendar.items()).toMatchObject([{ subject: 'Doctor', location: 'Clinic' }]);
	});
});

/** What people see of an item, and its time zone. */
function kept(item: CalendarItem) {
	const { subject, body, location, start: from, end: to, recurrence, categories } = item;
	const { startTimeZone, endTimeZone } = item as unknown as Record<string, unknown>;
	return structuredClone({
		subject,
		body,
		location,
		from,
		to,
		recurrence,
		categories,
		startTimeZone,
		endTimeZone,
	});
}

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', '🙂🙂', 'a"b\\c'])(
	'an event called %j is one like any other',
	async (externalId) => {
		const event = appointment(externalId, { subject: 'Named' });
		expect((await run([event])).inExchange).toMatchObject([{ action: 'created' }]);
		expect((await run([event])).inExchange).toMatchObject([{ action: 'unchanged' }]);
		hers().update(itemOf('Named').id, { location: 'Hers' });
		expect((await run([event])).forSource).toMatchObject([{ externalId, changeType: 'updated' }]);
		hers().delete(itemOf('Named').id);
		expect((await run([event])).forSource).toMatchObject([{ externalId, changeType: 'deleted' }]);
		expect((await run([], empty)).forSource).toEqual([]);
	},
);

it.each(['omitted', 'byRequest', 'maskedById', 'masked'] as const)(
	'an event that becomes private for an account without that right is neither deleted nor doubled: %s',
	async (privateItems) => {
		const delegate = await startCalendar(() => now, { behaviours: { privateItems } });
		try {
			delegate.company.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
			delegate.company.user('alice').share('svc-delegate@enyoi.example', 'Editor');
			const { password } = delegate.company.account('svc-delegate')!;
			delegate.reconnect({ user: 'svc-delegate', password, mailboxAccess: 'delegate' });
			run = twoWayRuns(delegate.exchange, now);
			expect((await run([appointment('1')])).inExchange).toMatchObject([{ action: 'created' }]);
			const [{ id }] = delegate.items();
			delegate.company
				.user('alice')
				.calendar.update(id, { sensitivity: 'Private', location: 'Home' });
			for (const subject of ['Event 1', 'Ours', 'Ours, later']) {
				const result = await run([appointment('1', { subject })]);
				expect(result).toMatchObject({
					forSource: [],
					conflicts: [],
					inExchange: [
						// Who lists the item and does not find it says nothing of it while nothing is to be written.
						privateItems === 'byRequest' && subject === 'Event 1'
							? { action: 'unchanged' }
							: { action: 'skipped', reason: 'hiddenInExchange' },
					],
				});
				expect(delegate.items()).toHaveLength(1);
			}
			expect((await run([], empty)).inExchange).toMatchObject([{ reason: 'hiddenInExchange' }]);
			expect(delegate.items()).toHaveLength(1);
			delegate.company.user('alice').calendar.update(id, { sensitivity: 'Personal' });
			const personal = await run([appointment('1', { subject: 'Personal' })]);
			expect(delegate.items()).toHaveLength(1);
			expect(personal).toMatchObject({
				conflicts: [],
				...(privateItems === 'maskedById'
					? { forSource: [], inExchange: [{ action: 'skipped', reason: 'hiddenInExchange' }] }
					: { forSource: [{ changeType: 'updated' }], inExchange: [{ action: 'updated' }] }),
			});
			delegate.company.user('alice').calendar.delete(id, { hard: true });
			expect((await run([], { input: 'changes' })).forSource).toMatchObject([
				{ changeType: 'deleted', externalId: '1' },
			]);
		} finally {
			await closeQuietly(delegate);
		}
	},
);

it.each(['Event 1', 'Own'])(
	'what people change while it cannot be read is told once it can: %s',
	async (subject) => {
		hers().create({ subject: 'Own', start, end });
		const events = [appointment('1', { location: 'Room' })];
		await run(events, { input: 'changes' });
		const { id } = itemOf(subject);
		hers().update(id, { location: 'Hers' });
		hers().poison(id);
		for (let again = 0; again < 2; again++) {
			const { forSource, conflicts } = await run(events, { input: 'changes' });
			expect([...forSource, ...conflicts]).toEqual([]);
		}
		hers().mend(id);
		expect((await run(events, { input: 'changes' })).forSource).toMatchObject([
			{ changeType: 'updated', location: { displayName: 'Hers' } },
		]);
		expect((await run(events, { input: 'changes' })).forSource).toEqual([]);
	},
);

it('reads nothing of a calendar at rest, whatever its size', async () => {
	const day = 86_400_000;
	for (let index = 0; index < 1200; index++) {
		const from = new Date(now.getTime() + (index - 1000) * day);
		hers().create({ subject: `Own ${index}`, body: 'Text', start: from.toISOString() });
	}
	const events = Array.from({ length: 60 }, (_, index) => appointment(`e${index}`));
	calendar.operations();
	const first = await run(events, { input: 'changes' });
	expect(first.forSource.length).toBeGreaterThan(190);
	// Bodies of what lies in the window alone: the rest is looked at without them.
	expect(calendar.operations().filter((name) => name === 'GetItem').length).toBeLessThan(18);
	for (const input of ['changes', 'snapshot'] as const) {
		await run(events, { input });
		calendar.operations();
		const { forSource, inExchange, position } = await run(events, { input });
		expect(forSource).toEqual([]);
		expect(inExchange.every(({ action }) => action === 'unchanged')).toBe(true);
		expect(calendar.operations()).toEqual(['SyncFolderItems']);
		expect((await run(events, { input })).position).toBe(position);
	}
	hers().update(itemOf('Own 1001').id, { location: 'Hers' });
	expect((await run(events)).forSource).toMatchObject([{ subject: 'Own 1001' }]);
	expect(calendar.operations()).toEqual([
		'SyncFolderItems',
		'SyncFolderItems',
		'GetItem',
		'GetItem',
	]);
});
