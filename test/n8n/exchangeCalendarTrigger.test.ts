import { owner as account } from '../../scripts/lib/demoSetup.mjs';
import { ensureN8n } from '../../scripts/lib/ensureN8n.mjs';
import { startN8n, type N8n } from '../../scripts/lib/n8n.mjs';
import { exchangelib, runExchangelib } from '../conformance/exchangelib/client';
import { Company } from '../exchangeServer/company';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import { describeWith } from '../requirements';
import { startDownstreamStore, type DownstreamStore } from './downstreamStore';
import { startSession, startTimeoutMs, type Session } from './session';
import { until } from './standstill';
import { activeTrigger, type TriggerOptions } from './triggerWorkflow';

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const carol = 'carol@enyoi.example';
const dave = 'dave@enyoi.example';
const erik = 'erik@enyoi.example';

let session: Session;
let company: Company;
let store: DownstreamStore;
let restarted: N8n | undefined;
beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol', 'dave', 'erik']) {
		company.addPerson({ accountName });
	}
	store = await startDownstreamStore();
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => {
	await restarted?.stop();
	await session?.stop();
	await store?.close();
});

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const book = () => subscriptionsOf(company);
const calendarOf = (name: string) => company.user(name).calendar;
const add = async (options: TriggerOptions) =>
	await activeTrigger(session.client, session.credential, options);
const say = (words: string) => process.stdout.write(`${words}\n`);

async function nextExecution(workflowId: string, before?: string) {
	let id: string | undefined;
	await until(async () => (id = await session.client.newestExecution(workflowId)) !== before);
	return await session.client.finishedExecution(id!);
}

it('starts a workflow when a calendar changes, also after a pause', async () => {
	const workflow = await add({ mailboxes: [alice, bob] });
	await until(() => workflow.isAtRest(session.exchange));

	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	const first = await nextExecution(workflow.id);
	expect(first).toMatchObject({ mode: 'trigger', status: 'success' });
	expect(first.items('End').map(({ json }) => json)).toEqual([
		expect.objectContaining({ kind: 'created', subject: 'Review', mailbox: alice }),
	]);

	const asked = performance.now();
	await session.client.deactivate(workflow.id);
	const { accountName } = company.serviceAccount;
	await until(() => book().openStreams + book().countOf(accountName) === 0);
	say(`Deactivated and closed after ${Math.round(performance.now() - asked)} ms`);
	calendarOf('bob').create({ subject: 'Meanwhile', start: inHours(25) });
	await session.client.activate(workflow.id);
	const second = await nextExecution(workflow.id, first.id);
	expect(second.items('End').map(({ json }) => json.subject)).toEqual(['Meanwhile']);
	await session.client.deactivate(workflow.id);
}, 120_000);

it('tells of a mailbox that is not there by a failed execution, and watches the others', async () => {
	const workflow = await add({ mailboxes: ['nobody@enyoi.example', carol] });
	// An older n8n can record no failure of a trigger: there it is in the log alone.
	const records = !session.installation.version.startsWith('1.');
	const failed = records ? await nextExecution(workflow.id) : undefined;
	if (failed) {
		expect(failed.status).toBe('error');
		expect(JSON.stringify(failed.data.resultData.error)).toContain('nobody@enyoi.example');
	}
	await until(async () => (await session.n8n.logTail(200)).includes('nobody@enyoi.example'));

	const { requests } = session.exchange;
	const written = () =>
		requests.filter(
			({ operation, mailbox, status }) =>
				operation === 'CreateUserConfiguration' && mailbox === carol && status > 0,
		).length;
	await until(() => book().openStreams === 1 && written() >= 2);
	calendarOf('carol').create({ subject: 'Review', start: inHours(24) });
	const told = await nextExecution(workflow.id, failed?.id);
	expect(told.items('End').map(({ json }) => json.subject)).toEqual(['Review']);
	await session.client.deactivate(workflow.id);
}, 120_000);

it('gives the latest event to a test in the editor', async () => {
	// Exchange says to the second when something was changed.
	await new Promise((resolve) => setTimeout(resolve, 1_100));
	calendarOf('carol').create({ subject: 'Latest', start: inHours(26) });
	const workflow = await add({ mailboxes: [carol], isActive: false });
	const execution = await session.client.runManually(workflow.id, 'Trigger');
	expect(execution.items('Trigger').map(({ json }) => json.subject)).toEqual(['Latest']);
}, 120_000);

it('lets a test in the editor wait for the next event', async () => {
	const parameters = { options: { testWith: 'next' } };
	const workflow = await add({ mailboxes: [carol], parameters, isActive: false });
	const execution = session.client.runManually(workflow.id, 'Trigger');
	await until(() => book().openStreams === 1);
	// It listens before it has read what is there: until then an event would count as an old one.
	const { requests } = session.exchange;
	const read = requests.findLastIndex(({ operation }) => operation === 'Subscribe');
	await until(() =>
		requests
			.slice(read)
			.some(({ operation, status }) => operation === 'SyncFolderItems' && status > 0),
	);
	calendarOf('carol').create({ subject: 'Next', start: inHours(27) });
	expect((await execution).items('Trigger').map(({ json }) => json.subject)).toEqual(['Next']);
	await until(() => book().openStreams === 0);
}, 120_000);

describeWith([exchangelib], 'a change that exchangelib makes', () => {
	it('starts the workflow at once', async () => {
		const workflow = await add({ mailboxes: [dave], store });
		const table = store.table(workflow.table);
		await until(() => workflow.isAtRest(session.exchange));
		const { user, password } = company.serviceAccount;
		const from = { endpoint: session.exchange.url, user, password, address: dave };
		const [start, end] = [24, 25].map((hours) => `${inHours(hours).toISOString().slice(0, 19)}Z`);
		const items = [{ subject: 'By exchangelib', start, end }];
		const { requests } = session.exchange;
		const before = requests.length;
		await runExchangelib('create', { ...from, items }, 'behind_our_back.py');
		await until(() => table.arrived.length > 0);
		expect(table.arrived).toMatchObject([{ kind: 'created', subject: 'By exchangelib' }]);

		const since = requests.slice(before);
		const written = since.find(({ operation }) => operation === 'CreateItem')!;
		const read = since.find(
			({ operation, userAgent }) =>
				operation === 'SyncFolderItems' && !/exchangelib/i.test(userAgent ?? ''),
		)!;
		const execution = (await session.client.request(
			'GET',
			`/rest/executions/${await session.client.newestExecution(workflow.id)}`,
		)) as { startedAt: string };
		const started = Date.parse(execution.startedAt);
		say(
			`From the write to its reading ${+read.at - +written.at} ms, to the start of the workflow ${started - +written.at} ms`,
		);
		// Neither the safety reading nor a poll is due within a minute: it was the notification.
		expect(since.filter(({ operation }) => operation === 'GetStreamingEvents')).toEqual([]);
		await session.client.deactivate(workflow.id);
	}, 120_000);
});

it('repeats after a restart what n8n had under way when it was killed', async () => {
	const workflow = await add({ mailboxes: [erik], store });
	const table = store.table(workflow.table);
	await until(() => workflow.isAtRest(session.exchange));
	table.patience = { stores: 1, answers: 0 };
	calendarOf('erik').create({ subject: 'Handed over', start: inHours(24) });
	await until(() => table.waiting === 1);
	await session.n8n.kill();
	table.letGo();
	calendarOf('erik').create({ subject: 'While it was gone', start: inHours(25) });

	const { userFolder, encryptionKey, port } = session.n8n;
	restarted = await startN8n({ installation: await ensureN8n(), userFolder, encryptionKey, port });
	await session.client.login(account);
	await until(() => table.arrived.length >= 3);
	expect(table.arrived.map(({ subject }) => subject).sort()).toEqual([
		'Handed over',
		'Handed over',
		'While it was gone',
	]);
}, 240_000);
