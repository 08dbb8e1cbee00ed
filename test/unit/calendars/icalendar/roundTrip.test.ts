import fc from 'fast-check';
import type {
	CalendarEvent,
	PatternedRecurrence,
	SeriesEvent,
} from '../../../../exchange/calendar/event';
import { dayMs, instantText, localText } from '../../../../exchange/calendar/civil';
import { occurrenceStarts } from '../../../../exchange/calendar/occurrences';
import { recurrenceRecord } from '../../../../exchange/calendar/recurrence';
import { timeZones } from '../../../../exchange/calendar/timeZone';
import { eventFromIcs } from '../../../../exchange/calendars/icalendar/eventFromIcs';
import { eventToIcs } from '../../../../exchange/calendars/icalendar/eventToIcs';
import type { PushInput } from '../../../../exchange/push/input/pushInput';
import { readInput } from '../../../../exchange/push/input/readInput';

const zones = timeZones();
const zoneIds = [
	'UTC',
	'W. Europe Standard Time',
	'Pacific Standard Time',
	'AUS Eastern Standard Time',
	'India Standard Time',
	'Morocco Standard Time',
	'America/Sao_Paulo',
];

/** What would be written: the same for what says the same. */
const written = (input: object, timeZone: string) =>
	readInput(input as PushInput, {
		source: 'x',
		withAttendees: true,
		knowsWorkingElsewhere: true,
		zones,
		defaultZone: timeZone,
		isZoneChosen: true,
	});

const days = [
	'sunday',
	'monday',
	'tuesday',
	'wednesday',
	'thursday',
	'friday',
	'saturday',
] as const;
const someDays = fc.subarray([...days], { minLength: 1 });
const interval = fc.integer({ min: 1, max: 4 });
const index = fc.constantFrom('first', 'second', 'third', 'fourth', 'last');
const dayOfMonth = fc.integer({ min: 1, max: 31 });
const month = fc.integer({ min: 1, max: 12 });
const oneOrAGroup = fc.oneof(
	fc.constantFrom(...days).map((day) => [day]),
	fc.constantFrom([...days], days.slice(1, 6), ['sunday', 'saturday']),
);
const pattern = fc.oneof(
	fc.record({ type: fc.constant('daily'), interval }),
	fc.record({
		type: fc.constant('weekly'),
		interval,
		daysOfWeek: someDays,
		firstDayOfWeek: fc.constantFrom(...days),
	}),
	fc.record({ type: fc.constant('absoluteMonthly'), interval, dayOfMonth }),
	fc.record({ type: fc.constant('relativeMonthly'), interval, daysOfWeek: oneOrAGroup, index }),
	fc.record({ type: fc.constant('absoluteYearly'), interval: fc.constant(1), dayOfMonth, month }),
	fc.record({
		type: fc.constant('relativeYearly'),
		interval: fc.constant(1),
		daysOfWeek: oneOrAGroup,
		index,
		month,
	}),
) as fc.Arbitrary<PatternedRecurrence['pattern']>;

const line = fc
	.string({ unit: fc.constantFrom(...'ab ;,:\\"é€n', '\u{1f600}'), minLength: 1, maxLength: 90 })
	.map((text) => text.trim());
const mail = fc.nat(99).map((number) => `p${number}@enyoi.example`);
/** Parameters know no quotation mark, and programs differ in what a backslash in one means. */
const personName = line.map((text) => text.replace(/"/g, "'").replace(/\\/g, '/') || 'p');
const person = fc.record({ name: personName, address: mail });
const content = fc.record({
	subject: line,
	body: fc.oneof(
		line.map((text) => ({ contentType: 'text' as const, content: `${text}x\n${text}` })),
		line.map((text) => ({ contentType: 'html' as const, content: `<p>${text}\\n;</p>\n` })),
	),
	location: line.map((displayName) => ({ displayName: `${displayName}x` })),
	showAs: fc.constantFrom('free', 'tentative', 'busy', 'oof', 'workingElsewhere'),
	sensitivity: fc.constantFrom('normal', 'personal', 'private', 'confidential'),
	importance: fc.constantFrom('low', 'normal', 'high'),
	categories: fc.uniqueArray(
		line.map((text) => `c${text}`),
		{ maxLength: 3 },
	),
	reminderMinutesBeforeStart: fc.integer({ min: 0, max: 40_000 }),
	isReminderOn: fc.boolean(),
	attendees: fc.uniqueArray(
		fc.record({
			emailAddress: person,
			type: fc.constantFrom('required', 'optional', 'resource'),
			status: fc.constant({ response: 'accepted' as const }),
		}),
		{ maxLength: 3, selector: ({ emailAddress }) => emailAddress.address },
	),
}) as fc.Arbitrary<Partial<CalendarEvent>>;

interface Series {
	event: SeriesEvent;
	exceptions: CalendarEvent[];
	zone: string;
}

/** An event as it is read from Exchange: times in UTC, with the id of its zone. */
const series: fc.Arbitrary<Series> = fc
	.record({
		content,
		zone: fc.constantFrom(...zoneIds),
		minutes: fc.integer({ min: 0, max: 4 * 365 * 1440 }),
		length: fc.integer({ min: 0, max: 3000 }),
		isAllDay: fc.boolean(),
		pattern: fc.option(pattern, { nil: undefined }),
		end: fc.constantFrom('noEnd', 'numbered', 'endDate'),
		count: fc.integer({ min: 4, max: 12 }),
		choices: fc.array(fc.constantFrom('keep', 'cancel', 'move'), { minLength: 3, maxLength: 3 }),
	})
	.map(({ zone: zoneId, ...given }) => {
		const zone = zones.byName(zoneId)!;
		const unit = given.isAllDay ? dayMs : 60_000;
		const wanted = Date.UTC(2026, 0, 1) + given.minutes * 60_000;
		let local = Math.floor(wanted / unit) * unit;
		const length = given.isAllDay ? dayMs * (1 + (given.length % 3)) : given.length * 60_000;
		let utc = zone.toUtc(local);
		const range = (startDate: string): PatternedRecurrence['range'] => ({
			type: given.end as 'noEnd',
			startDate,
			recurrenceTimeZone: zoneId,
			...(given.end === 'numbered' && { numberOfOccurrences: given.count }),
			...(given.end === 'endDate' && {
				endDate: localText(local + 9 * 365 * dayMs).slice(0, 10),
			}),
		});
		const starts: number[] = [];
		let recurrence: PatternedRecurrence | undefined;
		if (given.pattern) {
			const rule = (start: number) => ({
				recurrence: recurrenceRecord({
					pattern: given.pattern!,
					range: range(localText(local).slice(0, 10)),
				}),
				start,
				zone,
			});
			for (const first of occurrenceStarts(rule(utc), utc, 8.64e15)) {
				utc = first;
				break;
			}
			local = zone.toLocal(utc);
			recurrence = { pattern: given.pattern, range: range(localText(local).slice(0, 10)) };
			for (const start of occurrenceStarts(rule(utc), utc, 8.64e15)) {
				if (starts.push(start) === 4) break;
			}
		}
		const shown = (at: number) =>
			given.isAllDay
				? { dateTime: localText(zone.toLocal(at)), timeZone: 'UTC' }
				: { dateTime: localText(at), timeZone: 'UTC' };
		const endOf = (at: number) =>
			given.isAllDay ? zone.toUtc(zone.toLocal(at) + length) : at + length;
		const of = (at: number): CalendarEvent => ({
			start: shown(at),
			end: shown(endOf(at)),
			isAllDay: given.isAllDay,
			originalStartTimeZone: zoneId,
			originalEndTimeZone: zoneId,
		});
		const chosen = (what: string) => starts.filter((_, at) => given.choices[at - 1] === what);
		const cancelled = chosen('cancel').map(instantText);
		const exceptions = chosen('move').map((start) => ({
			...given.content,
			...of(start + (given.isAllDay ? 0 : 1_800_000)),
			subject: 'Moved',
			originalStart: instantText(start),
		}));
		const event: SeriesEvent = {
			iCalUId: '040000008200E00074C5B7101A82E008',
			...given.content,
			...of(utc),
			...(recurrence && { recurrence }),
			...(cancelled.length > 0 && { cancelledOccurrences: cancelled }),
		};
		return { event, exceptions, zone: zoneId };
	});

/** The same event without iCalendar, as a source would give it. */
function directly({ event, exceptions }: Series): object {
	const { recurrence, cancelledOccurrences = [], isReminderOn, ...rest } = event;
	const { isAllDay, body, location } = rest;
	const time = (value: { dateTime: string; timeZone: string } | undefined) =>
		isAllDay ? value!.dateTime.slice(0, 10) : value;
	const originally = (utc: string) => utc;
	return {
		...rest,
		isReminderOn,
		start: time(rest.start),
		end: time(rest.end),
		body,
		location,
		...(recurrence && {
			recurrence,
			exceptions: [
				...cancelledOccurrences.map((start) => ({
					originalStart: originally(start),
					isCancelled: true,
				})),
				...exceptions.map(({ originalStart, start, end }) => ({
					originalStart,
					start: time(start),
					end: time(end),
					subject: 'Moved',
				})),
			],
		}),
	};
}

it('an event that goes through iCalendar is the same event', () => {
	fc.assert(
		fc.property(series, (given) => {
			const ics = eventToIcs(given.event, { exceptions: given.exceptions });
			expect(Math.max(...ics.split('\r\n').map((text) => Buffer.byteLength(text)))).toBeLessThan(
				77,
			);
			const { iCalUId, organizer: _, ...read } = eventFromIcs(ics);
			expect(iCalUId).toBe(given.event.iCalUId);
			const expected = written(directly(given), given.zone);
			const { times, ...content } = written(read, given.zone);
			const { times: expectedTimes, ...expectedContent } = expected;
			expect(content).toEqual({
				...expectedContent,
				categories: expectedContent.categories?.length ? expectedContent.categories : undefined,
				attendees: expectedContent.attendees?.length ? expectedContent.attendees : undefined,
			});
			expect(times && { ...times, timeZone: '' }).toEqual({ ...expectedTimes, timeZone: '' });
		}),
		{ seed: 20261126, numRuns: 400 },
	);
});
