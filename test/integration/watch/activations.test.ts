import type { CalendarChange } from '../../../exchange/calendar/event';
import { getChanges } from '../../../exchange/changes/getChanges';
import { positionStore } from '../../../exchange/changes/position/store';
import { movedLately, responseError } from '../../exchangeServer/faults';
import type { WatchedMoment } from '../../../exchange/watch/watchedEvent';
import { WatchedDays } from '../../support/watch/watchedDays';

/** What a watch that is activated finds, and what it finds where it goes on. */

const alice = 'alice@enyoi.example';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let days: WatchedDays;

jest.setTimeout(60_000);
beforeEach(async () => {
	days = await WatchedDays.begin();
});
afterEach(async () => {
	await days.end();
});

it('a series that was called off before is not called off again each day', async () => {
	const his = days.calendarOf('bob');
	const standup = his.create({
		subject: 'Standup',
		start: '2026-11-25T09:00:00Z',
		attendees: [alice],
		recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
	});
	his.delete(standup.id);
	await days.watch({ triggerOn: ['created', 'cancelled'], futureDays: 5, pastDays: 0 });
	for (let passed = 0; passed < 3; passed++) {
		jest.setSystemTime(Date.now() + day);
		await days.pass(20 * minute);
	}
	expect(days.told.length).toBeGreaterThan(0);
	for (const one of days.told) expect(one).toMatch(/^created Canceled: Standup/);
});

it('moments of a mailbox that is full are told, and that it is', async () => {
	days.calendarOf('alice').create({ subject: 'Soon', start: '2026-11-24T09:00:00Z' });
	days.connected.server.faults.add({
		fault: responseError('ErrorQuotaExceeded'),
		operation: ['CreateUserConfiguration', 'UpdateUserConfiguration'],
	});
	await days.watch({ triggerOn: ['startsSoon', 'started'] });
	days.calendarOf('alice').create({ subject: 'Later', start: '2026-11-24T09:30:00Z' });
	await days.pass(2 * hour);
	expect(days.told).toEqual([
		'startsSoon Soon 2026-11-24T09:00',
		'started Soon 2026-11-24T09:00',
		'startsSoon Later 2026-11-24T09:30',
		'started Later 2026-11-24T09:30',
	]);
	expect(days.problems).toHaveLength(1);
});

it('another place for the position misses nothing, neither changes nor moments', async () => {
	days.calendarOf('alice').create({ subject: 'Known', start: '2026-11-24T08:50:00Z' });
	const options = { triggerOn: ['created', 'started'] } as const;
	const end = await days.watch(options);
	await days.pass(20 * minute);
	await end();
	await days.pass(hour);
	days.calendarOf('alice').create({ subject: 'Meanwhile', start: '2026-11-26T09:00:00Z' });
	const endAgain = await days.watch({ ...options, positionStore: 'serviceMailbox' });
	await days.pass(20 * minute);
	await endAgain();
	await days.watch({ ...options, positionStore: 'serviceMailbox' });
	expect(days.told.sort()).toEqual([
		'created Meanwhile 2026-11-26T09:00',
		'started Known 2026-11-24T08:50',
	]);
});

it.each([
	['mailbox', 'serviceMailbox'],
	['serviceMailbox', 'mailbox'],
] as const)('who comes back to the %s goes on where that was', async (first, second) => {
	const start = '2026-11-26T09:00:00Z';
	await (
		await days.watch({ positionStore: first })
	)();
	const end = await days.watch({ positionStore: second });
	days.calendarOf('alice').create({ subject: 'Meanwhile', start });
	await days.pass(10 * minute);
	await end();
	const endAgain = await days.watch({ positionStore: first });
	const again = Array<string>(2).fill('created Meanwhile 2026-11-26T09:00');
	expect(days.told).toEqual(again);
	await endAgain();
	await days.watch({ positionStore: first });
	expect(days.told).toEqual(again);
});

it('a damaged position beside the calendar counts as none in the other place', async () => {
	const note = jest.fn<void, [string]>();
	const place = { kind: 'mailbox', mailbox: alice, name: 'test' } as const;
	await positionStore(days.connected.exchange, place).write('v1.damaged');
	await days.watch({ positionStore: 'serviceMailbox', note });
	days.calendarOf('alice').create({ subject: 'Told', start: '2026-11-26T09:00:00Z' });
	await days.pass(20 * minute);
	expect([days.told, days.problems]).toEqual([['created Told 2026-11-26T09:00'], []]);
	expect(note).toHaveBeenCalledTimes(1);
});

it('a mailbox that was moved lately keeps its position, though the server calls it an object that it does not find', async () => {
	const options = { triggerOn: ['created', 'started'] } as const;
	const end = await days.watch(options);
	await end();
	days.calendarOf('alice').create({ subject: 'Meanwhile', start: '2026-11-24T08:01:30Z' });
	const { faults } = days.connected.server;
	// One of several servers still looks for it where it was.
	const moved = faults.add({ fault: movedLately(), operation: 'GetUserConfiguration' });
	await days.watch(options);
	await days.pass(10 * minute);
	expect([days.told, moved.fired > 0]).toEqual([[], true]);
	moved.remove();
	await days.pass(10 * minute);
	expect(days.told.sort()).toEqual([
		'created Meanwhile 2026-11-24T08:01',
		'started Meanwhile 2026-11-24T08:01',
	]);
});

it('a position that could not be written is written with the next reading: a restart tells nothing twice', async () => {
	const end = await days.watch();
	await days.pass(2 * minute);
	days.connected.server.faults.add({
		fault: responseError('ErrorQuotaExceeded'),
		operation: ['CreateUserConfiguration', 'UpdateUserConfiguration'],
		count: 1,
	});
	days.calendarOf('alice').create({ subject: 'Once', start: '2026-11-26T09:00:00Z' });
	await days.pass(5 * minute);
	await end();
	await days.watch();
	await days.pass(20 * minute);
	expect(days.told).toEqual(['created Once 2026-11-26T09:00']);
});

it('a damaged position is told with what helps', async () => {
	const place = { kind: 'mailbox', mailbox: alice, name: 'test' } as const;
	await positionStore(days.connected.exchange, place).write('v1.damaged');
	await days.watch();
	expect(days.events).toHaveLength(1);
	expect(days.events[0]).toMatchObject({
		error: {
			code: 'position',
			message: expect.stringContaining(alice),
			remedy: expect.stringContaining('another position name'),
		},
	});
});

it('a calendar beside which nothing may be read begins in the other place', async () => {
	const note = jest.fn<void, [string]>();
	days.connected.server.faults.add({
		fault: responseError('ErrorAccessDenied'),
		operation: 'GetUserConfiguration',
		mailbox: alice,
	});
	await days.watch({ positionStore: 'serviceMailbox', note });
	days.calendarOf('alice').create({ subject: 'Told', start: '2026-11-26T09:00:00Z' });
	await days.pass(20 * minute);
	expect(days.told).toEqual(['created Told 2026-11-26T09:00']);
	expect(days.problems).toEqual([]);
});

it('a member of a group that is new in the service mailbox, as under another address, begins anew, which is said', async () => {
	const { company } = days.connected;
	const members = [alice];
	company.addGroup({ displayName: 'Staff', smtpAddress: 'staff@enyoi.example', members });
	const notes: string[] = [];
	const options = {
		mailboxes: undefined,
		group: 'staff@enyoi.example',
		positionStore: 'serviceMailbox',
		note: (words: string) => void notes.push(words),
	} as const;
	const end = await days.watch(options);
	await end();
	await (
		await days.watch(options)
	)();
	expect(notes).toHaveLength(1);
	members[0] = 'bob@enyoi.example';
	await days.watch(options);
	expect(notes[1]).toBe(
		"Nothing is remembered of bob@enyoi.example in the service account's own mailbox: what changes from now on is told, and nothing of before",
	);
	expect(days.told).toEqual([]);
});

it('what changes before a mailbox is first read is not told, and it is said since when it is', async () => {
	const notes: string[] = [];
	days.time.failure = () => new Error('away');
	await days.watch({ note: (words) => void notes.push(words) });
	await days.pass(10 * minute);
	days.calendarOf('alice').create({ subject: 'Before', start: '2026-11-26T09:00:00Z' });
	expect([days.events.at(-1), notes]).toMatchObject([{ kind: 'problem', isUnread: true }, []]);
	days.time.failure = undefined;
	await days.pass(20 * minute);
	days.calendarOf('alice').create({ subject: 'After', start: '2026-11-26T10:00:00Z' });
	await days.pass(20 * minute);
	expect(days.told).toEqual(['created After 2026-11-26T10:00']);
	expect(notes).toEqual([
		'Nothing is remembered of alice@enyoi.example beside its calendar: what changes from now on is told, and nothing of before',
	]);
});

it('moments of a series have the shape of its changes', async () => {
	const hers = days.calendarOf('alice');
	const series = hers.create({
		subject: 'Series',
		start: '2026-11-24T09:00:00Z',
		recurrence: {
			pattern: { type: 'DailyRecurrence', interval: 1 },
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
		},
	});
	hers.occurrence(series.id, 2).move({ start: '2026-11-24T11:00:00Z' });
	const changes = new Map<string, CalendarChange>();
	for await (const change of getChanges(days.connected.exchange, { mailbox: alice })) {
		changes.set(change.key, change);
	}
	await days.watch({ triggerOn: ['started'] });
	await days.pass(4 * hour);
	expect(days.told).toHaveLength(2);
	for (const event of days.events) {
		const { kind, dueAt, ...moment } = event as WatchedMoment;
		expect([kind, dueAt]).toEqual(['started', moment.startUtc]);
		expect(changes.get(moment.key)).toEqual({
			...moment,
			changeType: 'created',
			syncRun: expect.any(String) as string,
		});
	}
});
