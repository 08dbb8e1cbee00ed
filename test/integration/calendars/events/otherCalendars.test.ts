import { eventToIcs } from '../../../../exchange/calendars/icalendar/eventToIcs';
import { getEvent } from '../../../../exchange/calendars/events/getEvent';
import type { GetEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { getChanges } from '../../../../exchange/changes/getChanges';
import { closeWorld, eventWorld, mailbox, type EventWorld } from './kit';

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const get = async (event: GetEventOptions['event']) =>
	await getEvent(world.connected.exchange, { mailbox, event });

/** The Chinese New Year, which EWS writes as 1 January. */
const newYears = () =>
	world.alice.calendar.create({
		subject: 'New Year',
		start: '2026-02-17T10:00',
		end: '2026-02-17T11:00',
		recurrence: {
			pattern: { type: 'AbsoluteYearlyRecurrence', dayOfMonth: 1, month: 1 },
			days: ['2026-02-17', '2027-02-06', '2028-01-26'],
		},
	});

it('a series of another calendar has the occurrences that the server gives it', async () => {
	const series = newYears();
	const changes = getChanges(world.connected.exchange, {
		mailbox,
		now: new Date('2026-10-01T00:00Z'),
	});
	const told: Array<string | undefined> = [];
	for await (const { startUtc } of changes) told.push(startUtc);
	expect(told).toEqual(['2027-02-06T09:00:00Z']);

	const second = { seriesMasterId: series.id, originalStart: '2027-02-06T09:00:00Z' };
	const found = await get(second);
	expect(found).toMatchObject({ type: 'occurrence', originalStart: '2027-02-06T09:00:00Z' });
	expect(eventToIcs(found)).not.toContain('RRULE');
	const none = { seriesMasterId: series.id, originalStart: '2027-01-01T09:00:00Z' };
	await expect(get(none)).rejects.toMatchObject({ code: 'notFound' });
});

it('such a series is not written as one of the Gregorian calendar, in Exchange or in a file', async () => {
	const series = newYears();
	const before = structuredClone(world.alice.calendar.get(series.id).recurrence);
	const update = async (changes: object) =>
		await updateEvent(world.connected.exchange, { mailbox, event: series.id, changes });
	await expect(update({ start: '2026-02-17T12:00:00Z' })).rejects.toMatchObject({
		code: 'input',
		field: 'event',
		message: expect.stringContaining('another calendar') as string,
	});
	await update({ subject: 'Spring Festival' });
	expect(world.alice.calendar.get(series.id)).toMatchObject({
		subject: 'Spring Festival',
		recurrence: before,
	});
	const whole = await get(series.id);
	expect(() => eventToIcs(whole)).toThrow(
		expect.objectContaining({ field: 'recurrence' }) as Error,
	);
});
