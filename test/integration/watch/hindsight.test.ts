import { WatchedDays } from '../../support/watch/watchedDays';

/** Events that somebody enters when they are over: no moment of theirs is told. */

const alice = 'alice@enyoi.example';
const minute = 60_000;
const hour = 60 * minute;

let days: WatchedDays;

jest.setTimeout(60_000);
beforeEach(async () => {
	days = await WatchedDays.begin();
});
afterEach(async () => {
	await days.end();
});

const enter = (start: string) => days.calendarOf('alice').create({ subject: 'Hindsight', start });

it('an event that has started is not told as starting soon, beside its change', async () => {
	await days.watch({ triggerOn: ['created', 'startsSoon'] });
	await days.pass(5 * hour);
	enter('2026-11-24T10:00:00Z');
	await days.pass(20 * minute);
	expect(days.told).toEqual(['created Hindsight 2026-11-24T10:00']);
});

it('an event that has just started is not told as starting soon', async () => {
	await days.watch({ triggerOn: ['startsSoon', 'started'], minutesBefore: 1 });
	await days.pass(5 * hour + 5 * minute);
	enter('2026-11-24T13:04:00Z');
	await days.pass(20 * minute);
	expect(days.told).toEqual(['started Hindsight 2026-11-24T13:04']);
});

it('an invitation to a meeting that is over tells no moment', async () => {
	await days.watch({ triggerOn: ['startsSoon', 'started', 'ended'] });
	await days.pass(9 * hour);
	days.calendarOf('bob').create({
		subject: 'Standup of this morning',
		start: '2026-11-24T09:00:00Z',
		attendees: [alice],
	});
	await days.pass(40 * minute);
	expect(days.told).toEqual([]);
});

it('nothing depends on moments of other events', async () => {
	days.calendarOf('alice').create({
		subject: 'Noon',
		start: '2026-11-24T12:00:00Z',
		end: '2026-11-24T12:30:00Z',
	});
	await days.watch({ triggerOn: ['started', 'ended'] });
	await days.pass(5 * hour);
	enter('2026-11-24T09:00:00Z');
	await days.pass(20 * minute);
	expect(days.told).toEqual(['started Noon 2026-11-24T12:00', 'ended Noon 2026-11-24T12:00']);
});

it('a restart tells nothing of it either', async () => {
	const end = await days.watch({ triggerOn: ['ended'] });
	await days.pass(5 * hour);
	enter('2026-11-24T09:00:00Z');
	await days.pass(20 * minute);
	await end();
	await days.watch({ triggerOn: ['ended'] });
	await days.pass(20 * minute);
	expect(days.told).toEqual([]);
});

it('a kind that is added is told from then on, also after a restart', async () => {
	days.calendarOf('alice').create({ subject: 'Morning', start: '2026-11-24T09:00:00Z' });
	const end = await days.watch({ triggerOn: ['started'] });
	await days.pass(5 * hour);
	await end();
	days.calendarOf('alice').create({
		subject: 'Soon',
		start: '2026-11-24T13:10:00Z',
		end: '2026-11-24T13:20:00Z',
	});
	const endAgain = await days.watch({ triggerOn: ['started', 'startsSoon', 'ended'] });
	await endAgain();
	await days.pass(30 * minute);
	await days.watch({ triggerOn: ['started', 'startsSoon', 'ended'] });
	expect(days.told).toEqual([
		'started Morning 2026-11-24T09:00',
		'started Soon 2026-11-24T13:10',
		'ended Soon 2026-11-24T13:10',
	]);
});

it.each([25, 40, 70])(
	'an event that is entered and starts while Exchange is away for %s minutes tells all its moments',
	async (away) => {
		await days.watch({ triggerOn: ['startsSoon', 'started'], minutesBefore: 5 });
		await days.pass(hour);
		days.time.failure = () => new Error('away');
		await days.pass(minute);
		enter(new Date(Date.now() + 15 * minute).toISOString());
		await days.pass((away - 1) * minute);
		days.time.failure = undefined;
		await days.pass(40 * minute);
		expect(days.told).toEqual([
			'startsSoon Hindsight 2026-11-24T09:17',
			'started Hindsight 2026-11-24T09:17',
		]);
	},
);

it.each([false, true])(
	'an event that has just started is told as started (another change between: %s)',
	async (isBetween) => {
		await days.watch({ triggerOn: ['started'] });
		await days.pass(hour + 5 * minute);
		const other = { subject: 'Other', start: '2026-11-26T09:00:00Z' };
		if (isBetween) days.calendarOf('alice').create(other);
		await days.pass(minute);
		enter(new Date(Date.now() - 2 * minute).toISOString());
		await days.pass(20 * minute);
		expect(days.told).toEqual(['started Hindsight 2026-11-24T09:05']);
	},
);
