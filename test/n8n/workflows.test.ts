/** The example workflows of the package, all in one real n8n. */
import { addWorkflow, type AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { Execution, WorkflowTemplate } from '../../scripts/lib/n8nClient.mjs';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import { at, companyWithRoom } from './companyWithRoom';
import { Mailbox } from './mailbox';
import { ScriptedModel } from './scriptedModel';
import { startSession, startTimeoutMs, type Session } from './session';
import { readWorkflow, withCredentials, withTables, withWebhook } from './shippedWorkflows';
import { until } from './standstill';
import { begin } from './workflow';

type Row = Record<string, never>;

const MS_PER_DAY = 86_400_000;
const json = (execution: Execution, node: string, output = 0) =>
	execution.items(node, output).map((item) => item.json as Row);
const inDays = (days: number, hour: number) => {
	const day = new Date(Date.now() + days * MS_PER_DAY).toISOString().slice(0, 10);
	return `${day}T${String(hour).padStart(2, '0')}:00:00Z`;
};

let session: Session;
let mail: Mailbox;
let model: ScriptedModel;
let saved: Record<string, { id: string; name: string }>;
let project: string;

beforeAll(async () => {
	const company = companyWithRoom(['alice', 'bob', 'carol']);
	session = await startSession(company);
	mail = await Mailbox.open();
	model = await ScriptedModel.start();
	const { client, credential } = session;
	const create = async (name: string, type: string, data: Record<string, unknown>) =>
		await client.createCredential({ name, type, data });
	saved = {
		exchangeServerApi: { id: credential.id!, name: credential.name },
		smtp: await create('Mail', 'smtp', mail.credential),
		openAiApi: await create('Model', 'openAiApi', { apiKey: 'none', url: model.url }),
		httpBasicAuth: await create('Form', 'httpBasicAuth', { user: 'form', password: 'form' }),
	};
	({ id: project } = (await client.request('GET', '/rest/projects/personal')) as { id: string });
	await addTable('exchange_health', ['name', 'state']);
	await addTable('exchange_events', eventColumns);
	await addTable('orders', ['externalId', 'mailbox', 'subject', 'start', 'end', 'exchangeId']);
}, startTimeoutMs);

afterAll(async () => {
	expect(session?.exchange.schemaViolations).toEqual([]);
	await model?.close();
	await session?.stop();
	await mail?.close();
});

const eventColumns = [
	'uid',
	'mailbox',
	'subject',
	'startUtc',
	'endUtc',
	'startDate',
	'lastDate',
	'showAs',
];
const tables = new Map<string, string>();

async function addTable(name: string, columns: string[]): Promise<void> {
	const { id } = (await session.client.request('POST', `/rest/projects/${project}/data-tables`, {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	})) as { id: string };
	tables.set(name, id);
}

async function rowsOf(name: string): Promise<Row[]> {
	const rows = (await session.client.request(
		'GET',
		`/rest/projects/${project}/data-tables/${tables.get(name)}/rows`,
	)) as { data: Row[] };
	return rows.data;
}

async function insert(name: string, rows: object[]): Promise<void> {
	const place = `/rest/projects/${project}/data-tables/${tables.get(name)}/insert`;
	await session.client.request('POST', place, { data: rows, returnType: 'count' });
}

/** As somebody imports it who has the credentials. */
function imported(name: string): WorkflowTemplate {
	return chosen(readWorkflow(name));
}

function chosen(workflow: WorkflowTemplate): WorkflowTemplate {
	const template = withCredentials(workflow, saved);
	return session.installation.version.startsWith('1.') ? withTables(template, tables) : template;
}

async function add(name: string): Promise<AddedWorkflow> {
	return await addAs(name, readWorkflow(name));
}

/** @param path what its webhook answers to, in place of its schedule */
async function addAs(path: string, workflow: WorkflowTemplate): Promise<AddedWorkflow> {
	return await addWorkflow(session.client, withWebhook(chosen(workflow), path));
}

/** Runs it and expects success. */
async function run(workflow: AddedWorkflow): Promise<Execution> {
	const execution = await workflow.run();
	const { error } = execution.data.resultData;
	expect({ status: execution.status, error: error?.message }).toEqual({
		status: 'success',
		error: undefined,
	});
	return execution;
}

const calendar = (name: string) => session.exchange.company.user(name).calendar;
const subjects = (name: string) =>
	calendar(name)
		.items()
		.map(({ subject }) => subject)
		.sort();

it('healthCheck mails the report when something has changed, and then no more', async () => {
	const workflow = await add('healthCheck');
	await run(workflow);
	expect(mail.mails.splice(0)).toEqual([expect.stringContaining('Exchange connection test')]);
	await run(workflow);
	expect(mail.mails).toEqual([]);
});

it('calendarsToDataTable keeps a row for each event, deletions included', async () => {
	const meeting = calendar('alice').create({ subject: 'Meeting', start: inDays(2, 9) });
	calendar('bob').create({ subject: 'Visit', start: inDays(3, 9) });
	const workflow = await add('calendarsToDataTable');
	await run(workflow);
	const first = await rowsOf('exchange_events');
	expect(first).toEqual([
		expect.objectContaining({ subject: 'Meeting', mailbox: at('alice'), startUtc: inDays(2, 9) }),
		expect.objectContaining({ subject: 'Visit', mailbox: at('bob') }),
	]);
	calendar('alice').delete(meeting.id);
	await run(workflow);
	expect(await rowsOf('exchange_events')).toMatchObject([{ subject: 'Visit' }]);
});

it('leaveIntoCalendars writes private days of leave, the last one included, and their replies', async () => {
	const workflow = await add('leaveIntoCalendars');
	await run(workflow);
	const again = await run(workflow);
	expect(json(again, 'Push the Leave').map(({ action }) => action)).toEqual([
		'unchanged',
		'unchanged',
	]);
	const leave = calendar('alice')
		.items()
		.filter(({ subject }) => subject === 'Leave');
	expect(leave).toMatchObject([{ sensitivity: 'Private', showAs: 'OOF', isAllDay: true }]);
	expect(json(again, 'Set the Automatic Reply')).toEqual([]);
});

it('planningIsTheMaster keeps the complete set, also an empty one', async () => {
	const workflow = await add('planningIsTheMaster');
	const execution = await run(workflow);
	expect(json(execution, 'Push the Complete Set').map(({ action }) => action)).toEqual([
		'created',
		'created',
	]);
	expect(subjects('alice')).toEqual(expect.arrayContaining(['Early shift', 'Late shift']));

	const template = readWorkflow('planningIsTheMaster');
	const planning = template.nodes.find(({ name }) => name === 'Planning')!;
	const whole = String(planning.parameters.jsonOutput);
	const [early] = whole.match(/\{ emailAddress: 'alice@enyoi\.example'.*?toISO\(\) \}/)!;
	for (const [path, list, gone, left] of [
		['fewerShifts', early, ['Late shift'], ['Early shift']],
		['noShifts', "{ emailAddress: 'alice@enyoi.example', emptySet: true }", ['Early shift'], []],
	] as const) {
		planning.parameters.jsonOutput = `={{ { list: [${list}] } }}`;
		const later = await run(await addAs(path, template));
		const pushed = json(later, 'Push the Complete Set');
		const deleted = pushed.filter(({ action }) => action === 'deleted');
		expect({ path, deleted: deleted.map(({ subject }) => subject) }).toEqual({
			path,
			deleted: gone,
		});
		expect(subjects('alice').filter((subject) => / shift$/.test(subject))).toEqual(left);
	}
});

it('planApproveApply applies what somebody approved by mail', async () => {
	const workflow = await add('planApproveApply');
	mail.mails.splice(0);
	const begun = await begin(session.client, workflow);
	// The mail leaves before n8n waits, and an approval that comes before that is lost.
	await until(async () => {
		const path = `/rest/executions/${begun.id}`;
		const { status } = (await session.client.request('GET', path)) as { status: string };
		return status === 'waiting';
	});
	expect(mail.mails).toHaveLength(1);
	expect(subjects('alice')).not.toContain('Training');
	expect(mail.mails[0]).toContain('1 new');
	const link = /https?:\/\/[^"'\s<>]*approved=true[^"'\s<>]*/.exec(mail.mails[0])![0];
	// n8n lets no robot approve.
	const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
	await fetch(link.replaceAll('&amp;', '&'), { headers: { 'user-agent': agent } });
	const execution = await begun.ended;
	expect(json(execution, 'Apply').map(({ action }) => action)).toEqual(['created', 'created']);
	expect(subjects('bob')).toContain('Training');
});

it('twoWayWithDataTable brings rows and calendars together, and asks where both changed', async () => {
	const order = { externalId: 'o1', mailbox: at('carol'), start: inDays(4, 9), end: inDays(4, 10) };
	await insert('orders', [{ ...order, subject: 'Repair', exchangeId: '' }]);
	const workflow = await add('twoWayWithDataTable');
	await run(workflow);
	const [item] = calendar('carol').items();
	expect(item.subject).toBe('Repair');
	calendar('carol').update(item.id, { subject: 'Repair of the roof' });
	calendar('carol').create({ subject: 'By Carol', start: inDays(5, 9) });
	await run(workflow);
	expect((await rowsOf('orders')).map(({ subject }) => subject).sort()).toEqual([
		'By Carol',
		'Repair of the roof',
	]);
	await run(workflow);
	expect(calendar('carol').items()).toHaveLength(2);
});

it('atLeastOnce confirms what was stored', async () => {
	const workflow = await add('atLeastOnce');
	const execution = await run(workflow);
	const confirmed = json(execution, 'Confirm');
	expect(confirmed.length).toBeGreaterThan(0);
	expect(confirmed.map((one) => one.confirmed)).not.toContain(false);
	expect(json(await run(workflow), 'Get Changes')).toEqual([]);
});

it('inPlaceOfAnErpLink serves whom it can, and mails who is not served', async () => {
	const workflow = await add('inPlaceOfAnErpLink');
	mail.mails.splice(0);
	const execution = await run(workflow);
	expect(
		json(execution, 'Push the Appointments').map(({ user, action }) => [user, action]),
	).toEqual([
		['alice', 'created'],
		['nobody', 'created'],
	]);
	expect(mail.mails).toEqual([expect.stringContaining('2 users are not served')]);
	expect(mail.mails[0]).toMatch(/carol: blocked[\s\S]*ghost: notFound/);
});

it('bookARoom books the smallest room that is free', async () => {
	const template = imported('bookARoom');
	const { id } = await session.client.createWorkflow(template);
	await session.client.activate(id);
	const form = template.nodes.find(({ name }) => name === 'Form')!;
	const data = new FormData();
	const fields = [at('alice'), 'Workshop', inDays(6, 9).slice(0, 16), '60', '4'];
	fields.forEach((value, index) => data.set(`field-${index}`, value));
	const authorization = `Basic ${Buffer.from('form:form').toString('base64')}`;
	const place = `${session.client.url}/form/${form.webhookId}`;
	const send = async (headers: Record<string, string>) =>
		await fetch(place, { method: 'POST', body: data, headers });
	await until(async () => (await send({})).status === 401);
	expect((await send({ authorization })).ok).toBe(true);
	await until(() => subjects('alice').includes('Workshop'));
	expect(subjects('atrium')).toEqual(['Workshop']);
});

it('aiAssistant answers from the calendar and books', async () => {
	const template = imported('aiAssistant');
	const { id } = await session.client.createWorkflow(template);
	model.follow((answers) =>
		answers.length === 0
			? {
					tool: 'Create_event',
					args: { Subject: 'Lunch', Start: inDays(7, 12), End: inDays(7, 13) },
				}
			: { say: 'Booked.' },
	);
	await session.client.runManually(id, 'Chat', { chatInput: 'Book lunch', sessionId: 'one' });
	expect(subjects('alice')).toContain('Lunch');
	expect(session.exchange.outbox.filter(({ subject }) => subject === 'Lunch')).toEqual([]);
});

it('nearRealTime stores a change as soon as it is made, and drops what is called off', async () => {
	const template = imported('nearRealTime');
	const { id } = await session.client.createWorkflow(template);
	await session.client.activate(id);
	await until(() => subscriptionsOf(session.exchange.company).openStreams > 0);
	await until(async () => {
		calendar('bob').create({ subject: 'Just now', start: inDays(8, 9) });
		return (await rowsOf('exchange_events')).some(({ subject }) => subject === 'Just now');
	});
	const attendees = ['bob@enyoi.example'];
	const off = calendar('alice').create({ subject: 'Called off', start: inDays(9, 9), attendees });
	const rows = async () => (await rowsOf('exchange_events')).map((row) => String(row.subject));
	const withIt = async () => (await rows()).filter((subject) => subject.includes('Called off'));
	await until(async () => (await withIt()).length === 2);
	// Gone from the calendar of the organizer, and cancelled in that of the other.
	calendar('alice').delete(off.id);
	await until(async () => (await withIt()).length === 0);
	expect(subjects('bob')).toContain('Canceled: Called off');
	await session.client.deactivate(id);
});
