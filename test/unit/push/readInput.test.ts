import fc from 'fast-check';
import { ExchangeError } from '../../../exchange/errors';
import { readExternalId, readInput } from '../../../exchange/push/input/readInput';
import { expectedFingerprint } from '../../../exchange/push/plan/fields';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { zones } from './memoryCalendar';

const reading = {
	zones,
	source: 'hr',
	defaultZone: 'W. Europe Standard Time',
	isZoneChosen: true,
	withAttendees: true,
	knowsWorkingElsewhere: false,
};
const read = (input: object) => readInput({ externalId: '1', ...input } as PushInput, reading);

describe('times', () => {
	it.each([
		['2026-07-01T09:00:00', '2026-07-01T07:00:00Z', 'W. Europe Standard Time'],
		['2026-07-01T09:00:00+05:30', '2026-07-01T03:30:00Z', 'W. Europe Standard Time'],
		[{ dateTime: '2026-07-01T09:00:00.0000000', timeZone: 'UTC' }, '2026-07-01T09:00:00Z', 'UTC'],
		[
			{ dateTime: '2026-07-01T09:00', timeZone: 'Asia/Calcutta' },
			'2026-07-01T03:30:00Z',
			'India Standard Time',
		],
		[
			{ dateTime: '2026-03-29T02:30:00', timeZone: 'Europe/Berlin' },
			'2026-03-29T01:30:00Z',
			'W. Europe Standard Time',
		],
	])('%j', (start, instant, timeZone) => {
		const { times } = read({ start, end: '2026-12-01T00:00:00Z' });
		expect(times).toMatchObject({ start: instant, timeZone, isAllDay: false });
	});

	it.each([
		['2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
		['2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
	])('an exception on the day that has not 24 hours (%s) takes it whole', (day, start, end) => {
		const exceptions = [{ originalStart: day, subject: 'Long' }, { originalStart: '2026-11-01' }];
		const daily = { externalId: '1', start: '2026-03-01', rrule: 'FREQ=DAILY', exceptions };
		expect(readInput(daily, reading).times?.exceptions).toEqual([
			{ originalStart: start, start, end, subject: 'Long' },
		]);
	});

	describe('where nobody knows the zone of the mailbox', () => {
		const unknown = { ...reading, defaultZone: 'UTC', isZoneChosen: false };
		const readThere = (input: object) =>
			readInput({ externalId: '1', ...input } as PushInput, unknown).times;

		it.each<[string, object]>([
			['the event names', { start: { dateTime: '2026-03-29', timeZone: 'Europe/Berlin' } }],
			[
				'the event names, at midnight',
				{
					start: { dateTime: '2026-03-29T00:00:00', timeZone: 'Europe/Berlin' },
					end: { dateTime: '2026-03-30T00:00:00', timeZone: 'Europe/Berlin' },
					isAllDay: true,
				},
			],
			[
				'the series names',
				{
					start: '2026-03-29',
					recurrence: {
						pattern: { type: 'daily', interval: 1 },
						range: { type: 'noEnd', recurrenceTimeZone: 'Europe/Berlin' },
					},
				},
			],
		])('a day is one of the zone that %s', (_, input) => {
			expect(readThere(input)).toMatchObject({
				start: '2026-03-28T23:00:00Z',
				end: '2026-03-29T22:00:00Z',
				timeZone: 'W. Europe Standard Time',
			});
		});

		it.each<[object]>([
			[{ start: '2026-03-29' }],
			[{ start: '2026-03-29T00:00:00Z', end: '2026-03-30T00:00:00Z', isAllDay: true }],
			[{ start: '2026-03-29T09:00:00', end: '2026-03-29T10:00:00' }],
		])('it is asked for: %j', (input) => {
			expect(() => readThere(input)).toThrow(
				expect.objectContaining({
					field: 'start',
					message: expect.stringMatching(/time zone.*the mailbox has no time zone of its own$/),
					remedy: expect.stringMatching(/^Choose Time Zone, .* Outlook on the web/),
				}),
			);
		});
	});

	it.each([
		[{ start: '2026-03-29', end: '2026-03-30' }],
		[{ start: '2026-03-29' }],
		[{ start: '2026-03-29T00:00:00Z', end: '2026-03-30T00:00:00Z', isAllDay: true }],
		[
			{
				start: { dateTime: '2026-03-29T00:00:00.0000000', timeZone: 'Asia/Tokyo' },
				end: { dateTime: '2026-03-30T00:00:00.0000000', timeZone: 'Asia/Tokyo' },
				isAllDay: true,
			},
		],
	])('an all-day event is its date: %j', (input) => {
		expect(read(input).times).toMatchObject({
			start: '2026-03-28T23:00:00Z',
			end: '2026-03-29T22:00:00Z',
			isAllDay: true,
		});
	});

	it.each([
		[{ start: '2026-02-30', end: '2026-03-01' }, 'start'],
		[{ start: 'tomorrow', end: '2026-03-01' }, 'start'],
		[{ start: 5 }, 'start'],
		[{ start: '1500-01-01' }, 'start'],
		[{ start: '2026-03-01T09:00:00Z' }, 'end'],
		[{ start: '2026-03-01T09:00:00Z', end: '2026-03-01' }, 'end'],
		[{ start: '2026-03-01', end: '2026-03-01' }, 'end'],
		[{ start: '2026-03-02', end: '2026-03-01' }, 'end'],
		[{ start: '2026-03-01T09:00:00Z', end: '2026-03-02T09:00:00Z', isAllDay: true }, 'start'],
		[{ start: '2000-03-01', end: '2026-03-01' }, 'end'],
		[{ end: '2026-03-01' }, 'start'],
		[{ start: { dateTime: '2026-03-01T09:00:00', timeZone: '+01:00' } }, 'start.timeZone'],
		[{ showAs: 'workingElsewhere' }, 'showAs'],
		[{ importance: 'urgent' }, 'importance'],
		[{ categories: 'one' }, 'categories'],
		[{ reminderMinutesBeforeStart: -1 }, 'reminderMinutesBeforeStart'],
		...['nobody', "['bob@enyoi.example'", "'carol@enyoi.example']", 'bob@enyoi.example;'].map(
			(address): [object, string] => [
				{ attendees: [{ emailAddress: { address } }] },
				'attendees[0].emailAddress.address',
			],
		),
		[{ attendees: [{ address: 'bob@enyoi.example' }] }, 'attendees[0].emailAddress'],
		[{ attendees: [{ emailAddress: 'bob@enyoi.example' }] }, 'attendees[0].emailAddress'],
		[{ attendees: [{ emailAddress: { name: 'Bob' } }] }, 'attendees[0].emailAddress.address'],
		[{ location: { displayName: '\u0000' } }, 'location'],
		[
			{ extendedProperties: [{ uri: { name: 'a', type: 'String' }, value: 'b' }] },
			'extendedProperties',
		],
	])('%j is refused for %s', (input, field) => {
		expect(() => read(input)).toThrow(expect.objectContaining({ code: 'input', field }));
	});
});

it('takes places of any length, and a busy state that says nothing for none', () => {
	const location = 'Room '.repeat(1000).trim();
	expect(read({ location, showAs: 'unknown' })).toEqual({ location });
	expect(() => read({ location: 'x'.repeat(32_768) })).toThrow('location has 32768 characters');
});

describe('series', () => {
	const start = { start: '2026-11-25T09:00:00+01:00', end: '2026-11-25T10:00:00+01:00' };

	it('begins with its first occurrence and ends with its last', () => {
		const { times } = read({ ...start, rrule: 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20261217' });
		expect(times).toMatchObject({
			start: '2026-11-27T08:00:00Z',
			recurrence: { range: { type: 'endDate', startDate: '2026-11-27', endDate: '2026-12-11' } },
		});
	});

	it('has occurrences that differ in their privacy, categories or reminder alone', () => {
		const own = { sensitivity: 'private', categories: ['Red'], reminderMinutesBeforeStart: 5 };
		const originalStart = '2026-11-26T08:00:00Z';
		const exceptions = [{ originalStart, ...own }] as PushInput['exceptions'];
		const { times } = read({ ...start, rrule: 'FREQ=DAILY', exceptions });
		expect(times?.exceptions).toEqual([
			{
				...own,
				isReminderOn: true,
				originalStart,
				start: originalStart,
				end: '2026-11-26T09:00:00Z',
			},
		]);
	});

	it('is read and compared without visiting each occurrence until a far end', () => {
		const berlin = zones.byName('W. Europe Standard Time')!;
		const [toUtc, toLocal] = [jest.fn(berlin.toUtc), jest.fn(berlin.toLocal)];
		const counting = { ...zones, byName: () => ({ ...berlin, toUtc, toLocal }) };
		const input = { externalId: '1', ...start, rrule: 'FREQ=DAILY;UNTIL=45000831' };
		const event = readInput(input, { ...reading, zones: counting });
		expectedFingerprint(event, 'times', counting);
		expect(event.times?.recurrence?.range.endDate).toBe('4500-08-31');
		expect(toUtc.mock.calls.length).toBeLessThan(200);
		expect(toLocal.mock.calls.length).toBeLessThan(400);
	});

	it.each([
		[{ rrule: 'FREQ=DAILY;UNTIL=20261124' }, 'recurrence'],
		[{ rrule: 'FREQ=DAILY;UNTIL=99991231' }, 'rrule'],
		[
			{
				recurrence: {
					pattern: { type: 'daily' },
					range: { type: 'endDate', endDate: '9999-12-31' },
				},
			},
			'recurrence.range.endDate',
		],
		[{ rrule: 'FREQ=DAILY;COUNT=1\nEXDATE:20261125T080000Z' }, 'recurrence'],
		[{ rrule: 'FREQ=DAILY', recurrence: { pattern: {}, range: {} } }, 'rrule'],
		[{ recurrence: { pattern: { type: 'hourly' } } }, 'recurrence.pattern.type'],
		[
			{ recurrence: { pattern: { type: 'weekly', daysOfWeek: [] } } },
			'recurrence.pattern.daysOfWeek',
		],
		[{ recurrence: { pattern: { type: 'daily', interval: 0 } } }, 'recurrence.pattern.interval'],
		[{ recurrence: { pattern: { type: 'daily', interval: 1000 } } }, 'recurrence.pattern.interval'],
		...(['weekly', 'absoluteMonthly', 'relativeMonthly'] as const).map((type): [object, string] => [
			{ recurrence: { pattern: { type, interval: 100, daysOfWeek: ['monday'] } } },
			'recurrence.pattern.interval',
		]),
		// As months it would be 108.
		[
			{ recurrence: { pattern: { type: 'absoluteYearly', interval: 9 } } },
			'recurrence.pattern.interval',
		],
		[
			{ rrule: 'FREQ=DAILY', exceptions: [{ originalStart: '2026-11-26T10:00:00Z' }] },
			'exceptions[0].originalStart',
		],
		[{ exceptions: [{ originalStart: '2026-11-26' }] }, 'exceptions'],
		[
			{
				rrule: 'FREQ=DAILY',
				exceptions: [{ originalStart: '2026-11-26T08:00:00Z', sensitivity: 'secret' }],
			},
			'exceptions[0].sensitivity',
		],
	])('%j is refused for %s', (input, field) => {
		expect(() => read({ ...start, ...input })).toThrow(
			expect.objectContaining({ code: 'input', field }),
		);
	});
});

it('reads anything, or refuses it by name', () => {
	const names = [
		'externalId',
		'subject',
		'body',
		'start',
		'end',
		'isAllDay',
		'location',
		'showAs',
		'categories',
		'attendees',
		'recurrence',
		'rrule',
		'exceptions',
		'extendedProperties',
		'reminderMinutesBeforeStart',
	];
	const inputs = fc.dictionary(fc.constantFrom(...names), fc.anything({ maxDepth: 3 }));
	fc.assert(
		fc.property(inputs, (input) => {
			try {
				readExternalId(input);
				readInput(input as unknown as PushInput, reading);
			} catch (error) {
				expect(error).toBeInstanceOf(ExchangeError);
				expect((error as ExchangeError).field).toBeDefined();
			}
		}),
		{ numRuns: 2000 },
	);
});
