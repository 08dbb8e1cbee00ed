import type { CalendarItemRecord, ExtendedPropertyUri } from '../../../exchange/ews/calendarItem';
import { propertyField } from '../../../exchange/push/plan/propertyFields';
import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { occurrenceFields } from '../../../exchange/push/plan/comparable';
import {
	expectedFingerprint,
	fieldOfOccurrences,
	fieldsOf,
	isUnwatched,
	itemFingerprint,
	onlyFields,
	plainFields,
	schedule,
	sourceFingerprint,
	type FieldName,
} from '../../../exchange/push/plan/fields';
import { timesOn, weekly, zones } from './items';

const setId = '7C1EE7F2-6F0C-4F5B-9D0E-3A4F6A1C52D8';
const costCentre: ExtendedPropertyUri = { setId, name: 'CostCentre', type: 'String' };
const rooms: ExtendedPropertyUri = { distinguishedSetId: 'Meeting', id: 7, type: 'StringArray' };
const costCentreField = propertyField(costCentre);
const roomsField = propertyField(rooms);

const full: Required<WritableEvent> = {
	subject: 'Visit',
	body: { contentType: 'text', content: 'Bring helmets' },
	times: { ...timesOn(7), timeZone: 'W. Europe Standard Time' },
	location: 'Hall 3',
	showAs: 'oof',
	sensitivity: 'private',
	importance: 'high',
	categories: ['Customers', 'Plant'],
	isReminderOn: true,
	reminderMinutesBeforeStart: 30,
	attendees: [
		{ address: 'bob@enyoi.example', type: 'required' },
		{ address: 'carol@enyoi.example', type: 'optional' },
		{ address: 'hall3@enyoi.example', type: 'resource' },
	],
	extendedProperties: [
		{ uri: costCentre, value: '4711' },
		{ uri: rooms, value: ['3', '4'] },
	],
};

const mailbox = (emailAddress?: string) => ({ mailbox: { emailAddress } });

/** The item that Exchange has after `full` was written. */
const item: CalendarItemRecord = {
	itemId: { id: 'item', changeKey: 'key' },
	subject: 'Visit ',
	body: { type: 'HTML', text: '<html><body>Bring&nbsp;<b>helmets</b></body></html>' },
	start: '2026-12-07T09:00:00Z',
	end: '2026-12-07T10:00:00Z',
	isAllDayEvent: false,
	startTimeZone: { id: 'W. Europe Standard Time' },
	location: ' Hall  3',
	legacyFreeBusyStatus: 'OOF',
	sensitivity: 'Private',
	importance: 'High',
	categories: ['Plant', 'Customers', 'Plant'],
	reminderIsSet: true,
	reminderMinutesBeforeStart: 30,
	organizer: { emailAddress: 'Alice@enyoi.example' },
	requiredAttendees: [mailbox('alice@enyoi.example'), mailbox('Bob@Enyoi.example')],
	optionalAttendees: [mailbox('carol@enyoi.example')],
	resources: [mailbox('hall3@enyoi.example')],
	extendedProperties: [
		{ uri: { ...rooms, distinguishedSetId: 'meeting' }, values: ['3', '4'] },
		{ uri: { ...costCentre, setId: setId.toLowerCase() }, value: '4711' },
	],
};

const seriesOf = (
	record: CalendarItemRecord,
	exceptions = new Map<string, CalendarItemRecord>(),
) => ({
	item: record,
	exceptions,
	occurrenceFields,
	zones,
});
const expected = (event: WritableEvent, name: FieldName) => expectedFingerprint(event, name, zones);
const has = (more: Partial<CalendarItemRecord>, name: FieldName) =>
	itemFingerprint(seriesOf({ ...item, ...more }), name);

const allFields = [...plainFields, costCentreField, roomsField];

describe('the fields of an event', () => {
	it('are those that the source gave', () => {
		expect(fieldsOf({})).toEqual([]);
		expect(fieldsOf(full)).toEqual([
			'subject',
			'body',
			'times',
			'location',
			'showAs',
			'sensitivity',
			'importance',
			'categories',
			'isReminderOn',
			'reminderMinutesBeforeStart',
			'attendees',
			costCentreField,
			roomsField,
		]);
		const empty = { subject: '', isReminderOn: false, reminderMinutesBeforeStart: 0 };
		expect(fieldsOf({ ...empty, categories: [] })).toEqual([
			'subject',
			'categories',
			'isReminderOn',
			'reminderMinutesBeforeStart',
		]);
	});

	it.each<[ExtendedPropertyUri, FieldName]>([
		[costCentre, `x:${setId.toLowerCase()}/=CostCentre/String`],
		[rooms, 'x:6ed8da90-450b-101b-98da-00aa003f1305/#7/StringArray'],
		[{ tag: '0x3A1D', type: 'String' }, 'x:0x3a1d//String'],
		[{ tag: '14877', type: 'String' }, 'x:0x3a1d//String'],
		[
			{ setId: '6ED8DA90-450B-101B-98DA-00AA003F1305', id: 7, type: 'StringArray' },
			'x:6ed8da90-450b-101b-98da-00aa003f1305/#7/StringArray',
		],
	])('an extended property %j is %s', (uri, name) => {
		expect(propertyField(uri)).toBe(name);
	});

	it('those chosen are alone left', () => {
		expect(onlyFields(full, new Set(allFields))).toEqual(full);
		for (const name of plainFields) {
			expect(onlyFields(full, new Set([name]))).toEqual({ [name]: full[name] });
			expect(onlyFields({}, new Set([name]))).toEqual({});
			// Not given, the field is not even there.
			expect(Object.keys(onlyFields({}, new Set([name])))).toEqual([]);
		}
		expect(Object.keys(onlyFields(full, new Set()))).toEqual([]);
		expect(onlyFields(full, new Set([roomsField]))).toEqual({
			extendedProperties: [{ uri: rooms, value: ['3', '4'] }],
		});
	});
});

/** Another value of each field, and an item that has it. */
const others: Array<[FieldName, WritableEvent, Partial<CalendarItemRecord>]> = [
	['subject', { subject: 'visit' }, { subject: 'visit' }],
	[
		'body',
		{ body: { contentType: 'html', content: '<p>Bring boots' } },
		{ body: { type: 'Text', text: 'Bring boots\r\n' } },
	],
	['times', { times: timesOn(8) }, { start: timesOn(8).start, end: timesOn(8).end }],
	['location', { location: 'Hall 4' }, { location: 'Hall 4' }],
	['showAs', { showAs: 'busy' }, { legacyFreeBusyStatus: undefined }],
	['showAs', { showAs: 'workingElsewhere' }, { legacyFreeBusyStatus: 'WorkingElsewhere' }],
	['sensitivity', { sensitivity: 'normal' }, { sensitivity: undefined }],
	['importance', { importance: 'normal' }, { importance: undefined }],
	['importance', { importance: 'low' }, { importance: 'Low' }],
	['categories', { categories: [] }, { categories: undefined }],
	['categories', { categories: ['Customers'] }, { categories: ['Customers'] }],
	[
		'attendees',
		{ attendees: [{ name: 'Bob', address: 'BOB@enyoi.example', type: 'optional' }] },
		{
			requiredAttendees: undefined,
			optionalAttendees: [mailbox('bob@enyoi.example')],
			resources: [],
		},
	],
	[
		'attendees',
		{ attendees: [] },
		{ requiredAttendees: undefined, optionalAttendees: undefined, resources: undefined },
	],
	[
		costCentreField,
		{ extendedProperties: [{ uri: costCentre, value: '4712' }] },
		{ extendedProperties: [{ uri: costCentre, value: '4712' }] },
	],
	[
		roomsField,
		{ extendedProperties: [{ uri: rooms, value: ['4', '3'] }] },
		{ extendedProperties: [{ uri: rooms, values: ['4', '3'] }] },
	],
];

describe('the fingerprint of a field', () => {
	// Items remember fingerprints for years: another one for the same value would look like a change.
	it.each([
		['subject', 'NAhyCdX1Hjd'],
		['body', 'khBLelK-ZEG'],
		['times', 'hW9vnC34AB_'],
		['location', 'HOEcBa9KGBf'],
		['attendees', 'qYIIS77X9eu'],
		[costCentreField, 'zR8kUYh-kAy'],
		[roomsField, 'JLKNjSoIAkx'],
		['x:other/Name/String', 'dCNOmK_nSY-'],
		[fieldOfOccurrences('subject'), 'T1PNoYwrqgw'],
	])('of %s is always the same', (name, same) => {
		expect(expected(full, name)).toBe(same);
	});

	it.each([...allFields, schedule])('of %s is that of the item that was written', (name) => {
		expect(has({}, name)).toBe(expected(full, name));
	});

	it.each(others)('of %s tells another value (%j) from it', (name, event, then) => {
		expect(expected(event, name)).not.toBe(expected(full, name));
		expect(sourceFingerprint(event, name)).not.toBe(sourceFingerprint(full, name));
		expect(has(then, name)).toBe(expected(event, name));
	});

	it.each(others)('of %s, changed to %j, leaves those of all others', (name, event, then) => {
		const together = { ...full, ...event };
		for (const other of allFields) {
			if (other === name || (other.startsWith('x:') && name.startsWith('x:'))) continue;
			expect(expected(together, other)).toBe(expected(full, other));
			expect(sourceFingerprint(together, other)).toBe(sourceFingerprint(full, other));
			expect(has(then, other)).toBe(has({}, other));
		}
	});

	it.each([
		['isReminderOn', { isReminderOn: false }, { reminderIsSet: false }],
		[
			'reminderMinutesBeforeStart',
			{ reminderMinutesBeforeStart: 0 },
			{ reminderMinutesBeforeStart: 0 },
		],
	])('of %s tells only what the source gives: people dismiss reminders', (name, event, then) => {
		expect(isUnwatched(name)).toBe(true);
		expect(sourceFingerprint(event, name)).not.toBe(sourceFingerprint(full, name));
		expect(expected(event, name)).toBe(expected(full, name));
		expect(has(then, name)).toBe(expected(full, name));
		expect(expected(full, name)).not.toBe('');
		expect(isUnwatched('subject')).toBe(false);
	});

	it('of what the source gives differs by the letter, where that of Exchange does not', () => {
		const spaced = { ...full, subject: ' Visit', location: 'Hall 3 ' };
		for (const name of ['subject', 'location']) {
			expect(sourceFingerprint(spaced, name)).not.toBe(sourceFingerprint(full, name));
			expect(expected(spaced, name)).toBe(expected(full, name));
		}
	});

	it('of what is not given is that of nothing', () => {
		const nothing = sourceFingerprint({}, 'subject');
		for (const name of allFields) expect(sourceFingerprint({}, name)).toBe(nothing);
		for (const name of ['body', 'times', schedule, costCentreField]) {
			expect(expected({}, name)).toBe(nothing);
		}
		expect(has({ extendedProperties: undefined }, costCentreField)).toBe(nothing);
		for (const name of ['subject', 'location'])
			expect(expected({}, name)).toBe(expected({ [name]: '' }, name));
		expect(expected({}, 'attendees')).toBe(expected({ attendees: [] }, 'attendees'));
	});

	it('of attendees leaves out the organizer where Exchange lists them as required', () => {
		const organizer = mailbox('ALICE@enyoi.example');
		const with3 = { requiredAttendees: [mailbox('bob@enyoi.example')] };
		expect(has(with3, 'attendees')).toBe(has({}, 'attendees'));
		expect(
			has(
				{ ...with3, optionalAttendees: [mailbox('carol@enyoi.example'), organizer] },
				'attendees',
			),
		).not.toBe(has({}, 'attendees'));
		expect(has({ organizer: undefined }, 'attendees')).not.toBe(has({}, 'attendees'));
		expect(has({ organizer: {} }, 'attendees')).not.toBe(has({}, 'attendees'));
	});

	it('of attendees is blind to their order and names, not to their kind', () => {
		const [bob, carol, hall] = full.attendees;
		const of = (...attendees: WritableEvent['attendees'] & object) =>
			expected({ attendees }, 'attendees');
		expect(of(hall, { ...carol, name: 'Carol' }, bob)).toBe(of(bob, carol, hall));
		expect(of(bob, carol, { ...hall, type: 'optional' })).not.toBe(of(bob, carol, hall));
		const unnamed = { requiredAttendees: [mailbox()], optionalAttendees: [], resources: [] };
		expect(has(unnamed, 'attendees')).toBe(of({ address: '', type: 'required' }));
	});

	it('of attendees that the source gives is blind to their order and to capital letters', () => {
		const [bob, carol, hall] = full.attendees;
		const of = (...attendees: WritableEvent['attendees'] & object) =>
			sourceFingerprint({ attendees }, 'attendees');
		const capitals = { ...carol, address: carol.address.toUpperCase() };
		expect(of(hall, capitals, bob)).toBe(of(bob, carol, hall));
		expect(of({ ...bob, name: 'Robert' }, carol, hall)).not.toBe(of(bob, carol, hall));
		expect(of(bob, carol, { ...hall, type: 'optional' })).not.toBe(of(bob, carol, hall));
		expect(of()).not.toBe(sourceFingerprint({}, 'attendees'));
	});

	it('of categories is blind to their order and repetition in the item', () => {
		expect(has({ categories: ['B', 'A', 'B'] }, 'categories')).toBe(
			expected({ categories: ['A', 'B'] }, 'categories'),
		);
	});

	it('of a schedule is that of the times without what became of single occurrences', () => {
		const times = { ...weekly(7), cancelled: ['2026-12-14T09:00:00Z'] };
		expect(expected({ times }, schedule)).toBe(expected({ times: weekly(7) }, 'times'));
		expect(expected({ times }, schedule)).not.toBe(expected({ times }, 'times'));
		expect(expected({ times }, schedule)).not.toBe(expected({ times: weekly(14) }, schedule));
	});
});

describe('the fingerprint of what single occurrences have', () => {
	const occurrence = (day: number) => {
		const { start, end } = timesOn(day);
		return { id: `o${day}`, originalStart: start, start, end };
	};
	const own = (day: number, more: Partial<CalendarItemRecord>): [string, CalendarItemRecord] => [
		`o${day}`,
		{ ...item, itemId: { id: `o${day}`, changeKey: 'key' }, ...more },
	];
	const ofSeries = (
		name: FieldName,
		days: number[],
		exceptions: Array<[string, CalendarItemRecord]>,
	) =>
		itemFingerprint(
			seriesOf({ ...item, modifiedOccurrences: days.map(occurrence) }, new Map(exceptions)),
			name,
		);
	const nothing = sourceFingerprint(full, fieldOfOccurrences('subject'));

	it('is that of nothing where they have nothing of their own', () => {
		for (const name of occurrenceFields.map(fieldOfOccurrences)) {
			expect(name).toMatch(/^occurrences\.[a-zA-Z]+$/);
			expect(sourceFingerprint(full, name)).toBe(nothing);
			expect(expected(full, name)).toBe(nothing);
			expect(has({}, name)).toBe(nothing);
			expect(ofSeries(name, [14, 21], [own(14, {})])).toBe(nothing);
		}
		expect(nothing).not.toBe(sourceFingerprint({}, 'subject'));
	});

	it.each<[FieldName, Partial<CalendarItemRecord>]>([
		['subject', { subject: 'Party' }],
		['body', { body: { type: 'Text', text: 'Party' } }],
		['location', { location: 'Garden' }],
		['showAs', { legacyFreeBusyStatus: 'Free' }],
	])('tells another %s, and nothing else', (name, more) => {
		const of = (field: string, days: number[]) =>
			ofSeries(
				`occurrences.${field}`,
				days,
				days.map((day) => own(day, more)),
			);
		expect(of(name, [14])).not.toBe(nothing);
		expect(of(name, [14])).not.toBe(of(name, [21]));
		expect(of(name, [14, 21])).toBe(of(name, [21, 14]));
		for (const other of occurrenceFields) {
			if (other !== name) expect(of(other, [14])).toBe(nothing);
		}
	});
});
