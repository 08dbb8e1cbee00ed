import type { ExchangeServer } from '../../exchangeServer';
import type { CompanyUser } from '../../exchangeServer/company';
import {
	all,
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
	// What is written stands as it was written.
	server = await startSmallExchange({
		behaviours: { textBodies: 'kept', htmlBodies: 'kept', changeKeys: 'stable' },
	});
	alice = server.company.user('alice');
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const item = (content: string) => `<t:CalendarItem>${content}</t:CalendarItem>`;
const HOUR = '<t:Start>2026-11-24T09:00:00Z</t:Start><t:End>2026-11-24T10:00:00Z</t:End>';
const subject = (value: string) => setField('item:Subject', `<t:Subject>${value}</t:Subject>`);

describe('CreateItem', () => {
	it('gives back every field as it was sent, awkward text included', async () => {
		const content = `<t:Subject>A &lt;b&gt; &amp; "c" 🚀</t:Subject><t:Sensitivity>Private</t:Sensitivity>
			<t:Body BodyType="Text">one&#xD;
two</t:Body><t:Categories><t:String>Red</t:String><t:String>Blue</t:String></t:Categories><t:Importance>High</t:Importance>
			<t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>5</t:ReminderMinutesBeforeStart>
			<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="c11ff724-aa03-4555-9952-8fa248a11c3e" PropertyName="externalId" PropertyType="String"/><t:Value>42</t:Value></t:ExtendedProperty>
			${HOUR}<t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus><t:Location>Room 1</t:Location>`;
		const [id] = ids(await call(server, createItem(item(content))));
		expect(id).toMatch(/^AAMkA[A-Za-z0-9+/=]{140,}$/);
		const shape =
			'<t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties><t:ExtendedFieldURI PropertySetId="C11FF724-AA03-4555-9952-8FA248A11C3E" PropertyName="externalId" PropertyType="String"/></t:AdditionalProperties>';
		const found = await call(server, getItem([id], shape));
		expect(text(found, 'Subject')).toBe('A <b> & "c" 🚀');
		expect(text(found, 'Body')).toBe('one\r\ntwo');
		expect(texts(found, 'String')).toEqual(['Red', 'Blue']);
		expect(text(found, 'Value')).toBe('42');
		expect(text(found, 'UID')).toMatch(/^040000008200E00074C5B7101A82E008[0-9A-F]{80}$/);
		for (const [name, value] of [
			['Sensitivity', 'Private'],
			['Importance', 'High'],
			['ReminderMinutesBeforeStart', '5'],
			['LegacyFreeBusyStatus', 'OOF'],
			['Location', 'Room 1'],
			['Start', '2026-11-24T09:00:00Z'],
			['CalendarItemType', 'Single'],
			['IsMeeting', 'false'],
		]) {
			expect([name, text(found, name)]).toEqual([name, value]);
		}
	});

	it('creates what it can of a batch and says why the rest failed, in order', async () => {
		const batch =
			item(`<t:Subject>good</t:Subject>${HOUR}`) +
			item('<t:Start>2026-11-24T10:00:00Z</t:Start><t:End>2026-11-24T09:00:00Z</t:End>') +
			item(`<t:Subject>also good</t:Subject>${HOUR}`);
		const answer = await call(server, createItem(batch));
		expect(codes(answer)).toEqual([
			'NoError',
			'ErrorCalendarEndDateIsEarlierThanStartDate',
			'NoError',
		]);
		expect(alice.calendar.items().map((one) => one.subject)).toEqual(['good', 'also good']);
	});

	it('aligns an all-day event to the days of its zone', async () => {
		const allDay = (zone: string) =>
			item(
				`<t:Start>2026-11-24T00:00:00</t:Start><t:End>2026-11-25T00:00:00</t:End><t:IsAllDayEvent>true</t:IsAllDayEvent><t:StartTimeZone Id="${zone}"/>`,
			);
		await call(server, createItem(allDay('Tokyo Standard Time')));
		const [created] = alice.calendar.items();
		expect(created.start.toISOString()).toBe('2026-11-23T15:00:00.000Z');
		expect(created.end.toISOString()).toBe('2026-11-24T15:00:00.000Z');
		const odd = item(
			'<t:Start>2026-11-24T00:00:00Z</t:Start><t:End>2026-11-25T00:00:00Z</t:End><t:IsAllDayEvent>true</t:IsAllDayEvent><t:StartTimeZone Id="W. Europe Standard Time"/>',
		);
		await call(server, createItem(odd));
		expect(alice.calendar.items()[1].end.toISOString()).toBe('2026-11-25T23:00:00.000Z');
	});

	it('wants to know whom to invite', async () => {
		const request = createItem(item(HOUR)).replace(' SendMeetingInvitations="SendToNone"', '');
		expect(codes(await call(server, request))).toEqual(['ErrorSendMeetingInvitationsRequired']);
	});

	it('refuses read-only properties and zones that nobody knows', async () => {
		const readOnly = item(`<t:DateTimeCreated>2026-11-24T09:00:00Z</t:DateTimeCreated>${HOUR}`);
		expect(codes(await call(server, createItem(readOnly)))).toEqual(['ErrorInvalidPropertySet']);
		const zone = item(`${HOUR}<t:StartTimeZone Id="Middle Earth Standard Time"/>`);
		expect(codes(await call(server, createItem(zone)))).toEqual(['ErrorTimeZone']);
	});
});

describe('UpdateItem', () => {
	const single = () => alice.calendar.create({ subject: 'one', start: '2026-11-24T10:00' });

	it('changes the change key and what was named, nothing else', async () => {
		const created = single();
		const before = created.changeKey;
		const answer = await call(
			server,
			updateItem(created.id, subject('two'), { changeKey: before, resolution: 'NeverOverwrite' }),
		);
		const [{ attributes }] = all(answer, 'ItemId');
		expect(attributes).toEqual({ Id: created.id, ChangeKey: created.changeKey });
		expect(attributes.ChangeKey).not.toBe(before);
		expect(created).toMatchObject({ subject: 'two', start: new Date('2026-11-24T09:00:00Z') });
	});

	it.each([
		['NeverOverwrite', 'item:Importance', 'ErrorIrresolvableConflict'],
		['AutoResolve', 'item:Importance', 'NoError'],
		['AutoResolve', 'item:Subject', 'ErrorIrresolvableConflict'],
		['AlwaysOverwrite', 'item:Subject', 'NoError'],
	])('with %s and a stale change key, %s: %s', async (resolution, uri, code) => {
		const created = single();
		const stale = created.changeKey;
		alice.calendar.update(created.id, { subject: 'changed by somebody else' });
		const change =
			uri === 'item:Subject' ? subject('mine') : setField(uri, '<t:Importance>High</t:Importance>');
		const answer = await call(
			server,
			updateItem(created.id, change, { changeKey: stale, resolution }),
		);
		expect(codes(answer)).toEqual([code]);
	});

	it('wants a change key unless it may overwrite', async () => {
		const answer = await call(
			server,
			updateItem(single().id, subject('x'), { resolution: 'AutoResolve' }),
		);
		expect(codes(answer)).toEqual(['ErrorChangeKeyRequiredForWriteOperations']);
	});

	it('appends to a body, deletes fields, and refuses both where they make no sense', async () => {
		const created = alice.calendar.create({
			subject: 'one',
			start: '2026-11-24T10:00',
			body: 'first',
			location: 'here',
		});
		const append = (uri: string, xml: string) =>
			`<t:AppendToItemField><t:FieldURI FieldURI="${uri}"/><t:CalendarItem>${xml}</t:CalendarItem></t:AppendToItemField>`;
		const remove = (uri: string) =>
			`<t:DeleteItemField><t:FieldURI FieldURI="${uri}"/></t:DeleteItemField>`;
		await call(
			server,
			updateItem(created.id, append('item:Body', '<t:Body BodyType="Text"> second</t:Body>')),
		);
		await call(server, updateItem(created.id, remove('calendar:Location')));
		expect(created).toMatchObject({ body: { text: 'first second' }, location: '' });
		const wrong = [
			append('item:Subject', '<t:Subject>x</t:Subject>'),
			remove('calendar:Start'),
			setField('item:Subject', '<t:Location>x</t:Location>'),
		];
		const answers = await Promise.all(
			wrong.map((updates) => call(server, updateItem(created.id, updates))),
		);
		expect(answers.flatMap(codes)).toEqual([
			'ErrorInvalidPropertyAppend',
			'ErrorInvalidPropertyDelete',
			'ErrorUpdatePropertyMismatch',
		]);
	});
});

describe('DeleteItem and MoveItem', () => {
	it.each([
		['MoveToDeletedItems', 'deleteditems'],
		['SoftDelete', 'recoverableitemsdeletions'],
	])('%s puts the item into %s under a new id', async (type, folder) => {
		const { id } = alice.calendar.create({ subject: 'gone', start: '2026-11-24T10:00' });
		expect(codes(await call(server, deleteItem(id, type)))).toEqual(['NoError']);
		expect(alice.calendar.items()).toEqual([]);
		const [moved] = alice.itemsIn(folder);
		expect(moved.subject).toBe('gone');
		expect(moved.id).not.toBe(id);
		expect(codes(await call(server, getItem([id])))).toEqual(['ErrorItemNotFound']);
	});

	it('HardDelete leaves nothing', async () => {
		const { id } = alice.calendar.create({ subject: 'gone', start: '2026-11-24T10:00' });
		await call(server, deleteItem(id, 'HardDelete'));
		expect([
			...alice.itemsIn('deleteditems'),
			...alice.itemsIn('recoverableitemsdeletions'),
		]).toEqual([]);
	});

	it('tells ids apart by case, and names what is wrong with an id', async () => {
		const { id } = alice.calendar.create({ subject: 'one', start: '2026-11-24T10:00' });
		const swapped = id.replace(/[a-z]/i, (letter) =>
			letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
		);
		const foreign = server.company
			.user('bob')
			.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
		const answer = await call(
			server,
			getItem([id, swapped, 'malformed', alice.calendar.folder.id, foreign.id]),
		);
		expect(codes(answer)).toEqual([
			'NoError',
			expect.stringMatching(/^Error(InvalidIdMalformed|NonExistentMailbox|ItemNotFound)$/),
			'ErrorInvalidIdMalformed',
			'ErrorCannotUseFolderIdForItemId',
			'ErrorItemNotFound',
		]);
	});

	it('moves an item to another calendar under a new id', async () => {
		const { id } = alice.calendar.create({ subject: 'moving', start: '2026-11-24T10:00' });
		const other = alice.addCalendar('Other');
		const answer = await call(
			server,
			`<m:MoveItem><m:ToFolderId><t:FolderId Id="${other.folder.id}"/></m:ToFolderId><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:MoveItem>`,
		);
		expect(ids(answer)).toEqual([other.items()[0].id]);
		expect(ids(answer)).not.toEqual([id]);
	});
});

describe('versions of the schema', () => {
	it('refuses a property that is newer than the request', async () => {
		const { id } = alice.calendar.create({ subject: 'one', start: '2026-11-24T10:00' });
		const shape =
			'<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Preview"/></t:AdditionalProperties>';
		const old = await call(server, getItem([id], shape), { version: 'Exchange2010_SP2' });
		expect(codes(old)).toEqual(['ErrorInvalidPropertyRequest']);
		expect(all(old, 'FieldURI')[0].attributes.FieldURI).toBe('item:Preview');
		expect(codes(await call(server, getItem([id], shape)))).toEqual(['NoError']);
	});

	it('leaves newer properties out of AllProperties', async () => {
		const { id } = alice.calendar.create({ subject: 'one', start: '2026-11-24T10:00' });
		const old = await call(server, getItem([id]), { version: 'Exchange2007_SP1' });
		expect(all(old, 'StartTimeZone')).toEqual([]);
		expect(all(old, 'IsOrganizer')).toEqual([]);
		expect(all(old, 'UID')).toHaveLength(1);
	});
});
