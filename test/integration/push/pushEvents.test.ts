import { pushEvents } from '../../../exchange/push/pushEvents';
import { resetAfterRunning, resetBeforeRunning, truncatedBody } from '../../exchangeServer/faults';
import { TooManyDeletions } from '../../../exchange/push/plan/deletionGuard';
import { appointment, closeQuietly, mailbox, startCalendar, type TestCalendar } from './calendar';

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(() => new Date('2026-11-23T10:00:00Z'));
});
afterEach(async () => await closeQuietly(calendar));

const now = new Date('2026-11-23T10:00:00Z');
const actions = (results: Array<{ action: string }>) => results.map(({ action }) => action);

describe('upsert', () => {
	it('creates once, then writes nothing', async () => {
		// What was written stands as the answer said.
		Object.assign(calendar.server.behaviours, { textBodies: 'kept', changeKeys: 'stable' });
		const [created] = await calendar.push([appointment('1', { body: '<b>plain</b>' })]);
		expect(created).toMatchObject({ action: 'created', externalId: '1', input: 0 });
		expect(calendar.items()).toEqual([
			expect.objectContaining({
				id: created.id,
				changeKey: created.changeKey,
				uid: created.iCalUId,
				subject: 'Event 1',
				start: new Date('2026-11-25T08:00:00Z'),
				startTimeZone: 'W. Europe Standard Time',
				body: { type: 'Text', text: '<b>plain</b>' },
			}),
		]);
		calendar.operations();
		const again = await calendar.push([appointment('1', { body: '<b>plain</b>' })]);
		expect(actions(again)).toEqual(['unchanged']);
		expect(calendar.operations()).toEqual(['FindItem', 'GetItem']);
	});

	it('tells the days of an all-day event, of what it writes and of what is there', async () => {
		const days = { start: '2026-12-07', end: '2026-12-08' };
		const leave = { externalId: '1', subject: 'Leave', ...days, isAllDay: true };
		const inBerlin = { now, timeZone: 'Europe/Berlin' };
		for (const action of ['created', 'unchanged']) {
			expect(await calendar.push([leave], inBerlin)).toMatchObject([{ action, ...days }]);
		}
		expect(await calendar.push([leave], { ...inBerlin, action: 'delete' })).toMatchObject([
			{ action: 'deleted', ...days },
		]);
	});

	it('writes only what differs, and leaves what people changed', async () => {
		await calendar.push([appointment('1', { location: 'Room 1' })]);
		const [{ id }] = calendar.items();
		calendar.company.user('alice').calendar.update(id, {
			categories: ['Mine'],
			location: 'My desk',
			body: 'notes',
		});
		const results = await calendar.push([
			appointment('1', { location: 'Room 1', subject: 'Renamed' }),
		]);
		expect(results).toMatchObject([
			{ action: 'updated', reason: 'changedInSource', iCalUId: calendar.items()[0].uid },
		]);
		expect(calendar.items()).toEqual([
			expect.objectContaining({ subject: 'Renamed', location: 'My desk', categories: ['Mine'] }),
		]);
		const report = { conflictPolicy: 'report' as const };
		const conflict = await calendar.push([appointment('1', { location: 'Room 2' })], report);
		expect(conflict).toMatchObject([
			{
				action: 'conflict',
				fields: ['location'],
				inSource: { location: { displayName: 'Room 2' } },
				inExchange: { location: { displayName: 'My desk' } },
			},
		]);
		expect(
			await calendar.push([appointment('1', { location: 'Room 2', subject: 'Renamed' })], {
				conflictPolicy: 'sourceWins',
			}),
		).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()[0].location).toBe('Room 2');
	});

	it('makes a series with moved and cancelled occurrences, once', async () => {
		const series = appointment('s', {
			rrule: 'FREQ=WEEKLY;COUNT=5;BYDAY=WE\nEXDATE;TZID=Europe/Berlin:20261202T090000',
			exceptions: [
				{
					originalStart: '2026-12-09T09:00:00+01:00',
					start: { dateTime: '2026-12-09T14:00:00', timeZone: 'Europe/Berlin' },
					subject: 'Later',
				},
			],
		});
		expect(await calendar.push([series])).toMatchObject([{ action: 'created' }]);
		const [master] = calendar.items();
		expect([...master.deletedOccurrences]).toEqual([Date.parse('2026-12-02T08:00:00Z')]);
		expect([...master.exceptions.values()]).toEqual([
			expect.objectContaining({ start: new Date('2026-12-09T13:00:00Z'), subject: 'Later' }),
		]);
		calendar.operations();
		expect(await calendar.push([series])).toMatchObject([{ action: 'unchanged' }]);
		// The links, the series, and what its moved occurrence holds.
		expect(calendar.operations()).toEqual(['FindItem', 'GetItem', 'GetItem']);
		const single = await calendar.push([appointment('s')]);
		expect(single).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()[0].recurrence).toBeUndefined();
		expect(await calendar.push([appointment('s')])).toMatchObject([{ action: 'unchanged' }]);
	});

	it('needs at most 50 requests for 1000 new events, read back', async () => {
		const events = Array.from({ length: 1000 }, (_, index) => appointment(String(index)));
		const results = await calendar.push(events);
		expect(new Set(actions(results))).toEqual(new Set(['created']));
		expect(calendar.items()).toHaveLength(1000);
		expect(
			calendar.server.requests.filter(({ status }) => status === 200).length,
		).toBeLessThanOrEqual(50);
	});

	it('refuses bad inputs one by one', async () => {
		const results = await calendar.push([
			appointment('ok'),
			appointment('end', { end: '2026-11-24T09:00:00Z' }),
			appointment('zone', { start: { dateTime: '2026-11-25T09:00:00', timeZone: 'Mars/Base' } }),
			appointment('rule', { rrule: 'FREQ=SECONDLY' }),
			appointment('never', { rrule: 'FREQ=DAILY;UNTIL=20200101' }),
			appointment('long', { subject: 'x'.repeat(256) }),
			appointment('control', { location: 'a\u0007b' }),
			appointment('half', { body: '\ud800' }),
			appointment('twice'),
			appointment('twice'),
			appointment(''),
			{ ...appointment('file'), attachments: [{}] } as never,
		]);
		expect(
			results
				.sort((a, b) => a.input! - b.input!)
				.map(({ action, error }) => [action, error?.field]),
		).toEqual([
			['created', undefined],
			['failed', 'end'],
			['failed', 'start.timeZone'],
			['failed', 'rrule'],
			['failed', 'recurrence'],
			['failed', 'subject'],
			['failed', 'location'],
			['failed', 'body.content'],
			['failed', 'externalId'],
			['failed', 'externalId'],
			['failed', 'externalId'],
			['failed', 'attachments'],
		]);
		expect(calendar.items()).toHaveLength(1);
	});

	it('quarantines an item that was copied with its UID, and changed', async () => {
		await calendar.push([appointment('1'), appointment('2')]);
		const { calendar: hers } = calendar.company.user('alice');
		const original = calendar.items().find(({ subject }) => subject === 'Event 1')!;
		hers.update(hers.copy(original.id).id, { subject: 'Copy' });
		const results = await calendar.push([
			appointment('1', { subject: 'New 1' }),
			appointment('2', { subject: 'New 2' }),
		]);
		expect(results).toMatchObject([
			{ action: 'conflict', reason: 'duplicateLink' },
			{ action: 'updated' },
		]);
	});
});

describe('meetings', () => {
	const attendees = [{ emailAddress: { address: 'bob@enyoi.example' } }];
	const bobs = () => calendar.company.user('bob').calendar.items();

	it('writes no attendees and mails nobody unless that is chosen', async () => {
		await calendar.push([appointment('1', { attendees })]);
		await calendar.push([appointment('1', { attendees, location: 'Room' })]);
		expect(calendar.items()).toEqual([expect.objectContaining({ attendees: [] })]);
		await calendar.push([appointment('1', { attendees })], { action: 'delete' });
		expect(calendar.server.outbox).toEqual([]);
	});

	it('invites, and cancels, when that is chosen', async () => {
		const all = { sendInvitations: 'all' as const };
		const made = await calendar.push([appointment('1', { attendees })], all);
		expect(made).toMatchObject([{ action: 'created' }]);
		expect(calendar.server.outbox).toHaveLength(1);
		expect(bobs()).toHaveLength(1);
		expect(await calendar.push([appointment('1', { attendees })], all)).toMatchObject([
			{ action: 'unchanged' },
		]);
		const alone = await calendar.push([appointment('1', { attendees: [] })], all);
		expect(alone).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()[0].attendees).toEqual([]);
		calendar.server.outbox.length = 0;
	});

	it('never touches meetings of somebody else unless that is chosen', async () => {
		const item = calendar.company
			.user('alice')
			.calendar.create({ subject: 'Event 1', start: '2026-11-25T08:00:00Z' });
		Object.assign(item, { isMeeting: true, myResponseType: 'Accept' });
		const linked = [appointment('1', { id: item.id })];
		expect(await calendar.push(linked, { allowAttendeeCopies: true })).toMatchObject([
			{ reason: 'givenItem' },
		]);
		const changed = [appointment('1', { location: 'Room' })];
		expect(await calendar.push(changed)).toMatchObject([
			{ action: 'skipped', reason: 'attendeeCopy' },
		]);
		expect(await calendar.push(changed, { action: 'delete' })).toMatchObject([
			{ action: 'skipped', reason: 'attendeeCopy' },
		]);
		expect(await calendar.push(changed, { allowAttendeeCopies: true })).toMatchObject([
			{ action: 'updated' },
		]);
	});
});

describe('deletions', () => {
	it('deletes only what is linked, to Deleted Items', async () => {
		calendar.company
			.user('alice')
			.calendar.create({ subject: 'Own', start: '2026-11-25T12:00:00Z' });
		await calendar.push([appointment('1'), appointment('2')]);
		const results = await calendar.push([{ externalId: '1' }, { externalId: 'none' }], {
			action: 'delete',
		});
		expect(results.map(({ action, reason }) => [action, reason]).sort()).toEqual([
			['deleted', 'deletedInSource'],
			['skipped', 'notLinked'],
		]);
		expect(
			calendar
				.items()
				.map(({ subject }) => subject)
				.sort(),
		).toEqual(['Event 2', 'Own']);
		expect(calendar.company.user('alice').itemsIn('deleteditems')).toHaveLength(1);
	});

	it('deletes what a snapshot has no more, and stops before too many', async () => {
		const events = Array.from({ length: 20 }, (_, index) => appointment(String(index)));
		const past = appointment('past', { start: '2026-01-01', end: '2026-01-02' });
		await calendar.push([...events, past], { timeZone: 'Europe/Berlin' });
		await calendar.push([appointment('1')], { source: 'crm' });
		calendar.operations();
		await expect(calendar.push(events.slice(6), { action: 'snapshot', now })).rejects.toMatchObject(
			{
				allowed: 5,
				wouldDelete: expect.arrayContaining([expect.objectContaining({ externalId: '3' })]),
			},
		);
		await expect(calendar.push([], { action: 'snapshot', now })).rejects.toThrow(/empty/);
		expect(calendar.operations()).not.toContain('DeleteItem');
		const results = await calendar.push(events.slice(5), { action: 'snapshot', now });
		expect(results.filter(({ action }) => action === 'deleted')).toHaveLength(5);
		expect(calendar.items()).toHaveLength(17);
		const all = await calendar.push([], {
			action: 'snapshot',
			now,
			allowEmptySnapshot: true,
			maxDeletes: '100%',
		});
		expect(actions(all)).toEqual(Array(15).fill('deleted'));
		expect(calendar.items()).toHaveLength(2);
	});

	it('is a TooManyDeletions with the events by name', async () => {
		await calendar.push([appointment('1')]);
		const running = calendar.push([{ externalId: '1' }], { action: 'delete', maxDeletes: 0 });
		await expect(running).rejects.toBeInstanceOf(TooManyDeletions);
		await expect(running).rejects.toThrow('Event 1');
	});
});

describe('lost answers and interruptions', () => {
	it.each([
		['a reset after the write', resetAfterRunning],
		['a reset before the write', resetBeforeRunning],
		['half an answer', truncatedBody],
	])('makes no duplicates after %s', async (_, fault) => {
		const events = Array.from({ length: 120 }, (__, index) => appointment(String(index)));
		calendar.server.faults.add({ fault: fault(), operation: 'CreateItem', count: 1, after: 1 });
		const results = await calendar.push(events);
		expect(actions(results)).toEqual(Array(120).fill('created'));
		expect(new Set(results.map(({ externalId }) => externalId)).size).toBe(120);
		expect(calendar.items()).toHaveLength(120);
		const uids = new Map(calendar.items().map(({ id, uid }) => [id, uid]));
		for (const { id = '', iCalUId } of results) expect(iCalUId).toBe(uids.get(id));
		calendar.server.faults.add({ fault: fault(), operation: 'UpdateItem', count: 1 });
		const changed = events.map((event) => ({ ...event, location: 'Room' }));
		expect(actions(await calendar.push(changed))).toEqual(Array(120).fill('updated'));
		calendar.server.faults.add({ fault: fault(), operation: 'DeleteItem', count: 1 });
		const gone = await calendar.push(changed, { action: 'delete', maxDeletes: '100%' });
		expect(actions(gone)).toEqual(Array(120).fill('deleted'));
		expect(calendar.items()).toEqual([]);
	});

	it('has each event once after being killed at any point', async () => {
		const events = Array.from({ length: 200 }, (_, index) =>
			appointment(String(index), {
				...(index % 40 === 0 && {
					rrule: 'FREQ=DAILY;COUNT=4',
					exceptions: [{ originalStart: '2026-11-26T09:00:00+01:00', isCancelled: true }],
				}),
			}),
		);
		for (const stopAfter of [0, 1, 49, 50, 120, 180]) {
			let left = stopAfter;
			const running = pushEvents(calendar.exchange, { mailbox, source: 'hr' }, events);
			const closing = calendar.exchange;
			try {
				for await (const { action } of running) if (action === 'failed' || left-- <= 0) break;
			} finally {
				await closing.close();
				calendar.reconnect();
			}
			calendar.company
				.user('alice')
				.calendar.create({ subject: 'Own', start: '2026-11-26T12:00:00Z' });
		}
		for (const stopAfterMs of [20, 60, 120, 300]) {
			const changed = events.map((event) => ({ ...event, location: `Room ${stopAfterMs}` }));
			const signal = AbortSignal.timeout(stopAfterMs);
			await calendar.push(changed, { signal }).catch(() => undefined);
		}
		const results = await calendar.push(events.map((event) => ({ ...event, location: 'Room' })));
		expect(results).toHaveLength(200);
		expect(actions(results)).not.toContain('failed');
		const linked = calendar.items().filter(({ subject }) => subject !== 'Own');
		expect(linked).toHaveLength(200);
		expect(linked.filter(({ deletedOccurrences }) => deletedOccurrences.size === 1)).toHaveLength(
			5,
		);
		const again = await calendar.push(events.map((event) => ({ ...event, location: 'Room' })));
		expect(new Set(actions(again))).toEqual(new Set(['unchanged']));
	});
});
