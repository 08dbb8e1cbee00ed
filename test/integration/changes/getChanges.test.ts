import type { Exchange } from '../../../exchange/connection';
import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import { positionStore } from '../../../exchange/changes/position/store';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { invalidSyncState, itemError, responseError } from '../../exchangeServer/faults';
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

const weekly = () =>
	alice().create({
		subject: 'Jour fixe',
		start: '2026-10-20T10:00',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 1,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 10 },
		},
	});

const operations = (from = 0) => server.requests.slice(from).map(({ operation }) => operation);

describe('changes of a calendar', () => {
	it('report one change when one occurrence of a series is moved', async () => {
		const series = weekly();
		const first = await changesOf();
		expect(first.changes).toHaveLength(9);
		expect(first).toMatchObject({ created: 9, fullSync: true, resynced: false });
		alice().occurrence(series.id, '2026-11-24').move({ start: '2026-11-24T15:00' });
		const { changes, ...position } = await changesOf({ position: first.position });
		expect(changes).toEqual([
			expect.objectContaining({
				changeType: 'updated',
				type: 'exception',
				key: `${series.uid}_2026-11-24T09:00:00Z`,
				seriesMasterId: series.id,
				originalStart: '2026-11-24T09:00:00Z',
				start: { dateTime: '2026-11-24T14:00:00.0000000', timeZone: 'UTC' },
				end: { dateTime: '2026-11-24T15:00:00.0000000', timeZone: 'UTC' },
			}),
		]);
		expect(position).toMatchObject({ created: 0, updated: 1, deleted: 0, fullSync: false });
	});

	it('report one change each when an occurrence is edited and another one cancelled', async () => {
		const series = weekly();
		const { position } = await changesOf();
		alice().occurrence(series.id, '2026-11-24').update({ location: 'Room 3' });
		alice().occurrence(series.id, '2026-12-01').delete();
		const { changes } = await changesOf({ position });
		expect(changes.map(({ changeType, key }) => [changeType, key])).toEqual([
			['updated', `${series.uid}_2026-11-24T09:00:00Z`],
			['deleted', `${series.uid}_2026-12-01T09:00:00Z`],
		]);
		expect(changes[1]).toEqual({
			changeType: 'deleted',
			mailbox: 'alice@enyoi.example',
			syncRun: expect.any(String),
			key: `${series.uid}_2026-12-01T09:00:00Z`,
			uid: `alice@enyoi.example/${series.uid}_2026-12-01T09:00:00Z`,
			iCalUId: series.uid,
			type: 'occurrence',
			seriesMasterId: series.id,
			originalStart: '2026-12-01T09:00:00Z',
			masked: false,
		});
	});

	it('give occurrences the ids that the server knows them by', async () => {
		weekly();
		const { changes } = await changesOf();
		const view = alice().view(new Date('2026-10-23T12:00:00Z'), new Date('2027-11-22T12:00:00Z'));
		expect(changes.map(({ id }) => id)).toEqual(view.map(({ id }) => id));
	});

	it('report an accepted invitation as one update', async () => {
		server.company
			.user('bob')
			.calendar.create({ subject: 'Review', start: '2026-11-25T10:00', attendees: ['alice'] });
		const first = await changesOf();
		expect(first.changes).toMatchObject([
			{ subject: 'Review', responseStatus: { response: 'notResponded' }, isOrganizer: false },
		]);
		alice().respond(alice().items()[0].id, 'Accept');
		const { changes } = await changesOf({ position: first.position });
		expect(changes).toMatchObject([
			{
				changeType: 'updated',
				key: first.changes[0].key,
				responseStatus: { response: 'accepted' },
			},
		]);
	});

	it('cost one request when nothing has changed, and leave the position as it is', async () => {
		weekly();
		alice().create({ subject: 'Dentist', start: '2026-11-30T09:00' });
		const { position } = await changesOf();
		const before = server.requests.length;
		const again = await changesOf({ position, now: new Date(now.getTime() + 3_600_000) });
		expect(operations(before)).toEqual(['SyncFolderItems']);
		expect(again).toMatchObject({ changes: [], position, fullSync: false });
	});

	it('report what enters the window as created, and what leaves it not at all', async () => {
		weekly();
		alice().create({ subject: 'Fair', start: '2026-12-20T09:00' });
		const { position } = await changesOf({ pastDays: 2, futureDays: 10 });
		const later = new Date('2026-12-12T12:00:00Z');
		const { changes } = await changesOf({ position, pastDays: 2, futureDays: 10, now: later });
		expect(
			changes.map(({ changeType, subject, start }) => [changeType, subject, start?.dateTime]),
		).toEqual([
			['created', 'Fair', '2026-12-20T08:00:00.0000000'],
			['created', 'Jour fixe', '2026-12-15T09:00:00.0000000'],
			['created', 'Jour fixe', '2026-12-22T09:00:00.0000000'],
		]);
	});

	describe('go on under other settings', () => {
		const summary = (changes: readonly CalendarChange[]) =>
			changes.map(({ changeType, subject, key }) => [changeType, subject ?? key]);

		it('in a larger window, with what was not told yet', async () => {
			const near = alice().create({ subject: 'Near', start: '2026-11-25T09:00' });
			const gone = alice().create({ subject: 'Gone', start: '2026-11-26T09:00' });
			alice().create({ subject: 'Past', start: '2026-11-12T09:00' });
			alice().create({ subject: 'Far', start: '2026-12-20T09:00' });
			const small = { pastDays: 2, futureDays: 10 };
			const { position } = await changesOf(small);
			alice().update(near.id, { subject: 'Nearer' });
			alice().delete(gone.id);

			const large = { pastDays: 20, futureDays: 60 };
			const second = await changesOf({ ...large, position });
			const third = await changesOf({ ...large, position: second.position });

			expect(summary(second.changes).sort()).toEqual([
				['created', 'Far'],
				['created', 'Past'],
				['deleted', gone.uid],
				['updated', 'Nearer'],
			]);
			expect(second).toMatchObject({ fullSync: true, resynced: true, otherSettings: true });
			expect(third).toMatchObject({ changes: [], fullSync: false });
			expect(third).not.toHaveProperty('otherSettings');
		});

		it('in a smaller window, with what was told and is gone or changed', async () => {
			weekly();
			const gone = alice().create({ subject: 'Gone', start: '2026-12-20T09:00' });
			const past = alice().create({ subject: 'Past', start: '2026-11-12T09:00' });
			const far = alice().create({ subject: 'Far', start: '2026-12-21T09:00' });
			const { position } = await changesOf();
			alice().delete(gone.id);
			alice().delete(past.id);

			const small = { pastDays: 2, futureDays: 10 };
			const second = await changesOf({ ...small, position });
			alice().update(far.id, { subject: 'Farther' });
			const third = await changesOf({ ...small, position: second.position });

			expect(summary(second.changes).sort()).toEqual(
				[
					['deleted', gone.uid],
					['deleted', past.uid],
				].sort(),
			);
			expect(summary(third.changes)).toEqual([['updated', 'Farther']]);
		});

		it('with what was handed out in another window and never confirmed', async () => {
			const gone = alice().create({ subject: 'Gone', start: '2026-12-20T09:00' });
			const parked = await changesOf();
			alice().delete(gone.id);

			const { changes } = await changesOf({ futureDays: 60, unconfirmed: parked.position });

			expect(summary(changes)).toEqual([['deleted', gone.uid]]);
		});

		it('from occurrences to series and back', async () => {
			const series = weekly();
			alice().create({ subject: 'Dentist', start: '2026-11-30T09:00' });
			alice().occurrence(series.id, '2026-11-24').update({ subject: 'Special' });
			const first = await changesOf();
			const second = await changesOf({ expand: 'series', position: first.position });
			const third = await changesOf({ position: second.position });

			const plain = first.changes.filter(({ type }) => type === 'occurrence');
			const keysOf = (changes: readonly CalendarChange[], type: string) =>
				changes.filter(({ changeType }) => changeType === type).map(({ key }) => key);
			expect(plain).toHaveLength(8);
			expect(keysOf(second.changes, 'created')).toEqual([series.uid]);
			expect(keysOf(second.changes, 'deleted')).toEqual(plain.map(({ key }) => key));
			expect(second.updated).toBe(0);
			expect(keysOf(third.changes, 'deleted')).toEqual([series.uid]);
			expect(keysOf(third.changes, 'created')).toEqual(plain.map(({ key }) => key));
			expect(third.updated).toBe(0);
		});
	});

	it('with expand = series, are masters and their exceptions', async () => {
		const series = weekly();
		const first = await changesOf({ expand: 'series' });
		expect(first.changes).toMatchObject([
			{
				changeType: 'created',
				key: series.uid,
				type: 'seriesMaster',
				recurrence: {
					pattern: {
						type: 'weekly',
						interval: 1,
						daysOfWeek: ['tuesday'],
						firstDayOfWeek: 'monday',
					},
					range: {
						type: 'numbered',
						startDate: '2026-10-20',
						numberOfOccurrences: 10,
						recurrenceTimeZone: 'W. Europe Standard Time',
					},
				},
			},
		]);
		alice().occurrence(series.id, '2026-11-24').update({ subject: 'Special' });
		const second = await changesOf({ expand: 'series', position: first.position });
		expect(second.changes).toMatchObject([
			{ changeType: 'created', type: 'exception', subject: 'Special', seriesMasterId: series.id },
		]);
		alice().occurrence(series.id, '2026-12-01').delete();
		const third = await changesOf({ expand: 'series', position: second.position });
		expect(third.changes).toMatchObject([
			{
				changeType: 'updated',
				type: 'seriesMaster',
				cancelledOccurrences: ['2026-12-01T09:00:00Z'],
			},
		]);
	});

	it.each([
		['lost', invalidSyncState()],
		['damaged in what the mailbox store wrote', responseError('ErrorCorruptData')],
	])('are only the true differences after the sync state was %s', async (_, fault) => {
		weekly();
		const dentist = alice().create({ subject: 'Dentist', start: '2026-11-30T09:00' });
		alice().create({ subject: 'Lunch', start: '2026-11-30T12:00' });
		const { position } = await changesOf();
		alice().delete(dentist.id);
		alice().create({ subject: 'New', start: '2026-12-01T12:00' });
		server.faults.add({ operation: 'SyncFolderItems', count: 1, fault });
		const result = await changesOf({ position });
		expect(result).toMatchObject({ resynced: true, fullSync: true, created: 1, deleted: 1 });
		expect(result.changes.map(({ changeType, key }) => [changeType, key]).sort()).toEqual([
			['created', expect.any(String)],
			['deleted', dentist.uid],
		]);
	});

	it('go on without an item that cannot be read, and try it again', async () => {
		const bad = alice().create({ subject: 'Bad', start: '2026-11-30T09:00' });
		alice().create({ subject: 'Good', start: '2026-11-30T12:00' });
		const fault = server.faults.add({
			operation: 'GetItem',
			fault: itemError('ErrorCorruptData', bad.id),
		});
		const first = await changesOf();
		expect(first.changes).toMatchObject([{ subject: 'Good' }]);
		expect(first.unreadable).toEqual([{ id: bad.id, reason: 'ErrorCorruptData' }]);
		const second = await changesOf({ position: first.position });
		expect(second).toMatchObject({ changes: [], unreadable: [{ id: bad.id }] });
		fault.remove();
		const third = await changesOf({ position: second.position });
		expect(third.changes).toMatchObject([{ changeType: 'created', subject: 'Bad' }]);
		expect(third.unreadable).toBeUndefined();
	});

	it.each([
		['mailbox', 'W. Europe Standard Time', '2026-11-30T09:00:00.0000000'],
		['Asia/Tokyo', 'Asia/Tokyo', '2026-11-30T17:00:00.0000000'],
	])('are written in the zone that is asked for: %s', async (timeZone, name, dateTime) => {
		server.company.user('alice').chooseTimeZone('W. Europe Standard Time');
		alice().create({ subject: 'Dentist', start: '2026-11-30T09:00' });
		const { changes } = await changesOf({ timeZone });
		expect(changes[0].start).toEqual({ dateTime, timeZone: name });
	});

	it('name the mailbox that has no zone of its own', async () => {
		await expect(changesOf({ timeZone: 'mailbox' })).rejects.toMatchObject({ field: 'timeZone' });
	});

	it('take back what was delivered, never confirmed and deleted since', async () => {
		const { position } = await changesOf();
		const lunch = alice().create({ subject: 'Lunch', start: '2026-11-30T12:00' });
		const { position: unconfirmed } = await changesOf({ position });
		alice().delete(lunch.id);
		const { changes } = await changesOf({ position, unconfirmed });
		expect(changes).toMatchObject([{ changeType: 'deleted', key: lunch.uid }]);
	});

	it('hide what private appointments say unless told otherwise', async () => {
		alice().create({
			subject: 'Doctor',
			start: '2026-11-30T09:00',
			sensitivity: 'Private',
			location: 'X',
		});
		const { changes } = await changesOf({ privacy: undefined });
		expect(changes).toHaveLength(1);
		expect(changes[0]).toMatchObject({ masked: true, showAs: 'busy', sensitivity: 'private' });
		expect(JSON.stringify(changes)).not.toMatch(/Doctor|"X"|attendees|organizer/);
	});
});

describe('what cannot be done', () => {
	it.each<[string, Partial<GetChangesOptions>, object]>([
		['days below zero', { pastDays: -1 }, { code: 'input', field: 'pastDays' }],
		['half days', { futureDays: 1.5 }, { code: 'input', field: 'futureDays' }],
		[
			'more than two years',
			{ pastDays: 366, futureDays: 365 },
			{ code: 'input', field: 'futureDays' },
		],
		[
			'an unknown zone',
			{ timeZone: 'Mitteleuropäische Zeit' },
			{ code: 'input', field: 'timeZone' },
		],
		[
			'a foreign text as position',
			{ position: 'abc' },
			{ code: 'position', reason: 'notAPosition' },
		],
	])('is refused before anything is sent: %s', async (_, options, error) => {
		await expect(changesOf(options)).rejects.toMatchObject(error);
		expect(server.requests).toEqual([]);
	});

	it('is refused naming what differs: a position of something else', async () => {
		const { position } = await changesOf();
		const before = server.requests.length;
		const refusals: Array<[Partial<GetChangesOptions>, object]> = [
			[
				{ mailbox: 'bob@enyoi.example' },
				{ reason: 'otherMailbox', message: expect.stringMatching(/alice.*bob/) },
			],
			[{ calendar: { id: 'AAA' } }, { reason: 'otherCalendar' }],
			[{ expand: 'series', otherSettings: 'refuse' }, { reason: 'otherExpand' }],
			[
				{ pastDays: 31, otherSettings: 'refuse' },
				{ reason: 'otherWindow', message: expect.stringContaining('pastDays = 30, not 31') },
			],
			[{ position: `${position.slice(0, 40)}x${position.slice(41)}` }, { reason: 'damaged' }],
			[{ position: position.slice(0, -3) }, { reason: 'damaged' }],
		];
		for (const [options, error] of refusals) {
			await expect(changesOf({ position, ...options })).rejects.toMatchObject({
				code: 'position',
				...error,
			});
		}
		expect(server.requests).toHaveLength(before);
	});

	it('names a folder that is no calendar, and one that does not exist', async () => {
		const inbox = server.company.user('alice').mailbox.distinguished.get('inbox')!;
		await expect(changesOf({ calendar: { id: inbox.id } })).rejects.toMatchObject({
			code: 'input',
			field: 'calendar',
		});
		await expect(changesOf({ calendar: { id: 'AAMkAD' } })).rejects.toMatchObject({
			details: { responseCode: expect.stringMatching(/^Error/) },
		});
	});

	it('stops soon when it is cancelled', async () => {
		alice().create({ subject: 'Dentist', start: '2026-11-30T09:00' });
		await expect(changesOf({ signal: AbortSignal.abort() })).rejects.toBeDefined();
		expect(server.requests).toEqual([]);
	});
});

describe('positions kept in a mailbox', () => {
	const stores = [
		['mailbox', 64 * 1024],
		['serviceMailbox', 64 * 1024],
		['mailbox', 200],
	] as const;

	it.each(stores)('count once confirmed: %s, parts of %i bytes', async (kind, partSize) => {
		const open = () =>
			positionStore(exchange, {
				kind,
				mailbox: 'alice@enyoi.example',
				name: 'Wörkflow/1',
				partSize,
			});
		const long = (text: string) => text.repeat(300);
		const store = open();
		expect(await store.read()).toBeUndefined();
		expect(await store.confirm('run 1')).toBe(false);
		await store.write(long('a'));
		expect(await open().read()).toBe(long('a'));
		await store.park(long('b'), 'run 2');
		expect(await open().read()).toBe(long('a'));
		expect(await open().unconfirmed()).toEqual([long('b')]);
		expect(await open().confirm('run 1')).toBe(false);
		expect(await open().confirm('run 2')).toBe(true);
		expect(await open().confirm('run 2')).toBe(true);
		expect(await open().read()).toBe(long('b'));
		expect(await open().unconfirmed()).toEqual([]);
		const items = server.company.people
			.flatMap(({ mailbox }) => [...mailbox.folders.values()])
			.flatMap((folder) => [...(folder.configurations?.keys() ?? [])]);
		// The pointer and the last generations; and two sets of two items, each with its slot: the
		// one that it refers to, and the one before it.
		expect(items.length).toBe(partSize === 200 ? 10 : 4);
	});

	it.each(['refused', 'bothCreated'] as const)(
		'are those of one run when several write at the same moment, and of the others nothing is lost (%s)',
		async (configurationTwice) => {
			await connected.close();
			connected = await startConnected({ now: () => now, behaviours: { configurationTwice } });
			({ server, exchange } = connected);
			const open = () =>
				positionStore(exchange, { kind: 'mailbox', mailbox: 'alice@enyoi.example', name: 'n' });
			for (const round of ['first', 'later']) {
				const positions = ['1', '2', '3'].map((one) => `${round} ${one}`);
				const stores = positions.map(() => open());
				for (const store of stores) await store.read();
				const outcomes = await Promise.allSettled(
					stores.map(async (store, n) => await store.write(positions[n])),
				);
				const kept = positions.filter((_, n) => outcomes[n].status === 'fulfilled');
				expect(kept).toHaveLength(1);
				expect(await open().read()).toBe(kept[0]);
				expect((await open().unconfirmed()).toSorted()).toEqual(
					positions.filter((one) => one !== kept[0]),
				);
			}
		},
	);

	it('tell when two runs use one name at the same time', async () => {
		const open = () =>
			positionStore(exchange, { kind: 'mailbox', mailbox: 'alice@enyoi.example', name: 'n' });
		const [one, other] = [open(), open()];
		await one.read();
		await other.read();
		await one.write('1');
		await expect(other.write('2')).rejects.toMatchObject({
			code: 'conflict',
			field: 'positionName',
		});
		expect(await open().read()).toBe('1');
	});
});
