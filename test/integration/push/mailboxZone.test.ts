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
