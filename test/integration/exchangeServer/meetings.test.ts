import type { ExchangeServer } from '../../exchangeServer';
import type { CompanyUser } from '../../exchangeServer/company';
import {
	call,
	codes,
	createItem,
	deleteItem,
	getItem,
	ids,
	setField,
	startSmallExchange,
	text,
	updateItem,
} from './rawClient';

let server: ExchangeServer;
let bob: CompanyUser;
beforeEach(async () => {
	server = await startSmallExchange({ behaviours: { roomAnswers: 'atOnce' } });
	bob = server.company.user('bob');
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const MEETING = `<t:CalendarItem><t:Subject>Planning</t:Subject><t:Start>2026-11-24T09:00:00Z</t:Start><t:End>2026-11-24T10:00:00Z</t:End>
	<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>bob@enyoi.example</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>
	<t:Resources><t:Attendee><t:Mailbox><t:EmailAddress>room-oak@enyoi.example</t:EmailAddress></t:Mailbox></t:Attendee></t:Resources></t:CalendarItem>`;

const invite = async (sending: string) => ids(await call(server, createItem(MEETING, sending)))[0];
const inBobsName = { mailbox: 'bob@enyoi.example' };

describe('a meeting', () => {
	it('stays with the organizer when nobody is to be invited', async () => {
		const id = await invite('SendToNone');
		expect(server.outbox).toEqual([]);
		expect(bob.calendar.items()).toEqual([]);
		const kept = await call(server, getItem([id]));
		expect(text(kept, 'MeetingRequestWasSent')).toBe('false');
		expect(text(kept, 'MyResponseType')).toBe('Organizer');
	});

	it('reaches the attendees under the same UID, and books the room', async () => {
		const id = await invite('SendToAllAndSaveCopy');
		const [copy] = bob.calendar.items();
		const original = await call(server, getItem([id]));
		expect(text(original, 'UID')).toBe(copy.uid);
		expect(copy).toMatchObject({
			subject: 'Planning',
			myResponseType: 'NoResponseReceived',
			showAs: 'Tentative',
			organizer: { emailAddress: 'alice@enyoi.example' },
		});
		expect(bob.itemsIn('inbox')).toEqual([expect.objectContaining({ element: 'MeetingRequest' })]);
		expect(server.company.user('room-oak').calendar.items()).toEqual([
			expect.objectContaining({ subject: 'Alice Jansen', myResponseType: 'Accept' }),
		]);
		expect(server.outbox).toEqual([
			expect.objectContaining({
				kind: 'MeetingRequest',
				to: ['bob@enyoi.example', 'room-oak@enyoi.example'],
			}),
		]);
	});

	it('is deleted and made anew when it is accepted, and the organizer hears of it', async () => {
		const id = await invite('SendToAllAndSaveCopy');
		const [copy] = bob.calendar.items();
		const accept = `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:AcceptItem><t:ReferenceItemId Id="${copy.id}"/></t:AcceptItem></m:Items></m:CreateItem>`;
		const answer = await call(server, accept, inBobsName);
		const [accepted] = bob.calendar.items();
		expect(ids(answer)).toEqual([accepted.id]);
		expect(accepted.id).not.toBe(copy.id);
		expect(accepted).toMatchObject({ uid: copy.uid, myResponseType: 'Accept', showAs: 'Busy' });
		expect(text(await call(server, getItem([id])), 'ResponseType')).toBe('Accept');
	});

	it('goes to Deleted Items when it is declined', async () => {
		await invite('SendToAllAndSaveCopy');
		const [copy] = bob.calendar.items();
		const decline = `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:DeclineItem><t:ReferenceItemId Id="${copy.id}"/></t:DeclineItem></m:Items></m:CreateItem>`;
		expect(codes(await call(server, decline, inBobsName))).toEqual(['NoError']);
		expect(bob.calendar.items()).toEqual([]);
		expect(bob.itemsIn('deleteditems')).toHaveLength(1);
	});

	it('moves in the attendees’ calendars when the change is sent, and only then', async () => {
		const id = await invite('SendToAllAndSaveCopy');
		const later = setField('calendar:Start', '<t:Start>2026-11-24T09:30:00Z</t:Start>');
		await call(server, updateItem(id, later));
		expect(bob.calendar.items()[0].start.toISOString()).toBe('2026-11-24T09:00:00.000Z');
		await call(server, updateItem(id, later, { sending: 'SendToAllAndSaveCopy' }));
		expect(bob.calendar.items()[0].start.toISOString()).toBe('2026-11-24T09:30:00.000Z');
		expect(text(await call(server, getItem([id])), 'AppointmentSequenceNumber')).toBe('1');
	});

	it('is cancelled in the attendees’ calendars when the organizer deletes it so', async () => {
		const id = await invite('SendToAllAndSaveCopy');
		await call(server, deleteItem(id, 'MoveToDeletedItems', 'SendToAllAndSaveCopy'));
		expect(bob.calendar.items()).toEqual([
			expect.objectContaining({ subject: 'Canceled: Planning', isCancelled: true, showAs: 'Free' }),
		]);
		expect(server.outbox.map(({ kind }) => kind)).toEqual([
			'MeetingRequest',
			'MeetingCancellation',
		]);
	});
});

it('another time that an attendee proposes reaches the organizer, until the meeting moves', async () => {
	const id = await invite('SendToAllAndSaveCopy');
	const proposed =
		'<t:ProposedStart>2026-11-24T13:00:00Z</t:ProposedStart><t:ProposedEnd>2026-11-24T14:00:00Z</t:ProposedEnd>';
	const answer = (times: string) =>
		`<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:TentativelyAcceptItem><t:ReferenceItemId Id="${bob.calendar.items()[0].id}"/>${times}</t:TentativelyAcceptItem></m:Items></m:CreateItem>`;
	const half = answer('<t:ProposedStart>2026-11-24T13:00:00Z</t:ProposedStart>');
	expect(codes(await call(server, half, inBobsName))).toEqual(['ErrorInvalidRequest']);
	expect(codes(await call(server, answer(proposed), inBobsName))).toEqual(['NoError']);
	const read = async () => await call(server, getItem([id]));
	expect(text(await read(), 'ProposedStart')).toBe('2026-11-24T13:00:00Z');
	expect(text(await read(), 'ProposedEnd')).toBe('2026-11-24T14:00:00Z');
	const old = await call(server, getItem([id]), { version: 'Exchange2010_SP2' });
	expect(text(old, 'ProposedStart')).toBeUndefined();
	const [received] = server.company.user('alice').itemsIn('inbox');
	const message = await call(server, getItem([received.id]));
	expect(text(message, 'ProposedStart')).toBe('2026-11-24T13:00:00Z');
	const later = setField('calendar:Start', '<t:Start>2026-11-24T09:30:00Z</t:Start>');
	await call(server, updateItem(id, later, { sending: 'SendToAllAndSaveCopy' }));
	expect(text(await read(), 'ProposedStart')).toBeUndefined();
});

describe('one occurrence of a meeting', () => {
	const series = () =>
		server.company.user('alice').calendar.create({
			subject: 'Standup',
			start: '2026-11-24T10:00',
			attendees: ['bob'],
			recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
		});
	const responding = (kind: string, id: string, more = '', disposition = 'SendAndSaveCopy') =>
		`<m:CreateItem MessageDisposition="${disposition}"><m:Items><t:${kind}><t:ReferenceItemId Id="${id}"/>${more}</t:${kind}></m:Items></m:CreateItem>`;

	it('is cancelled alone by its own id', async () => {
		const alice = server.company.user('alice').calendar;
		const meeting = series();
		const text = '<t:NewBodyContent BodyType="Text">Holiday</t:NewBodyContent>';
		const { id } = alice.occurrence(meeting.id, 2);
		expect(codes(await call(server, responding('CancelCalendarItem', id, text)))).toEqual([
			'NoError',
		]);
		expect([...alice.items()[0].deletedOccurrences]).toEqual([Date.parse('2026-11-25T09:00:00Z')]);
		const [copy] = bob.calendar.items();
		expect(copy.isCancelled).toBe(false);
		expect([...copy.exceptions.values()]).toMatchObject([
			{ subject: 'Canceled: Standup', isCancelled: true, showAs: 'Free' },
		]);
		expect(server.outbox.at(-1)).toMatchObject({ kind: 'MeetingCancellation', text: 'Holiday' });
		const again = responding('RemoveItem', bob.calendar.occurrence(copy.id, 2).id, '', 'SaveOnly');
		expect(codes(await call(server, again, inBobsName))).toEqual(['NoError']);
		expect(bob.calendar.items()).toHaveLength(1);
		expect(bob.calendar.items()[0].deletedOccurrences.size).toBe(1);
	});

	it('is cancelled with all others by the id of the series', async () => {
		const { id } = series();
		await call(server, responding('CancelCalendarItem', id));
		expect(server.company.user('alice').calendar.items()).toEqual([]);
		expect(bob.calendar.items()).toMatchObject([{ isCancelled: true }]);
	});
});
