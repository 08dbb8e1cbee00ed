import { eventFromIcs } from '../../../exchange/calendars/icalendar/eventFromIcs';
import { eventToIcs } from '../../../exchange/calendars/icalendar/eventToIcs';
import { createEvent } from '../../../exchange/calendars/events/createEvent';
import { getEvent } from '../../../exchange/calendars/events/getEvent';
import { getEvents } from '../../../exchange/calendars/events/getEvents';
import type { ListedEvent } from '../../../exchange/calendars/events/event';
import { getChanges } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { pushEvents } from '../../../exchange/push/pushEvents';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const mailbox = 'alice@enyoi.example';
const now = new Date('2026-11-20T08:00:00Z');

let connected: Connected;
beforeAll(async () => {
	connected = await startConnected({
		now: () => now,
		behaviours: { ...harsh, occurrenceSensitivity: 'own' },
	});
});
afterAll(async () => await connected?.close());

async function eventsOf(): Promise<CalendarChange[]> {
	const found: CalendarChange[] = [];
	const options = {
		mailbox,
		expand: 'series',
		privacy: 'full',
		includeBody: 'text',
		now,
	} as const;
	for await (const change of getChanges(connected.exchange, options)) found.push(change);
	return found;
}

const series = [
	'BEGIN:VCALENDAR',
	'VERSION:2.0',
	'BEGIN:VEVENT',
	'UID:1@x',
	'SUMMARY:Jour fixe\\, weekly',
	'DESCRIPTION:One\\nTwo',
	'DTSTART;TZID=Europe/Berlin:20261124T100000',
	'DURATION:PT1H',
	'RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5',
	'EXDATE;TZID=Europe/Berlin:20261201T100000',
	'CLASS:PRIVATE',
	'END:VEVENT',
	'BEGIN:VEVENT',
	'UID:1@x',
	'RECURRENCE-ID;TZID=Europe/Berlin:20261208T100000',
	'SUMMARY:Jour fixe\\, late',
	'DTSTART;TZID=Europe/Berlin:20261208T150000',
	'DTEND;TZID=Europe/Berlin:20261208T160000',
	'END:VEVENT',
	'END:VCALENDAR',
].join('\r\n');

it('a series goes into a calendar, out of it as iCalendar, and in again as what is there', async () => {
	const push = async (text: string) => {
		const event = eventFromIcs(text);
		delete event.iCalUId;
		const results = pushEvents(connected.exchange, { mailbox, source: 'files' }, [
			{ ...event, externalId: '1' },
		]);
		for await (const result of results) return result;
		return undefined;
	};
	expect(await push(series)).toMatchObject({ action: 'created' });
	const events = await eventsOf();
	const asIcs = (found: CalendarChange[]) =>
		eventToIcs(found.find(({ type }) => type === 'seriesMaster')!, {
			exceptions: found.filter(({ type }) => type === 'exception'),
		});
	const master = events.find(({ type }) => type === 'seriesMaster')!;
	const exceptions = events.filter(({ type }) => type === 'exception');
	expect(master).toMatchObject({ subject: 'Jour fixe, weekly', sensitivity: 'private' });
	expect(exceptions).toMatchObject([
		{ subject: 'Jour fixe, late', originalStart: '2026-12-08T09:00:00Z' },
	]);
	const ics = asIcs(events);
	expect(eventFromIcs(ics)).toMatchObject({
		subject: 'Jour fixe, weekly',
		sensitivity: 'private',
		recurrence: { range: { type: 'numbered', numberOfOccurrences: 5 } },
		exceptions: [{ isCancelled: true }, { subject: 'Jour fixe, late' }],
	});
	await push(ics);
	expect(eventFromIcs(asIcs(await eventsOf()))).toEqual(eventFromIcs(ics));
	expect(await push(ics)).toMatchObject({ action: 'unchanged' });
});

describe('an event of a calendar', () => {
	const window = { start: new Date('2027-01-01'), end: new Date('2027-07-01') };
	const bob = 'bob@enyoi.example';
	const listed = async () => {
		const found: ListedEvent[] = [];
		const options = { mailbox: bob, privacy: 'full', includeBody: 'text', ...window } as const;
		for await (const event of getEvents(connected.exchange, options)) found.push(event);
		return found;
	};
	const content = (events: ListedEvent[]) =>
		events.map(
			({ subject, start, end, location, body, showAs, isAllDay, sensitivity, categories }) => [
				...[subject, start, end, location, body?.content.trim(), showAs, isAllDay],
				...[sensitivity, categories],
			],
		);
	const intoBobs = async (ics: string) => {
		const { iCalUId, organizer, ...event } = eventFromIcs(ics);
		void [iCalUId, organizer];
		const options = { mailbox: bob, event, inputTimeZone: 'Europe/Berlin' };
		return (await createEvent(connected.exchange, options)).event;
	};
	/** What a text says; servers end the text of an event with a line of their own. */
	const said = (ics: string): object => {
		const { iCalUId, ...event } = eventFromIcs(ics);
		void iCalUId;
		return JSON.parse(JSON.stringify(event).replace(/(\\[rn])+"/g, '"')) as object;
	};
	const empty = () => {
		const { calendar } = connected.company.user('bob');
		for (const { id } of calendar.items()) calendar.delete(id);
	};
	afterEach(empty);
	const asIcs = async (id: string | undefined) => {
		const event = await getEvent(connected.exchange, {
			mailbox: bob,
			event: id ?? '',
			privacy: 'full',
			includeBody: 'text',
			exceptions: true,
		});
		return eventToIcs(event, { exceptions: event.exceptions });
	};

	it.each([
		['timed', '2027-03-02T10:00', '2027-03-02T11:00', false],
		['of whole days', '2027-03-02', '2027-03-03', true],
	])(
		'that is a series (%s) goes out with what differs, and in again the same',
		async (_, start, end, isAllDay) => {
			const { calendar } = connected.company.user('bob');
			const made = calendar.create({
				subject: 'Series',
				start,
				end,
				isAllDay,
				timeZone: 'W. Europe Standard Time',
				recurrence: {
					pattern: {
						type: 'WeeklyRecurrence',
						interval: 1,
						days: ['Tuesday'],
						firstDayOfWeek: 'Monday',
					},
					range: { type: 'NumberedRecurrence', numberOfOccurrences: 7 },
				},
			});
			calendar.occurrence(made.id, 2).delete();
			const moved = isAllDay
				? ['2027-03-18', '2027-03-19']
				: ['2027-03-18T14:00', '2027-03-18T16:00'];
			calendar
				.occurrence(made.id, 3)
				.update({ subject: 'Other', start: moved[0], end: moved[1], location: 'Attic' });
			calendar.occurrence(made.id, 5).update({ sensitivity: 'Private', categories: ['Red'] });
			calendar.occurrence(made.id, 6).update({ body: 'Last but one' });
			const before = content(await listed());
			expect(before).toHaveLength(6);
			const ics = await asIcs(made.id);
			expect(ics.match(/^EXDATE/gm)).toHaveLength(1);
			expect(ics.match(/^RECURRENCE-ID/gm)).toHaveLength(3);
			empty();
			const { id } = await intoBobs(ics);
			expect(content(await listed())).toEqual(before);
			expect(said(await asIcs(id))).toEqual(said(ics));
		},
	);

	it('that is one occurrence says which, and is an event by itself elsewhere', async () => {
		const { calendar } = connected.company.user('bob');
		const made = calendar.create({
			subject: 'Daily',
			start: '2027-05-04T10:00',
			end: '2027-05-04T10:15',
			timeZone: 'W. Europe Standard Time',
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 1 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
			},
		});
		const [, second] = await listed();
		const ics = eventToIcs(second);
		expect(ics).toContain('RECURRENCE-ID:20270505T080000Z');
		calendar.delete(made.id);
		await intoBobs(ics);
		expect(content(await listed())).toEqual(content([second]));
	});
});
