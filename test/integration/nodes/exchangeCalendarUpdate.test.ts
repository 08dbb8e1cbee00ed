/** Update of Exchange Calendar changes what is filled in, as the panel says it, and nothing else. */
import type { INodeParameters } from 'n8n-workflow';
import { ExchangeCalendar } from '../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { runNode, type NodeRun } from '../../support/runWorkflow';
import { harsh } from '../calendars/harsh';
import { startCompany, type SmallCompany } from './company';

const at = (name: string) => `${name}@enyoi.example`;
const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const mailbox = locator(at('alice'));

let small: SmallCompany;
beforeAll(async () => {
	small = await startCompany(harsh);
	for (const [accountName, displayName] of [
		['atrium', 'Atrium (8)'],
		['attic', 'Attic (2)'],
	]) {
		small.company.addPerson({ accountName, displayName, kind: 'room' });
	}
});
afterAll(async () => {
	expect(small.server.schemaViolations).toEqual([]);
	expect(small.server.outbox).toEqual([]);
	await small.server.close();
});

async function run(
	operation: string,
	parameters: INodeParameters,
	timeZone = 'Europe/Amsterdam',
): Promise<NodeRun> {
	return await runNode(new ExchangeCalendar(), {
		credential: small.credential,
		timeZone,
		parameters: { resource: 'event', operation, mailbox, ...parameters },
	});
}

async function created(parameters: INodeParameters): Promise<string> {
	const { json, error } = await run('create', { subject: 'Meeting', ...parameters });
	expect(error).toBeUndefined();
	return String(json[0][0].id);
}

const updated = async (id: string, updateFields: INodeParameters) =>
	await run('update', { event: locator(id), updateFields });

describe('days of a workflow in Los Angeles', () => {
	const write = async (operation: string, parameters: INodeParameters) => {
		const { json, error } = await run(operation, parameters, 'America/Los_Angeles');
		expect(error).toBeUndefined();
		return String(json[0][0].id);
	};
	const startOf = (person: string, subject: string) =>
		small.company
			.user(person)
			.calendar.items()
			.find((item) => item.subject === subject)
			?.start.toISOString();
	const day = { start: '2027-02-01', end: '2027-02-01', isAllDay: true };

	it('are those of the mailbox, and stay so when they change', async () => {
		small.company.user('carol').chooseTimeZone('Tokyo Standard Time');
		const own = { mailbox: locator(at('carol')) };
		const id = await write('create', { ...own, ...day, subject: 'Leave' });
		expect(startOf('carol', 'Leave')).toBe('2027-01-31T15:00:00.000Z');
		const changes = (updateFields: INodeParameters, options = {}) =>
			write('update', { ...own, event: locator(id), updateFields, options });

		await changes({ start: '2027-02-03' });
		expect(startOf('carol', 'Leave')).toBe('2027-02-02T15:00:00.000Z');
		await changes({ start: '2027-02-04' }, { timeZone: 'Europe/Berlin' });
		expect(startOf('carol', 'Leave')).toBe('2027-02-03T23:00:00.000Z');
		await changes({ isAllDay: false, start: '2027-02-04T09:00', end: '2027-02-04T10:00' });
		expect(startOf('carol', 'Leave')).toBe('2027-02-04T17:00:00.000Z');
	});

	it('are those of the mailbox, or of the workflow, where an event with times becomes one of days', async () => {
		small.company.user('carol').chooseTimeZone('Tokyo Standard Time');
		for (const [person, midnight] of [
			['carol', '2027-02-04T15:00:00.000Z'],
			['bob', '2027-02-05T08:00:00.000Z'],
		]) {
			const own = { mailbox: locator(at(person)) };
			const times = { start: '2027-02-01T09:00:00Z', end: '2027-02-01T10:00:00Z' };
			const options = { timeZone: 'UTC' };
			const id = await write('create', { ...own, ...times, subject: 'Fair', options });
			const updateFields = { isAllDay: true, start: '2027-02-05', end: '2027-02-05' };
			await write('update', { ...own, event: locator(id), updateFields });
			expect(startOf(person, 'Fair')).toBe(midnight);
		}
	});

	it('are those of the workflow where the mailbox has no zone, or Time Zone says so', async () => {
		const own = { mailbox: locator(at('bob')) };
		await write('create', { ...own, ...day, subject: 'Leave' });
		expect(startOf('bob', 'Leave')).toBe('2027-02-01T08:00:00.000Z');
		const options = { timeZone: 'Asia/Kolkata' };
		await write('create', { ...own, ...day, subject: 'Diwali', options });
		expect(startOf('bob', 'Diwali')).toBe('2027-01-31T18:30:00.000Z');
	});

	it('are those of the mailbox in a series, too', async () => {
		small.company.user('carol').chooseTimeZone('Tokyo Standard Time');
		const own = { mailbox: locator(at('carol')) };
		const additionalFields = { recurrence: 'FREQ=WEEKLY;COUNT=3' };
		const id = await write('create', { ...own, ...day, subject: 'Market', additionalFields });
		expect(startOf('carol', 'Market')).toBe('2027-01-31T15:00:00.000Z');
		const updateFields = { start: '2027-02-02' };
		await write('update', { ...own, event: locator(id), scope: 'series', updateFields });
		expect(startOf('carol', 'Market')).toBe('2027-02-01T15:00:00.000Z');
	});
});

describe('of an event of whole days', () => {
	const days = async (id: string, updateFields: INodeParameters) => {
		const { json, error } = await updated(id, updateFields);
		expect(error).toBeUndefined();
		const { startDate, lastDate } = json[0][0];
		return [startDate, lastDate];
	};

	it('takes the last day as End, whether All Day is said again or not', async () => {
		const leave = { start: '2026-12-01', end: '2026-12-02', isAllDay: true };
		const id = await created(leave);

		expect(await days(id, { end: '2026-12-04' })).toEqual(['2026-12-01', '2026-12-04']);
		expect(await days(id, { start: '2026-12-10', end: '2026-12-10' })).toEqual([
			'2026-12-10',
			'2026-12-10',
		]);
		// What the date picker of n8n gives.
		const picked = { start: '2026-12-14T00:00:00', end: '2026-12-16T00:00:00' };
		expect(await days(id, picked)).toEqual(['2026-12-14', '2026-12-16']);
		expect(await days(id, { isAllDay: true, end: '2026-12-17' })).toEqual([
			'2026-12-14',
			'2026-12-17',
		]);
	});

	it('keeps its length when it moves by Start alone', async () => {
		const id = await created({ start: '2026-12-01', end: '2026-12-03', isAllDay: true });

		expect(await days(id, { start: '2026-12-07' })).toEqual(['2026-12-07', '2026-12-09']);
		expect(await days(id, { isAllDay: true, start: '2026-12-21' })).toEqual([
			'2026-12-21',
			'2026-12-23',
		]);
	});

	it('is one occurrence of a series as well', async () => {
		const id = await created({
			start: '2027-01-11',
			end: '2027-01-12',
			isAllDay: true,
			additionalFields: { recurrence: 'FREQ=WEEKLY;COUNT=2' },
		});
		const { json } = await run('getMany', { start: '2027-01-18', end: '2027-01-18' });
		expect(json[0][0].seriesMasterId).toBe(id);

		expect(await days(String(json[0][0].id), { end: '2027-01-20' })).toEqual([
			'2027-01-18',
			'2027-01-20',
		]);
	});

	it('says how it becomes one with hours, when a time is given', async () => {
		const id = await created({ start: '2027-02-01', end: '2027-02-01', isAllDay: true });
		const { error } = await updated(id, { start: '2027-02-01T09:00:00' });

		expect(error?.message).toMatch(/Start.*midnight/);
		expect(error?.description).toMatch(/All Day to false/);
	});
});

describe('of a meeting', () => {
	const meeting = {
		start: '2027-03-01T10:00:00',
		end: '2027-03-01T11:00:00',
		additionalFields: { attendees: at('bob'), rooms: at('atrium') },
	};
	const invited = async (id: string, updateFields: INodeParameters, scope = 'named') => {
		const { json, error } = await run('update', { event: locator(id), scope, updateFields });
		expect(error).toBeUndefined();
		const attendees = json[0][0].attendees as Array<{
			emailAddress: { address: string };
			type: string;
		}>;
		return attendees.map(({ type, emailAddress }) => `${type} ${emailAddress.address}`).sort();
	};

	it('leaves the people invited when it gets other rooms', async () => {
		const id = await created(meeting);

		expect(await invited(id, { rooms: at('attic') })).toEqual([
			`required ${at('bob')}`,
			`resource ${at('attic')}`,
		]);
		expect(await invited(id, { rooms: '' })).toEqual([`required ${at('bob')}`]);
	});

	it('leaves the rooms booked when other people are invited', async () => {
		const id = await created(meeting);

		expect(await invited(id, { attendees: `${at('carol')}, ${at('carol')}` })).toEqual([
			`required ${at('carol')}`,
			`resource ${at('atrium')}`,
		]);
		expect(await invited(id, { attendees: '' })).toEqual([`resource ${at('atrium')}`]);
	});

	it('invites those alone who are given with their types, or both ways', async () => {
		const id = await created(meeting);
		const carol = { emailAddress: { address: at('carol') }, type: 'optional' };
		const attic = { emailAddress: { address: at('attic') }, type: 'resource' };
		const given = [carol, attic] as never;

		expect(await invited(id, { attendees: given })).toEqual([
			`optional ${at('carol')}`,
			`resource ${at('attic')}`,
		]);
		expect(await invited(id, { attendees: at('bob'), rooms: at('atrium') })).toEqual([
			`required ${at('bob')}`,
			`resource ${at('atrium')}`,
		]);
	});

	it('leaves them invited to the later part of a series as well', async () => {
		const id = await created({
			...meeting,
			start: '2027-04-05T10:00:00',
			end: '2027-04-05T11:00:00',
			additionalFields: { ...meeting.additionalFields, recurrence: 'FREQ=WEEKLY;COUNT=3' },
		});
		const { json } = await run('getMany', { start: '2027-04-12', end: '2027-04-12' });
		expect(json[0][0].seriesMasterId).toBe(id);

		expect(
			await invited(String(json[0][0].id), { rooms: at('attic') }, 'thisAndFollowing'),
		).toEqual([`required ${at('bob')}`, `resource ${at('attic')}`]);
	});
});

describe('of a series in the hour that summer time leaves out', () => {
	const following = async (id: string) => {
		const updateFields = { subject: 'Later' };
		return await run('update', { event: locator(id), scope: 'thisAndFollowing', updateFields });
	};
	const listed = async () => {
		const window = { start: '2027-03-20', end: '2027-04-03' };
		return (await run('getMany', window)).json[0];
	};

	it('is not split where its clock time is another one, but from the next occurrence on', async () => {
		await created({
			start: '2027-03-27T02:30:00',
			end: '2027-03-27T02:45:00',
			additionalFields: { recurrence: 'FREQ=DAILY;COUNT=4' },
		});
		const before = await listed();
		const { error } = await following(String(before[1].id));
		expect(error?.message).toMatch(/clock time.*Event/);
		expect(error?.description).toMatch(/next occurrence/);

		expect((await following(String(before[2].id))).error).toBeUndefined();
		expect((await listed()).map(({ startUtc, subject }) => [startUtc, subject])).toEqual([
			['2027-03-27T01:30:00Z', 'Meeting'],
			['2027-03-28T01:30:00Z', 'Meeting'],
			['2027-03-29T00:30:00Z', 'Later'],
			['2027-03-30T00:30:00Z', 'Later'],
		]);
	});
});
