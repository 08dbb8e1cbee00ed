import type { PushInput } from '../../../exchange/push/input/pushInput';
import { updateEvent } from '../../../exchange/calendars/events/updateEvent';
import { closeQuietly, mailbox, startCalendar, type TestCalendar } from './calendar';

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar();
});
afterEach(async () => {
	await closeQuietly(calendar);
});

const at = (zone: string, hour: string) => {
	const time = (minutes: string) => ({
		dateTime: `2036-11-25T${hour}:${minutes}:00`,
		timeZone: zone,
	});
	return { start: time('00'), end: time('30') };
};
const shift = (zone: string, hour: string): PushInput => ({
	externalId: 'shift',
	subject: 'Shift',
	...at(zone, hour),
});
const written = () => {
	const [{ start, end, startTimeZone }] = calendar.items();
	return [start.toISOString(), end.toISOString(), startTimeZone];
};

it('an event that gets another time zone has the times that the source says', async () => {
	await calendar.push([shift('UTC', '08')]);
	const moved = shift('W. Europe Standard Time', '10');
	expect(await calendar.push([moved])).toMatchObject([{ action: 'updated' }]);
	expect(written()).toEqual([
		'2036-11-25T09:00:00.000Z',
		'2036-11-25T09:30:00.000Z',
		'W. Europe Standard Time',
	]);
	expect(await calendar.push([moved])).toMatchObject([{ action: 'unchanged' }]);
});

it('a series that gets another time zone has its occurrences at the times that the source says', async () => {
	const rrule = 'FREQ=DAILY;COUNT=3';
	await calendar.push([{ ...shift('UTC', '08'), rrule }]);
	await calendar.push([{ ...shift('Tokyo Standard Time', '09'), rrule }]);
	expect(written()).toEqual([
		'2036-11-25T00:00:00.000Z',
		'2036-11-25T00:30:00.000Z',
		'Tokyo Standard Time',
	]);
});

it.each<[string, Partial<PushInput>]>([
	['start', { start: { dateTime: '2036-11-25T07:45:00', timeZone: 'UTC' } }],
	['end', { end: { dateTime: '2036-11-25T09:00:00', timeZone: 'UTC' } }],
	['zone', at('W. Europe Standard Time', '09')],
	['pattern', { rrule: 'FREQ=DAILY;COUNT=4' }],
])('a series of which the source changes the %s alone is written whole', async (_, change) => {
	const given = { ...shift('UTC', '08'), rrule: 'FREQ=DAILY;COUNT=3' };
	await calendar.push([given]);
	calendar.operations();
	expect(await calendar.push([{ ...given, ...change }])).toMatchObject([{ action: 'updated' }]);
	// A refusal would take the series apart first.
	expect(calendar.operations().filter((name) => name === 'UpdateItem')).toHaveLength(1);
	expect(await calendar.push([{ ...given, ...change }])).toMatchObject([{ action: 'unchanged' }]);
});

it('an event that somebody moves into another time zone is where he says', async () => {
	await calendar.push([shift('UTC', '08')]);
	const [{ id }] = calendar.items();
	const changes = at('Tokyo Standard Time', '10');
	await updateEvent(calendar.exchange, { mailbox, event: { id }, changes });
	expect(written()).toEqual([
		'2036-11-25T01:00:00.000Z',
		'2036-11-25T01:30:00.000Z',
		'Tokyo Standard Time',
	]);
});
