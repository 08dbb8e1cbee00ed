import { deleteEvent } from '../../../exchange';
import { WatchedDays } from '../../support/watch/watchedDays';

/** A series that is told as one: what its organizer calls off of it. */

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const minute = 60_000;
const day = 24 * 60 * minute;

let days: WatchedDays;

jest.setTimeout(60_000);
beforeEach(async () => {
	days = await WatchedDays.begin();
});
afterEach(async () => {
	await days.end();
});

const standup = (start = '2026-11-25T09:00:00Z') =>
	days.calendarOf('bob').create({
		subject: 'Standup',
		start,
		attendees: [alice],
		recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
	});

async function callOff(series: { id: string }, date: string): Promise<void> {
	const { id } = days.calendarOf('bob').occurrence(series.id, date);
	const event = { mailbox: bob, event: id!, sendInvitations: 'all' } as const;
	await deleteEvent(days.connected.exchange, event);
}

it.each(['occurrences', 'series'] as const)(
	'an occurrence that the organizer calls off is told as cancelled, among %s',
	async (expand) => {
		const series = standup();
		await days.watch({ triggerOn: ['cancelled'], expand });
		await days.pass(10 * minute);
		await callOff(series, '2026-11-27');
		await days.pass(20 * minute);
		expect(days.told).toEqual(['cancelled Canceled: Standup 2026-11-27T09:00']);
	},
);

it('an occurrence that comes into view called off is not called off then', async () => {
	const series = standup();
	await callOff(series, '2026-11-30');
	await days.watch({ triggerOn: ['cancelled'], expand: 'series', futureDays: 3, pastDays: 0 });
	for (let passed = 0; passed < 5; passed++) {
		jest.setSystemTime(Date.now() + day);
		days.time.clock.setDate(Date.now());
		await days.pass(20 * minute);
	}
	expect(days.told).toEqual([]);
});

it('a series that comes with an occurrence called off tells that it was created', async () => {
	const options = { triggerOn: ['created', 'cancelled'], expand: 'series' } as const;
	const end = await days.watch(options);
	await end();
	await callOff(standup(), '2026-11-27');
	await days.watch(options);
	expect(days.events.map(({ kind }) => kind)).toEqual(['created', 'created']);
});
