import type { ListedEvent } from '../../../../exchange/calendars/events/event';
import { timeZones } from '../../../../exchange/calendar/timeZone';
import * as one from '../../../../exchange/calendars/events/getEvent';
import * as many from '../../../../exchange/calendars/events/getEvents';
import type { GetEventsOptions } from '../../../../exchange/calendars/events/options';
import * as writing from '../../../../exchange/calendars/icalendar/eventToIcs';
import * as output from '../../../../exchange/changes/outputZone';
import * as connection from '../../../../exchange/connection';
import { ExchangeError } from '../../../../exchange/errors';
import { ExchangeCalendar } from '../../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { toolOf } from '../../../support/toolOf';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/changes/outputZone', () => ({ chooseZone: jest.fn() }));
jest.mock('../../../../exchange/calendars/events/getEvents', () => ({ getEvents: jest.fn() }));
jest.mock('../../../../exchange/calendars/icalendar/eventToIcs', () => ({ eventToIcs: jest.fn() }));
jest.mock('../../../../exchange/calendars/events/getEvent', () => ({ getEvent: jest.fn() }));

const chooseZone = jest.mocked(output.chooseZone);
const getEvents = jest.mocked(many.getEvents);
const getEvent = jest.mocked(one.getEvent);

const review: ListedEvent = {
	id: 'AAMk1=',
	changeKey: 'CK',
	key: 'UID-1',
	uid: `${alice}/UID-1`,
	mailbox: alice,
	masked: false,
	type: 'singleInstance',
	start: { dateTime: '2026-12-08T10:00:00.0000000', timeZone: 'Europe/Berlin' },
	end: { dateTime: '2026-12-08T11:30:00.0000000', timeZone: 'Europe/Berlin' },
	startUtc: '2026-12-08T09:00:00Z',
	endUtc: '2026-12-08T10:30:00Z',
	isAllDay: false,
	subject: 'Review',
	importance: 'normal',
};

let unreadable: Array<{ id: string; reason: string }> | undefined;
let failure: Error | undefined;
let type: ListedEvent['type'];

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	unreadable = failure = undefined;
	type = 'singleInstance';
	chooseZone.mockReset();
	getEvents.mockReset().mockImplementation(async function* (_, { mailbox, limit }) {
		const subjects = ['Review', 'Talk', 'Lunch'].slice(0, limit);
		for (const subject of subjects) yield { ...review, mailbox, subject, type };
		if (failure && mailbox !== alice) throw failure;
		const isLimited = subjects.length < 3;
		return { count: subjects.length, isLimited, ...(unreadable && { unreadable }) };
	});
	getEvent.mockReset().mockResolvedValue(review);
});

const mailbox = locator(alice, 'list');
const week = { start: '2026-12-07', end: '2026-12-11' };
const asked = (): GetEventsOptions => getEvents.mock.calls[0][1];

describe('many events', () => {
	it('come out as an item each, with what people read first and simple by default', async () => {
		const { json, outputs, error } = await runCalendar('event.getMany', { mailbox, ...week });

		expect(error).toBeUndefined();
		expect(json[0].map(({ subject }) => subject)).toEqual(['Review', 'Talk', 'Lunch']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0].map((item) => ({ item })),
		);
		expect(Object.keys(json[0][0])).toEqual([
			'subject',
			'start',
			'end',
			'startUtc',
			'endUtc',
			'isAllDay',
			'type',
			'masked',
			'mailbox',
			'id',
		]);
		expect(json[0][0]).toMatchObject({
			startUtc: '2026-12-08T09:00:00Z',
			endUtc: '2026-12-08T10:30:00Z',
		});
	});

	it('come out whole when that is wanted', async () => {
		const { json } = await runCalendar('event.getMany', { mailbox, ...week, simplify: false });

		expect(json[0][0]).toMatchObject({ ...review, uid: `${alice}/UID-1` });
		expect(Object.keys(json[0][0])[0]).toBe('subject');
	});

	it('of whole days have their first and last date', async () => {
		getEvents.mockImplementation(async function* () {
			const { startUtc, endUtc, ...rest } = review;
			void [startUtc, endUtc];
			yield { ...rest, isAllDay: true, startDate: '2026-12-07', lastDate: '2026-12-09' };
			return { count: 1, isLimited: false };
		});
		const { json } = await runCalendar('event.getMany', { mailbox, ...week });

		expect(json[0][0]).toMatchObject({ startDate: '2026-12-07', lastDate: '2026-12-09' });
		expect(json[0][0]).not.toHaveProperty('startUtc');
	});

	it('are asked for with all that the panel says', async () => {
		await runCalendar('event.getMany', {
			mailbox,
			calendar: locator('folder='),
			...week,
			limit: 2,
			options: {
				search: ' budget ',
				category: 'Customer',
				attendee: 'bob',
				includeBody: 'text',
				privacy: 'full',
				timeZone: 'Asia/Tokyo',
			},
		});

		expect(asked()).toMatchObject({
			mailbox: alice,
			calendar: { id: 'folder=' },
			start: new Date('2026-12-06T15:00Z'),
			end: new Date('2026-12-11T15:00Z'),
			limit: 2,
			search: 'budget',
			category: 'Customer',
			attendee: 'bob',
			includeBody: 'text',
			privacy: 'full',
			timeZone: 'Asia/Tokyo',
		});
	});

	it('are masked, without body and all in the default calendar unless said otherwise', async () => {
		await runCalendar('event.getMany', { mailbox, ...week, returnAll: true });

		expect(asked()).toMatchObject({ includeBody: false });
		for (const name of ['calendar', 'limit', 'privacy', 'timeZone'] as const) {
			expect(asked()[name]).toBeUndefined();
		}
	});

	it('are read in the zone of the mailbox, and in a window of it', async () => {
		chooseZone.mockResolvedValue(timeZones().byName('Asia/Tokyo')!);
		await runCalendar('event.getMany', { mailbox, ...week, options: { timeZone: 'mailbox' } });

		expect(asked()).toMatchObject({
			timeZone: 'mailbox',
			start: new Date('2026-12-06T15:00Z'),
			end: new Date('2026-12-11T15:00Z'),
		});
	});

	it('of a window whose times say their zone need none of the mailbox', async () => {
		const options = { timeZone: 'mailbox' };
		const [start, end] = ['2026-12-07T09:00:00+01:00', '2026-12-07T10:00:00Z'];
		await runCalendar('event.getMany', { mailbox, start, end, options });

		expect(chooseZone).not.toHaveBeenCalled();
		expect(asked()).toMatchObject({ start: new Date('2026-12-07T08:00Z') });
	});

	it('of the other items come out where one fails', async () => {
		failure = new ExchangeError('accessDenied', 'No right to open it', {
			details: { mailbox: 'bob@enyoi.example' },
		});
		const { json, outputs } = await runCalendar(
			'event.getMany',
			{ mailbox: locator('={{ $json.who }}', 'address'), ...week, limit: 1 },
			{
				items: [{ who: 'bob@enyoi.example' }, { who: 'me' }, { who: alice }],
				onError: 'continueErrorOutput',
			},
		);

		expect(json[0].map(({ mailbox: of }) => of)).toEqual([alice]);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json[1].map(({ error }) => error)).toEqual([
			'No right to open it (mailbox bob@enyoi.example)',
			expect.stringMatching(/^Mailbox is "me", not an email address/),
		]);
	});

	it('come as iCalendar files too, with their texts, when that is wanted', async () => {
		jest.mocked(writing.eventToIcs).mockReturnValue('BEGIN:VCALENDAR');
		const { outputs } = await runCalendar('event.getMany', {
			mailbox,
			...week,
			limit: 1,
			options: { asIcs: true, icsField: 'file' },
		});

		expect(asked()).toMatchObject({ includeBody: 'html' });
		expect(outputs[0][0].binary?.file).toMatchObject({
			data: Buffer.from('BEGIN:VCALENDAR').toString('base64'),
			mimeType: 'text/calendar',
			fileName: 'Review.ics',
		});
		expect(outputs[0][0].json).toMatchObject({ subject: 'Review' });
	});

	it.each([
		[`${'x'.repeat(59)}\u{1F389} party`, `${'x'.repeat(59)}.ics`],
		[`${'x'.repeat(58)}\u{1F389} party`, `${'x'.repeat(58)}\u{1F389}.ics`],
		['A/B:\t"C"  ', 'A B C.ics'],
		[' / ', 'event.ics'],
		['a\u202efdp\u0001', 'a fdp.ics'],
		[undefined, 'event.ics'],
	])('of the subject %j name their iCalendar file %j', async (subject, name) => {
		jest.mocked(writing.eventToIcs).mockReturnValue('BEGIN:VCALENDAR');
		getEvent.mockResolvedValue({ ...review, subject });
		const options = { asIcs: true };
		const named = { mailbox, event: locator('AAMk1='), options };
		const { outputs } = await runCalendar('event.get', named);

		expect(outputs[0][0].binary?.data.fileName).toBe(name);
	});

	it('that could not be read are said in a hint', async () => {
		unreadable = [{ id: 'AAMk9=', reason: 'ErrorItemCorrupt' }];
		const { hints, json } = await runCalendar('event.getMany', { mailbox, ...week });

		expect(json[0]).toHaveLength(3);
		expect(hints).toEqual([
			expect.objectContaining({ message: expect.stringContaining('ErrorItemCorrupt') }),
		]);
	});

	it('that the server lists as series are said in a hint, as it may lack their occurrences', async () => {
		type = 'seriesMaster';
		const { hints, json } = await runCalendar('event.getMany', { mailbox, ...week });

		expect(json[0]).toHaveLength(3);
		expect(hints).toEqual([
			expect.objectContaining({ message: expect.stringMatching(/3 series .*occurrences/) }),
		]);
	});

	it('are no whole list to a model where the limit ends them, or some could not be read', async () => {
		unreadable = [{ id: 'AAMk9=', reason: 'ErrorItemCorrupt' }];
		const parameters = { resource: 'event', operation: 'getMany', mailbox, ...week };
		const answer = async (limit: number): Promise<object[]> =>
			JSON.parse(
				await toolOf(new ExchangeCalendar(), {
					credential: {},
					parameters: { ...parameters, limit },
				})(),
			);
		const unread = { hint: expect.stringContaining('ErrorItemCorrupt') };

		expect((await answer(3)).slice(3)).toEqual([unread]);
		expect((await answer(2)).slice(2)).toEqual([
			{ hint: expect.stringMatching(/more than these 2.*Limit/) },
			unread,
		]);
		const { hints } = await runCalendar('event.getMany', { mailbox, ...week, limit: 2 });
		expect(hints).toHaveLength(1);
	});
});

describe('one event', () => {
	const get = async (parameters: object, more = {}) =>
		await runCalendar('event.get', { mailbox, event: locator('AAMk1='), ...parameters }, more);

	it('is read by its id', async () => {
		const { json } = await get({ options: { includeBody: 'html', timeZone: 'mailbox' } });

		expect(json[0]).toEqual([expect.objectContaining({ subject: 'Review', id: 'AAMk1=' })]);
		expect(getEvent.mock.calls[0][1]).toMatchObject({
			mailbox: alice,
			event: 'AAMk1=',
			includeBody: 'html',
			timeZone: 'mailbox',
		});
		expect(getEvent.mock.calls[0][1].scope).toBeUndefined();
	});

	it('is a series in its iCalendar file with the occurrences that differ from it', async () => {
		jest.mocked(writing.eventToIcs).mockReturnValue('BEGIN:VCALENDAR');
		const series = { ...review, exceptions: [{ ...review, subject: 'Other' }] };
		getEvent.mockResolvedValue(series);
		const { json } = await get({ options: { asIcs: true } });

		expect(getEvent.mock.calls[0][1]).toMatchObject({ exceptions: true });
		expect(writing.eventToIcs).toHaveBeenLastCalledWith(series, { exceptions: series.exceptions });
		expect(json[0][0]).not.toHaveProperty('exceptions');
	});

	it('has the texts of a series in its iCalendar file alone, those of single occurrences too', async () => {
		jest.mocked(writing.eventToIcs).mockReturnValue('BEGIN:VCALENDAR');
		const withText = { ...review, body: { contentType: 'text' as const, content: 'Secret' } };
		getEvent.mockResolvedValue({ ...withText, exceptions: [{ ...withText, subject: 'Other' }] });
		const { json } = await get({ simplify: false, options: { asIcs: true } });

		expect(json[0][0].exceptions).toMatchObject([{ subject: 'Other' }]);
		expect(JSON.stringify(json)).not.toContain('Secret');
		const { json: whole } = await get({
			simplify: false,
			options: { asIcs: true, includeBody: 'text' },
		});
		expect(JSON.stringify(whole).match(/Secret/g)).toHaveLength(2);
	});

	it('is read by the event that another node gave, or its series', async () => {
		const occurrence = { seriesMasterId: 'S=', originalStart: '2026-12-08T09:00:00Z' };
		await get(
			{ event: locator('={{ $json }}'), options: { scope: 'series' } },
			{ items: [{ subject: 'Review', ...occurrence }] },
		);

		expect(getEvent.mock.calls[0][1]).toMatchObject({ event: occurrence, scope: 'series' });
	});

	it('has to be named', async () => {
		const { error } = await get({ event: locator('={{ $json.nothing }}') });

		expect(error).toMatchObject({
			message: 'Event is missing for item 0',
			description: expect.stringContaining('Fill in Event'),
		});
		expect(getEvent).not.toHaveBeenCalled();
	});
});
