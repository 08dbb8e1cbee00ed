import type { INodeParameters } from 'n8n-workflow';
import type { CalendarChange } from '../../exchange/calendar/event';
import { addCredential } from '../../scripts/lib/demoSetup.mjs';
import type { AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import { Company } from '../exchangeServer/company';
import { BusyOwner, edits, everything } from './busyOwner';
import { breakPositions, lostAnswers } from './lostAnswers';
import { startSession, startTimeoutMs, type Session } from './session';
import { standStillAt, until } from './standstill';
import {
	begin,
	end,
	items,
	ours,
	pushStep,
	saveWorkflow,
	shifts,
	type BegunRun,
	type Step,
} from './workflow';

const callers = ['tested', 'called'];

let session: Session;
let company: Company;
const owners = new Map<string, BusyOwner>();
beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of [...lostAnswers.map(({ person }) => person), ...callers]) {
		owners.set(accountName, new BusyOwner(company.addPerson({ accountName })));
	}
	company.addPerson({ accountName: 'pushed' });
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => {
	expect(session?.exchange.outbox).toEqual([]);
	await session?.stop();
});

const addressOf = (person: string) => `${person}@enyoi.example`;
const mailboxOf = (value: string) => ({ __rl: true, mode: 'address', value });

/** Get Changes of the mailbox that an item names, or of one. */
const syncOf = (mailbox: INodeParameters): Step[] => [
	ours(
		'syncCalendarItems',
		'Sync',
		{ operation: 'getChanges', mailbox },
		{ next: [['Changes'], ['Position']] },
	),
	end('Changes'),
	end('Position'),
];

const told = (person: string, execution: Execution, node = 'Sync') =>
	owners.get(person)!.told(
		execution
			.items(node, 0)
			.map(({ json }) => json as unknown as CalendarChange)
			.filter(({ mailbox }) => mailbox === addressOf(person)),
	);

describe('answers to the write of a position that are lost', () => {
	const runs: Execution[] = [];

	beforeAll(async () => {
		// Whoever waits for an answer holds a connection; the others need theirs.
		const patient = { maxConnections: lostAnswers.length, timeoutSeconds: 10 };
		const credential = await addCredential(session.client, session.exchange, patient);
		const workflow = await saveWorkflow(session.client, credential, [
			...items(
				lostAnswers.map(({ person }) => ({ emailAddress: addressOf(person) })),
				'Sync',
			),
			...syncOf(mailboxOf('={{ $json.emailAddress }}')),
		]);
		const run = async () => void runs.push(await workflow.run());
		const disturbed = async (lost: 'one' | 'all') => {
			for (const one of lostAnswers) {
				breakPositions(session.exchange, { mailbox: addressOf(one.person), ...one, lost });
			}
			await run();
			session.exchange.faults.clear();
		};

		await disturbed('one');
		await run();
		for (const { person } of lostAnswers) owners.get(person)!.edit();
		await disturbed('all');
		await run();
		await run();
	}, startTimeoutMs);

	it('let every run succeed', () => {
		expect(runs.map((run) => run.error('Sync')?.message ?? run.status)).toEqual(
			runs.map(() => 'success'),
		);
	});

	it.each(lostAnswers.map(({ kind, person }) => [kind, person]))(
		'lose nothing: %s',
		(_, person) => {
			const [first, second, third, fourth, last] = runs.map((run) => told(person, run));
			expect(first).toEqual(everything);
			expect(everything).toEqual(expect.arrayContaining(second));
			expect(third).toEqual(expect.arrayContaining(edits));
			expect(third).toEqual(expect.arrayContaining(fourth));
			expect(last).toEqual([]);
		},
	);

	it('are told with the position that may not count', () => {
		const positions = runs[2].items('Sync', 1).map(({ json }) => json);
		expect(positions).toEqual(
			lostAnswers.map(({ person }) =>
				expect.objectContaining({
					mailbox: addressOf(person),
					kept: false,
					message: expect.stringContaining('may come again with the next run'),
				}),
			),
		);
	});
});

describe('one workflow, called twice at once', () => {
	it('makes 500 appointments of 500 events', async () => {
		const events = shifts(500);
		const { client } = session;
		const workflow = await saveWorkflow(client, session.credential, [
			...items(events, 'Push'),
			pushStep(addressOf('pushed')),
		]);
		const point = standStillAt(session.exchange, {
			mailbox: addressOf('pushed'),
			operation: 'CreateItem',
		});
		const once = await begin(client, workflow);
		await until(() => point.reached);
		const again = await begin(client, workflow, once.id);
		point.release();
		const actionsOf = async ({ ended }: BegunRun) => [
			...new Set((await ended).items('Push').map(({ json }) => json.action)),
		];

		expect(await actionsOf(once)).toEqual(['created']);
		expect(await actionsOf(again)).toEqual(['unchanged']);
		const pushed = company.user('pushed');
		const subjects = pushed.calendar.items().map(({ subject }) => subject);
		expect(subjects.sort()).toEqual(events.map(({ event }) => event.subject).sort());
		expect(pushed.itemsIn('deleteditems')).toEqual([]);
	});
});

describe('a position of a workflow that another one calls', () => {
	const subWorkflow = async (person: string) =>
		await saveWorkflow(session.client, session.credential, [
			{ ...syncOf(mailboxOf(addressOf(person)))[0], next: [] },
			{
				name: 'Called',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
				next: [['Sync']],
			},
		]);

	/** A workflow that calls another one, and can be called itself. */
	const callerOf = async ({ id }: AddedWorkflow) =>
		await saveWorkflow(session.client, session.credential, [
			{
				name: 'Call',
				type: 'n8n-nodes-base.executeWorkflow',
				typeVersion: 1.1,
				parameters: { source: 'database', workflowId: { __rl: true, mode: 'id', value: id } },
			},
			{
				name: 'Called',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
				next: [['Call']],
			},
		]);

	it.each(callers)('stays in tests of any caller, and moves in production: %s', async (person) => {
		const called = await subWorkflow(person);
		const parent = await callerOf(called);
		const grandparent = await callerOf(parent);
		const tests = async () => {
			const runs: string[][] = [];
			for (const { id } of [parent, grandparent]) {
				const execution = await session.client.runManually(id, 'Manual');
				expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
				runs.push(told(person, execution, 'Call'));
			}
			return runs;
		};
		const production = async (workflow: AddedWorkflow) =>
			told(person, await workflow.run(), 'Call');
		const [one, other] = person === callers[0] ? [parent, grandparent] : [grandparent, parent];

		expect(await tests()).toEqual([everything, everything]);
		expect(await production(one)).toEqual(everything);
		expect(await production(other)).toEqual([]);
		owners.get(person)!.edit();
		expect(await tests()).toEqual([edits, edits]);
		expect(await production(other)).toEqual(edits);
		expect(await tests()).toEqual([[], []]);
		expect(await production(one)).toEqual([]);
	});
});
