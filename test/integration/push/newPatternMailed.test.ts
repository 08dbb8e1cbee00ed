import { resetAfterRunning, resetBeforeRunning, responseError } from '../../exchangeServer/faults';
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
		['is refused', responseError('ErrorCalendarDurationIsTooLong')],
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

it('a series that is given back tells what its occurrences may have lost', async () => {
	await calendar.push([{ ...wednesdays, exceptions: [{ ...second, categories: ['Red'] }] }]);
	const refused = responseError('ErrorCalendarDurationIsTooLong');
	calendar.server.faults.add({ fault: refused, operation: 'UpdateItem', after: 1, count: 1 });
	const [{ message }] = await calendar.push([thursdays]);
	expect(message).toMatch(/old times again .* is not complete: of single occurrences only/);
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
