import { addCredential, owner as account } from '../../scripts/lib/demoSetup.mjs';
import type { AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import { ensureN8n } from '../../scripts/lib/ensureN8n.mjs';
import { startN8n, type N8n } from '../../scripts/lib/n8n.mjs';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import type { CalendarChange } from '../../exchange/calendar/event';
import { Company } from '../exchangeServer/company';
import { BusyOwner, edits } from './busyOwner';
import { startDownstreamStore, type DownstreamStore, type Table } from './downstreamStore';
import { startSession, startTimeoutMs, type Session } from './session';
import { standStillAt, until } from './standstill';
import { ours, saveWorkflow, type Step } from './workflow';

/**
 * One n8n is killed while several workflows, each with a mailbox of its own, stand still at different
 * points; it is started again and all of them run again.
 */

/** Where a run stands when n8n is killed, and what its next run has to bring. */
interface Case {
	point: string;
	person: string;
	delivery: 'onConfirm' | 'onOutput';
	/** Lets the next run stand still at the point; gives whether it stands there. */
	arm(there: { session: Session; mailbox: string; table: Table }): () => boolean;
	/** Changes that are in the other system when n8n is killed. */
	storedBefore: number;
	/** `again`: the same changes; `rest`: only what happened since. */
	next: 'again' | 'rest';
	/** The killed run had parked what it found, so that its changes may be known downstream. */
	mayHaveArrived: boolean;
}

const changesOfTheKilledRun = edits.length;

const atExchange =
	(operation: string, how: { carriedOut?: boolean; after?: number } = {}): Case['arm'] =>
	({ session, mailbox }) => {
		const standstill = standStillAt(session.exchange, { mailbox, operation, ...how });
		return () => standstill.reached;
	};

const atStore =
	(stores: number, answers: number): Case['arm'] =>
	({ table }) => {
		table.patience = { stores, answers };
		return () => table.waiting === changesOfTheKilledRun - Math.min(stores, answers);
	};

const none = { storedBefore: 0, mayHaveArrived: false } as const;

const cases: Case[] = [
	{
		point: 'while the changes are read',
		person: 'ada',
		delivery: 'onConfirm',
		arm: atExchange('GetItem'),
		...none,
		next: 'again',
	},
	{
		point: 'before the position is parked',
		person: 'ben',
		delivery: 'onConfirm',
		arm: atExchange('CreateUserConfiguration'),
		...none,
		next: 'again',
	},
	{
		point: 'when the position is parked and nothing is handed out yet',
		person: 'cleo',
		delivery: 'onConfirm',
		arm: atExchange('CreateUserConfiguration', { carriedOut: true }),
		storedBefore: 0,
		next: 'again',
		mayHaveArrived: true,
	},
	{
		point: 'before the other system stores anything',
		person: 'dora',
		delivery: 'onConfirm',
		arm: atStore(0, 0),
		storedBefore: 0,
		next: 'again',
		mayHaveArrived: true,
	},
	{
		point: 'when the other system has stored some changes',
		person: 'emil',
		delivery: 'onConfirm',
		arm: atStore(2, 2),
		storedBefore: 2,
		next: 'again',
		mayHaveArrived: true,
	},
	{
		point: 'when everything is stored and nothing answered',
		person: 'finn',
		delivery: 'onConfirm',
		arm: atStore(Infinity, 0),
		storedBefore: changesOfTheKilledRun,
		next: 'again',
		mayHaveArrived: true,
	},
	{
		point: 'before the confirmation is carried out',
		person: 'gus',
		delivery: 'onConfirm',
		arm: atExchange('CreateUserConfiguration', { after: 1 }),
		storedBefore: changesOfTheKilledRun,
		next: 'again',
		mayHaveArrived: true,
	},
	{
		point: 'when the confirmation is carried out and its answer on the way',
		person: 'hugo',
		delivery: 'onConfirm',
		arm: atExchange('CreateUserConfiguration', { after: 1, carriedOut: true }),
		storedBefore: changesOfTheKilledRun,
		next: 'rest',
		mayHaveArrived: true,
	},
	{
		point: 'while the changes are read',
		person: 'ivo',
		delivery: 'onOutput',
		arm: atExchange('GetItem'),
		...none,
		next: 'again',
	},
	{
		point: 'before the other system stores anything',
		person: 'june',
		delivery: 'onOutput',
		arm: atStore(0, 0),
		storedBefore: 0,
		next: 'rest',
		mayHaveArrived: true,
	},
];

/** What happened to a case. */
interface Outcome {
	storedBefore: number;
	/** What the run after the kill handed out. */
	next: string[];
	/** What the run after that one handed out. */
	last: string[];
	/** Keys of what the killed run had found and is still true. */
	expectedKeys: string[];
	table: Table;
	owner: BusyOwner;
}

let session: Session;
let store: DownstreamStore;
let restarted: N8n | undefined;
const outcomes = new Map<Case, Outcome>();

beforeAll(async () => {
	store = await startDownstreamStore();
	const company = new Company();
	company.addServiceAccount();
	const owners = cases.map(
		({ person }) => new BusyOwner(company.addPerson({ accountName: person })),
	);
	session = await startSession(company);

	// Whoever stands still holds a connection; the others need theirs.
	const patient = { maxConnections: 2 * cases.length, timeoutSeconds: 600 };
	const credential = await addCredential(session.client, session.exchange, patient);
	const workflows = await Promise.all(
		cases.map(async (one) => await addWorkflowOf(one, credential)),
	);
	await allSucceed(workflows);
	const points = cases.map((one, index) => {
		const table = store.table(one.person);
		table.arrived.length = 0;
		owners[index].edit();
		return one.arm({ session, mailbox: owners[index].user.smtpAddress, table });
	});
	const cutOff = Promise.allSettled(workflows.map(async (workflow) => await workflow.run()));
	await until(() => points.every((isThere) => isThere()));
	await session.n8n.kill();
	// A run that had ended by itself would have got its answer.
	expect((await cutOff).map(({ status }) => status)).toEqual(cases.map(() => 'rejected'));

	const storedBefore = cases.map(({ person }) => store.table(person).arrived.length);
	store.letGo();
	session.exchange.faults.clear();
	for (const owner of owners) owner.cancelTheFleetingOne();

	restarted = await startAgain(session.n8n);
	const executions = await allSucceed(workflows);
	const last = await allSucceed(workflows);
	for (const [index, one] of cases.entries()) {
		outcomes.set(one, {
			storedBefore: storedBefore[index],
			next: owners[index].told(changesOf(executions[index])),
			last: owners[index].told(changesOf(last[index])),
			expectedKeys: owners[index].keysOfEdits(),
			table: store.table(one.person),
			owner: owners[index],
		});
	}
}, startTimeoutMs);

afterAll(async () => {
	await restarted?.stop();
	await session?.stop();
	await store?.close();
});

describe.each(cases.map((one) => [one.delivery, one.point, one] as const))(
	'%s, n8n killed %s',
	(delivery, _point, one) => {
		it(`${one.next === 'again' ? 'repeats' : 'does not repeat'} what the killed run had found`, () => {
			const { storedBefore, next } = outcomes.get(one)!;
			expect(storedBefore).toBe(one.storedBefore);
			const again = one.next === 'again' ? edits.filter((edit) => !edit.includes('Fleeting')) : [];
			const since = one.mayHaveArrived ? ['deleted Fleeting'] : [];
			expect(next).toEqual([...again, ...since].sort());
		});

		it('goes on from there', () => {
			expect(outcomes.get(one)!.last).toEqual([]);
		});

		if (delivery === 'onConfirm') {
			it('brings every change to the other system, which holds each once', () => {
				const { table, owner, expectedKeys } = outcomes.get(one)!;
				expect(table.arrived.map(({ key }) => key)).toEqual(expect.arrayContaining(expectedKeys));
				expect(rowsOf(table)).toEqual(owner.shown());
			});
		} else {
			const loses = one.next === 'rest';
			it(`${loses ? 'loses what was under way' : 'loses nothing'}, as its description says`, () => {
				const { table, owner } = outcomes.get(one)!;
				if (loses) expect(rowsOf(table)).not.toEqual(owner.shown());
				else expect(rowsOf(table)).toEqual(owner.shown());
			});
		}
	},
);

async function addWorkflowOf(
	{ person, delivery }: Case,
	credential: { id: string; name: string },
): Promise<AddedWorkflow> {
	const confirm: Step = ours('syncCalendarItems', 'Confirm', { operation: 'confirm' });
	const isConfirmed = delivery === 'onConfirm';
	return await saveWorkflow(session.client, credential, [
		ours(
			'syncCalendarItems',
			'Sync',
			{
				operation: 'getChanges',
				mailbox: { __rl: true, mode: 'address', value: `${person}@enyoi.example` },
				delivery,
			},
			{ next: [['Store']] },
		),
		store.step('Store', person, { next: isConfirmed ? [['Confirm']] : [] }),
		...(isConfirmed ? [confirm] : []),
	]);
}

async function allSucceed(workflows: AddedWorkflow[]): Promise<Execution[]> {
	const executions = await Promise.all(workflows.map(async (workflow) => await workflow.run()));
	expect(executions.map(({ status }) => status)).toEqual(workflows.map(() => 'success'));
	return executions;
}

/** The same n8n again: its folder, its key and its address. */
async function startAgain({ userFolder, encryptionKey, port }: N8n): Promise<N8n> {
	const installation = await ensureN8n();
	const n8n = await startN8n({ installation, userFolder, encryptionKey, port });
	await session.client.login(account);
	return n8n;
}

function changesOf(execution: Execution): CalendarChange[] {
	return execution.items('Sync', 0).map(({ json }) => json as unknown as CalendarChange);
}

function rowsOf(table: Table): string[] {
	return [...table.rows.values()]
		.map(({ subject, start }) => `${start?.dateTime.slice(0, 16)} ${subject}`)
		.sort();
}
