import { zoneOfAvailability } from '../../../exchange/calendar/availabilityZone';
import { timeZones } from '../../../exchange/calendar/timeZone';
import type { AvailabilityZoneRecord } from '../../../exchange/ews/availabilityRecords';

const zones = timeZones();

const change = (
	bias: number,
	month: number,
	dayOrder: number,
	time: string,
	more: Partial<NonNullable<AvailabilityZoneRecord['standard']>> = {},
) => ({ bias, month, dayOrder, time, dayOfWeek: 'Sunday', ...more });

const none = change(0, 0, 0, '00:00:00');

const known: Array<[string, AvailabilityZoneRecord]> = [
	[
		'W. Europe Standard Time',
		{ bias: -60, standard: change(0, 10, 5, '03:00:00'), daylight: change(-60, 3, 5, '02:00:00') },
	],
	[
		'Eastern Standard Time',
		{ bias: 300, standard: change(0, 11, 1, '02:00:00'), daylight: change(-60, 3, 2, '02:00:00') },
	],
	[
		'AUS Eastern Standard Time',
		{ bias: -600, standard: change(0, 4, 1, '03:00:00'), daylight: change(-60, 10, 1, '02:00:00') },
	],
	['Nepal Standard Time', { bias: -345, standard: none, daylight: none }],
	['UTC', { bias: 0, standard: change(0, 10, 1, '02:00:00'), daylight: change(0, 3, 1, '02:00') }],
];

describe('the zone of working hours', () => {
	it.each(known)('shows the clock of %s', (name, record) => {
		const zone = zoneOfAvailability(record)!;
		const same = zones.byName(name)!;
		for (let hour = 0; hour < 366 * 24; hour++) {
			const time = Date.UTC(2026, 0, 1) + hour * 3_600_000;
			expect([hour, zone.toLocal(time)]).toEqual([hour, same.toLocal(time)]);
		}
	});

	it('has a year’s rule for changes on a date', () => {
		const zone = zoneOfAvailability({
			bias: 0,
			standard: change(0, 10, 7, '02:00:00', { year: '2026' }),
			daylight: change(-60, 4, 8, '01:00:00', { year: '2026' }),
		})!;
		const at = (text: string) => (zone.toLocal(Date.parse(text)) - Date.parse(text)) / 60_000;
		expect(
			['2026-04-08T00:59Z', '2026-04-08T01:00Z', '2026-10-07T00:59Z', '2026-10-07T01:00Z'].map(at),
		).toEqual([0, 60, 60, 0]);
	});

	it.each<[string, AvailabilityZoneRecord]>([
		['no bias', { standard: none, daylight: none }],
		['a time that is none', { ...known[0][1], standard: change(0, 10, 5, 'three') }],
		[
			'a day that is none',
			{ ...known[0][1], standard: change(0, 10, 5, '03:00:00', { dayOfWeek: 'Someday' }) },
		],
		['a week that is none', { ...known[0][1], standard: change(0, 10, 6, '03:00:00') }],
		['a month that is none', { ...known[0][1], daylight: change(-60, 13, 1, '03:00:00') }],
	])('is not guessed where there is %s', (_, record) => {
		expect(zoneOfAvailability(record)).toBeUndefined();
	});
});
