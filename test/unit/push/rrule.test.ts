import { dayNumber } from '../../../exchange/calendar/civil';
import { readRrule } from '../../../exchange/push/input/rrule';

/** Wednesday. */
const start = dayNumber(2026, 11, 25);
const read = (text: string) => readRrule(text, start, () => dayNumber(2027, 1, 1));

describe('an RRULE that Exchange can keep', () => {
	it.each([
		['FREQ=DAILY', { type: 'daily', interval: 1 }],
		['RRULE:FREQ=DAILY;INTERVAL=4', { type: 'daily', interval: 4 }],
		['FREQ=DAILY;BYDAY=MO,TU', { type: 'weekly', interval: 1, daysOfWeek: ['monday', 'tuesday'] }],
		['FREQ=YEARLY;INTERVAL=8', { type: 'absoluteYearly', interval: 8 }],
		['FREQ=WEEKLY', { type: 'weekly', daysOfWeek: ['wednesday'], firstDayOfWeek: 'monday' }],
		[
			'freq=weekly;byday=fr;wkst=su',
			{ type: 'weekly', daysOfWeek: ['friday'], firstDayOfWeek: 'sunday' },
		],
		['FREQ=MONTHLY', { type: 'absoluteMonthly', dayOfMonth: 25 }],
		['FREQ=MONTHLY;BYMONTHDAY=-1', { type: 'absoluteMonthly', dayOfMonth: 31 }],
		['FREQ=MONTHLY;BYDAY=-1FR', { type: 'relativeMonthly', index: 'last', daysOfWeek: ['friday'] }],
		['FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=2', { type: 'relativeMonthly', index: 'second' }],
		['FREQ=YEARLY', { type: 'absoluteYearly', month: 11, dayOfMonth: 25 }],
		['FREQ=YEARLY;BYMONTH=3;BYDAY=1MO', { type: 'relativeYearly', month: 3, index: 'first' }],
		['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31', { type: 'absoluteYearly', month: 12, dayOfMonth: 31 }],
	])('%s', (text, pattern) => {
		expect(read(text).recurrence.pattern).toMatchObject(pattern);
	});

	it('has an end and cancelled occurrences', () => {
		expect(
			read(
				'DTSTART:20261125T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20261126T090000,\n 20261127T090000',
			),
		).toMatchObject({
			recurrence: { range: { type: 'numbered', numberOfOccurrences: 3, startDate: '2026-11-25' } },
			excluded: [
				{ text: '20261126T090000', zone: 'Europe/Berlin' },
				{ text: '20261127T090000', zone: 'Europe/Berlin' },
			],
		});
		const quoted =
			'FREQ=DAILY\nEXDATE;X="a;TZID=b:c";TZID="(UTC+01:00) Amsterdam, Berlin":20261126T090000';
		expect(read(quoted).excluded).toEqual([
			{ text: '20261126T090000', zone: '(UTC+01:00) Amsterdam, Berlin' },
		]);
		expect(read('FREQ=DAILY;UNTIL=20270101').recurrence.range).toMatchObject({
			type: 'endDate',
			endDate: '2027-01-01',
		});
	});
});

describe('an RRULE that no Exchange can keep, or nobody can read', () => {
	it.each([
		'',
		'weekly',
		'FREQ=HOURLY',
		'FREQ=WEEKLY;BYHOUR=9',
		'FREQ=WEEKLY;BYDAY=XX',
		'FREQ=WEEKLY;COUNT=0',
		'FREQ=WEEKLY;COUNT=2;UNTIL=20270101',
		'FREQ=DAILY;INTERVAL=2;BYDAY=MO',
		'FREQ=DAILY;INTERVAL=1000',
		'FREQ=WEEKLY;INTERVAL=100',
		'FREQ=MONTHLY;INTERVAL=100',
		'FREQ=YEARLY;INTERVAL=9',
		'FREQ=MONTHLY;BYMONTHDAY=31',
		'FREQ=MONTHLY;BYMONTHDAY=1,15',
		'FREQ=MONTHLY;BYDAY=MO',
		'FREQ=MONTHLY;BYDAY=5MO',
		'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
		'FREQ=YEARLY;BYMONTH=1,2',
		'FREQ=DAILY\nRDATE:20261126T090000Z',
		'FREQ=DAILY;FREQ=DAILY',
	])('%j', (text) => {
		expect(() => read(text)).toThrow(expect.objectContaining({ field: 'rrule', code: 'input' }));
	});
});
