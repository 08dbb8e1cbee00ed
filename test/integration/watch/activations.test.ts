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
