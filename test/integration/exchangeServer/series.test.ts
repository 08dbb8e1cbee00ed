import type { ExchangeServer } from '../../exchangeServer';
import type { CompanyUser } from '../../exchangeServer/company';
import {
	all,
	calendarView,
	call,
	codes,
	createItem,
	deleteItem,
	getItem,
	ids,
	setField,
	startSmallExchange,
	text,
	texts,
	updateItem,
} from './rawClient';

let server: ExchangeServer;
let alice: CompanyUser;
beforeEach(async () => {
	server = await startSmallExchange({ behaviours: { calendarViewEdge: 'endAtStartLeftOut' } });
	alice = server.company.user('alice');
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

/** Tuesdays at 9 in Amsterdam, over the end of daylight saving on 2026-10-25. */
const WEEKLY = `<t:CalendarItem>
	<t:Subject>Jour fixe</t:Subject><t:Start>2026-10-13T09:00:00</t:Start><t:End>2026-10-13T10:00:00</t:End>
	<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence>
	<t:NumberedRecurrence><t:StartDate>2026-10-13</t:StartDate><t:NumberOfOccurrences>5</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>
	<t:StartTimeZone Id="W. Europe Standard Time"/></t:CalendarItem>`;

const STARTS = [
	'2026-10-13T07:00:00Z',
	'2026-10-20T07:00:00Z',
	'2026-10-27T08:00:00Z',
	'2026-11-03T08:00:00Z',
	'2026-11-10T08:00:00Z',
];

async function createSeries(item = WEEKLY): Promise<string> {
	return ids(await call(server, createItem(item)))[0];
}

const view = (more = '') =>
	call(server, calendarView('2026-10-01T00:00:00Z', '2026-12-31T00:00:00Z', undefined, more));

describe('a series', () => {
	it('keeps its local time across a change of the clocks', async () => {
		await createSeries();
		const found = await view();
		expect(texts(found, 'Start')).toEqual(STARTS);
		expect(new Set(texts(found, 'CalendarItemType'))).toEqual(new Set(['Occurrence']));
		expect(new Set(texts(found, 'UID')).size).toBe(1);
		expect(new Set(ids(found)).size).toBe(5);
		expect(texts(found, 'RecurrenceId')).toEqual(STARTS);
	});

	it('tells its pattern, range and ends from the master', async () => {
		const id = await createSeries();
		const master = await call(server, getItem([id]));
		expect(text(master, 'CalendarItemType')).toBe('RecurringMaster');
		expect(text(master, 'DaysOfWeek')).toBe('Tuesday');
		expect(text(master, 'StartDate')).toBe('2026-10-13Z');
		expect(text(all(master, 'FirstOccurrence')[0], 'OriginalStart')).toBe(STARTS[0]);
		expect(text(all(master, 'LastOccurrence')[0], 'Start')).toBe(STARTS[4]);
		expect(all(master, 'ModifiedOccurrences')).toEqual([]);
		expect(all(master, 'StartTimeZone')[0].attributes.Id).toBe('W. Europe Standard Time');
	});

	it('gives its members by index, and the master by a member', async () => {
		const id = await createSeries();
		const [member] = ids(
			await call(
				server,
				getItem([`<t:OccurrenceItemId RecurringMasterId="${id}" InstanceIndex="3"/>`]),
			),
		);
		const found = await call(server, getItem([member]));
		expect(text(found, 'Start')).toBe(STARTS[2]);
		expect(text(found, 'OriginalStart')).toBe(STARTS[2]);
		expect(text(found, 'IsRecurring')).toBe('true');
		const back = await call(
			server,
			getItem([`<t:RecurringMasterItemId OccurrenceId="${member}"/>`]),
		);
		expect(ids(back)[0]).toBe(id);
		const outside = await call(
			server,
			getItem([`<t:OccurrenceItemId RecurringMasterId="${id}" InstanceIndex="6"/>`]),
		);
		expect(codes(outside)).toEqual(['ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange']);
	});

	it('keeps a moved and a deleted occurrence, each in the list of the master', async () => {
		const id = await createSeries();
		const members = ids(await view());
		const before = ids(await call(server, getItem([id])));
		const moved = await call(
			server,
			updateItem(
				members[1],
				setField('item:Subject', '<t:Subject>Later</t:Subject>') +
					setField('calendar:Start', '<t:Start>2026-10-20T13:00:00Z</t:Start>') +
					setField('calendar:End', '<t:End>2026-10-20T14:00:00Z</t:End>'),
			),
		);
		expect(ids(moved)).toEqual([members[1]]);
		expect(codes(await call(server, deleteItem(members[3])))).toEqual(['NoError']);

		const master = await call(server, getItem([id]));
		expect(ids(master)[0]).toBe(before[0]);
		const [modified] = all(master, 'ModifiedOccurrences');
		expect(ids(modified)).toEqual([members[1]]);
		expect(text(modified, 'OriginalStart')).toBe(STARTS[1]);
		expect(text(modified, 'Start')).toBe('2026-10-20T13:00:00Z');
		expect(texts(all(master, 'DeletedOccurrences')[0], 'Start')).toEqual([STARTS[3]]);

		const found = await view();
		expect(texts(found, 'Start')).toEqual([
			STARTS[0],
			'2026-10-20T13:00:00Z',
			STARTS[2],
			STARTS[4],
		]);
		expect(texts(found, 'CalendarItemType')[1]).toBe('Exception');
		expect(texts(found, 'RecurrenceId')[1]).toBe(STARTS[1]);
		const byIndex = await call(
			server,
			getItem([`<t:OccurrenceItemId RecurringMasterId="${id}" InstanceIndex="4"/>`]),
		);
		expect(codes(byIndex)).toEqual(['ErrorCalendarOccurrenceIsDeletedFromRecurrence']);
		expect(codes(await call(server, getItem([members[3]])))).toEqual(['ErrorInvalidOperation']);
	});

	it('does not let an occurrence pass its neighbour', async () => {
		await createSeries();
		const members = ids(await view());
		const past = setField('calendar:Start', '<t:Start>2026-10-28T09:00:00Z</t:Start>');
		expect(codes(await call(server, updateItem(members[1], past)))).toEqual([
			'ErrorOccurrenceCrossingBoundary',
		]);
	});

	it('lets a night shift begin when the one before ends, and no earlier', async () => {
		const { id } = alice.calendar.create({
			subject: 'Night',
			start: '2026-10-13T22:00',
			end: '2026-10-14T06:00',
			timeZone: 'UTC',
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 1 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
			},
		});
		const second = alice.calendar.occurrence(id, 2).id;
		const at = (time: string) =>
			setField('calendar:Start', `<t:Start>2026-10-14T${time}Z</t:Start>`);
		expect(codes(await call(server, updateItem(second, at('05:00:00'))))).toEqual([
			'ErrorOccurrenceCrossingBoundary',
		]);
		expect(codes(await call(server, updateItem(second, at('06:00:00'))))).toEqual(['NoError']);
	});

	it('forgets exceptions when the pattern changes', async () => {
		server.behaviours.patternChange = 'inPlace';
		const id = await createSeries();
		alice.calendar.occurrence(id, 2).delete();
		const thursdays = setField(
			'calendar:Recurrence',
			`<t:Recurrence><t:WeeklyRecurrence><t:Interval>2</t:Interval><t:DaysOfWeek>Thursday</t:DaysOfWeek></t:WeeklyRecurrence>
			<t:EndDateRecurrence><t:StartDate>2026-10-13</t:StartDate><t:EndDate>2026-11-30</t:EndDate></t:EndDateRecurrence></t:Recurrence>`,
		);
		await call(server, updateItem(id, thursdays));
		expect(texts(await view(), 'Start').map((start) => start.slice(0, 10))).toEqual([
			'2026-10-15',
			'2026-10-29',
			'2026-11-12',
			'2026-11-26',
		]);
	});

	it('is found as its master by paging, never by its occurrences', async () => {
		const id = await createSeries();
		const list = await call(
			server,
			'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:IndexedPageItemView MaxEntriesReturned="10" Offset="0" BasePoint="Beginning"/><m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>',
		);
		expect(ids(list)).toEqual([id]);
	});
});

describe('CalendarView', () => {
	it('says when it was cut, and refuses more than two years', async () => {
		await createSeries();
		const cut = await view(' MaxEntriesReturned="2"');
		expect(all(cut, 'RootFolder')[0].attributes.IncludesLastItemInRange).toBe('false');
		expect(ids(cut)).toHaveLength(2);
		const wide = calendarView('2026-01-01T00:00:00Z', '2028-01-02T00:00:00Z');
		expect(codes(await call(server, wide))).toEqual(['ErrorCalendarViewRangeTooBig']);
	});

	it('shows what touches the window: end and start are open', async () => {
		alice.calendar.create({
			subject: 'before',
			start: '2026-11-24T08:00',
			end: '2026-11-24T09:00',
		});
		alice.calendar.create({ subject: 'into', start: '2026-11-24T08:30', end: '2026-11-24T09:30' });
		alice.calendar.create({ subject: 'after', start: '2026-11-24T10:00', end: '2026-11-24T11:00' });
		const hour = calendarView('2026-11-24T08:00:00Z', '2026-11-24T09:00:00Z');
		expect(texts(await call(server, hour), 'Subject')).toEqual(['into']);
	});

	it('answers in the time zone of the request', async () => {
		await createSeries();
		const header =
			'<t:TimeZoneContext><t:TimeZoneDefinition Id="W. Europe Standard Time"/></t:TimeZoneContext>';
		const found = await call(server, calendarView('2026-10-01T00:00:00', '2026-12-01T00:00:00'), {
			header,
		});
		expect(texts(found, 'Start').slice(1, 3)).toEqual([
			'2026-10-20T09:00:00+02:00',
			'2026-10-27T09:00:00+01:00',
		]);
	});
});
