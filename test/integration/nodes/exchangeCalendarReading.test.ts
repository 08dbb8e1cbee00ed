/** What Exchange Calendar reads and tells is what its panel says. */
import type { INodeParameters } from 'n8n-workflow';
import { ExchangeCalendar } from '../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { harsh } from '../calendars/harsh';
import { startCompany, type SmallCompany } from './company';

const at = (name: string) => `${name}@enyoi.example`;
const locator = (value: string) => ({ __rl: true, mode: 'id', value });

let small: SmallCompany;
beforeEach(async () => void (small = await startCompany({ ...harsh, htmlBodies: 'kept' })));
afterEach(async () => {
	expect(small.server.schemaViolations).toEqual([]);
	expect(small.server.outbox).toEqual([]);
	await small.server.close();
});

async function run(
	operation: string,
	person: string,
	parameters: INodeParameters,
	more: Partial<NodeRunOptions> = {},
): Promise<NodeRun> {
	const ran = await runNode(new ExchangeCalendar(), {
		credential: small.credential,
		timeZone: 'Europe/Amsterdam',
		parameters: { resource: 'event', operation, mailbox: locator(at(person)), ...parameters },
		...more,
	});
	expect(ran.error).toBeUndefined();
	return ran;
}

const subjectsOf = ({ json }: NodeRun) => json[0].map(({ subject }) => subject);

describe('Time Zone mailbox, of a mailbox in Tokyo', () => {
	const options = { timeZone: 'mailbox' };
	const written = () => {
		const [{ start, end }] = small.company.user('alice').calendar.items();
		return [start.toISOString(), end.toISOString()];
	};
	beforeEach(() => small.company.user('alice').chooseTimeZone('Tokyo Standard Time'));

	it('is that of the window', async () => {
		const { calendar } = small.company.user('alice');
		calendar.create({ subject: 'Early', start: '2026-12-07T00:30:00+09:00' });
		calendar.create({ subject: 'Next day', start: '2026-12-08T02:00:00+09:00' });
		const read = async (start: string, end: string) =>
			await run('getMany', 'alice', { start, end, returnAll: true, options });
		const day = await read('2026-12-07', '2026-12-07');

		expect(day.json[0]).toMatchObject([
			{ subject: 'Early', start: { dateTime: expect.stringContaining('2026-12-07T00:30') } },
		]);
		expect(subjectsOf(await read('2026-12-08T01:00:00', '2026-12-08T03:00:00'))).toEqual([
			'Next day',
		]);
		expect(subjectsOf(await read('2026-12-06T15:00:00Z', '2026-12-06T16:00:00Z'))).toEqual([
			'Early',
		]);
	});

	it('is that of a new event, and of the day that an instant is on', async () => {
		const event = { start: '2026-12-07T09:00:00', end: '2026-12-07T10:00:00' };
		await run('create', 'alice', { subject: 'Talk', ...event, options });
		expect(written()).toEqual(['2026-12-07T00:00:00.000Z', '2026-12-07T01:00:00.000Z']);

		const { json } = await run('create', 'alice', {
			subject: 'Day',
			start: '2026-12-06T15:00:00Z',
			end: '2026-12-06T15:00:00Z',
			isAllDay: true,
			options,
		});
		expect(json[0]).toMatchObject([{ startDate: '2026-12-07', lastDate: '2026-12-07' }]);
	});

	it('is that of the new times and days of an event in another zone', async () => {
		const { id } = small.company.user('alice').calendar.create({
			subject: 'Talk',
			start: '2026-12-07T09:00',
			timeZone: 'W. Europe Standard Time',
		});
		const update = async (updateFields: INodeParameters) =>
			await run('update', 'alice', { event: locator(id), updateFields, options });
		await update({ start: '2026-12-08T09:00:00', end: '2026-12-08T10:00:00' });
		expect(written()).toEqual(['2026-12-08T00:00:00.000Z', '2026-12-08T01:00:00.000Z']);
	});

	it('is that of the days of an event, which keep their own where no zone is chosen', async () => {
		const { id } = small.company.user('alice').calendar.create({
			subject: 'Leave',
			start: '2026-12-07',
			end: '2026-12-08',
			isAllDay: true,
			timeZone: 'W. Europe Standard Time',
		});
		const move = async (start: string, more: INodeParameters) =>
			await run('update', 'alice', { event: locator(id), updateFields: { start }, ...more });

		await move('2026-12-08', {});
		expect(written()).toEqual(['2026-12-07T23:00:00.000Z', '2026-12-08T23:00:00.000Z']);
		await move('2026-12-09', { options });
		expect(written()).toEqual(['2026-12-08T15:00:00.000Z', '2026-12-09T15:00:00.000Z']);
	});
});

describe('As iCalendar File without Include Body', () => {
	const body = { type: 'HTML', text: '<html><body><p>dial-in PIN XK93</p></body></html>' } as const;
	const sunday = { start: '2026-12-20', end: '2026-12-20', returnAll: true };
	const fileOf = ({ outputs }: NodeRun) =>
		Buffer.from(outputs[0][0].binary?.data.data ?? '', 'base64').toString();
	let id: string;
	beforeEach(() => {
		const event = { subject: 'Call', body, start: '2026-12-20T10:00' };
		({ id } = small.company.user('bob').calendar.create(event));
	});

	it.each([true, false])('gives the body in the file alone, with Simplify %s', async (simplify) => {
		const options = { asIcs: true };
		for (const ran of [
			await run('getMany', 'bob', { ...sunday, simplify, options }),
			await run('get', 'bob', { event: locator(id), simplify, options }),
		]) {
			expect(ran.json[0]).toMatchObject([{ subject: 'Call' }]);
			expect(JSON.stringify(ran.json[0])).not.toContain('XK93');
			expect(fileOf(ran)).toContain('dial-in PIN XK93');
		}
	});

	it('gives it in both with Include Body', async () => {
		const options = { asIcs: true, includeBody: 'text' };
		const ran = await run('getMany', 'bob', { ...sunday, options });
		expect(ran.json[0]).toMatchObject([{ body: { content: expect.stringContaining('XK93') } }]);
		expect(fileOf(ran)).toContain('dial-in PIN XK93');
	});

	it('searches the bodies only with Include Body', async () => {
		const found = async (options: INodeParameters) =>
			subjectsOf(await run('getMany', 'bob', { ...sunday, options: { asIcs: true, ...options } }));

		expect(await found({ search: 'dial-in' })).toEqual([]);
		expect(await found({ search: 'call' })).toEqual(['Call']);
		expect(await found({ search: 'dial-in', includeBody: 'text' })).toEqual(['Call']);
	});

	it('keeps what is private out of the file', async () => {
		const event = { subject: 'Doctor', body, start: '2026-12-21T10:00' };
		small.company.user('bob').calendar.create({ ...event, sensitivity: 'Private' });
		const monday = { start: '2026-12-21', end: '2026-12-21' };
		const ran = await run('getMany', 'bob', { ...monday, options: { asIcs: true } });

		expect(ran.json[0]).toMatchObject([{ masked: true }]);
		expect(fileOf(ran)).toContain('BEGIN:VEVENT');
		expect(fileOf(ran)).not.toMatch(/XK93|Doctor/);
	});
});

describe('a window over the days of an all-day event, of a workflow in Los Angeles', () => {
	const leave = { subject: 'Leave', start: '2026-12-10', end: '2026-12-11', isAllDay: true };
	beforeEach(() => {
		small.company.user('alice').calendar.create(leave);
		const { calendar } = small.company.user('bob');
		calendar.create({ subject: 'Evening before', start: '2026-12-09T18:00:00-08:00' });
		calendar.create({ subject: 'Late meeting', start: '2026-12-10T17:00:00-08:00' });
		calendar.create({ subject: 'Next day', start: '2026-12-11T01:00:00-08:00' });
	});
	const found = async (window: INodeParameters, items: NodeRun['json'][0]) =>
		subjectsOf(await run('getMany', 'bob', window, { timeZone: 'America/Los_Angeles', items }));

	it.each([
		['its start and end', { start: '={{ $json.start }}', end: '={{ $json.end }}' }],
		['its dates', { start: '={{ $json.startDate }}', end: '={{ $json.lastDate }}' }],
	])('has what is on them: by %s', async (_what, window) => {
		for (const timeZone of ['UTC', 'Asia/Tokyo']) {
			const day = { start: '2026-12-10', end: '2026-12-10' };
			const [leaves] = (await run('getMany', 'alice', { ...day, options: { timeZone } })).json;
			expect(leaves).toMatchObject([{ subject: 'Leave' }]);
			expect(await found(window, leaves)).toEqual(['Late meeting']);
		}
	});

	it('is that of the moments where they are those of an event with hours', async () => {
		const time = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
		const hours = { start: time('2026-12-10T00:00:00'), end: time('2026-12-11T00:00:00') };
		const window = { start: '={{ $json.start }}', end: '={{ $json.end }}' };
		expect(await found(window, [{ isAllDay: false, ...hours }])).toEqual(['Evening before']);
	});
});
