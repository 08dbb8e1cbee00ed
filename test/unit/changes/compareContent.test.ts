import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import { contentDigest } from '../../../exchange/changes/compareContent';
import type { Privacy } from '../../../exchange/changes/privacy';
import { everyProperty, propertyNames, wholeItem } from '../calendar/everyProperty';

const bob = {
	name: 'Bob',
	emailAddress: 'bob@enyoi.example',
	routingType: 'SMTP',
	mailboxType: 'Mailbox',
};
const item: CalendarItemRecord = {
	itemId: { id: 'a', changeKey: 'b' },
	uid: 'uid',
	calendarItemType: 'Single',
	subject: 'Review',
	sensitivity: 'Normal',
	start: '2026-11-25T09:00:00Z',
	end: '2026-11-25T10:00:00Z',
	legacyFreeBusyStatus: 'Busy',
	lastModifiedTime: '2026-11-20T09:00:00Z',
};
const digest = (change: Partial<CalendarItemRecord> = {}, privacy: Privacy = 'full') =>
	contentDigest({ ...item, ...change }, privacy);

/** Values of which each gives another event. */
const open: Array<Partial<CalendarItemRecord>> = [
	{ subject: 'Other' },
	{ subject: undefined },
	{ body: { type: 'HTML', text: 'x' } },
	{ body: { type: 'Text', text: 'x' } },
	{ body: { type: 'Text', text: 'y' } },
	{ body: { type: 'Text', text: 'x', isTruncated: true } },
	{ importance: 'High' },
	{ reminderMinutesBeforeStart: 0 },
	{ reminderMinutesBeforeStart: 15 },
	{ hasAttachments: true },
	{ hasAttachments: false },
	{ location: 'Room 1' },
	{ isMeeting: true },
	{ myResponseType: 'Accept' },
	{ appointmentReplyTime: '2026-11-20T09:00:00Z' },
	{ joinOnlineMeetingUrl: 'https://meet.enyoi.example' },
	{ categories: [] },
	{ categories: ['a', 'b'] },
	{ categories: ['b', 'a'] },
	{ organizer: bob },
	{ organizer: { ...bob, name: 'Rob' } },
	{ organizer: { ...bob, emailAddress: 'rob@enyoi.example' } },
	{ requiredAttendees: [] },
	{ requiredAttendees: [{ mailbox: bob }] },
	{ requiredAttendees: [{ mailbox: bob, responseType: 'Accept' }] },
	{ requiredAttendees: [{ mailbox: bob, lastResponseTime: '2026-11-20T09:00:00Z' }] },
	{ requiredAttendees: [{ mailbox: bob, proposedStart: '2026-11-20T09:00:00Z' }] },
	{
		requiredAttendees: [
			{
				mailbox: bob,
				proposedStart: '2026-11-20T09:00:00Z',
				proposedEnd: '2026-11-20T10:00:00Z',
			},
		],
	},
	{ optionalAttendees: [{ mailbox: bob }] },
	{ resources: [{ mailbox: bob }] },
	{ extendedProperties: [{ uri: { name: 'erp', type: 'String' }, value: '1' }] },
	{ extendedProperties: [{ uri: { name: 'erp', type: 'String' }, value: '2' }] },
];
const always: Array<Partial<CalendarItemRecord>> = [
	{ sensitivity: 'Personal' },
	{ isAllDayEvent: true },
	{ legacyFreeBusyStatus: 'Free' },
	{ isCancelled: true },
	{ startTimeZone: { id: 'UTC' } },
	{ endTimeZone: { id: 'UTC' } },
];

describe('the digest of an event', () => {
	it('differs with everything that the event shows', () => {
		const all = [{}, ...open, ...always].map((change) => digest(change));
		expect(new Set(all).size).toBe(all.length);
		for (const one of all) expect(Number.isSafeInteger(one) && one >= 0).toBe(true);
	});

	it('is the same whatever each write changes, and at another time', () => {
		for (const change of [
			{ itemId: { id: 'c', changeKey: 'd' } },
			{ lastModifiedTime: '2026-11-21T09:00:00Z' },
			{ reminderIsSet: true },
			{ reminderIsSet: false },
			{ start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z' },
		]) {
			expect(digest(change)).toBe(digest());
		}
	});

	it('takes the zone by its id, however the server writes it', () => {
		const written = digest({ startTimeZone: { id: 'UTC', name: 'Universal' } });
		expect(written).toBe(digest({ startTimeZoneId: 'UTC' }));
		expect(digest({ endTimeZone: { id: 'UTC' } })).toBe(digest({ endTimeZoneId: 'UTC' }));
	});

	it.each(['Private', 'Confidential'])(
		'does not count what maskPrivate hides: %s',
		(sensitivity) => {
			const all = open.map((change) => digest({ ...change, sensitivity }, 'maskPrivate'));
			expect(new Set([...all, digest({ sensitivity }, 'maskPrivate')]).size).toBe(1);
			const shown = open.map((change) => digest({ ...change, sensitivity }, 'full'));
			expect(new Set(shown).size).toBe(open.length);
			expect(all[0]).not.toBe(digest({ sensitivity }, 'full'));
		},
	);

	it('counts what maskPrivate leaves: normal and personal events, and time and state of all', () => {
		for (const sensitivity of ['Normal', 'Personal', undefined]) {
			const all = open.map((change) => digest({ ...change, sensitivity }, 'maskPrivate'));
			expect(new Set(all).size).toBe(open.length);
		}
		const sensitivity = 'Private';
		const states = always
			.slice(1)
			.map((change) => digest({ ...change, sensitivity }, 'maskPrivate'));
		expect(new Set([...states, digest({ sensitivity }, 'maskPrivate')]).size).toBe(always.length);
	});

	it('counts time and state alone with busyOnly', () => {
		const hidden = open.map((change) => digest(change, 'busyOnly'));
		expect(new Set([...hidden, digest({}, 'busyOnly')]).size).toBe(1);
		const states = always.map((change) => digest(change, 'busyOnly'));
		expect(new Set([...states, digest({}, 'busyOnly')]).size).toBe(always.length + 1);
	});

	it('of a master counts its pattern, its deleted occurrences and its times', () => {
		const master = (change: Partial<CalendarItemRecord> = {}) =>
			contentDigest({ ...item, ...change }, 'busyOnly', true);
		const range = { kind: 'noEnd', startDate: '2026-11-25' } as const;
		const all = [
			{},
			{ start: '2026-11-25T09:30:00Z' },
			{ end: '2026-11-25T09:30:00Z' },
			{ deletedOccurrences: [{ start: '2026-11-26T09:00:00Z' }] },
			{ recurrence: { pattern: { kind: 'daily', interval: 1 } as const, range } },
			{ recurrence: { pattern: { kind: 'daily', interval: 2 } as const, range } },
		].map(master);
		expect(new Set(all).size).toBe(all.length);
		expect(all).not.toContain(digest({}, 'busyOnly'));
	});
});

const bare: CalendarItemRecord = { itemId: wholeItem.itemId };
const other = Object.assign(
	{},
	...propertyNames.map((name) => ({ [name]: everyProperty[name].other })),
) as CalendarItemRecord;

/** Digests of the format that positions hold: another one makes every known event differ from itself once. */
it.each<[string, CalendarItemRecord, number[]]>([
	['without content', bare, [869071973066787, 869071973066787, 2822678966463637, 1966541371757292]],
	['with all', wholeItem, [2330424122161687, 2330424122161687, 6307214888803273, 457434913829071]],
	[
		'with all, other',
		other,
		[5158178267751260, 5158178267751260, 8009347783160418, 2615291878534652],
	],
	[
		'that is private',
		{ ...wholeItem, sensitivity: 'Private' },
		[2171799289002316, 7417688948998793, 7417688948998793, 3620540513970091],
	],
])(
	'the digest of an item %s stays what positions hold, but for a new property of it',
	(_, item, digests) => {
		expect([
			contentDigest(item, 'full'),
			contentDigest(item, 'maskPrivate'),
			contentDigest(item, 'busyOnly'),
			contentDigest(item, 'full', true),
		]).toEqual(digests);
	},
);
