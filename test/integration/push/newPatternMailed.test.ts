import { resetAfterRunning, resetBeforeRunning, responseError } from '../../exchangeServer/faults';
import { newAttachmentId } from '../../exchangeServer/model/attachments';
import { startCalendar, type TestCalendar } from './calendar';
import { second, thursdays, wednesdays } from './patterns';

let calendar: TestCalendar;
const now = new Date('2026-12-10T10:00:00Z');
beforeAll(async () => {
	const people = ['alice', 'bob', 'carol', 'dave'];
	calendar = await startCalendar(() => now, { people });
});
afterAll(async () => {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
});
beforeEach(() => {
	calendar.server.faults.clear();
	const hers = calendar.company.user('alice').calendar;
	for (const { id } of calendar.items()) hers.delete(id, { hard: true });
	calendar.server.outbox.length = 0;
});

const people = (...names: string[]) =>
	names.map((name) => ({ emailAddress: { address: `${name}@enyoi.example` } }));
const mailing = { sendInvitations: 'all' } as const;
const mails = () => calendar.server.outbox.splice(0).map(({ kind }) => kind);

describe('a pushed series that gets other days and other attendees at once', () => {
	const invited = () => calendar.items()[0].attendees.map(({ name }) => name.toLowerCase());
	const before = { ...wednesdays, attendees: people('bob', 'carol') };
	const after = { ...thursdays, attendees: people('carol', 'dave') };

	it.each([
		['is refused', responseError('ErrorQuotaExceeded')],
		['is refused because of somebody else', responseError('ErrorInvalidRecipients')],
		['is lost', resetBeforeRunning()],
	])('invites them, also where its second write %s', async (_, fault) => {
		await calendar.push([before], mailing);
		calendar.server.faults.add({ fault, operation: 'UpdateItem', after: 1, count: 1 });
		await calendar.push([after], mailing);
		await calendar.push([after], mailing);
		expect(invited()).toEqual(['carol', 'dave']);
		expect(await calendar.push([after], mailing)).toMatchObject([{ action: 'unchanged' }]);
	});

	it('invites them where change keys move by themselves', async () => {
		const { behaviours } = calendar.server;
		const { changeKeys } = behaviours;
		behaviours.changeKeys = 'movedWithTime';
		await calendar.push([before], mailing);
		await calendar.push([after], mailing);
		await calendar.push([after], mailing);
		behaviours.changeKeys = changeKeys;
		expect(invited()).toEqual(['carol', 'dave']);
	});
});

describe('a series that is given back', () => {
	const refused = async () => {
		const fault = responseError('ErrorCalendarDurationIsTooLong');
		calendar.server.faults.add({ fault, operation: 'UpdateItem', after: 1, count: 1 });
		const [{ message }] = await calendar.push([thursdays]);
		return message;
	};
	const own = () => [...calendar.items()[0].exceptions.values()];

	it('has all that its occurrences had of their own', async () => {
		const exception = { ...second, categories: ['Red'], importance: 'high' as const };
		await calendar.push([{ ...wednesdays, exceptions: [exception] }]);
		expect(await refused()).not.toMatch('complete');
		expect(own()).toMatchObject([{ subject: 'Board', categories: ['Red'], importance: 'High' }]);
	});

	it('tells by name what they may have lost', async () => {
		await calendar.push([{ ...wednesdays, exceptions: [second] }]);
		const file = { id: newAttachmentId(), name: 'Agenda.txt', contentType: 'text/plain', size: 9 };
		const lastModified = new Date('2026-11-01T08:00:00Z');
		for (const one of own()) {
			one.attachments = [{ ...file, isInline: false, content: 'eA==', lastModified }];
		}
		expect(await refused()).toMatch(
			/old times again .* is not complete: .* could not be written again: attachments/,
		);
	});
});

it('a series that nobody is invited to becomes no meeting when its exceptions are reset', async () => {
	calendar.server.behaviours.recurrenceReset = 'exceptionsKept';
	const third = { originalStart: '2026-12-09T08:00:00Z', subject: 'Hall' };
	await calendar.push([{ ...wednesdays, exceptions: [second, third] }], mailing);
	await calendar.push([{ ...wednesdays, exceptions: [third] }], mailing);
	calendar.server.behaviours.recurrenceReset = 'exceptionsDropped';
	expect(calendar.items()).toMatchObject([{ isMeeting: false }]);
	expect(calendar.items()[0].exceptions.size).toBe(1);
});

it('a category of an occurrence does not have its whole series written again after a lost answer', async () => {
	const attendees = people('bob');
	const exceptions = [{ ...second, categories: ['Red'] }];
	calendar.server.faults.add({ fault: resetAfterRunning(), operation: 'UpdateItem', count: 1 });
	await calendar.push([{ ...wednesdays, attendees, exceptions }], mailing);
	expect(mails()).toHaveLength(2);
});
