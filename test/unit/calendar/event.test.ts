import { toEvent, type CalendarEvent } from '../../../exchange/calendar/event';
import { timeZones } from '../../../exchange/calendar/timeZone';
import { utcZone } from '../../../exchange/calendar/zone';
import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';

const zones = timeZones();
const item = (fields: Partial<CalendarItemRecord> = {}): CalendarItemRecord => ({
	itemId: { id: 'AAMk=', changeKey: 'DwAA' },
	start: '2026-11-25T09:00:00Z',
	end: '2026-11-25T10:00:00Z',
	...fields,
});
const event = (fields: Partial<CalendarItemRecord> = {}, zone = 'UTC', includeBody = false) =>
	toEvent(item(fields), {
		outputZone: zone === 'UTC' ? utcZone : zones.byName(zone)!,
		zones,
		includeBody,
	});

describe('an event', () => {
	const person = { name: 'Bob', emailAddress: 'bob@enyoi.example', routingType: 'SMTP' };
	it.each<[keyof CalendarEvent | string, Partial<CalendarItemRecord>, Partial<CalendarEvent>]>([
		['id and changeKey', {}, { id: 'AAMk=', changeKey: 'DwAA' }],
		['iCalUId', { uid: '0400' }, { iCalUId: '0400' }],
		['type', { calendarItemType: 'RecurringMaster' }, { type: 'seriesMaster' }],
		['type', { calendarItemType: 'Exception' }, { type: 'exception' }],
		['type', { calendarItemType: 'Single' }, { type: 'singleInstance' }],
		[
			'originalStart',
			{ calendarItemType: 'Exception', originalStart: '2026-11-24T10:00:00+01:00' },
			{ originalStart: '2026-11-24T09:00:00Z' },
		],
		['subject', { subject: '<Zoë & Söhne>' }, { subject: '<Zoë & Söhne>' }],
		['subject that is empty', { subject: '' }, { subject: '' }],
		[
			'start and end',
			{},
			{
				start: { dateTime: '2026-11-25T09:00:00.0000000', timeZone: 'UTC' },
				end: { dateTime: '2026-11-25T10:00:00.0000000', timeZone: 'UTC' },
				startUtc: '2026-11-25T09:00:00Z',
				endUtc: '2026-11-25T10:00:00Z',
			},
		],
		['location', { location: 'Room 1' }, { location: { displayName: 'Room 1' } }],
		['showAs', { legacyFreeBusyStatus: 'OOF' }, { showAs: 'oof' }],
		['showAs', { legacyFreeBusyStatus: 'WorkingElsewhere' }, { showAs: 'workingElsewhere' }],
		['showAs', { legacyFreeBusyStatus: 'NoData' }, { showAs: 'unknown' }],
		['sensitivity', { sensitivity: 'Confidential' }, { sensitivity: 'confidential' }],
		['importance', { importance: 'High' }, { importance: 'high' }],
		['categories', { categories: ['Rot', 'Blau'] }, { categories: ['Rot', 'Blau'] }],
		[
			'organizer',
			{ organizer: person },
			{ organizer: { emailAddress: { name: 'Bob', address: 'bob@enyoi.example' } } },
		],
		[
			'attendees',
			{
				requiredAttendees: [
					{ mailbox: person, responseType: 'Accept', lastResponseTime: '2026-11-20T08:00:00Z' },
				],
				optionalAttendees: [
					{
						mailbox: person,
						responseType: 'NoResponseReceived',
						proposedStart: '2026-11-25T09:00:00Z',
						proposedEnd: '2026-11-25T10:30:00Z',
					},
				],
				resources: [{ mailbox: { name: 'Room 1' } }],
			},
			{
				attendees: [
					{
						emailAddress: { name: 'Bob', address: 'bob@enyoi.example' },
						type: 'required',
						status: { response: 'accepted', time: '2026-11-20T08:00:00Z' },
					},
					{
						emailAddress: { name: 'Bob', address: 'bob@enyoi.example' },
						type: 'optional',
						status: { response: 'notResponded' },
						proposedNewTime: {
							start: { dateTime: '2026-11-25T09:00:00.0000000', timeZone: 'UTC' },
							end: { dateTime: '2026-11-25T10:30:00.0000000', timeZone: 'UTC' },
						},
					},
					{ emailAddress: { name: 'Room 1' }, type: 'resource', status: { response: 'none' } },
				],
			},
		],
		[
			'responseStatus',
			{ myResponseType: 'Tentative', appointmentReplyTime: '2026-11-20T08:00:00Z' },
			{
				responseStatus: { response: 'tentativelyAccepted', time: '2026-11-20T08:00:00Z' },
				isOrganizer: false,
			},
		],
		[
			'isOrganizer of an appointment',
			{ isMeeting: false, myResponseType: 'Unknown' },
			{ isOrganizer: true },
		],
		[
			'isOrganizer of a meeting',
			{ isMeeting: true, myResponseType: 'Organizer' },
			{ isOrganizer: true },
		],
		['isCancelled', { isCancelled: true }, { isCancelled: true }],
		[
			'reminder',
			{ reminderIsSet: true, reminderMinutesBeforeStart: 0 },
			{ isReminderOn: true, reminderMinutesBeforeStart: 0 },
		],
		['hasAttachments', { hasAttachments: false }, { hasAttachments: false }],
		[
			'recurrence',
			{
				recurrence: {
					pattern: { kind: 'relativeYearly', daysOfWeek: 'Weekday', index: 'Last', month: 'May' },
					range: { kind: 'endDate', startDate: '2026-05-29+02:00', endDate: '2030-05-31Z' },
				},
				startTimeZone: { id: 'W. Europe Standard Time' },
			},
			{
				recurrence: {
					pattern: {
						type: 'relativeYearly',
						interval: 1,
						daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
						index: 'last',
						month: 5,
					},
					range: {
						type: 'endDate',
						startDate: '2026-05-29',
						endDate: '2030-05-31',
						recurrenceTimeZone: 'W. Europe Standard Time',
					},
				},
			},
		],
		[
			'created and modified',
			{
				dateTimeCreated: '2026-11-20T08:00:00+01:00',
				lastModifiedTime: '2026-11-21T08:00:00.123Z',
			},
			{ createdDateTime: '2026-11-20T07:00:00Z', lastModifiedDateTime: '2026-11-21T08:00:00Z' },
		],
		[
			'zones as sent',
			{ startTimeZone: { id: 'Mitteleuropäische Zeit' }, endTimeZone: { id: '' } },
			{ originalStartTimeZone: 'Mitteleuropäische Zeit', originalEndTimeZone: '' },
		],
		[
			'onlineMeeting',
			{ joinOnlineMeetingUrl: 'https://meet.enyoi.example/1' },
			{ onlineMeeting: { joinUrl: 'https://meet.enyoi.example/1' } },
		],
		[
			'extendedProperties',
			{
				extendedProperties: [
					{
						uri: { distinguishedSetId: 'PublicStrings', name: 'erpId', type: 'String' },
						value: '42',
					},
					{ uri: { distinguishedSetId: 'Appointment', id: 0x8214, type: 'Integer' }, value: '3' },
					{ uri: { tag: '0x0E1D', type: 'StringArray' }, values: ['a', 'b'] },
				],
			},
			{ extendedProperties: { erpId: '42', 'Appointment/0x8214': '3', '0x0E1D': ['a', 'b'] } },
		],
	])('has its %s', (_, fields, expected) => {
		expect(event(fields)).toMatchObject(expected);
	});

	it('has empty texts and lists, as in Graph, and else nothing that its item does not have', () => {
		const { id, changeKey, start, end, ...rest } = event();
		expect([id, changeKey, start, end]).not.toContain(undefined);
		expect(rest).toEqual({
			subject: '',
			location: { displayName: '' },
			categories: [],
			attendees: [],
			startUtc: '2026-11-25T09:00:00Z',
			endUtc: '2026-11-25T10:00:00Z',
		});
	});

	it('has body and preview only when they are asked for', () => {
		const body = { body: { type: 'Text', text: 'Bring\n  cake' } } as const;
		expect(event(body)).not.toHaveProperty('body');
		expect(event(body, 'UTC', true)).toMatchObject({
			body: { contentType: 'text', content: 'Bring\n  cake' },
			bodyPreview: 'Bring cake',
		});
		expect(
			event({ body: { type: 'HTML', text: '<p>' }, preview: 'Cake' }, 'UTC', true),
		).toMatchObject({
			body: { contentType: 'html', content: '<p>' },
			bodyPreview: 'Cake',
		});
	});

	it.each([
		['W. Europe Standard Time', '2026-11-25T10:00:00.0000000'],
		['America/New_York', '2026-11-25T04:00:00.0000000'],
		['Nepal Standard Time', '2026-11-25T14:45:00.0000000'],
	])('is written in the clock of %s, and as an instant', (timeZone, dateTime) => {
		const { start, startUtc, endUtc } = event({}, timeZone);
		expect(start).toEqual({ dateTime, timeZone });
		expect([startUtc, endUtc]).toEqual(['2026-11-25T09:00:00Z', '2026-11-25T10:00:00Z']);
	});
});

describe('an all-day event', () => {
	it.each([
		['its own zone', '2026-11-24T23:00:00Z', '2026-11-25T23:00:00Z', 'W. Europe Standard Time'],
		['a zone west of UTC', '2026-11-25T08:00:00Z', '2026-11-26T08:00:00Z', 'Pacific Standard Time'],
		[
			'a zone far east',
			'2026-11-24T11:00:00Z',
			'2026-11-25T11:00:00Z',
			'New Zealand Standard Time',
		],
		['UTC', '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z', 'UTC'],
		['UTC, though it was made in Berlin', '2026-11-24T23:00:00Z', '2026-11-25T23:00:00Z', 'UTC'],
		['an unknown zone', '2026-11-24T23:00:00Z', '2026-11-25T23:00:00Z', 'Customized Time Zone'],
	])('is a date, whatever the output zone: made in %s', (_, start, end, zone) => {
		for (const output of ['UTC', 'Tokyo Standard Time', 'Hawaiian Standard Time']) {
			const found = event({ start, end, isAllDayEvent: true, startTimeZone: { id: zone } }, output);
			expect(found).toMatchObject({
				start: { dateTime: '2026-11-25T00:00:00.0000000', timeZone: output },
				end: { dateTime: '2026-11-26T00:00:00.0000000', timeZone: output },
				startDate: '2026-11-25',
				lastDate: '2026-11-25',
			});
			expect(found).not.toHaveProperty('startUtc');
			expect(found).not.toHaveProperty('endUtc');
		}
	});

	const auckland = ['2026-11-24T11:00:00Z', '2026-11-25T11:00:00Z'];
	const inWinter = ['2026-11-24T12:00:00Z', '2026-11-25T12:00:00Z'];
	const chatham = ['2026-11-24T10:15:00Z', '2026-11-25T10:15:00Z'];
	const honolulu = ['2026-11-25T10:00:00Z', '2026-11-26T10:00:00Z'];
	const pagoPago = ['2026-11-25T11:00:00Z', '2026-11-26T11:00:00Z'];
	const apia = ['2026-11-24T10:00:00Z', '2026-11-25T10:00:00Z'];
	it.each([
		['New Zealand, without a zone, as old Outlooks make it', auckland, undefined],
		['New Zealand, in a zone of its own', auckland, { id: 'Customized Time Zone' }],
		['New Zealand, by a program in UTC', auckland, { id: 'UTC' }],
		['New Zealand, in the UTC of Outlook', auckland, { id: 'tzone://Microsoft/Utc' }],
		['New Zealand in winter, in UTC', inWinter, { id: 'UTC' }],
		['New Zealand, as Windows shows it', auckland, { id: '(UTC+12:00) Auckland, Wellington' }],
		['New Zealand, as old Windows shows it', auckland, { id: '(GMT+12.00) Auckland' }],
		[
			'New Zealand, in a zone whose name alone says so',
			auckland,
			{ id: 'tzone://Microsoft/Custom', name: '(UTC+12:00) Окленд, Веллингтон' },
		],
		['the Chatham Islands, in UTC', chatham, { id: 'UTC' }],
		['Hawaii, in UTC', honolulu, { id: 'UTC' }],
		['American Samoa, as Windows shows it', pagoPago, { id: '(UTC-11:00) Pago Pago' }],
		['Samoa, as it was in summer', apia, { id: '(UTC+13:00) Samoa' }],
	])('has the date of where it was made, with a zone that tells nothing: %s', (_, times, zone) => {
		const [start, end] = times;
		expect(event({ start, end, isAllDayEvent: true, startTimeZone: zone })).toMatchObject({
			startDate: '2026-11-25',
			lastDate: '2026-11-25',
		});
	});

	it('keeps its length across the end of summer time', () => {
		const fields = {
			start: '2026-10-23T22:00:00Z',
			end: '2026-10-25T23:00:00Z',
			isAllDayEvent: true,
			startTimeZone: { id: 'W. Europe Standard Time' },
		};
		expect(event(fields)).toMatchObject({
			start: { dateTime: '2026-10-24T00:00:00.0000000' },
			end: { dateTime: '2026-10-26T00:00:00.0000000' },
			startDate: '2026-10-24',
			lastDate: '2026-10-25',
		});
	});
});
