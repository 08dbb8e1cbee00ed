import { anotherServer, type AnotherServer } from './anotherServer';
import {
	change,
	changesOf,
	entry,
	following,
	page,
	series,
	single,
	told,
	view,
	type CalendarScript,
} from './calendarScript';

let server: AnotherServer;

afterEach(async () => {
	await server.close();
});

async function exchangeWith(script: CalendarScript, dress?: (xml: string) => string) {
	server = await anotherServer(following(script, dress));
	return server.exchange();
}

const oneSingle: CalendarScript = {
	pages: [page('S1', change('Create', 'A'))],
	items: { A: single('A', '2026-11-25T09:00:00Z') },
};
const planned = ['created 2026-11-25T09:00 A'];

describe('what the schema lets a server leave out or write otherwise', () => {
	it.each([
		[
			'no Changes',
			'<m:SyncState>S1</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>',
		],
		[
			'empty Changes',
			'<m:SyncState>S1</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes/>',
		],
		['only the state', '<m:SyncState>S1</m:SyncState>'],
	])('a page with %s is an empty page', async (_what, content) => {
		const exchange = await exchangeWith({ pages: [content], items: {} });
		await expect(changesOf(exchange)).resolves.toMatchObject({ changes: [], fullSync: true });
	});

	it('without IncludesLastItemInRange, pages are asked for until one is empty', async () => {
		const exchange = await exchangeWith({
			pages: [
				`<m:SyncState>S1</m:SyncState><m:Changes>${change('Create', 'A')}</m:Changes>`,
				`<m:SyncState>S2</m:SyncState><m:Changes>${change('Create', 'B')}</m:Changes>`,
				'<m:SyncState>S2</m:SyncState>',
			],
			items: {
				A: single('A', '2026-11-25T09:00:00Z'),
				B: single('B', '2026-11-26T09:00:00Z'),
			},
		});
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual([...planned, 'created 2026-11-26T09:00 B']);
	});

	it('an item with a value that is none of its type costs no other', async () => {
		const exchange = await exchangeWith({
			pages: [page('S1', change('Create', 'A') + change('Create', 'B'))],
			items: {
				A: single('A', '2026-11-25T09:00:00Z'),
				B: single('B', '2026-11-26T09:00:00Z', '<t:ReminderIsSet></t:ReminderIsSet>'),
			},
		});
		const { changes, unreadable } = await changesOf(exchange);
		expect(told(changes)).toEqual(planned);
		expect(unreadable).toEqual([{ id: 'B', reason: 'malformedResponse' }]);
	});

	it.each<[string, (xml: string) => string]>([
		[
			'default namespaces instead of prefixes',
			(xml) =>
				xml
					.replace(/<(\/?)s:/g, '<$1')
					.replace('xmlns:s=', 'xmlns=')
					.replace(
						/<m:(\w+)Response>/,
						'<$1Response xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">',
					)
					.replace(/<(\/?)m:/g, '<$1')
					.replace(
						/<t:(CalendarItem|Create)>/g,
						'<t:$1 xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">',
					),
		],
		[
			'other prefixes',
			(xml) => xml.replace(/([</ ])t:/g, '$1ns2:').replace('xmlns:t=', 'xmlns:ns2='),
		],
		['a byte order mark', (xml) => `\ufeff${xml}`],
		['no XML declaration', (xml) => xml.replace(/<\?xml[^>]*\?>/, '')],
		['its encoding written as utf8', (xml) => xml.replace('"utf-8"', "'UTF8'")],
		['white space between elements', (xml) => xml.replace(/></g, '>\r\n\t<')],
		['single quotes', (xml) => xml.replace(/="([^"]*)"/g, "='$1'")],
		[
			'elements and attributes that no schema knows',
			(xml) =>
				xml
					.replace(
						/<t:Start>/g,
						'<t:Mood Of="day"><t:Start>x</t:Start></t:Mood><x:E xmlns:x="urn:x" x:a="1"/><t:Start>',
					)
					.replace(/<t:ItemId /g, '<t:ItemId Flavor="new" xmlns:p="urn:p" p:q="" '),
		],
		[
			'comments and instructions',
			(xml) =>
				xml
					.replace(/<t:Start>/g, '<!-- a -- comment? --><t:Start>'.replace(' -- ', ' '))
					.replace('<s:Body', '<?hint x?><s:Body'),
		],
		[
			'CDATA',
			(xml) => xml.replace('<t:Subject>A</t:Subject>', '<t:Subject><![CDATA[A]]></t:Subject>'),
		],
		['no header', (xml) => xml.replace(/<s:Header>.*<\/s:Header>/, '')],
		['an empty header', (xml) => xml.replace(/<s:Header>.*<\/s:Header>/, '<s:Header/>')],
		[
			'a version header of few words',
			(xml) =>
				xml.replace(
					/<h:ServerVersionInfo[^>]*>/,
					'<h:ServerVersionInfo MajorVersion="14" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/>',
				),
		],
		['times with offsets', (xml) => xml.replace('T09:00:00Z', 'T10:00:00+01:00')],
		['fractions of seconds', (xml) => xml.replace('T09:00:00Z', 'T09:00:00.0000000Z')],
		[
			'times without zone, which are those of the request',
			(xml) => xml.replace('T09:00:00Z', 'T09:00:00'),
		],
		[
			'flags as numbers, or in capitals',
			(xml) => xml.replace('InRange>true', 'InRange>True').replace('Event>false', 'Event> 0 '),
		],
		['no ResponseClass', (xml) => xml.replace(/ ResponseClass="Success"/g, '')],
		['no change keys', (xml) => xml.replace(/ ChangeKey="[^"]*"/g, '')],
		[
			'attributes in another order',
			(xml) => xml.replace(/Id="(\w+)" ChangeKey="([^"]*)"/g, 'ChangeKey="$2" Id="$1"'),
		],
		[
			'empty elements',
			(xml) =>
				xml.replace(
					'</t:UID>',
					'</t:UID><t:Location/><t:Categories/><t:Organizer/><t:RequiredAttendees/><t:ModifiedOccurrences/><t:DeletedOccurrences/><t:Resources></t:Resources>',
				),
		],
	])('an answer with %s is read', async (_what, dress) => {
		const exchange = await exchangeWith(oneSingle, dress);
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual(planned);
	});
});

describe('what a server lists', () => {
	it('things that are no appointments, unknown deletions and updates of the never seen', async () => {
		const exchange = await exchangeWith({
			pages: [
				page('S1', change('Create', 'A')),
				page(
					'S2',
					[
						change('Create', 'M', 'MeetingRequest'),
						change('Create', 'N', 'Message'),
						change('Update', 'O', 'MeetingCancellation'),
						'<t:ReadFlagChange><t:ItemId Id="A" ChangeKey="ck"/><t:IsRead>true</t:IsRead></t:ReadFlagChange>',
						change('Delete', 'nobody-knows'),
						change('Update', 'B'),
						change('Create', 'gone-meanwhile'),
					].join(''),
				),
			],
			items: {
				A: single('A', '2026-11-25T09:00:00Z'),
				B: single('B', '2026-11-26T09:00:00Z'),
			},
		});
		const first = await changesOf(exchange);
		const second = await changesOf(exchange, { position: first.position });
		expect(told(second.changes)).toEqual(['created 2026-11-26T09:00 B']);
		expect(second.unreadable).toBeUndefined();
	});

	it('the same item on two pages is told once', async () => {
		const exchange = await exchangeWith({
			pages: [
				page('S1', ''),
				page('S2', change('Create', 'A') + change('Create', 'B'), false),
				page('S3', change('Create', 'B') + change('Update', 'A')),
			],
			items: {
				A: single('A', '2026-11-25T09:00:00Z'),
				B: single('B', '2026-11-26T09:00:00Z'),
			},
		});
		const first = await changesOf(exchange);
		const { changes } = await changesOf(exchange, { position: first.position });
		expect(told(changes)).toEqual([...planned, 'created 2026-11-26T09:00 B']);
	});

	it('a success without its item costs that item only', async () => {
		const exchange = await exchangeWith({
			pages: [page('S1', change('Create', 'A') + change('Create', 'B'))],
			items: { A: single('A', '2026-11-25T09:00:00Z'), B: '' },
		});
		const { changes, unreadable } = await changesOf(exchange);
		expect(told(changes)).toEqual(planned);
		expect(unreadable).toEqual([{ id: 'B', reason: 'ErrorItemCorrupt' }]);
	});

	it('a sync state of a megabyte comes back as it was', async () => {
		const state = 'H4sIA'.repeat(200_000);
		const exchange = await exchangeWith({
			pages: [page(state, change('Create', 'A')), page('S2', '')],
			items: oneSingle.items,
		});
		const { position } = await changesOf(exchange);
		await changesOf(exchange, { position });
		expect(server.received.at(-1)!.body).toContain(`<m:SyncState>${state}</m:SyncState>`);
	});
});

const weekly =
	'<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence>';
const until = (start: string, end: string) =>
	`<t:EndDateRecurrence><t:StartDate>${start}</t:StartDate><t:EndDate>${end}</t:EndDate></t:EndDateRecurrence>`;
const tuesdays = ['2026-11-24', '2026-12-01', '2026-12-08'].map((day) => `${day}T09:00:00Z`);
const threeTuesdays = tuesdays.map((start) => `created ${start.slice(0, 16)} W`);
const start = tuesdays[0];

describe('series', () => {
	const scripted = (master: string, content: string, more: Record<string, string> = {}) =>
		exchangeWith({
			pages: [page('S1', change('Create', 'W'))],
			items: { W: master, ...more },
			view: content,
		});
	const named = view(...tuesdays.map((at, n) => entry(`o${n}`, at, { uid: 'uid-W' })));
	const range = (first: string, last: string) => weekly + until(first, last);

	it.each([
		['plain', '2026-11-24', '2026-12-08'],
		['with Z', '2026-11-24Z', '2026-12-08Z'],
		['with the offset of the zone', '2026-11-24+01:00', '2026-12-08+01:00'],
		['of a negative offset', '2026-11-24-08:00', '2026-12-08-08:00'],
	])('dates of the range may be %s', async (_what, first, last) => {
		const exchange = await scripted(series('W', { start, recurrence: range(first, last) }), named);
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual(threeTuesdays);
		expect(changes.map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
	});

	it('an end date that was moved into UTC does not lose the last occurrence', async () => {
		const last = `<t:LastOccurrence><t:ItemId Id="o2" ChangeKey="c"/><t:Start>${tuesdays[2]}</t:Start><t:End>2026-12-08T10:00:00Z</t:End><t:OriginalStart>${tuesdays[2]}</t:OriginalStart></t:LastOccurrence>`;
		const recurrence = range('2026-11-23Z', '2026-12-07Z');
		const exchange = await scripted(series('W', { start, recurrence, occurrences: last }), named);
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual(threeTuesdays);
	});

	it('a view without UIDs is completed from the occurrences themselves', async () => {
		const bare = tuesdays.map((at, n) => entry(`o${n}`, at));
		const full = tuesdays.map((at, n) => entry(`o${n}`, at, { uid: 'uid-W' }));
		const exchange = await scripted(
			series('W', { start, recurrence: range('2026-11-24', '2026-12-08') }),
			view(...bare),
			{ o0: full[0], o1: full[1], o2: full[2] },
		);
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual(threeTuesdays);
		expect(changes.map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
	});

	it('where occurrences have no UID at all, the pattern counts', async () => {
		const bare = tuesdays.map((at, n) => entry(`o${n}`, at));
		const exchange = await scripted(
			series('W', { start, recurrence: range('2026-11-24', '2026-12-08') }),
			view(...bare),
			{ o0: bare[0], o1: bare[1], o2: bare[2] },
		);
		expect(told((await changesOf(exchange)).changes)).toEqual(threeTuesdays);
	});

	it('a server that does not expand series is not believed to have none', async () => {
		const master = entry('W', start, { type: 'RecurringMaster', uid: 'uid-W' });
		const recurrence = range('2026-11-24', '2026-12-08');
		const exchange = await scripted(series('W', { start, recurrence }), view(master));
		expect(told((await changesOf(exchange)).changes)).toEqual(threeTuesdays);
	});

	it('a series that has lost its rule is told where it is shown, and has no other doubted', async () => {
		const lost = series('X', { start: '2026-11-26T09:00:00Z', recurrence: '' });
		const shown = tuesdays.map((at, n) => entry(`o${n}`, at, { uid: 'uid-W' }));
		const exchange = await exchangeWith({
			pages: [page('S1', change('Create', 'W') + change('Create', 'X'))],
			items: { W: series('W', { start, recurrence: range('2026-11-24', '2026-12-08') }), X: lost },
			view: view(
				entry('X', '2026-11-26T09:00:00Z', { type: 'RecurringMaster', uid: 'uid-X' }),
				...shown,
			),
		});
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual([...threeTuesdays, 'created 2026-11-26T09:00 X']);
		expect(changes.slice(0, 3).map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
	});

	it.each([
		[
			'a pattern that nobody knows',
			`<t:LunarRecurrence><t:Moon>full</t:Moon></t:LunarRecurrence>${until('2026-11-24', '2026-12-08')}`,
		],
		[
			'a pattern without its parts',
			`<t:WeeklyRecurrence><t:Interval>1</t:Interval></t:WeeklyRecurrence>${until('2026-11-24', '2026-12-08')}`,
		],
		['no range', weekly],
		['nothing', ''],
	])('a recurrence with %s is left to the server to expand', async (_what, recurrence) => {
		const exchange = await scripted(series('W', { start, recurrence }), named);
		expect(told((await changesOf(exchange)).changes)).toEqual(threeTuesdays);
	});

	it.each([
		['no zone', ''],
		['an empty id', '<t:StartTimeZone Id=""/><t:EndTimeZone Id=""/>'],
		[
			'a zone with a transition to nowhere',
			'<t:StartTimeZone Id="Customized Time Zone" Name="x"><t:Periods><t:Period Bias="-PT60M" Name="Standard" Id="s"/></t:Periods><t:TransitionsGroups/><t:Transitions><t:Transition><t:To Kind="Moon">s</t:To></t:Transition></t:Transitions></t:StartTimeZone>',
		],
	])('with %s the server expands the series', async (_what, zones) => {
		const recurrence = range('2026-11-24', '2026-12-08');
		const exchange = await scripted(series('W', { start, recurrence, zones }), named);
		expect(told((await changesOf(exchange)).changes)).toEqual(threeTuesdays);
	});

	it('modified occurrences without change keys, and incomplete ones, cost nothing', async () => {
		const occurrences = `<t:FirstOccurrence><t:ItemId Id="o0"/><t:Start>${tuesdays[0]}</t:Start><t:End>2026-11-24T10:00:00Z</t:End></t:FirstOccurrence><t:ModifiedOccurrences><t:Occurrence><t:ItemId Id="e1"/><t:Start>2026-12-02T15:00:00Z</t:Start><t:End>2026-12-02T16:00:00Z</t:End><t:OriginalStart>${tuesdays[1]}</t:OriginalStart></t:Occurrence><t:Occurrence><t:ItemId Id="e9"/></t:Occurrence></t:ModifiedOccurrences><t:DeletedOccurrences><t:DeletedOccurrence><t:Start>2026-12-08T10:00:00+01:00</t:Start></t:DeletedOccurrence><t:DeletedOccurrence/></t:DeletedOccurrences>`;
		const exchange = await scripted(
			series('W', { start, recurrence: range('2026-11-24', '2026-12-08'), occurrences }),
			view(entry('o0', tuesdays[0], { uid: 'uid-W' })),
			{ e1: single('e1', '2026-12-02T15:00:00Z').replace('Single', 'Exception') },
		);
		const { changes } = await changesOf(exchange);
		expect(told(changes)).toEqual(['created 2026-11-24T09:00 W', 'created 2026-12-02T15:00 e1']);
		expect(changes[1]).toMatchObject({ originalStart: tuesdays[1], key: `uid-W_${tuesdays[1]}` });
	});

	it('a view asks only for what FindItem gives, and never for an instant', async () => {
		const recurrence = range('2026-11-24', '2026-11-24');
		const content = view(entry('o0', tuesdays[0], { uid: 'uid-W' }));
		const exchange = await scripted(series('W', { start, recurrence }), content);
		await changesOf(exchange);
		const { body } = server.received.find(({ operation }) => operation === 'FindItem')!;
		expect(body).not.toContain('calendar:OriginalStart');
		const [, from, to] = /StartDate="([^"]+)" EndDate="([^"]+)"/.exec(body)!;
		expect(Date.parse(to) - Date.parse(from)).toBeGreaterThanOrEqual(60_000);
	});

	it.each([
		['the attribute that says whether there is more', ' IncludesLastItemInRange="true"'],
		['the number of items', ' TotalItemsInView="3"'],
	])('a view may leave out %s', async (_what, attribute) => {
		const exchange = await scripted(
			series('W', { start, recurrence: range('2026-11-24', '2026-12-08') }),
			named.replace(attribute, ''),
		);
		const { changes } = await changesOf(exchange);
		expect(changes.map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
	});
});
