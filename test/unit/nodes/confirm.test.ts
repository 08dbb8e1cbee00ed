import * as connection from '../../../exchange/connection';
import * as library from '../../../exchange/changes/getChanges';
import * as store from '../../../exchange/changes/position/store';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/changes/getChanges', () => ({ getChanges: jest.fn() }));
jest.mock('../../../exchange/changes/position/store', () => ({ positionStore: jest.fn() }));

let exchange: MemoryLibrary;

beforeEach(() => {
	exchange = new MemoryLibrary();
	exchange.changes.set('alice@enyoi.example', ['Jour fixe', 'Retro']);
	exchange.changes.set('bob@enyoi.example', ['Visit']);
	jest.mocked(connection.connect).mockImplementation(exchange.connect);
	jest.mocked(library.getChanges).mockImplementation(exchange.getChanges);
	jest.mocked(store.positionStore).mockImplementation(exchange.positionStore);
});

const mailboxes = ['alice', 'bob'].map((name) => ({ emailAddress: `${name}@enyoi.example` }));

async function getChanges(options: Partial<NodeRunOptions> = {}): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: {},
		items: mailboxes,
		...options,
		parameters: syncParameters({ delivery: 'onConfirm', ...options.parameters }),
	});
}

async function confirm(options: Partial<NodeRunOptions>): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: {},
		workflowId: 'another workflow',
		nodeId: 'another node',
		...options,
		parameters: { operation: 'confirm' },
	});
}

it('delivers again what was not confirmed', async () => {
	await getChanges();
	await getChanges();

	expect(exchange.asked.map(({ position }) => position)).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
	]);
	expect(exchange.asked.map(({ unconfirmed }) => unconfirmed)).toEqual([[], [], ['+'], ['+']]);
});

it('makes each run of each mailbox count once, from its changes', async () => {
	const { json } = await getChanges();

	const confirmed = await confirm({ items: json[0] });

	const runs = json[1].map(({ mailbox, syncRun }) => ({ mailbox, syncRun, confirmed: true }));
	expect(confirmed.json).toEqual([runs]);
	expect(confirmed.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
		[{ item: 0 }, { item: 1 }],
		{ item: 2 },
	]);
	expect(Object.values(exchange.counting())).toEqual(['+', '+']);
});

it('takes one change for all of its run and mailbox, so that others may be filtered out', async () => {
	const { json } = await getChanges();

	await confirm({ items: [json[0][1]] });

	expect(Object.values(exchange.counting())).toEqual(['+', undefined]);
});

it('takes positions too', async () => {
	const { json } = await getChanges();

	await confirm({ items: [json[1][1]] });

	expect(Object.values(exchange.counting())).toEqual([undefined, '+']);
});

it('finds positions with a name of their own, in another calendar, in the service mailbox', async () => {
	const { json } = await getChanges({
		parameters: {
			positionName: 'to: planning / "A"',
			positionStore: 'serviceMailbox',
			calendar: { __rl: true, mode: 'id', value: 'AAMk:/+=' },
		},
	});

	const confirmed = await confirm({ items: json[1] });

	expect(confirmed.json[0]).toMatchObject([{ confirmed: true }, { confirmed: true }]);
	expect(Object.keys(exchange.counting())[0]).toBe(
		'serviceMailbox alice@enyoi.example AAMk:/+= to: planning / "A"',
	);
});

it('says when a later run has taken the place', async () => {
	const first = await getChanges();
	await getChanges();

	const { json } = await confirm({ items: first.json[1] });

	expect(json[0]).toMatchObject([
		{ confirmed: false, message: expect.stringContaining('A later run') },
		{ confirmed: false },
	]);
	expect(Object.values(exchange.counting())).toEqual([undefined, undefined]);
});

it.each(['manual', 'evaluation'] as const)('moves nothing in a test run (%s)', async (mode) => {
	const { json } = await getChanges();
	const tried = await getChanges({ mode });

	const confirmed = await confirm({ items: json[1], mode });
	await confirm({ items: tried.json[1] });

	expect(confirmed.json[0]).toMatchObject([
		{ confirmed: false, message: expect.stringContaining('test run') },
		{ confirmed: false },
	]);
	expect(Object.values(exchange.counting())).toEqual([undefined, undefined]);
});

it('confirms nothing when an item names no run and the node stops', async () => {
	const { json } = await getChanges();

	const { error } = await confirm({ items: [...json[1], { mailbox: 'carol@enyoi.example' }] });

	expect(error).toMatchObject({ context: { itemIndex: 2 } });
	expect(Object.values(exchange.counting())).toEqual([undefined, undefined]);
});

it('takes one mailbox in two spellings for one', async () => {
	const { json } = await getChanges({ items: [mailboxes[0]] });
	const [position] = json[1];
	const spelled = { ...position, mailbox: 'ALICE@enyoi.example' };

	const confirmed = await confirm({ items: [position, spelled] });

	expect(confirmed.outputs[0]).toMatchObject([
		{ json: { confirmed: true }, pairedItem: [{ item: 0 }, { item: 1 }] },
	]);
});

it.each([
	[{ mailbox: 'alice@enyoi.example', syncRun: 'f6b2c1' }, 'Sync Run "f6b2c1"'],
	[{ mailbox: 'alice@enyoi.example' }, 'Sync Run'],
	[{ syncRun: 'run:mailbox:name' }, 'Mailbox'],
])('refuses what names no run: %j', async (item, named) => {
	const { error } = await confirm({ items: [item] });
	const { json } = await confirm({ items: [item], onError: 'continueErrorOutput' });

	expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
	expect(error?.message).toContain(named);
	expect(json).toEqual([[], [expect.objectContaining(item)]]);
});

it('goes on with the other mailboxes when one can not be written', async () => {
	const { json } = await getChanges();
	exchange.unwritable.add('alice@enyoi.example');

	const confirmed = await confirm({ items: json[0], onError: 'continueErrorOutput' });

	expect(confirmed.json[0]).toMatchObject([{ mailbox: 'bob@enyoi.example', confirmed: true }]);
	expect(confirmed.json[1]).toMatchObject([
		{ error: 'No right to write into alice@enyoi.example', subject: 'Jour fixe' },
	]);
});
