import { seriesZoneId, windowsIdLike } from '../../../exchange/calendar/namedZone';
import { timeZones } from '../../../exchange/calendar/timeZone';
import { utcZone, type Zone } from '../../../exchange/calendar/zone';
import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';

const from = Date.UTC(2026, 9, 6);
const nameless = (name: string): Zone => ({
	...timeZones().byName(name)!,
	id: 'tzone://Microsoft/Custom',
});

function found(zone: Zone): string | undefined {
	const search = windowsIdLike(zone, from, timeZones());
	for (;;) {
		const { done, value } = search.next();
		if (done) return value;
	}
}

it.each([
	['W. Europe Standard Time', 'W. Europe Standard Time'],
	['Romance Standard Time', 'W. Europe Standard Time'],
	['New Zealand Standard Time', 'New Zealand Standard Time'],
	['Lord Howe Standard Time', 'Lord Howe Standard Time'],
	['Hawaiian Standard Time', 'Hawaiian Standard Time'],
	['UTC', 'UTC'],
])('a zone with the clock of %s is %s', (name, expected) => {
	expect(found(nameless(name))).toBe(expected);
});

it('a zone with a name keeps it', () => {
	const zone = timeZones().byName('Romance Standard Time')!;
	expect(found(zone)).toBe('Romance Standard Time');
});

it('a clock of nobody has no name', () => {
	const odd: Zone = { id: 'odd', toLocal: (utc) => utc + 61_000, toUtc: (local) => local - 61_000 };
	expect(found(odd)).toBeUndefined();
	const later = from + 500 * 86_400_000;
	const changing: Zone = {
		...utcZone,
		id: 'x',
		toLocal: (utc) => utc + (utc > later ? 3_600_000 : 0),
	};
	expect(found(changing)).toBeUndefined();
});

describe('the zone of a series', () => {
	const series = (startTimeZone?: CalendarItemRecord['startTimeZone']) =>
		seriesZoneId({ itemId: { id: 'i', changeKey: 'k' }, startTimeZone }, timeZones());

	it('keeps a name that is known, and one of which nothing else is', () => {
		expect(series({ id: 'Romance Standard Time' })).toBe('Romance Standard Time');
		expect(series({ id: 'tzone://Microsoft/Custom' })).toBe('tzone://Microsoft/Custom');
		expect(series()).toBeUndefined();
	});
});
