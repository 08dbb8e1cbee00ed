import { responseError } from '../../exchangeServer/faults';
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
