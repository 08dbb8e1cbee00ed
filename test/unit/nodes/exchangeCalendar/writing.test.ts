import * as creating from '../../../../exchange/calendars/events/createEvent';
import * as deleting from '../../../../exchange/calendars/events/deleteEvent';
import type { ListedEvent } from '../../../../exchange/calendars/events/event';
import * as updating from '../../../../exchange/calendars/events/updateEvent';
import * as reading from '../../../../exchange/calendars/icalendar/eventFromIcs';
import * as connection from '../../../../exchange/connection';
import { ExchangeError, InvalidInput } from '../../../../exchange/errors';
import { ExchangeCalendar } from '../../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { toolOf } from '../../../support/toolOf';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/icalendar/eventFromIcs', () => ({
	eventFromIcs: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/events/createEvent', () => ({ createEvent: jest.fn() }));
jest.mock('../../../../exchange/calendars/events/updateEvent', () => ({ updateEvent: jest.fn() }));
jest.mock('../../../../exchange/calendars/events/deleteEvent', () => ({ deleteEvent: jest.fn() }));

const createEvent = jest.mocked(creating.createEvent);
const updateEvent = jest.mocked(updating.updateEvent);
const deleteEvent = jest.mocked(deleting.deleteEvent);

const written: ListedEvent = {
	id: 'AAMk1=',
	subject: 'Review',
	key: 'K',
	uid: `${alice}/K`,
	mailbox: alice,
	masked: false,
};
const mailbox = locator(alice);
const event = locator('AAMk1=');

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	createEvent.mockReset().mockResolvedValue({ action: 'created', event: written });
	updateEvent.mockReset().mockResolvedValue({ action: 'updated', event: written });
	deleteEvent.mockReset().mockResolvedValue({ action: 'deleted', id: 'AAMk1=', scope: 'series' });
});

describe('create', () => {
	const create = async (parameters: object, more = {}) =>
		await runCalendar('event.create', { mailbox, ...parameters }, more);
	const asked = () => createEvent.mock.calls[0][1];
	const time = { start: '2026-12-08T10:00:00', end: '2026-12-08T11:00:00' };

	it('gives the event with what was done', async () => {
		const { json, error } = await create({ subject: 'Review', ...time });

		expect(error).toBeUndefined();
		expect(json[0]).toEqual([
			{ action: 'created', subject: 'Review', masked: false, mailbox: alice, id: 'AAMk1=' },
		]);
		expect(asked()).toMatchObject({
			mailbox: alice,
			sendInvitations: 'none',
			inputTimeZone: 'Europe/Berlin',
		});
		expect(asked().event).toEqual({ subject: 'Review', ...time, isAllDay: false });
	});

	it('says so when rooms are given and nobody is mailed, so that none is booked', async () => {
		const rooms = { ...time, additionalFields: { rooms: 'atrium@enyoi.example' } };
		const hintsOf = async (parameters: object) => (await create(parameters)).hints;

		expect(await hintsOf(rooms)).toMatchObject([
			{ message: expect.stringMatching(/rooms are not booked.*Send Invitations/) },
		]);
		expect(await hintsOf({ ...rooms, sendInvitations: 'all' })).toEqual([]);
		expect(await hintsOf(time)).toEqual([]);
		createEvent.mockResolvedValue({ action: 'unchanged', event: written });
		expect(await hintsOf(rooms)).toEqual([]);
	});

	it('says so to a model as well, which sees nothing over the output', async () => {
		const additionalFields = { rooms: 'atrium@enyoi.example' };
		const parameters = {
			resource: 'event',
			operation: 'create',
			mailbox,
			...time,
			additionalFields,
		};
		const call = toolOf(new ExchangeCalendar(), { credential: {}, parameters });

		expect(JSON.parse(await call())).toEqual([
			expect.objectContaining({ action: 'created' }),
			{ hint: expect.stringMatching(/rooms are not booked.*Send Invitations/) },
		]);
	});

	it('says what could not be read after it was created', async () => {
		const { key, uid, ...known } = written;
		void [key, uid];
		createEvent.mockResolvedValue({ action: 'created', event: known, notRead: 'No answer' });
		const { json, hints, error } = await create({ subject: 'Review', ...time });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject([{ action: 'created', notRead: 'No answer', id: 'AAMk1=' }]);
		expect(hints).toMatchObject([{ message: 'No answer' }]);
	});

	it('hands over every field that is filled in', async () => {
		await create({
			subject: 'Review',
			...time,
			calendar: locator('folder='),
			sendInvitations: 'all',
			additionalFields: {
				attendees: 'bob@enyoi.example, carol@enyoi.example',
				rooms: 'atrium@enyoi.example',
				body: '<p>Agenda</p>',
				bodyType: 'html',
				location: 'Atrium',
				showAs: 'tentative',
				sensitivity: 'private',
				importance: 'high',
				categories: 'Customer; Travel',
				isReminderOn: true,
				reminderMinutesBeforeStart: 5,
				joinUrl: 'https://meet.enyoi.example/1',
				recurrence: 'FREQ=WEEKLY;COUNT=3',
			},
			options: { clientKey: 'order-1', timeZone: 'Asia/Tokyo' },
		});

		expect(asked()).toMatchObject({
			calendar: { id: 'folder=' },
			sendInvitations: 'all',
			clientKey: 'order-1',
			inputTimeZone: 'Asia/Tokyo',
			timeZone: 'Asia/Tokyo',
		});
		expect(asked().event).toEqual({
			subject: 'Review',
			...time,
			isAllDay: false,
			attendees: ['bob@enyoi.example', 'carol@enyoi.example'],
			rooms: ['atrium@enyoi.example'],
			body: { contentType: 'html', content: '<p>Agenda</p>' },
			location: 'Atrium',
			showAs: 'tentative',
			sensitivity: 'private',
			importance: 'high',
			categories: ['Customer', 'Travel'],
			isReminderOn: true,
			reminderMinutesBeforeStart: 5,
			onlineMeeting: { joinUrl: 'https://meet.enyoi.example/1' },
			rrule: 'FREQ=WEEKLY;COUNT=3',
		});
	});

	it('waits for rooms where that is wanted, and gives their answers', async () => {
		const roomAnswers = [{ emailAddress: 'atrium@enyoi.example', response: 'declined' as const }];
		createEvent.mockResolvedValue({ action: 'created', event: written, roomAnswers });
		const { json } = await create({ ...time, options: { waitForRooms: 20 } });

		expect(json[0]).toMatchObject([{ action: 'created', roomAnswers, subject: 'Review' }]);
		expect(asked()).toMatchObject({ waitForRooms: 20 });
		await create({ ...time, options: { waitForRooms: 0 } });
		expect(createEvent.mock.calls[1][1].waitForRooms).toBeUndefined();
	});

	it('takes the last day of an all-day event, as the date picker gives it', async () => {
		await create({
			subject: 'Leave',
			start: '2026-12-07T00:00:00',
			end: '2026-12-11T00:00:00',
			isAllDay: true,
		});

		expect(asked().event).toMatchObject({
			start: '2026-12-07',
			end: '2026-12-12',
			isAllDay: true,
		});
	});

	it.each([
		['2026-12-07', '2026-12-12', '2026-12-12'],
		['2026-12-07', '2026-12-08', '2026-12-08'],
		['2026-12-07', '2026-12-07', '2026-12-08'],
	])('takes the end of an all-day event as events have it: %s to %s', async (from, to, end) => {
		const of = (date: string) => ({ dateTime: `${date}T00:00:00.0000000`, timeZone: 'UTC' });
		const event = { subject: 'Leave', isAllDay: true };
		await create(
			{ ...event, start: '={{ $json.start }}', end: '={{ $json.end }}' },
			{ items: [{ start: of(from), end: of(to) }] },
		);

		expect(asked().event).toMatchObject({ start: '2026-12-07', end });
	});

	it('takes times and attendees in the shape of events, and a recurrence of Graph', async () => {
		const start = { dateTime: '2026-12-08T10:00:00.0000000', timeZone: 'UTC' };
		const attendees = [{ emailAddress: { address: 'bob@enyoi.example' }, type: 'optional' }];
		const recurrence = { pattern: { type: 'daily', interval: 1 } };
		await create(
			{
				subject: 'Review',
				start: '={{ $json.start }}',
				end: '={{ $json.start }}',
				additionalFields: {
					attendees: '={{ $json.attendees }}',
					recurrence: '={{ $json.recurrence }}',
				},
			},
			{ items: [{ start, attendees, recurrence }] },
		);

		expect(asked().event).toMatchObject({ start, attendees, recurrence });
	});

	it("writes in the mailbox's own zone when that is chosen", async () => {
		await create({ subject: 'Review', ...time, options: { timeZone: 'mailbox' } });

		expect(asked()).toMatchObject({ inputTimeZone: undefined, timeZone: 'mailbox' });
	});

	it('writes one item after the other, and none when one can not be read', async () => {
		const items = [
			{ to: alice, flag: true },
			{ to: alice, flag: 'perhaps' },
		];
		const parameters = { subject: 'Review', ...time, isAllDay: '={{ $json.flag }}' };
		const { error } = await create(parameters, { items });
		expect(error?.message).toBe('All Day is "perhaps", not true or false');
		expect(createEvent).not.toHaveBeenCalled();

		const { json } = await create(parameters, { items, onError: 'continueRegularOutput' });
		expect(createEvent).toHaveBeenCalledTimes(1);
		expect(json[0]).toEqual([
			expect.objectContaining({ action: 'created' }),
			expect.objectContaining({ error: 'All Day is "perhaps", not true or false' }),
		]);
	});

	it.each([
		['of a field', 'file'],
		['of another node', "={{ $('Trigger').item.binary.file }}"],
	])('takes the event of an iCalendar file %s, without its UID', async (_, icsField) => {
		jest.mocked(reading.eventFromIcs).mockReturnValue({
			subject: 'From a file',
			start: '2026-12-08T10:00:00Z',
			iCalUId: 'UID-9',
			organizer: { emailAddress: { address: 'eve@enyoi.example' } },
		});
		const file = Buffer.from('BEGIN:VCALENDAR');
		const { error } = await create(
			{ eventFrom: 'ics', icsField },
			{ binaries: [{ file: { data: file.toString('base64'), mimeType: 'text/calendar' } }] },
		);

		expect(error).toBeUndefined();
		expect(reading.eventFromIcs).toHaveBeenCalledWith(file, { timeZone: 'Europe/Berlin' });
		expect(asked().event).toEqual({ subject: 'From a file', start: '2026-12-08T10:00:00Z' });
	});

	it('says which field holds a file with no event or several', async () => {
		jest.mocked(reading.eventFromIcs).mockImplementation(() => {
			throw new InvalidInput('ics', 'The iCalendar text has 2 events');
		});
		const { error } = await create(
			{ eventFrom: 'ics' },
			{ binaries: [{ data: { data: 'AA==', mimeType: 'text/calendar' } }] },
		);

		expect(error?.message).toBe('The iCalendar text has 2 events (Input Binary Field)');
		expect(createEvent).not.toHaveBeenCalled();
	});

	it('names the field of an error as the panel does', async () => {
		createEvent.mockRejectedValue(new InvalidInput('rrule', "The rrule can't be used: no FREQ"));
		const { error } = await create({ subject: 'Review', ...time });

		expect(error?.message).toBe("Recurrence can't be used: no FREQ");
	});
});

describe('update', () => {
	const update = async (parameters: object, more = {}) =>
		await runCalendar('event.update', { mailbox, event, ...parameters }, more);
	const asked = () => updateEvent.mock.calls[0][1];

	it('changes the fields that are filled in and no others', async () => {
		const { json } = await update({
			updateFields: { start: '2026-12-10T10:00:00', location: '', categories: '' },
		});

		expect(asked()).toMatchObject({ event: 'AAMk1=', sendInvitations: 'none' });
		expect(asked().scope).toBeUndefined();
		expect(asked().changes).toEqual({
			start: '2026-12-10T10:00:00',
			location: '',
			categories: [],
		});
		expect(json[0]).toEqual([expect.objectContaining({ action: 'updated', subject: 'Review' })]);
	});

	it.each(['', ' ', 'null', 'undefined', '[]'])(
		'keeps what a model leaves open, which has to give every field: "%s"',
		async (open) => {
			const texts = [
				'subject',
				'body',
				'location',
				'attendees',
				'rooms',
				'categories',
				'recurrence',
			];
			const updateFields = {
				...Object.fromEntries(texts.map((name) => [name, open])),
				start: '2026-12-10T10:00:00',
				end: open,
			};
			const parameters = { resource: 'event', operation: 'update', mailbox, event, updateFields };
			await toolOf(new ExchangeCalendar(), { credential: {}, parameters })();

			expect(asked().changes).toEqual({ start: '2026-12-10T10:00:00' });
		},
	);

	it.each([
		['2026-12-12', 'dayAfter'],
		['2026-12-07', 'lastDay'],
	])('takes the end of an all-day event as events have it: %s', async (to, allDayEnd) => {
		const of = (date: string) => ({ dateTime: `${date}T00:00:00.0000000`, timeZone: 'UTC' });
		const updateFields = { start: '={{ $json.start }}', end: '={{ $json.end }}' };
		await update({ updateFields }, { items: [{ start: of('2026-12-07'), end: of(to) }] });

		expect(asked()).toMatchObject({ allDayEnd, changes: { end: of(to) } });
	});

	it.each(['occurrence', 'thisAndFollowing', 'series'])('can mean %s', async (scope) => {
		await update({ scope, updateFields: { subject: 'New' }, sendInvitations: 'changed' });

		expect(asked()).toMatchObject({ scope, sendInvitations: 'changed' });
	});

	it('tells both halves of a series that was split', async () => {
		updateEvent.mockResolvedValue({
			action: 'updated',
			event: written,
			before: { ...written, id: 'OLD=' },
			notCopied: ['attachments'],
		});
		const { json } = await update({ updateFields: { subject: 'New' } });

		expect(json[0][0]).toMatchObject({
			id: 'AAMk1=',
			before: { id: 'OLD=' },
			notCopied: ['attachments'],
		});
	});
});

describe('delete', () => {
	it('deletes what the id names and mails nobody', async () => {
		const { json } = await runCalendar('event.delete', { mailbox, event });

		expect(json[0]).toEqual([{ action: 'deleted', id: 'AAMk1=', scope: 'series', mailbox: alice }]);
		expect(deleteEvent.mock.calls[0][1]).toMatchObject({
			mailbox: alice,
			event: 'AAMk1=',
			scope: undefined,
			sendInvitations: 'none',
			deleteType: undefined,
		});
	});

	it('goes on after an event that is gone, and stops at it otherwise', async () => {
		const run = async (onError?: 'continueErrorOutput') => {
			deleteEvent.mockClear();
			deleteEvent.mockRejectedValueOnce(
				new ExchangeError('notFound', 'The event is gone', { field: 'event' }),
			);
			return await runCalendar(
				'event.delete',
				{ mailbox, event, scope: 'thisAndFollowing', options: { deleteType: 'soft' } },
				{ items: [{}, {}], onError },
			);
		};
		const { json } = await run('continueErrorOutput');
		expect(json.map((output) => output.length)).toEqual([1, 1]);
		expect(json[1][0].error).toBe('Event is gone');
		expect(deleteEvent.mock.calls[1][1]).toMatchObject({
			scope: 'thisAndFollowing',
			deleteType: 'soft',
		});

		const stopped = await run();
		expect(stopped.error?.message).toBe('Event is gone');
		expect(deleteEvent).toHaveBeenCalledTimes(1);
	});
});

describe('Retry On Fail', () => {
	const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const time = { start: '2026-12-08T10:00:00', end: '2026-12-08T11:00:00' };
	const items = ['A', 'B', 'C'].map((subject) => ({ subject }));
	const create = async (more = {}) =>
		await runCalendar(
			'event.create',
			{ mailbox, subject: '={{ $json.subject }}', ...time },
			{ items, settings, ...more },
		);
	const asked = () => createEvent.mock.calls.map(([, { event: one }]) => one.subject);
	/** The event with this subject fails so many times. */
	const failing = (subject: string, times: number) => {
		let left = times;
		createEvent.mockImplementation(async (_, { event: { subject: own } }) => {
			if (own === subject && left-- > 0) throw new ExchangeError('timeout', 'No answer in time');
			return await Promise.resolve({ action: 'created', event: { ...written, subject: own } });
		});
	};

	it('writes nothing again that was written and answered, and gives it out', async () => {
		failing('B', 1);
		const { json, outputs, error } = await create();

		expect(error).toBeUndefined();
		expect(asked()).toEqual(['A', 'B', 'B', 'C']);
		expect(json[0].map(({ subject }) => subject)).toEqual(['A', 'B', 'C']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('says again what is to be known of what was written', async () => {
		let left = 1;
		createEvent.mockImplementation(async (_, { event: { subject } }) => {
			if (subject === 'B' && left-- > 0) throw new ExchangeError('timeout', 'No answer in time');
			const more = subject === 'A' ? { notRead: 'A could not be read' } : {};
			return await Promise.resolve({ action: 'created', event: { ...written, subject }, ...more });
		});
		const { hints } = await create();

		expect(hints).toMatchObject([{ message: 'A could not be read' }]);
	});

	it('of a node that goes on after errors neither', async () => {
		failing('A', 1);
		const { json } = await create({ onError: 'continueRegularOutput' });

		expect(asked()).toEqual(['A', 'B', 'C', 'A']);
		expect(json[0].map(({ subject }) => subject)).toEqual(['A', 'B', 'C']);
	});

	it('says what failed to the end', async () => {
		failing('B', 2);
		const { error } = await create();

		expect(error?.message).toBe('No answer in time');
		expect(asked()).toEqual(['A', 'B', 'B']);
	});

	it('keeps nothing from one run for the next one of a loop', async () => {
		await create({ branches: [1, 2] });

		expect(asked()).toEqual(['B', 'C', 'A']);
	});

	it('holds for each operation that writes', async () => {
		let left = 1;
		deleteEvent.mockImplementation(async (_, { event: id }) => {
			if (id === 'B' && left-- > 0) throw new ExchangeError('timeout', 'No answer in time');
			return await Promise.resolve({ action: 'deleted', id: String(id), scope: 'series' });
		});
		const parameters = { mailbox, event: locator('={{ $json.subject }}') };
		const { json, error } = await runCalendar('event.delete', parameters, { items, settings });

		expect(error).toBeUndefined();
		expect(deleteEvent.mock.calls.map(([, { event: id }]) => id)).toEqual(['A', 'B', 'B', 'C']);
		expect(json[0].map(({ id }) => id)).toEqual(['A', 'B', 'C']);
	});

	it('of a tool writes what each call of the model asks for', async () => {
		const parameters = { resource: 'event', operation: 'create', mailbox, subject: 'A', ...time };
		const call = toolOf(new ExchangeCalendar(), { credential: {}, settings, parameters });
		await call();
		await call();

		expect(asked()).toEqual(['A', 'A']);
	});
});
