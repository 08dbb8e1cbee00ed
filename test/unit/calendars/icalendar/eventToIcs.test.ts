import ICAL from 'ical.js';
import fc from 'fast-check';
import type { SeriesEvent } from '../../../../exchange/calendar/event';
import { timeZones } from '../../../../exchange/calendar/timeZone';
import { windowsZones } from '../../../../exchange/calendar/windowsZones';
import { eventToIcs } from '../../../../exchange/calendars/icalendar/eventToIcs';
import { timeZoneComponent } from '../../../../exchange/calendars/icalendar/timeZoneComponent';

const zones = timeZones();
const unfolded = (ics: string) => ics.replace(/\r\n /g, '').split('\r\n');

const event: SeriesEvent = {
	iCalUId: 'uid-1',
	subject: 'Jour fixe; weekly',
	start: { dateTime: '2026-11-24T09:00:00.0000000', timeZone: 'UTC' },
	end: { dateTime: '2026-11-24T10:00:00.0000000', timeZone: 'UTC' },
	isAllDay: false,
	originalStartTimeZone: 'W. Europe Standard Time',
	originalEndTimeZone: 'W. Europe Standard Time',
	lastModifiedDateTime: '2026-11-01T08:00:00Z',
};

it('writes a series in its own zone, with what is different', () => {
	const lines = unfolded(
		eventToIcs(
			{
				...event,
				recurrence: {
					pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
					range: { type: 'endDate', startDate: '2026-11-24', endDate: '2027-06-01' },
				},
				cancelledOccurrences: ['2026-12-01T09:00:00Z'],
			},
			{
				exceptions: [
					{
						...event,
						subject: 'Late',
						originalStart: '2026-12-08T09:00:00Z',
						start: { dateTime: '2026-12-08T14:00:00', timeZone: 'UTC' },
						end: { dateTime: '2026-12-08T15:00:00', timeZone: 'UTC' },
					},
				],
			},
		),
	);
	for (const line of [
		'BEGIN:VTIMEZONE',
		'UID:uid-1',
		'SUMMARY:Jour fixe\\; weekly',
		'DTSTAMP:20261101T080000Z',
		'DTSTART;TZID=W. Europe Standard Time:20261124T100000',
		'DTEND;TZID=W. Europe Standard Time:20261124T110000',
		'EXDATE;TZID=W. Europe Standard Time:20261201T100000',
		'RECURRENCE-ID;TZID=W. Europe Standard Time:20261208T100000',
		'DTSTART;TZID=W. Europe Standard Time:20261208T150000',
	]) {
		expect(lines).toContain(line);
	}
	// The last one is in summer: at ten there, which is eight in UTC.
	expect(lines.find((line) => line.startsWith('RRULE:FREQ=WEEKLY'))).toMatch(
		/UNTIL=20270601T080000Z/,
	);
	expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
});

it.each(['UTC', 'Europe/Berlin', 'Hawaiian Standard Time'])(
	'writes the days of a series of days as those of its own zone, with times in %s',
	(timeZone) => {
		for (const originalStartTimeZone of ['UTC', '(UTC+12:00) Auckland, Wellington', undefined]) {
			const lines = unfolded(
				eventToIcs({
					...event,
					isAllDay: true,
					originalStartTimeZone,
					start: { dateTime: '2026-11-25T00:00:00.0000000', timeZone },
					end: { dateTime: '2026-11-26T00:00:00.0000000', timeZone },
					recurrence: {
						pattern: { type: 'daily', interval: 1 },
						range: { type: 'noEnd', startDate: '2026-11-25' },
					},
					// Midnight of the 27th in New Zealand.
					cancelledOccurrences: ['2026-11-26T11:00:00Z'],
				}),
			);
			expect(lines).toContain('DTSTART;VALUE=DATE:20261125');
			expect(lines).toContain('EXDATE;VALUE=DATE:20261127');
		}
	},
);

it('writes days as days, whatever the zone', () => {
	const lines = unfolded(
		eventToIcs({
			...event,
			isAllDay: true,
			start: { dateTime: '2026-11-24T00:00:00.0000000', timeZone: 'UTC' },
			end: { dateTime: '2026-11-26T00:00:00.0000000', timeZone: 'UTC' },
		}),
	);
	expect(lines).toContain('DTSTART;VALUE=DATE:20261124');
	expect(lines).toContain('DTEND;VALUE=DATE:20261126');
	expect(lines).not.toContain('BEGIN:VTIMEZONE');
});

it('writes the second of two equal clock faces in UTC', () => {
	const at = (hour: string) => ({ dateTime: `2026-10-25T${hour}:30:00`, timeZone: 'UTC' });
	const lines = unfolded(eventToIcs({ ...event, start: at('00'), end: at('01') }));
	expect(lines).toContain('DTSTART;TZID=W. Europe Standard Time:20261025T023000');
	expect(lines).toContain('DTEND:20261025T013000Z');
});

it('says no more of a masked event than its times', () => {
	const text = eventToIcs({ ...event, subject: undefined, showAs: 'busy', sensitivity: 'private' });
	expect(text).toContain('CLASS:PRIVATE');
	expect(text).not.toMatch(/SUMMARY|DESCRIPTION|ATTENDEE|LOCATION/);
});

it.each([
	['iCalUId', { iCalUId: undefined }],
	['start', { start: undefined }],
	['end', { end: { dateTime: 'soon', timeZone: 'UTC' } }],
])('names a missing or unreadable %s', (field, change) => {
	expect(() => eventToIcs({ ...event, ...change })).toThrow(
		expect.objectContaining({ code: 'input', field, remedy: expect.any(String) }),
	);
});

it('zones are written as another library reads them: the same clock in every year of the event', () => {
	const ids = Object.keys(windowsZones);
	fc.assert(
		fc.property(
			fc.constantFrom(...ids),
			fc.integer({ min: 2015, max: 2030 }),
			fc.array(fc.integer({ min: 0, max: 3 * 366 * 24 - 1 }), { minLength: 20, maxLength: 20 }),
			(id, year, hours) => {
				const zone = zones.byName(id)!;
				const component = timeZoneComponent(zone, year, year + 2);
				const other = new ICAL.Timezone(new ICAL.Component(component as never));
				for (const hour of hours) {
					const utc = Date.UTC(year, 0, 1) + hour * 3_600_000;
					const local = zone.toLocal(utc);
					// Within a change two readings of the clock are right.
					const isSteady = [-7_200_000, 7_200_000].every(
						(step) => zone.toLocal(utc + step) === local + step,
					);
					if (!isSteady) continue;
					const time = ICAL.Time.fromString(
						new Date(local).toISOString().slice(0, 19),
						null as never,
					);
					expect([id, utc, other.utcOffset(time) * 1000]).toEqual([id, utc, local - utc]);
				}
			},
		),
		{ seed: 20261126, numRuns: 300 },
	);
});

it('writes every line end of a text in the one way that the format has', () => {
	const ics = eventToIcs({
		...event,
		subject: 'a\rb',
		body: { contentType: 'text', content: 'One\r\nTwo\rThree\nFour' },
	});
	expect(unfolded(ics)).toEqual(
		expect.arrayContaining(['SUMMARY:a\\nb', 'DESCRIPTION:One\\nTwo\\nThree\\nFour']),
	);
});

describe('an occurrence', () => {
	const occurrence = { ...event, type: 'occurrence' as const, iCalUId: 'uid-1' };

	it('says which one it is', () => {
		const ics = eventToIcs({ ...occurrence, originalStart: '2026-11-24T08:00:00Z' });
		expect(unfolded(ics)).toContain('RECURRENCE-ID;TZID=W. Europe Standard Time:20261124T090000');
		expect(ics.slice(ics.indexOf('BEGIN:VEVENT'))).not.toContain('RRULE');
	});

	it.each([
		['east of UTC', '2026-11-23T22:00:00Z'],
		['west of UTC', '2026-11-24T08:00:00Z'],
	])('of whole days keeps its date where its zone has no name: %s', (_, originalStart) => {
		const ics = eventToIcs({
			...occurrence,
			isAllDay: true,
			start: { dateTime: '2026-11-24T00:00:00.0000000', timeZone: 'UTC' },
			end: { dateTime: '2026-11-25T00:00:00.0000000', timeZone: 'UTC' },
			originalStartTimeZone: 'tzone://Microsoft/Custom',
			originalEndTimeZone: 'tzone://Microsoft/Custom',
			originalStart,
		});
		expect(unfolded(ics)).toContain('RECURRENCE-ID;VALUE=DATE:20261124');
	});
});

describe('a series in a zone without a name, on another day in UTC', () => {
	const series = (pattern: NonNullable<SeriesEvent['recurrence']>['pattern']): SeriesEvent => ({
		...event,
		start: { dateTime: '2026-11-22T23:00:00.0000000', timeZone: 'UTC' },
		end: { dateTime: '2026-11-23T00:00:00.0000000', timeZone: 'UTC' },
		originalStartTimeZone: 'tzone://Microsoft/Custom',
		originalEndTimeZone: 'tzone://Microsoft/Custom',
		recurrence: { pattern, range: { type: 'noEnd', startDate: '2026-11-23' } },
	});

	it('is written where it is on every day', () => {
		const ics = eventToIcs(series({ type: 'daily', interval: 1 }));
		expect(unfolded(ics)).toContain('DTSTART:20261122T230000Z');
	});

	it('is refused where its days are others there', () => {
		const weekly = series({ type: 'weekly', interval: 1, daysOfWeek: ['monday'] });
		expect(() => eventToIcs(weekly)).toThrow(
			expect.objectContaining({ field: 'recurrence' }) as Error,
		);
	});
});
