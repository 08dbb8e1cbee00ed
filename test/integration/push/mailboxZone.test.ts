import type { PushInput } from '../../../exchange/push/input/pushInput';
import { closeQuietly, startCalendar, type TestCalendar } from './calendar';

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar();
});
afterEach(async () => {
	await closeQuietly(calendar);
});

const leave: PushInput = { externalId: 'leave', start: '2026-12-03', isAllDay: true };
const call: PushInput = {
	externalId: 'call',
	start: '2026-12-03T09:00:00',
	end: '2026-12-03T09:30:00',
};
const written = () =>
	calendar.items().map(({ start, startTimeZone }) => [start.toISOString(), startTimeZone]);

describe('a mailbox of which nobody knows the time zone', () => {
	it('gets no days and times that name no zone either, and is told what to do', async () => {
		const results = await calendar.push([leave, call]);
		for (const { action, error } of results) {
			expect(action).toBe('failed');
			expect(error).toMatchObject({
				field: 'start',
				message: expect.stringMatching(/the mailbox has no time zone of its own$/),
				remedy: expect.stringMatching(/^Choose Time Zone, .* Outlook on the web/),
			});
		}
		expect(calendar.items()).toEqual([]);
	});

	it('gets them in the zone that the event names, and is quiet then', async () => {
		const named = { ...leave, start: { dateTime: '2026-12-03', timeZone: 'Asia/Tokyo' } };
		expect(await calendar.push([named])).toMatchObject([{ action: 'created' }]);
		expect(written()).toEqual([['2026-12-02T15:00:00.000Z', 'Tokyo Standard Time']]);
		expect(await calendar.push([named])).toMatchObject([{ action: 'unchanged' }]);
	});

	it('gets them in the zone that stands in', async () => {
		const options = { fallbackTimeZone: 'America/New_York' };
		await calendar.push([leave, call], options);
		expect(written()).toEqual([
			['2026-12-03T05:00:00.000Z', 'Eastern Standard Time'],
			['2026-12-03T14:00:00.000Z', 'Eastern Standard Time'],
		]);
		const again = await calendar.push([leave, call], options);
		expect(again).toMatchObject([{ action: 'unchanged' }, { action: 'unchanged' }]);
	});

	it('gets an end in it, too, where the start needs none', async () => {
		const lecture = {
			externalId: 'lecture',
			start: '2026-12-03T09:00:00Z',
			end: '2026-12-03T17:00',
		};
		await calendar.push([lecture], { fallbackTimeZone: 'America/New_York' });
		expect(calendar.items()[0].end.toISOString()).toBe('2026-12-03T22:00:00.000Z');
	});

	it.each<[string, string, string]>([
		['the one that it names', 'Asia/Tokyo', '2026-12-02T15:00:00.000Z'],
		['the other one, where it names UTC as Graph does', 'UTC', '2026-12-03T05:00:00.000Z'],
	])('keeps a day in %s', async (_, timeZone, start) => {
		const named = { ...leave, start: { dateTime: '2026-12-03T00:00:00', timeZone } };
		await calendar.push([named], { fallbackTimeZone: 'America/New_York' });
		expect(calendar.items()[0].start.toISOString()).toBe(start);
	});

	it('gets series by a clock that somebody named, and by none that an offset hints at', async () => {
		const weekly: PushInput = {
			externalId: 'weekly',
			start: '2026-10-20T09:00:00+02:00',
			end: '2026-10-20T10:00:00+02:00',
			rrule: 'FREQ=WEEKLY;COUNT=2',
		};
		expect(await calendar.push([weekly])).toMatchObject([
			{
				action: 'failed',
				error: {
					field: 'start',
					message: expect.stringMatching(
						/the clock of which time zone .* no time zone of its own$/,
					),
				},
			},
		]);
		await calendar.push([weekly], { fallbackTimeZone: 'Europe/Paris' });
		const view = calendar.company.user('alice').calendar.view('2026-10-01', '2026-11-30');
		expect(view.map(({ fields }) => fields.start.toISOString())).toEqual([
			'2026-10-20T07:00:00.000Z',
			'2026-10-27T08:00:00.000Z',
		]);
	});

	const writes = () => calendar.operations().filter((name) => /^(Create|Update|Delete)/.test(name));
	const days: PushInput[] = [
		leave,
		{
			externalId: 'courses',
			start: '2026-10-23',
			rrule: 'FREQ=DAILY;COUNT=9',
			exceptions: [
				{ originalStart: '2026-10-25', subject: 'The day that is longer' },
				{ originalStart: '2026-10-26', isCancelled: true },
				{ originalStart: '2026-10-31', start: '2026-11-02', end: '2026-11-04' },
			],
		},
	];

	it('is not written again where another zone stands in', async () => {
		const push = async (fallbackTimeZone: string) =>
			(await calendar.push(days, { fallbackTimeZone })).map(({ action }) => action);
		expect(await push('Europe/Amsterdam')).toEqual(['created', 'created']);
		writes();
		for (const zone of ['America/Los_Angeles', 'Pacific/Apia', 'Asia/Kolkata', 'UTC']) {
			expect(await push(zone)).toEqual(['unchanged', 'unchanged']);
			expect(writes()).toEqual([]);
		}
		calendar.company.user('alice').chooseTimeZone('Tokyo Standard Time');
		expect(await push('UTC')).toEqual(['unchanged', 'unchanged']);
		expect(writes()).toEqual([]);
	});

	it('is not written again because of what else is pushed', async () => {
		const moment: PushInput = {
			externalId: 'moment',
			start: '2026-12-03T09:00:00Z',
			end: '2026-12-03T10:00:00Z',
		};
		const series = { ...moment, externalId: 'series', rrule: 'FREQ=WEEKLY;COUNT=40' };
		const options = { fallbackTimeZone: 'Europe/Amsterdam' };
		await calendar.push([moment, series], options);
		await calendar.push([leave], options);
		writes();
		const again = await calendar.push([moment, leave, series], options);
		expect(again.map(({ action }) => action)).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(writes()).toEqual([]);
	});

	it('takes no other zone where its own is asked for', async () => {
		const options = { timeZone: 'mailbox', fallbackTimeZone: 'America/New_York' };
		expect(await calendar.push([leave], options)).toMatchObject([{ action: 'failed' }]);
	});
});

it.each<[string, PushInput['start']]>([
	['a date', '2026-12-03'],
	['a day in another zone', { dateTime: '2026-12-03', timeZone: 'Asia/Tokyo' }],
])('a mailbox with a zone gets days in its own: %s', async (_, start) => {
	calendar.company.user('alice').chooseTimeZone('W. Europe Standard Time');
	await calendar.push([{ externalId: 'leave', start }], { fallbackTimeZone: 'America/New_York' });
	expect(written()).toEqual([['2026-12-02T23:00:00.000Z', 'W. Europe Standard Time']]);
});
