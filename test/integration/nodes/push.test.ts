import type { IDataObject } from 'n8n-workflow';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { startCompany, type SmallCompany } from './company';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';

let small: SmallCompany;

beforeEach(async () => {
	small = await startCompany();
});

afterEach(async () => {
	expect(small.server.outbox).toEqual([]);
	expect(small.server.schemaViolations).toEqual([]);
	await small.server.close();
});

const MS_PER_DAY = 86_400_000;

/** Nine o'clock UTC in so many days. */
const at = (days: number, hour = 9) => {
	const date = new Date(Date.now() + days * MS_PER_DAY).toISOString().slice(0, 10);
	return { dateTime: `${date}T${String(hour).padStart(2, '0')}:00:00`, timeZone: 'UTC' };
};

const shift = (externalId: string, more: IDataObject = {}): IDataObject => ({
	emailAddress: 'alice@enyoi.example',
	externalId,
	event: { subject: `Shift ${externalId}`, start: at(2), end: at(2, 17), ...more },
});

async function run(items: IDataObject[], parameters = {}, more: Partial<NodeRunOptions> = {}) {
	return await runNode(new SyncCalendarItems(), {
		credential: small.credential,
		items,
		parameters: syncParameters({ operation: 'push', source: 'planning', ...parameters }),
		...more,
	});
}

const actions = ({ json }: NodeRun, output = 0) =>
	json[output].map(({ externalId, action }) => [externalId, action]);
const subjects = (person = 'alice') =>
	small.company
		.user(person)
		.calendar.items()
		.map(({ subject }) => subject)
		.sort();
const writes = () =>
	small.operations().filter((operation) => /^(Create|Update|Delete)Item$/.test(operation));

it('keeps days of a mailbox without a time zone in that of the workflow, until it has one', async () => {
	const leave = shift('leave', { start: '2036-12-01', end: '2036-12-02', isAllDay: true });
	const inOslo = { timeZone: 'Europe/Oslo' };
	expect(actions(await run([leave], {}, inOslo))).toEqual([['leave', 'created']]);
	const [item] = small.company.user('alice').calendar.items();
	expect(item.start.toISOString()).toBe('2036-11-30T23:00:00.000Z');

	small.company.user('alice').chooseTimeZone('Tokyo Standard Time');
	expect(actions(await run([leave], {}, inOslo))).toEqual([['leave', 'unchanged']]);
	const other = { ...leave, externalId: 'other' };
	expect(actions(await run([other], {}, inOslo))).toEqual([['other', 'created']]);
	const starts = small.company
		.user('alice')
		.calendar.items()
		.map(({ start }) => start.toISOString());
	expect(starts).toContain('2036-11-30T15:00:00.000Z');
});

describe('all-day events', () => {
	const leave = { emailAddress: 'alice@enyoi.example', externalId: 'leave' };
	const items = () => small.company.user('alice').calendar.items();
	const days = () => items().map(({ start, end }) => [start.toISOString(), end.toISOString()]);

	it('last until the last day, also where dates alone say that they are all day', async () => {
		const event = { subject: 'Leave', start: '2036-12-07', end: '2036-12-11' };
		await run([{ ...leave, event }], { timeZone: 'UTC', allDayEnd: 'lastDay' });
		expect(days()).toEqual([['2036-12-07T00:00:00.000Z', '2036-12-12T00:00:00.000Z']]);
	});

	it('are told on their days, with the end in the way in which the item gives it', async () => {
		const fields = {
			eventAs: 'fields',
			subject: 'Leave',
			isAllDay: true,
			timeZone: 'Europe/Berlin',
		};
		const given = { start: '2036-12-07', end: '2036-12-11' };
		const own = { start: '={{ $json.start }}', end: '={{ $json.end }}' };
		for (const action of ['created', 'unchanged']) {
			const { json } = await run([{ ...leave, ...given }], { ...fields, ...own });
			expect(json[0]).toEqual([expect.objectContaining({ action, ...given })]);
		}
		const event = { subject: 'Leave', start: '2036-12-07', end: '2036-12-12' };
		const { json } = await run([{ ...leave, event }], { timeZone: 'Europe/Berlin' });
		const { start, end } = event;
		expect(json[0]).toEqual([expect.objectContaining({ action: 'unchanged', start, end })]);
	});

	it('have exceptions that last until their last day', async () => {
		await run([leave], {
			eventAs: 'fields',
			...{ subject: 'Duty', isAllDay: true, start: '2036-12-01', end: '2036-12-02' },
			recurrence: 'FREQ=WEEKLY;COUNT=4',
			exceptions: '[{"originalStart":"2036-12-08","start":"2036-12-09","end":"2036-12-10"}]',
			timeZone: 'UTC',
		});
		const [moved] = [...items()[0].exceptions.values()];
		expect(moved.end.toISOString()).toBe('2036-12-11T00:00:00.000Z');
	});

	it('are on the days whose local midnights a database gives', async () => {
		await run([leave], {
			eventAs: 'fields',
			...{ subject: 'Leave', isAllDay: true, timeZone: 'Europe/Berlin' },
			start: '2036-12-06T23:00:00.000Z',
			end: '2036-12-10T23:00:00.000Z',
		});
		expect(days()).toEqual([['2036-12-06T23:00:00.000Z', '2036-12-11T23:00:00.000Z']]);
	});
});

it('creates what is new, leaves alone what is the same, and updates what differs', async () => {
	const first = await run([shift('1'), shift('2')]);
	expect(first.error).toBeUndefined();
	expect(actions(first)).toEqual([
		['1', 'created'],
		['2', 'created'],
	]);
	expect(first.json[0][0]).toMatchObject({
		mailbox: 'alice@enyoi.example',
		id: expect.any(String),
		changeKey: expect.any(String),
	});
	expect(subjects()).toEqual(['Shift 1', 'Shift 2']);
	expect(writes()).toEqual(['CreateItem', 'UpdateItem']);

	expect(actions(await run([shift('1'), shift('2')]))).toEqual([
		['1', 'unchanged'],
		['2', 'unchanged'],
	]);
	expect(writes()).toEqual([]);

	expect(actions(await run([shift('1'), shift('2', { subject: 'Late shift' })]))).toEqual([
		['1', 'unchanged'],
		['2', 'updated'],
	]);
	expect(subjects()).toEqual(['Late shift', 'Shift 1']);
});

it('takes fields', async () => {
	const parameters = {
		eventAs: 'fields',
		subject: '={{ "Shift of " + $json.name }}',
		start: '={{ $json.from }}',
		end: '={{ $json.to }}',
		additionalFields: {
			location: 'Hall 3',
			body: '<p>Bring <b>gloves</b></p>',
			bodyType: 'html',
			showAs: 'oof',
			categories: 'Planning',
			isReminderOn: false,
		},
	};
	const { error, json } = await run(
		[
			{
				emailAddress: 'bob@enyoi.example',
				externalId: '1',
				name: 'Bob',
				from: `${at(3).dateTime}Z`,
				to: `${at(3, 10).dateTime}Z`,
			},
		],
		parameters,
	);
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject([{ action: 'created' }]);
	expect(small.company.user('bob').calendar.items()).toMatchObject([
		{
			subject: 'Shift of Bob',
			location: 'Hall 3',
			showAs: 'OOF',
			categories: ['Planning'],
			start: new Date(`${at(3).dateTime}Z`),
		},
	]);
});

it('pushes into several mailboxes, of which one fails alone', async () => {
	const { json } = await run(
		[
			shift('1'),
			{ ...shift('2'), emailAddress: 'nobody@enyoi.example' },
			{ ...shift('3'), emailAddress: 'bob@enyoi.example' },
			{ ...shift('4', { end: at(1) }) },
		],
		{},
		{ onError: 'continueErrorOutput' },
	);
	expect(json[0].map(({ externalId }) => externalId)).toEqual(['1', '3']);
	expect(json[1].map(({ error }) => error)).toEqual([
		expect.stringContaining('nobody@enyoi.example'),
		expect.stringMatching(/end/i),
	]);
	expect(subjects()).toEqual(['Shift 1']);
	expect(subjects('bob')).toEqual(['Shift 3']);
});

it('deletes only what it is told to, and only its own', async () => {
	small.company.user('alice').calendar.create({ subject: 'Dentist', start: new Date() });
	await run([shift('1'), shift('2')]);
	await run([shift('1')], { source: 'rooms' });
	expect(actions(await run([shift('1'), shift('none')], { action: 'delete' }))).toEqual([
		['1', 'deleted'],
		['none', expect.stringMatching(/^(skipped|unchanged)$/)],
	]);
	expect(subjects()).toEqual(['Dentist', 'Shift 1', 'Shift 2']);
});

it('deletes what a snapshot lacks, unless that is too much', async () => {
	const all = Array.from({ length: 12 }, (_, index) => shift(String(index + 1)));
	await run(all, { action: 'snapshot' });
	expect(subjects()).toHaveLength(12);

	const refused = await run(all.slice(0, 2), { action: 'snapshot' });
	expect(refused.error).toMatchObject({ message: expect.stringMatching(/10/) });
	const told = await run(
		all.slice(0, 2),
		{ action: 'snapshot' },
		{ onError: 'continueErrorOutput' },
	);
	const [first, second] = told.json[1].map(({ details }) => details as IDataObject);
	expect(first.wouldDelete).toHaveLength(10);
	expect(second).toMatchObject({ field: 'Max Deletes' });
	expect(subjects()).toHaveLength(12);

	const fewer = await run(all.slice(0, 8), { action: 'snapshot' });
	expect(fewer.error).toBeUndefined();
	expect(subjects()).toHaveLength(8);

	await run(all.slice(0, 2), { action: 'snapshot', maxDeletes: '80%' });
	expect(subjects()).toEqual(['Shift 1', 'Shift 2']);
});

it('refuses an empty snapshot unless it is allowed', async () => {
	await run([shift('1')]);
	const empty = { emailAddress: 'alice@enyoi.example' };
	const parameters = { action: 'snapshot', event: '' };
	expect((await run([empty], parameters)).error).toBeDefined();
	expect(subjects()).toEqual(['Shift 1']);

	const allowed = await run([empty], { ...parameters, allowEmptySnapshot: true });
	expect(allowed.error).toBeUndefined();
	expect(subjects()).toEqual([]);
});

it('plans, and carries out what was approved but for what changed since', async () => {
	const [{ id }] = (await run([shift('1'), shift('2')])).json[0];
	small.operations();

	const items = [shift('1', { subject: 'Early' }), shift('2', { subject: 'Late' }), shift('3')];
	const planned = await run(items, { dryRun: true });
	expect(writes()).toEqual([]);
	expect(planned.json[0]).toMatchObject([{ dryRun: true, create: 1, update: 2, delete: 0 }]);

	small.company.user('alice').calendar.update(String(id), { location: 'Hall 9' });
	const applied = await run(planned.json[0], { operation: 'apply' });
	expect(applied.error).toBeUndefined();
	expect(new Map(actions(applied) as Array<[string, string]>)).toEqual(
		new Map([
			['1', 'conflict'],
			['2', 'updated'],
			['3', 'created'],
		]),
	);
	expect(subjects()).toEqual(['Late', 'Shift 1', 'Shift 3']);
});

describe('both ways', () => {
	const twoWay = async (items: IDataObject[], parameters = {}, more = {}) =>
		await run(items, { operation: 'twoWay', ...parameters }, more);
	const alice = { emailAddress: 'alice@enyoi.example' };

	it('brings edits of both sides across, never its own ones, over several rounds', async () => {
		const { calendar } = small.company.user('alice');
		const first = await twoWay([shift('1'), shift('2')]);
		expect(first.error).toBeUndefined();
		expect(first.json[0]).toEqual([]);
		expect(actions(first, 1)).toEqual([
			['1', 'created'],
			['2', 'created'],
		]);

		expect((await twoWay([alice], { event: '' })).json[0]).toEqual([]);

		const [one, two] = first.json[1].map(({ id }) => String(id));
		calendar.update(one, { subject: 'Shift 1, swapped' });
		calendar.create({ subject: 'Training', start: new Date(Date.now() + 3 * MS_PER_DAY) });
		const second = await twoWay([alice], { event: '' });
		expect(second.json[0]).toEqual([
			expect.objectContaining({
				changeType: 'updated',
				externalId: '1',
				subject: 'Shift 1, swapped',
			}),
			expect.objectContaining({ changeType: 'created', subject: 'Training' }),
		]);
		expect(second.json[1]).toEqual([]);

		calendar.delete(two);
		const third = await twoWay([shift('1', { subject: 'Shift 1, swapped' })]);
		expect(third.json[0]).toEqual([
			expect.objectContaining({ changeType: 'deleted', externalId: '2' }),
		]);
		expect((await twoWay([alice], { event: '' })).json[0]).toEqual([]);
	});

	it('reports what both sides changed and overwrites nothing', async () => {
		const [{ id }] = (await twoWay([shift('1')])).json[1];
		small.company.user('alice').calendar.update(String(id), { subject: 'By Alice' });
		const { json } = await twoWay([shift('1', { subject: 'By planning' })]);
		expect(json[2]).toEqual([
			expect.objectContaining({
				action: 'conflict',
				externalId: '1',
				inSource: expect.objectContaining({ subject: 'By planning' }),
				inExchange: expect.objectContaining({ subject: 'By Alice' }),
			}),
		]);
		expect(subjects()).toEqual(['By Alice']);
	});

	it('leaves its position where it is in test runs', async () => {
		await twoWay([shift('1')]);
		const start = new Date(Date.now() + 3 * MS_PER_DAY);
		small.company.user('alice').calendar.create({ subject: 'Training', start });
		const told = async (mode: 'manual' | 'trigger') =>
			(await twoWay([alice], { event: '' }, { mode })).json[0].length;
		expect([await told('manual'), await told('manual')]).toEqual([1, 1]);
		expect([await told('trigger'), await told('trigger')]).toEqual([1, 0]);
	});

	it('delivers again what was not confirmed', async () => {
		const delivery = { delivery: 'onConfirm', event: '' };
		await twoWay([alice], delivery);
		const start = new Date(Date.now() + 3 * MS_PER_DAY);
		small.company.user('alice').calendar.create({ subject: 'Training', start });
		expect((await twoWay([alice], delivery)).json[0]).toHaveLength(1);
		const again = await twoWay([alice], delivery);
		expect(again.json[0]).toHaveLength(1);

		const confirmed = await run(again.json[0], { operation: 'confirm' });
		expect(confirmed.json[0]).toMatchObject([{ confirmed: true }]);
		expect((await twoWay([alice], delivery)).json[0]).toEqual([]);
	});
});
