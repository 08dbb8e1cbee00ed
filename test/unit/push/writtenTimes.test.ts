import { timeZones } from '../../../exchange/calendar/timeZone';
import { readReference } from '../../../exchange/calendars/events/reference';
import type { Exchange } from '../../../exchange/connection';
import { timeOptions } from '../../../exchange/push/input/readInputs';
import { readInstant, readTime, readWrittenTime } from '../../../exchange/push/input/time';

const nine = Date.parse('2026-11-25T09:00:00Z');
const day = Date.parse('2026-11-25T00:00:00Z') / 86_400_000;

it.each([
	['ISO 8601 in UTC', '2026-11-25T09:00:00Z', nine],
	['without seconds', '2026-11-25T09:00Z', nine],
	['with milliseconds', '2026-11-25T09:00:00.123Z', nine + 123],
	['with more digits than that', '2026-11-25T09:00:00.9999999Z', nine + 999],
	['with fewer', '2026-11-25T09:00:00.5Z', nine + 500],
	['with an offset', '2026-11-25T10:00:00+01:00', nine],
	['with one without a colon', '2026-11-25T04:30:00-0430', nine],
	['with one of hours', '2026-11-25T10:00:00+01', nine],
	['PostgreSQL', '2026-11-25 10:00:00.000+01', nine],
	['SQL Server', '2026-11-25 10:00:00.0000000 +01:00', nine],
	['Ruby and git', '2026-11-25 10:00:00 +0100', nine],
	['with blanks around it', ' 2026-11-25T09:00:00Z\n', nine],
	['the end of a day', '2026-11-24T24:00:00Z', nine - 9 * 3_600_000],
	['a year that Exchange does not keep', '0001-01-01T00:00:00Z', -62_135_596_800_000],
])('an instant is read: %s', (_form, text, instant) => {
	expect(readInstant(text)).toBe(instant);
});

describe.each([
	['ISO 8601', ' 2026-11-25T10:00:00+01:00 '],
	['PostgreSQL', '2026-11-25 10:00:00+01'],
	['SQL Server', '2026-11-25 10:00:00.0000000 +01:00'],
])('an instant of %s', (_form, text) => {
	const mailbox = 'alice@enyoi.example';

	it('needs no zone of the mailbox', async () => {
		const nobody = { settings: { version: 'Exchange2019' } } as Exchange;
		const options = await timeOptions(
			nobody,
			{ mailbox },
			[{ start: text, end: text }],
			timeZones(),
		);
		expect(options.isZoneChosen).toBe(false);
		expect(readTime('start', text, options).instant).toBe(nine);
	});

	it('names an occurrence, as a Date does', () => {
		for (const originalStart of [text, new Date(nine) as unknown as string]) {
			const reference = readReference({ seriesMasterId: 'AAMk=', originalStart });
			expect(reference.originalStart).toBe(nine);
		}
	});
});

it.each([
	['a date', '2026-11-25', { day }],
	['a date with blanks around it', '\t2026-11-25 ', { day }],
	['a time without an offset', '2026-11-25T09:00:00.25', { day, timeOfDay: 9 * 3_600_000 + 250 }],
	['one with a blank', '2026-11-25 09:00', { day, timeOfDay: 9 * 3_600_000 }],
])('%s is no instant', (_form, text, written) => {
	expect(readWrittenTime(text)).toEqual(written);
	expect(readInstant(text)).toBeUndefined();
});

it.each([
	'',
	'soon',
	'25.11.2026 09:00',
	'2026-02-30T09:00:00Z',
	'2026-13-01',
	'2026-11-25T24:00:01Z',
	'2026-11-25T25:00Z',
	'2026-11-25T09:60Z',
	'2026-11-25T09:00:00+24:00',
	'2026-11-25T09:00:00+01:60',
	'2026-11-25T09:00:00Z+01:00',
	'2026-11-25 Z',
	'2026-11-25T09Z',
])('"%s" is no time', (text) => {
	expect(readWrittenTime(text)).toBeUndefined();
});
