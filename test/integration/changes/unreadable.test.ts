import type { Exchange } from '../../../exchange/connection';
import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { invalidSyncState, itemError } from '../../exchangeServer/faults';
import { type ExchangeServer } from '../../exchangeServer';
import { changesIn } from '../../support/changesIn';
import { startConnected, type Connected } from '../../support/startConnected';

const now = new Date('2026-11-22T12:00:00Z');
let connected: Connected;
let server: ExchangeServer;
let exchange: Exchange;

beforeEach(async () => {
	connected = await startConnected({ now: () => now });
	({ server, exchange } = connected);
});

afterEach(async () => {
	await connected.close();
});

const alice = () => server.company.user('alice').calendar;

const changesOf = async (options: Partial<GetChangesOptions> = {}) =>
	await changesIn(exchange, { now, ...options });

const short = ({ changes }: { changes: CalendarChange[] }) =>
	changes.map(({ changeType, subject, key }) => `${changeType} ${subject ?? key}`);

const weekly = (numberOfOccurrences = 2) =>
	alice().create({
		subject: 'Jour fixe',
		start: '2026-11-24T10:00',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 1,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences },
		},
	});

/** Until it is removed, the server refuses to return that item. */
const refuse = ({ id }: { id: string }, code = 'ErrorRecurrenceHasNoOccurrence') =>
	server.faults.add({ operation: 'GetItem', fault: itemError(code, id) });

describe('a series that is refused with a code about its recurrence', () => {
	it('is named, and told once it can be read', async () => {
		const series = weekly();
		const refusal = refuse(series);
		const first = await changesOf();
		expect(first).toMatchObject({
			changes: [],
			unreadable: [{ id: series.id, reason: 'ErrorRecurrenceHasNoOccurrence' }],
		});
		refusal.remove();
		const second = await changesOf({ position: first.position });
		expect(short(second)).toEqual(['created Jour fixe', 'created Jour fixe']);
	});

	it('has none of its occurrences deleted when everything is listed anew', async () => {
		const series = weekly();
		const { position } = await changesOf();
		refuse(series);
		server.faults.add({ operation: 'SyncFolderItems', count: 1, fault: invalidSyncState() });
		const { changes, unreadable } = await changesOf({ position });
		expect(changes).toEqual([]);
		expect(unreadable).toMatchObject([{ id: series.id }]);
	});

	it('has what was deleted of it told once it can be read', async () => {
		const series = weekly();
		const first = await changesOf();
		alice().occurrence(series.id, '2026-11-24').delete();
		const refusal = refuse(series);
		const second = await changesOf({ position: first.position });
		expect(second.changes).toEqual([]);
		refusal.remove();
		const third = await changesOf({ position: second.position });
		expect(third.changes).toMatchObject([{ changeType: 'deleted' }]);
	});
});

describe('an exception that can not be read in one run', () => {
	/** The exceptions of a series are read after it. */
	const refuseException = () =>
		server.faults.add({
			operation: 'GetItem',
			after: 1,
			count: 1,
			fault: itemError('ErrorCorruptData', 0),
		});

	it('is not told with the words of its series', async () => {
		const series = weekly(5);
		const exception = alice().occurrence(series.id, '2026-12-01');
		exception.update({ subject: 'With the board', location: 'Room 3' });
		const first = await changesOf();
		expect(short(first)).toContain('created With the board');
		alice().occurrence(series.id, '2026-12-08').delete();
		refuseException();
		const second = await changesOf({ position: first.position });
		expect(second).toMatchObject({
			changes: [{ changeType: 'deleted', originalStart: '2026-12-08T09:00:00Z' }],
			unreadable: [{ id: series.id, reason: 'ErrorCorruptData' }],
		});
		expect((await changesOf({ position: second.position })).changes).toEqual([]);
	});

	it('is told once it can be read when it was moved meanwhile', async () => {
		const series = weekly(5);
		const exception = alice().occurrence(series.id, '2026-12-01');
		exception.update({ subject: 'With the board' });
		const first = await changesOf();
		exception.move({ start: '2026-12-01T15:00' });
		refuseException();
		const second = await changesOf({ position: first.position });
		expect(second.changes).toEqual([]);
		const third = await changesOf({ position: second.position });
		expect(third.changes).toMatchObject([
			{
				changeType: 'updated',
				subject: 'With the board',
				start: { dateTime: '2026-12-01T14:00:00.0000000' },
			},
		]);
	});

	it('has its new time told when it said what its series says', async () => {
		const series = weekly(5);
		const first = await changesOf();
		alice().occurrence(series.id, '2026-12-01').move({ start: '2026-12-01T15:00' });
		refuseException();
		const { changes } = await changesOf({ position: first.position });
		expect(changes).toMatchObject([
			{
				changeType: 'updated',
				subject: 'Jour fixe',
				start: { dateTime: '2026-12-01T14:00:00.0000000' },
			},
		]);
	});
});

describe('an exception that can never be read', () => {
	it('has its new time told with the words of its series when it is given up', async () => {
		const series = weekly(5);
		const exception = alice().occurrence(series.id, '2026-12-01');
		exception.update({ subject: 'With the board' });
		let { position } = await changesOf();
		exception.move({ start: '2026-12-01T15:00' });
		refuse({ id: exception.id! }, 'ErrorCorruptData');
		const told: object[] = [];
		const named: boolean[] = [];
		for (let run = 1; run <= 22; run++) {
			const next = await changesOf({ position });
			({ position } = next);
			named.push(next.unreadable !== undefined);
			told.push(...next.changes.map((change) => ({ run, ...change })));
		}
		expect(told).toMatchObject([
			{
				run: 20,
				changeType: 'updated',
				subject: 'Jour fixe',
				start: { dateTime: '2026-12-01T14:00:00.0000000' },
			},
		]);
		expect(told).toHaveLength(1);
		expect(named).toEqual([...Array<boolean>(19).fill(true), false, false, false]);
	});
});

describe('what enters the window and can not be read', () => {
	const inDays = (days: number, position?: string) =>
		changesOf({
			pastDays: 7,
			futureDays: 7,
			position,
			now: new Date(now.getTime() + days * 86_400_000),
		});

	const refuseFirst = () =>
		server.faults.add({ operation: 'GetItem', fault: itemError('ErrorCorruptData', 0) });

	it('is named, and told once it can be read: an appointment', async () => {
		const far = alice().create({ subject: 'Far', start: '2026-12-01T09:00' });
		const first = await inDays(0);
		const refusal = refuse(far, 'ErrorCorruptData');
		const second = await inDays(3, first.position);
		const named = { changes: [], unreadable: [{ id: far.id, reason: 'ErrorCorruptData' }] };
		expect(second).toMatchObject(named);
		const third = await inDays(3, second.position);
		expect(third).toMatchObject(named);
		refusal.remove();
		const fourth = await inDays(3, third.position);
		expect(short(fourth)).toEqual(['created Far']);
		expect(fourth.unreadable).toBeUndefined();
	});

	it('is named, and told once it can be read: a series', async () => {
		const series = weekly(2);
		const first = await inDays(0);
		expect(short(first)).toEqual(['created Jour fixe']);
		const refusal = refuseFirst();
		const second = await inDays(3, first.position);
		expect(second).toMatchObject({
			changes: [],
			unreadable: [{ id: expect.any(String), reason: 'ErrorCorruptData' }],
		});
		const { id } = second.unreadable![0];
		expect(id).not.toBe(series.id);
		refusal.remove();
		const third = await inDays(3, second.position);
		expect(third.changes).toMatchObject([{ changeType: 'created', id }]);
		expect(third.unreadable).toBeUndefined();
	});

	it('is named once when it was changed as well', async () => {
		const series = weekly(2);
		const first = await inDays(0);
		alice().update(series.id, { subject: 'Changed' });
		refuseFirst();
		const second = await inDays(3, first.position);
		expect(second.unreadable).toEqual([{ id: series.id, reason: 'ErrorCorruptData' }]);
	});
});

it.each(['ErrorItemCorrupt', 'ErrorItemNotFound'])(
	'an item that failed with %s and is gone when everything is listed anew is told as deleted',
	async (code) => {
		const item = alice().create({ subject: 'Plan', start: '2026-11-24T10:00' });
		alice().create({ subject: 'Other', start: '2026-11-24T12:00' });
		const first = await changesOf();
		alice().update(item.id, { subject: 'Changed' });
		const refusal = refuse(item, code);
		const second = await changesOf({ position: first.position });
		expect(second.unreadable).toEqual([{ id: item.id, reason: code }]);
		refusal.remove();
		alice().delete(item.id, { hard: true });
		server.faults.add({ operation: 'SyncFolderItems', count: 1, fault: invalidSyncState() });
		const third = await changesOf({ position: second.position });
		expect(third.changes).toMatchObject([{ changeType: 'deleted' }]);
		expect(third.unreadable).toBeUndefined();
	},
);
