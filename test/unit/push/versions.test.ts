import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { occurrenceFields } from '../../../exchange/push/plan/comparable';
import { exceptionsOfItem, versionOf } from '../../../exchange/push/plan/versions';
import { timesOn, weekly, zones } from './items';

const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: 'UTC' });
const berlin = 'W. Europe Standard Time';

describe('the version of the source', () => {
	it('has what is alike on both sides as it was given', () => {
		const event: WritableEvent = {
			subject: 'Visit',
			body: { contentType: 'html', content: '<b>x</b>' },
			showAs: 'oof',
			sensitivity: 'private',
			importance: 'high',
			categories: ['A'],
			isReminderOn: false,
			reminderMinutesBeforeStart: 0,
		};
		expect(versionOf(event)).toStrictEqual(event);
		expect(versionOf({})).toStrictEqual({});
	});

	it('has a location and attendees in the shape of events, and no extended properties', () => {
		const event: WritableEvent = {
			location: '',
			attendees: [
				{ name: '', address: 'bob@enyoi.example', type: 'required' },
				{ address: 'hall@enyoi.example', type: 'resource' },
			],
			extendedProperties: [{ uri: { tag: '0x1', type: 'String' }, value: 'x' }],
		};
		expect(versionOf(event)).toStrictEqual({
			location: { displayName: '' },
			attendees: [
				{
					type: 'required',
					emailAddress: { address: 'bob@enyoi.example', name: '' },
					status: { response: 'none' },
				},
				{
					type: 'resource',
					emailAddress: { address: 'hall@enyoi.example' },
					status: { response: 'none' },
				},
			],
		});
	});

	it('has its times in UTC', () => {
		expect(versionOf({ times: { ...timesOn(7), timeZone: berlin } })).toStrictEqual({
			start: utc('2026-12-07T09:00:00'),
			end: utc('2026-12-07T10:00:00'),
			startUtc: '2026-12-07T09:00:00Z',
			endUtc: '2026-12-07T10:00:00Z',
			isAllDay: false,
		});
	});

	it.each([
		[berlin, '2026-12-06T23:00:00Z', '2026-12-07T23:00:00Z'],
		['a zone that nobody knows', '2026-12-07T00:00:00Z', '2026-12-08T00:00:00Z'],
	])('has the dates of whole days in %s', (timeZone, start, end) => {
		expect(versionOf({ times: { start, end, isAllDay: true, timeZone } })).toStrictEqual({
			start: utc('2026-12-07T00:00:00'),
			end: utc('2026-12-08T00:00:00'),
			startDate: '2026-12-07',
			lastDate: '2026-12-07',
			isAllDay: true,
		});
	});

	it('has exceptions, when it is a series alone', () => {
		const times = weekly(7);
		const { recurrence } = times;
		const { start, end } = timesOn(15);
		const event: WritableEvent = {
			times: {
				...times,
				cancelled: ['2026-12-21T09:00:00Z'],
				exceptions: [
					{ originalStart: '2026-12-14T09:00:00Z', start, end, location: '', subject: 'Party' },
					{ originalStart: '2026-12-28T09:00:00Z', start, end },
				],
			},
		};
		const span = { start: utc('2026-12-15T09:00:00'), end: utc('2026-12-15T10:00:00') };
		expect(versionOf(event)).toStrictEqual({
			start: utc('2026-12-07T09:00:00'),
			end: utc('2026-12-07T10:00:00'),
			startUtc: '2026-12-07T09:00:00Z',
			endUtc: '2026-12-07T10:00:00Z',
			isAllDay: false,
			recurrence,
			exceptions: [
				{ originalStart: '2026-12-21T09:00:00Z', isCancelled: true },
				{
					originalStart: '2026-12-14T09:00:00Z',
					subject: 'Party',
					...span,
					location: { displayName: '' },
				},
				{ originalStart: '2026-12-28T09:00:00Z', ...span },
			],
		});
		expect(versionOf({ times })).toMatchObject({ recurrence, exceptions: [] });
	});
});

describe('the exceptions of an item', () => {
	const reference = (id: string) => ({ itemId: { id, changeKey: 'key' } });
	const item: CalendarItemRecord = {
		...reference('series'),
		subject: 'Board',
		body: { type: 'HTML', text: '<p>Agenda</p>' },
		location: 'Hall 3',
		legacyFreeBusyStatus: 'Busy',
		start: '2026-12-07T09:00:00Z',
		end: '2026-12-07T10:00:00Z',
		startTimeZone: { id: berlin },
	};
	const occurrence = (day: number, planned = day) => ({
		id: `o${planned}`,
		originalStart: timesOn(planned).start,
		start: timesOn(day).start,
		end: timesOn(day).end,
	});
	const of = (
		more: Partial<CalendarItemRecord>,
		exceptions: Record<string, Partial<CalendarItemRecord>> = {},
	) =>
		exceptionsOfItem({
			item: { ...item, ...more },
			exceptions: new Map(
				Object.entries(exceptions).map(([id, own]) => [id, { ...item, ...reference(id), ...own }]),
			),
			occurrenceFields,
			zones,
		});

	it('are none of a series where nothing differs', () => {
		expect(of({})).toEqual([]);
	});

	it('are the cancelled and the modified ones, in order', () => {
		expect(
			of({
				modifiedOccurrences: [occurrence(29, 28), occurrence(14)],
				deletedOccurrences: [{ start: '2027-01-04T09:00:00Z' }, { start: '2026-12-21T09:00:00Z' }],
			}),
		).toStrictEqual([
			{
				originalStart: '2026-12-14T09:00:00Z',
				start: utc('2026-12-14T09:00:00'),
				end: utc('2026-12-14T10:00:00'),
			},
			{ originalStart: '2026-12-21T09:00:00Z', isCancelled: true },
			{
				originalStart: '2026-12-28T09:00:00Z',
				start: utc('2026-12-29T09:00:00'),
				end: utc('2026-12-29T10:00:00'),
			},
			{ originalStart: '2027-01-04T09:00:00Z', isCancelled: true },
		]);
	});

	it('have original starts as UTC instants, or as the server wrote them', () => {
		const planned = { ...occurrence(14), originalStart: '2026-12-14T10:00:00+01:00' };
		const unreadable = { ...occurrence(14), originalStart: 'soon' };
		const found = of({
			modifiedOccurrences: [planned, unreadable],
			deletedOccurrences: [{ start: '2026-12-21T10:00:00+01:00' }, { start: 'never' }],
		});
		expect(found.map(({ originalStart }) => originalStart)).toEqual([
			'2026-12-14T09:00:00Z',
			'2026-12-21T09:00:00Z',
			'never',
			'soon',
		]);
	});

	it('have what they hold of their own, and no more', () => {
		const series = { modifiedOccurrences: [occurrence(14)] };
		const span = {
			originalStart: '2026-12-14T09:00:00Z',
			start: utc('2026-12-14T09:00:00'),
			end: utc('2026-12-14T10:00:00'),
		};
		expect(of(series, { o14: {} })).toStrictEqual([span]);
		expect(of(series, { other: { subject: 'X' } })).toStrictEqual([span]);
		expect(of(series, { o14: { subject: 'Party', importance: 'High' } })).toStrictEqual([
			{ ...span, subject: 'Party' },
		]);
		const all = {
			subject: '',
			body: { type: 'Text' as const, text: 'No agenda' },
			location: 'Garden',
			legacyFreeBusyStatus: 'OOF',
		};
		expect(of(series, { o14: all })).toStrictEqual([
			{
				...span,
				subject: '',
				body: { contentType: 'text', content: 'No agenda' },
				location: { displayName: 'Garden' },
				showAs: 'oof',
			},
		]);
		expect(of(series, { o14: { body: undefined } })).toStrictEqual([
			{ ...span, body: { contentType: 'text', content: '' } },
		]);
	});

	it('have times as their series lists them, not as the occurrence was read', () => {
		const [found] = of({ modifiedOccurrences: [occurrence(15, 14)] }, { o14: { ...timesOn(20) } });
		expect(found.start).toEqual(utc('2026-12-15T09:00:00'));
	});

	it('are of dates where the series is one of whole days', () => {
		const [found] = of({
			isAllDayEvent: true,
			start: '2026-12-06T23:00:00Z',
			end: '2026-12-07T23:00:00Z',
			modifiedOccurrences: [
				{
					id: 'o',
					originalStart: '2026-12-13T23:00:00Z',
					start: '2026-12-14T23:00:00Z',
					end: '2026-12-15T23:00:00Z',
				},
			],
		});
		expect(found).toStrictEqual({
			originalStart: '2026-12-13T23:00:00Z',
			start: utc('2026-12-15T00:00:00'),
			end: utc('2026-12-16T00:00:00'),
		});
	});
});
