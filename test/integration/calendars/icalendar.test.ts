import { eventFromIcs } from '../../../exchange/calendars/icalendar/eventFromIcs';
import { eventToIcs } from '../../../exchange/calendars/icalendar/eventToIcs';
import { getChanges } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { pushEvents } from '../../../exchange/push/pushEvents';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const mailbox = 'alice@enyoi.example';
const now = new Date('2026-11-20T08:00:00Z');

let connected: Connected;
beforeAll(async () => {
	connected = await startConnected({ now: () => now, behaviours: harsh });
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
