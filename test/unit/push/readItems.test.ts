import type { ExchangeError } from '../../../exchange/errors';
import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import type { AttendeeRecord } from '../../../exchange/ews/itemParts';
import {
	itemView,
	readItems,
	readPlaces,
	type ItemOptions,
} from '../../../exchange/push/carryOut/items';
import { expectedFingerprint } from '../../../exchange/push/plan/fields';
import {
	externalKeyProperty,
	externalStateProperty,
	linkPropertySet,
	writeLinkState,
	type LinkState,
} from '../../../exchange/push/plan/link';
import { propertyField } from '../../../exchange/push/plan/propertyFields';
import {
	answeringExchange,
	calendarItem,
	elements,
	extendedProperty,
	failure,
	idsIn,
	success,
	type Answer,
} from './answeringExchange';
import { timesOn, zones } from './items';

const guest: AttendeeRecord = { mailbox: { emailAddress: 'bob@enyoi.example' } };
const mailbox = 'alice@enyoi.example';
const options: ItemOptions = { mailbox, source: 'hr', extendedProperties: [], zones };

/** A server that has those items, by id; anything else is refused with `code`. */
function serverWith(items: Record<string, string>, code = 'ErrorItemNotFound') {
	const answer: Answer = (one) =>
		idsIn(one).map((id) =>
			id in items
				? success('GetItem', calendarItem(id, `key-${id}`, items[id]))
				: failure('GetItem', code),
		);
	return answeringExchange(answer);
}

const modified = (...days: number[]) =>
	`<t:ModifiedOccurrences>${days
		.map((day) => {
			const { start, end } = timesOn(day);
			return `<t:Occurrence><t:ItemId Id="o${day}" ChangeKey="k"/><t:Start>${start}</t:Start><t:End>${end}</t:End><t:OriginalStart>${start}</t:OriginalStart></t:Occurrence>`;
		})
		.join('')}</t:ModifiedOccurrences>`;

describe('items that are read', () => {
	it('come whole, as they were stored, with the properties asked for', async () => {
		const { exchange, sent } = serverWith({ a: '<t:Subject>Visit</t:Subject>' });
		const cost = { setId: linkPropertySet, name: 'Cost', type: 'String' };
		const found = await readItems(exchange, ['a'], { ...options, extendedProperties: [cost] });
		expect([...found.keys()]).toEqual(['a']);
		expect(found.get('a')).toMatchObject({ id: 'a', changeKey: 'key-a', subject: 'Visit' });
		const { request } = sent[0];
		expect(elements(request, 't:BaseShape')[0].text).toBe('IdOnly');
		expect(elements(request, 't:BodyType')[0].text).toBe('Best');
		expect(
			elements(request, 't:ExtendedFieldURI').map(({ attributes }) => attributes.PropertyName),
		).toEqual(['ExternalKey', 'ExternalId', 'ExternalState', 'Cost']);
		const names = elements(request, 't:FieldURI').map(({ attributes }) => attributes.FieldURI);
		expect(names.filter((name) => name.startsWith('item:')).sort()).toEqual(
			[
				'item:Subject',
				'item:Body',
				'item:Sensitivity',
				'item:DateTimeCreated',
				'item:LastModifiedTime',
				'item:Categories',
				'item:HasAttachments',
				'item:Importance',
				'item:ReminderIsSet',
				'item:ReminderMinutesBeforeStart',
			].sort(),
		);
		expect(names.filter((name) => name.startsWith('calendar:')).sort()).toEqual(
			[
				'calendar:UID',
				'calendar:Start',
				'calendar:End',
				'calendar:IsAllDayEvent',
				'calendar:LegacyFreeBusyStatus',
				'calendar:Location',
				'calendar:IsMeeting',
				'calendar:IsCancelled',
				'calendar:CalendarItemType',
				'calendar:MyResponseType',
				'calendar:Organizer',
				'calendar:RequiredAttendees',
				'calendar:OptionalAttendees',
				'calendar:Resources',
				'calendar:Recurrence',
				'calendar:LastOccurrence',
				'calendar:ModifiedOccurrences',
				'calendar:DeletedOccurrences',
				'calendar:StartTimeZone',
				'calendar:EndTimeZone',
			].sort(),
		);
		expect(sent).toHaveLength(1);
	});

	it('come with what the modified occurrences of a series have of their own', async () => {
		const { exchange, sent } = serverWith({
			a: `<t:Subject>Board</t:Subject>${modified(14, 21)}`,
			b: `<t:Subject>Board</t:Subject>${modified(28)}`,
			o21: '<t:Subject>Party</t:Subject>',
			o28: '<t:Subject>Board</t:Subject>',
		});
		const found = await readItems(exchange, ['a', 'b'], options);
		expect(sent.map(idsIn)).toEqual([
			['a', 'b'],
			['o14', 'o21', 'o28'],
		]);
		const { request } = sent[1];
		expect(elements(request, 't:BaseShape')[0].text).toBe('IdOnly');
		expect(elements(request, 't:BodyType')[0].text).toBe('Best');
		expect(
			elements(request, 't:FieldURI')
				.map(({ attributes }) => attributes.FieldURI)
				.sort(),
		).toEqual(
			[
				'item:Subject',
				'item:Body',
				'item:Sensitivity',
				'calendar:Location',
				'calendar:LegacyFreeBusyStatus',
			].sort(),
		);
		const nothing = expectedFingerprint({}, 'occurrences.subject', zones);
		expect(found.get('a')!.fingerprint('occurrences.subject')).not.toBe(nothing);
		expect(found.get('b')!.fingerprint('occurrences.subject')).toBe(nothing);
	});

	it('are missing when they are gone', async () => {
		const { exchange } = serverWith({ b: '', c: '' });
		expect([...(await readItems(exchange, ['a', 'b', 'gone', 'c'], options)).keys()]).toEqual([
			'b',
			'c',
		]);
	});

	describe('that remember extended properties', () => {
		const cost = { setId: linkPropertySet, name: 'Cost', type: 'String' };
		const room = { setId: linkPropertySet, name: 'Room', type: 'String' };
		const remembering = (...fields: string[]) => {
			const had: [string, string] = ['given', 'had'];
			const memory = writeLinkState({
				version: 1,
				fields: Object.fromEntries(fields.map((field) => [field, had])),
			});
			return extendedProperty(externalStateProperty, memory);
		};
		const asked = async (extendedProperties: ItemOptions['extendedProperties']) => {
			const { exchange, sent } = serverWith({
				a: remembering('subject', propertyField(cost)),
				b: remembering('subject'),
				c: remembering(propertyField(room), propertyField(cost)),
			});
			await readItems(exchange, ['a', 'b', 'c'], { ...options, extendedProperties });
			return sent.map((one) => [
				idsIn(one).join(' '),
				...elements(one.request, 't:ExtendedFieldURI')
					.map(({ attributes }) => attributes.PropertyName)
					.filter((name) => !name.startsWith('External')),
			]);
		};

		it('are asked for those, too, that nobody names in this run', async () => {
			expect(await asked([])).toEqual([['a b c'], ['a c', 'Cost', 'Room']]);
			expect(await asked([cost])).toEqual([
				['a b c', 'Cost'],
				['c', 'Room'],
			]);
			expect(await asked([cost, room])).toEqual([['a b c', 'Cost', 'Room']]);
		});
	});

	it('are told one by one when they are refused', async () => {
		const failed: Array<[string, string]> = [];
		const onFailure = (id: string, { code }: ExchangeError) => failed.push([id, code]);
		const { exchange } = serverWith({ b: '' }, 'ErrorAccessDenied');
		const found = await readItems(exchange, ['a', 'b'], { ...options, onFailure });
		expect([...found.keys()]).toEqual(['b']);
		expect(failed).toEqual([['a', 'accessDenied']]);
	});

	it('fail as a whole when one is refused', async () => {
		const { exchange } = serverWith({ b: '' }, 'ErrorAccessDenied');
		await expect(readItems(exchange, ['b', 'a'], options)).rejects.toMatchObject({
			details: { operation: 'GetItem', mailbox, responseCode: 'ErrorAccessDenied' },
		});
	});
});

it('change keys and folders are read alone', async () => {
	const { exchange, sent } = serverWith({ a: '<t:ParentFolderId Id="f" ChangeKey="k"/>', b: '' });
	const places = await readPlaces(exchange, ['a', 'gone', 'b'], { mailbox });
	expect([...places]).toEqual([
		['a', { changeKey: 'key-a', folderId: 'f' }],
		['b', { changeKey: 'key-b', folderId: undefined }],
	]);
	expect(elements(sent[0].request, 't:BaseShape')[0].text).toBe('IdOnly');
	const [properties] = elements(sent[0].request, 't:AdditionalProperties');
	expect(properties.children.map(({ attributes }) => attributes)).toEqual([
		{ FieldURI: 'item:ParentFolderId' },
	]);
});

describe('an item as planning sees it', () => {
	const record = (more: Partial<CalendarItemRecord> = {}): CalendarItemRecord => ({
		itemId: { id: 'item', changeKey: 'key' },
		start: timesOn(7).start,
		end: timesOn(7).end,
		...more,
	});
	const view = (more: Partial<CalendarItemRecord> = {}) => itemView(record(more), 'hr');

	it('has its own identity, texts and times', () => {
		expect(view()).toMatchObject({
			id: 'item',
			changeKey: 'key',
			subject: '',
			start: Date.parse(timesOn(7).start),
			end: Date.parse(timesOn(7).end),
			isSeries: false,
			isAttendeeCopy: false,
		});
		for (const name of ['iCalUId', 'lastModified']) expect(view()).not.toHaveProperty(name);
		expect(
			view({ uid: 'U', subject: 'Visit', lastModifiedTime: '1970-01-01T00:00:01Z' }),
		).toMatchObject({ iCalUId: 'U', subject: 'Visit', lastModified: 1000 });
	});

	it('without times has none', () => {
		const { start, end } = view({ start: undefined, end: undefined });
		expect([start, end]).toEqual([NaN, NaN]);
	});

	const state: LinkState = { version: 1, fields: { subject: ['given', 'had'] } };
	const properties = (key: string) => [
		{ uri: { ...externalKeyProperty, name: 'Other' }, value: 'hr:0' },
		{ uri: externalKeyProperty, value: key },
		{ uri: externalStateProperty, value: writeLinkState(state) },
	];

	it('has the link of the source alone', () => {
		expect(view()).toMatchObject({ state: undefined });
		expect(view()).not.toHaveProperty('externalId');
		expect(view()).not.toHaveProperty('managedBy');
		expect(view({ extendedProperties: properties('hr:1') })).toMatchObject({
			externalId: '1',
			state,
		});
		expect(view({ extendedProperties: properties('crm:1') }).externalId).toBeUndefined();
	});

	it.each<[string, boolean]>([
		['Accept', false],
		['NoResponseReceived', false],
		['Organizer', true],
		// No invitation has left it.
		['Unknown', true],
	])('of a meeting that was answered %s has a link that came with it: %s', (answer, isOwn) => {
		const meeting = { isMeeting: true, myResponseType: answer };
		const { externalId, state: own } = view({
			...meeting,
			extendedProperties: properties('hr:1'),
		});
		expect([externalId, own]).toEqual(isOwn ? ['1', state] : [undefined, undefined]);
		const linked = writeLinkState({ ...state, ofAttendee: true });
		expect(
			view({
				...meeting,
				extendedProperties: [
					{ uri: externalKeyProperty, value: 'hr:1' },
					{ uri: externalStateProperty, value: linked },
				],
			}).externalId,
		).toBe('1');
	});

	const recurrence: CalendarItemRecord['recurrence'] = {
		pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Monday'] },
		range: { kind: 'numbered', startDate: '2026-12-07', numberOfOccurrences: 2 },
	};
	const noEnd: CalendarItemRecord['recurrence'] = {
		...recurrence,
		range: { kind: 'noEnd', startDate: '2026-12-07' },
	};
	const lastOccurrence = { id: 'last', originalStart: timesOn(14).start, ...timesOn(14) };

	it.each<[string, Partial<CalendarItemRecord>, number]>([
		['its last occurrence', { recurrence, lastOccurrence }, Date.parse(timesOn(14).end)],
		['its first one, when no other is known', { recurrence }, Date.parse(timesOn(7).end)],
		['nothing', { recurrence: noEnd, lastOccurrence }, Infinity],
		['no known time', { recurrence, end: undefined }, NaN],
	])('as a series ends with %s', (_, more, end) => {
		expect(view(more)).toMatchObject({ isSeries: true, end });
	});

	it.each([
		[undefined, undefined, false],
		[true, undefined, false],
		[true, 'Organizer', false],
		[true, 'Accept', true],
		[false, 'Accept', false],
		[undefined, 'Accept', false],
	])('of a meeting (%s), answered %s: an attendee copy %s', (isMeeting, myResponseType, is) => {
		expect(view({ isMeeting, myResponseType }).isAttendeeCopy).toBe(is);
	});

	it.each<[string, Partial<CalendarItemRecord>, object]>([
		['nothing', {}, { hasAttachments: false, hasAttendees: false, isPrivate: false }],
		['attachments', { hasAttachments: true }, { hasAttachments: true }],
		['a required guest', { requiredAttendees: [guest] }, { hasAttendees: true }],
		['an optional guest', { optionalAttendees: [guest] }, { hasAttendees: true }],
		['a room', { resources: [guest] }, { hasAttendees: true }],
		['the word private', { sensitivity: 'Private' }, { isPrivate: true }],
		['the word confidential', { sensitivity: 'Confidential' }, { isPrivate: true }],
		['the word personal', { sensitivity: 'Personal' }, { isPrivate: false }],
	])('says whether it has %s', (_, more, expected) => {
		expect(view(more)).toMatchObject(expected);
	});

	it('has the fingerprints of its fields, each made once', () => {
		const item = record({ subject: 'Visit', location: 'Hall 3' });
		const { fingerprint } = itemView(item, 'hr');
		const visit = expectedFingerprint({ subject: 'Visit' }, 'subject', zones);
		expect(fingerprint('subject')).toBe(visit);
		expect(fingerprint('location')).not.toBe(visit);
		item.subject = 'Another';
		expect(fingerprint('subject')).toBe(visit);
	});

	it('is shown as an event, without the extended properties', () => {
		const event = view({
			subject: 'Visit',
			body: { type: 'HTML', text: '<b>x</b>' },
			extendedProperties: properties('hr:1'),
		}).event();
		expect(event).toMatchObject({
			id: 'item',
			subject: 'Visit',
			body: { contentType: 'html', content: '<b>x</b>' },
			start: { dateTime: '2026-12-07T09:00:00.0000000', timeZone: 'UTC' },
		});
		expect(event).not.toHaveProperty('extendedProperties');
		expect(event).not.toHaveProperty('exceptions');
	});

	it('is shown with its exceptions when it is a series', () => {
		const deletedOccurrences = [{ start: timesOn(14).start }];
		expect(view({ recurrence }).event()).toMatchObject({ exceptions: [] });
		expect(view({ recurrence, deletedOccurrences }).event()).toMatchObject({
			exceptions: [{ originalStart: timesOn(14).start, isCancelled: true }],
		});
	});

	it('counts of single occurrences what the source gave of them', () => {
		const moved = { id: 'o14', originalStart: timesOn(14).start, ...timesOn(14) };
		const exceptions = new Map([['o14', record({ location: 'Garden' })]]);
		const remembered = (fields: LinkState['fields']) =>
			itemView(
				record({
					recurrence,
					modifiedOccurrences: [moved],
					extendedProperties: [
						{
							uri: externalStateProperty,
							value: writeLinkState({ version: 1, fields }),
						},
					],
				}),
				'hr',
				exceptions,
				zones,
			).fingerprint('times');
		const times: [string, string] = ['given', 'had'];
		expect(remembered({ times, location: times })).not.toBe(remembered({ times }));
	});
});
