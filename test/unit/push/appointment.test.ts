import { createAppointments, updateAppointments } from '../../../exchange/ews/library/writeItems';
import {
	changedAppointment,
	newAppointment,
	type AppointmentContent,
} from '../../../exchange/push/carryOut/appointment';
import type { WritableEvent, WritableTimes } from '../../../exchange/push/input/writableEvent';
import {
	linkPropertySet,
	writeLinkState,
	type LinkState,
	type WrittenKey,
} from '../../../exchange/push/plan/link';
import type { XmlNode } from '../xml/xmlTree';
import { answeringExchange, calendarItem, elements, success } from './answeringExchange';
import { timesOn } from './items';

const mailbox = 'alice@enyoi.example';

function server() {
	return answeringExchange(({ operation }) => [success(operation, calendarItem('i', 'key-2'))]);
}

/** The element of the new item in CreateItem. */
async function created(content: AppointmentContent): Promise<XmlNode> {
	const { exchange, sent } = server();
	await createAppointments(exchange, { mailbox }, (api, service) => [
		newAppointment(api, service, content),
	]);
	return elements(sent[0].request, 't:CalendarItem')[0];
}

/** The element of changes in UpdateItem, and the item that it is about. */
async function changed(content: AppointmentContent): Promise<XmlNode> {
	const { exchange, sent } = server();
	await updateAppointments(exchange, { mailbox }, (api, service) => [
		changedAppointment(api, service, { id: 'i', changeKey: 'key-1' }, content),
	]);
	const [change] = elements(sent[0].request, 't:ItemChange');
	expect(elements(change, 't:ItemId')[0].attributes).toEqual({ Id: 'i', ChangeKey: 'key-1' });
	return elements(change, 't:Updates')[0];
}

/** An element as text without prefixes: `Body BodyType=HTML "x"`. */
function written(node: XmlNode): string {
	const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}=${value}`);
	const inside = node.children.map(written).join(', ');
	const text = node.children.length === 0 && node.text !== '' ? ` "${node.text}"` : '';
	const own = `${node.name.slice(2)}${attributes.join('')}${text}`;
	return inside === '' ? own : `${own} (${inside})`;
}

const inNew = async (event: WritableEvent) =>
	(await created({ event })).children.map(written).join('; ');

/** What is set and deleted: by name of the field, its new element. */
async function inUpdate(content: AppointmentContent) {
	const { children } = await changed(content);
	const field = ({ name, attributes }: XmlNode) =>
		name === 't:ExtendedFieldURI'
			? String(attributes.PropertyName)
			: String(attributes.FieldURI).replace(/^.*:/, '');
	return Object.fromEntries(
		children.map((one) => {
			const [uri, value] = one.children;
			const elementsSet = value?.children.map(written).join('; ');
			return [field(uri), one.name === 't:DeleteItemField' ? 'deleted' : elementsSet];
		}),
	);
}

describe('the text of an event', () => {
	it.each<[string, WritableEvent, string]>([
		['nothing', {}, ''],
		['a subject', { subject: 'Visit' }, 'Subject "Visit"'],
		['a location', { location: 'Hall 3' }, 'Location "Hall 3"'],
		['empty texts', { subject: '', location: '' }, ''],
		[
			'a body of HTML',
			{ body: { contentType: 'html', content: '<b>x</b>' } },
			'Body BodyType=HTML "<b>x</b>"',
		],
		['a body of text', { body: { contentType: 'text', content: 'x' } }, 'Body BodyType=Text "x"'],
		['categories', { categories: ['A', 'B'] }, 'Categories (String "A", String "B")'],
		['no categories', { categories: [] }, ''],
	])('in a new item: %s', async (_, event, expected) => {
		expect(await inNew(event)).toBe(expected);
	});

	it('in an existing one: emptied texts are written, too', async () => {
		expect(await inUpdate({ event: { subject: '', location: '', categories: [] } })).toEqual({
			Subject: 'Subject',
			Location: 'Location',
			// Servers may refuse an empty list.
			Categories: 'deleted',
		});
		expect(await inUpdate({ event: { subject: 'Visit', categories: ['A'] } })).toEqual({
			Subject: 'Subject "Visit"',
			Categories: 'Categories (String "A")',
		});
	});
});

describe('the order of an update', () => {
	const fields = async (content: Partial<AppointmentContent>) =>
		Object.keys(await inUpdate({ event: { times: timesOn(1) }, ...content }));

	it('is the zones before the times, and the start before the end or the other way round', async () => {
		const zones = ['StartTimeZone', 'EndTimeZone'];
		expect((await fields({})).slice(0, 4)).toEqual([...zones, 'Start', 'End']);
		expect((await fields({ isEndFirst: true })).slice(0, 4)).toEqual([...zones, 'End', 'Start']);
	});

	it('can take the recurrence out alone', async () => {
		expect(await inUpdate({ event: {}, dropsRecurrence: true })).toEqual({ Recurrence: 'deleted' });
	});
});

describe('the choices of an event', () => {
	it.each<[WritableEvent, string]>([
		[{ showAs: 'free' }, 'LegacyFreeBusyStatus "Free"'],
		[{ showAs: 'oof' }, 'LegacyFreeBusyStatus "OOF"'],
		[{ showAs: 'workingElsewhere' }, 'LegacyFreeBusyStatus "WorkingElsewhere"'],
		[{ sensitivity: 'normal' }, 'Sensitivity "Normal"'],
		[{ sensitivity: 'confidential' }, 'Sensitivity "Confidential"'],
		[{ importance: 'low' }, 'Importance "Low"'],
		[{ importance: 'high' }, 'Importance "High"'],
		[{ isReminderOn: true }, 'ReminderIsSet "true"'],
		[{ isReminderOn: false }, 'ReminderIsSet "false"'],
		[{ reminderMinutesBeforeStart: 0 }, 'ReminderMinutesBeforeStart "0"'],
		[{ reminderMinutesBeforeStart: 90 }, 'ReminderMinutesBeforeStart "90"'],
	])('%j is %s', async (event, expected) => {
		expect(await inNew(event)).toBe(expected);
		expect(Object.values(await inUpdate({ event }))).toEqual([expected]);
	});
});

const berlin = 'W. Europe Standard Time';

describe('the times of an event', () => {
	const times: WritableTimes = { ...timesOn(7), timeZone: berlin };

	it('are instants, with the zone by its id', async () => {
		const item = await created({ event: { times } });
		const [start] = elements(item, 't:Start');
		const [end] = elements(item, 't:End');
		expect([start.text, end.text].map((text) => new Date(text).toISOString())).toEqual([
			'2026-12-07T09:00:00.000Z',
			'2026-12-07T10:00:00.000Z',
		]);
		expect(elements(item, 't:IsAllDayEvent')[0].text).toBe('false');
		for (const name of ['t:StartTimeZone', 't:EndTimeZone']) {
			expect(elements(item, name)[0].attributes.Id).toBe(berlin);
		}
		expect(elements(item, 't:Recurrence')).toEqual([]);
	});

	it('of whole days say so', async () => {
		const item = await created({ event: { times: { ...times, isAllDay: true } } });
		expect(elements(item, 't:IsAllDayEvent')[0].text).toBe('true');
	});

	it('of an occurrence are start and end alone', async () => {
		const event = { times };
		expect(Object.keys(await inUpdate({ event, isOccurrence: true })).sort()).toEqual([
			'End',
			'Start',
		]);
		expect(Object.keys(await inUpdate({ event })).sort()).toEqual([
			'End',
			'EndTimeZone',
			'IsAllDayEvent',
			'Start',
			'StartTimeZone',
		]);
	});

	it('end a series only where it is to end', async () => {
		const event = { times };
		expect(await inUpdate({ event, endsSeries: true })).toMatchObject({ Recurrence: 'deleted' });
		const recurrence: WritableTimes['recurrence'] = {
			pattern: { type: 'daily', interval: 1 },
			range: { type: 'noEnd', startDate: '2026-12-07' },
		};
		const still = await inUpdate({ event: { times: { ...times, recurrence } }, endsSeries: true });
		expect(still.Recurrence).toMatch(/^Recurrence \(DailyRecurrence/);
	});
});

type Recurrence = NonNullable<WritableTimes['recurrence']>;

describe('the recurrence of a series', () => {
	const recurrenceOf = async (
		pattern: Recurrence['pattern'],
		range: Partial<Recurrence['range']>,
	) => {
		const times: WritableTimes = {
			...timesOn(7),
			recurrence: { pattern, range: { type: 'noEnd', startDate: '2026-12-07', ...range } },
		};
		const item = await created({ event: { times } });
		const [recurrence] = elements(item, 't:Recurrence');
		return recurrence.children.map(written);
	};

	it.each<[Recurrence['pattern'], string]>([
		[{ type: 'daily', interval: 3 }, 'DailyRecurrence (Interval "3")'],
		[
			{ type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'monday' },
			'WeeklyRecurrence (Interval "2", DaysOfWeek "Monday Friday", FirstDayOfWeek "Monday")',
		],
		[
			{ type: 'weekly', interval: 1, daysOfWeek: ['sunday'] },
			'WeeklyRecurrence (Interval "1", DaysOfWeek "Sunday", FirstDayOfWeek "Sunday")',
		],
		[
			{ type: 'absoluteMonthly', interval: 2, dayOfMonth: 7 },
			'AbsoluteMonthlyRecurrence (Interval "2", DayOfMonth "7")',
		],
		[
			{ type: 'relativeMonthly', interval: 2, daysOfWeek: ['tuesday'], index: 'last' },
			'RelativeMonthlyRecurrence (Interval "2", DaysOfWeek "Tuesday", DayOfWeekIndex "Last")',
		],
		[
			{ type: 'absoluteYearly', interval: 1, dayOfMonth: 7, month: 12 },
			'AbsoluteYearlyRecurrence (DayOfMonth "7", Month "December")',
		],
		[
			{ type: 'relativeYearly', interval: 1, daysOfWeek: ['monday'], index: 'second', month: 3 },
			'RelativeYearlyRecurrence (DaysOfWeek "Monday", DayOfWeekIndex "Second", Month "March")',
		],
	])('%j is %s', async (pattern, expected) => {
		expect((await recurrenceOf(pattern, {}))[0]).toBe(expected);
	});

	it.each<[Partial<Recurrence['range']>, RegExp]>([
		[{}, /^NoEndRecurrence \(StartDate "2026-12-07Z?"\)$/],
		[
			{ type: 'numbered', numberOfOccurrences: 4 },
			/^NumberedRecurrence \(StartDate "2026-12-07Z?", NumberOfOccurrences "4"\)$/,
		],
		[
			{ type: 'endDate', endDate: '2026-12-20' },
			/^EndDateRecurrence \(StartDate "2026-12-07Z?", EndDate "2026-12-20Z?"\)$/,
		],
	])('ends as given: %j', async (range, expected) => {
		expect((await recurrenceOf({ type: 'daily', interval: 1 }, range))[1]).toMatch(expected);
	});
});

describe('attendees', () => {
	const bob = { address: 'bob@enyoi.example', type: 'required' as const };
	const carol = { name: 'Carol', address: 'carol@enyoi.example', type: 'optional' as const };
	const hall = { address: 'hall3@enyoi.example', type: 'resource' as const };
	const people = (item: XmlNode, name: string) =>
		elements(item, name).flatMap((list) =>
			elements(list, 't:Mailbox').map(({ children }) =>
				Object.fromEntries(children.map((child) => [child.name.slice(2), child.text])),
			),
		);

	it('are written by kind', async () => {
		const item = await created({ event: { attendees: [hall, bob, carol] } });
		expect(people(item, 't:RequiredAttendees')).toMatchObject([{ EmailAddress: bob.address }]);
		expect(people(item, 't:OptionalAttendees')).toMatchObject([
			{ Name: 'Carol', EmailAddress: carol.address },
		]);
		expect(people(item, 't:Resources')).toMatchObject([{ EmailAddress: hall.address }]);
		expect(people(item, 't:RequiredAttendees')[0]).not.toHaveProperty('Name');
	});

	it.each([
		[[], ['OptionalAttendees', 'RequiredAttendees', 'Resources']],
		[[bob], ['OptionalAttendees', 'Resources']],
		[[carol], ['RequiredAttendees', 'Resources']],
		[[hall], ['OptionalAttendees', 'RequiredAttendees']],
	])('of an existing item take the place of all: %j', async (attendees, deleted) => {
		const updates = await inUpdate({ event: { attendees } });
		const names = Object.keys(updates).filter((name) => updates[name] === 'deleted');
		expect(names.sort()).toEqual(deleted);
		expect(Object.keys(updates)).toHaveLength(3);
	});

	it('of a new item are left out where there are none', async () => {
		expect(await inNew({ attendees: [] })).toBe('');
	});

	it('stay as they are when none are given', async () => {
		expect(await inUpdate({ event: { subject: 'S' } })).toEqual({ Subject: 'Subject "S"' });
	});
});

describe('extended properties', () => {
	const setId = '7c1ee7f2-6f0c-4f5b-9d0e-3a4f6a1c52d8';
	const property = async (
		uri: NonNullable<WritableEvent['extendedProperties']>[number]['uri'],
		value: string | string[],
	) => {
		const item = await created({ event: { extendedProperties: [{ uri, value }] } });
		const [{ children }] = elements(item, 't:ExtendedProperty');
		return [children[0].attributes, ...children.slice(1).map(written)];
	};

	it.each([
		[
			{ setId, name: 'Cost', type: 'String' },
			{ PropertySetId: setId, PropertyName: 'Cost', PropertyType: 'String' },
		],
		[
			{ setId, id: 7, type: 'String' },
			{ PropertySetId: setId, PropertyId: '7', PropertyType: 'String' },
		],
		[
			{ distinguishedSetId: 'PublicStrings', name: 'Cost', type: 'String' },
			{
				DistinguishedPropertySetId: 'PublicStrings',
				PropertyName: 'Cost',
				PropertyType: 'String',
			},
		],
		[
			{ tag: '0x3a1d', type: 'String' },
			{ PropertyTag: '14877', PropertyType: 'String' },
		],
	])('%j is named %j', async (uri, attributes) => {
		const [found, value] = await property(uri, '4711');
		expect(found).toEqual(attributes);
		expect(value).toBe('Value "4711"');
	});

	it.each([
		['StringArray', ['a', 'b'], 'Values (Value "a", Value "b")'],
		['SystemTime', '2026-12-07T09:00:00Z', /^Value "2026-12-07T09:00:00(\.000)?(Z|\+00:00)"$/],
		[
			'SystemTimeArray',
			['2026-12-07T09:00:00Z', '2026-12-08T09:00:00Z'],
			/^Values \(Value "2026-12-07T09:00:00(\.000)?(Z|\+00:00)", Value "2026-12-08T09:00:00(\.000)?(Z|\+00:00)"\)$/,
		],
	])('of the type %s are written as such', async (type, value, expected) => {
		const [, found] = await property({ setId, name: 'Cost', type }, value);
		if (typeof expected === 'string') expect(found).toBe(expected);
		else expect(found).toMatch(expected);
	});

	it('of no known type are refused', async () => {
		await expect(property({ setId, name: 'Cost', type: 'Text' }, 'x')).rejects.toMatchObject({
			code: 'input',
			field: 'extendedProperties',
		});
	});

	const state: LinkState = { version: 1, fields: { subject: ['given', 'had'] } };
	it('hold the link, where it is to be written', async () => {
		const item = await created({ event: {}, link: { key: 'hr:1' }, state });
		const links = elements(item, 't:ExtendedProperty').map(({ children: [uri, value] }) => [
			uri.attributes,
			value.text,
		]);
		const named = (name: string) => ({
			PropertySetId: linkPropertySet,
			PropertyName: name,
			PropertyType: 'String',
		});
		expect(links).toEqual([
			[named('ExternalKey'), 'hr:1'],
			[named('ExternalState'), writeLinkState(state)],
		]);
		expect(Object.keys(await inUpdate({ event: {}, state }))).toEqual(['ExternalState']);
		const updated = async (link: WrittenKey) => Object.keys(await inUpdate({ event: {}, link }));
		expect(await updated({ key: 'hr:1' })).toEqual(['ExternalKey']);
		const long = { key: 'hr:#sha256:0', longId: 'whole' };
		expect(await updated(long)).toEqual(['ExternalKey', 'ExternalId']);
	});
});
