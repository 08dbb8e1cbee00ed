import type { IDataObject } from 'n8n-workflow';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as positions from '../../../exchange/changes/position/store';
import * as library from '../../../exchange/push/twoWay';
import type { SourceChange, TwoWayOptions, TwoWayResult } from '../../../exchange/push/twoWay';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { toolOf } from '../../support/toolOf';
import type { PushResult } from '../../../exchange/push/options';
import type { Plan } from '../../../exchange/push/plan/plan';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/mailboxes/openCalendar', () => ({
	openCalendar: async (_: unknown, mailbox: string) => await Promise.resolve({ id: mailbox }),
}));
jest.mock('../../../exchange/changes/position/store', () => ({ positionStore: jest.fn() }));
jest.mock('../../../exchange/push/twoWay', () => ({ twoWay: jest.fn() }));

let memory: MemoryLibrary;
let asked: Array<{ options: TwoWayOptions; inputs: PushInput[] }>;
/** Subjects of what people changed in Exchange, by mailbox. */
let changed: Map<string, string[]>;
let conflicting: Set<string>;
/** Nothing new to remember. */
let isAtRest: boolean;
let faults: Map<string, ExchangeError>;

async function answer(options: TwoWayOptions, inputs: PushInput[]): Promise<TwoWayResult> {
	asked.push({ options, inputs });
	const { mailbox, source, position, syncRun = 'run' } = options;
	const fault = faults.get(mailbox);
	if (fault) throw fault;
	const results = inputs.map(({ externalId }, input): PushResult => {
		if (!externalId) return { action: 'failed', externalId, input };
		const action = conflicting.has(externalId) ? 'conflict' : 'updated';
		return { action, externalId, input };
	});
	const how = { sendInvitations: 'none', deleteType: 'toDeletedItems' } as const;
	const plan: Plan = {
		version: 2,
		mailbox,
		source,
		madeAt: '',
		linked: 0,
		...how,
		actions: [],
	};
	return {
		forSource: (changed.get(mailbox) ?? []).map(
			(subject): SourceChange => ({
				changeType: 'updated',
				mailbox,
				syncRun,
				key: subject,
				uid: subject,
				masked: false,
				subject,
			}),
		),
		inExchange: results.filter(({ action }) => action !== 'conflict'),
		conflicts: results.filter(({ action }) => action === 'conflict'),
		position: isAtRest && position ? position : `${position ?? ''}+`,
		plan,
	};
}

beforeEach(() => {
	memory = new MemoryLibrary();
	asked = [];
	changed = new Map();
	conflicting = new Set();
	isAtRest = false;
	faults = new Map();
	jest.mocked(connection.connect).mockImplementation(memory.connect);
	jest.mocked(positions.positionStore).mockImplementation(memory.positionStore);
	jest
		.mocked(library.twoWay)
		.mockImplementation((_, options, events) => answer(options, events as PushInput[]));
});

async function sync(
	items: IDataObject[],
	parameters: NodeRunOptions['parameters'] = {},
	more: Partial<NodeRunOptions> = {},
): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: {},
		items: items.map((item) => ({ emailAddress: 'alice@enyoi.example', ...item })),
		parameters: syncParameters({ operation: 'twoWay', source: 'planning', ...parameters }),
		...more,
	});
}

const shift = (externalId: string, more: IDataObject = {}): IDataObject => ({
	externalId,
	event: { subject: `Shift ${externalId}` },
	...more,
});
const counting = () => Object.values(memory.counting());

it('hands out what is for the source, what was written, and conflicts, each on its output', async () => {
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	conflicting.add('2');
	const { json, error } = await sync([shift('1'), shift('2')]);

	expect(error).toBeUndefined();
	expect(json).toMatchObject([
		[{ subject: 'Moved by Alice', mailbox: 'alice@enyoi.example' }],
		[{ externalId: '1', action: 'updated' }],
		[{ externalId: '2', action: 'conflict' }],
	]);
	expect(asked[0].options).toMatchObject({ conflictPolicy: 'report', input: 'changes' });
});

it('needs no change of the source to bring those of Exchange', async () => {
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	const { json, error } = await sync([{}]);
	expect(error).toBeUndefined();
	expect(json[0]).toHaveLength(1);
	expect(asked[0].inputs).toEqual([]);
});

it('takes an item without an event for the name of a mailbox, also where its event is an expression', async () => {
	const event = '={{ ({ subject: $json.subject, start: $json.start, ...$json.event }) }}';
	const { error } = await sync([{}], { eventAs: 'json', event });
	expect(error).toBeUndefined();
	expect(asked[0].inputs).toEqual([]);
});

it('masks private events unless told otherwise', async () => {
	await sync([shift('1')]);
	await sync([shift('1')], { privacy: 'full' });
	expect(asked.map(({ options }) => options.privacy)).toEqual(['maskPrivate', 'full']);
});

it('takes an item with emptySet for a complete set without events', async () => {
	await sync([{ emptySet: true }], { action: 'snapshot', allowEmptySnapshot: true });
	expect(asked[0]).toMatchObject({ inputs: [], options: { input: 'snapshot' } });
});

it('goes on from where the last run was, for each source on its own', async () => {
	await sync([shift('1')]);
	await sync([shift('1')]);
	await sync([shift('1')], { source: 'rooms' });
	expect(asked.map(({ options }) => options.position)).toEqual([undefined, '+', undefined]);
	expect(counting()).toEqual(['++', '+']);
});

it('leaves the position where it is in test runs', async () => {
	await sync([shift('1')], {}, { mode: 'manual' });
	expect(counting()).toEqual([]);
});

it('parks the position until the changes are confirmed, when there are any', async () => {
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	const { json } = await sync([{}], { delivery: 'onConfirm' });
	expect(counting()).toEqual([undefined]);

	const confirmed = await runNode(new SyncCalendarItems(), {
		credential: {},
		items: json[0],
		parameters: { operation: 'confirm' },
	});
	expect(confirmed.json[0]).toMatchObject([{ confirmed: true }]);
	expect(counting()).toEqual(['+']);

	changed.clear();
	await sync([{}], { delivery: 'onConfirm' });
	expect(counting()).toEqual(['++']);
});

it('tells the library what was handed out and never confirmed, and parks as long as something is', async () => {
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	const told = async () => await sync([{}], { delivery: 'onConfirm' });
	await told();
	expect(asked[0].options.unconfirmed).toEqual([]);
	await told();
	changed.clear();
	await told();
	expect(asked.slice(1).map(({ options }) => [options.position, options.unconfirmed])).toEqual([
		[undefined, ['+']],
		[undefined, ['+']],
	]);
	expect(counting()).toEqual([undefined]);
});

it('tells what waits beside the position once where runs need no confirmation, also at rest', async () => {
	await sync([{}]);
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	await sync([{}], { delivery: 'onConfirm' });
	changed.clear();
	isAtRest = true;
	await sync([{}]);
	await sync([{}]);
	expect(asked.map(({ options }) => [options.position, options.unconfirmed])).toEqual([
		[undefined, []],
		['+', []],
		['+', ['++']],
		['+', []],
	]);
});

it('writes and keeps nothing in a dry run, and gives the plan', async () => {
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	const { json } = await sync([shift('1')], { dryRun: true });
	expect(asked[0].options.dryRun).toBe(true);
	expect(json).toEqual([
		[],
		[
			expect.objectContaining({
				dryRun: true,
				plan: expect.objectContaining({ version: 2 }),
				forSource: [expect.objectContaining({ subject: 'Moved by Alice' })],
			}),
		],
		[],
	]);
	expect(counting()).toEqual([]);
});

describe('a failure', () => {
	const bob = { emailAddress: 'bob@enyoi.example' };

	it('of one mailbox goes to the error output, and the others go on', async () => {
		faults.set('bob@enyoi.example', new ExchangeError('notFound', 'No mailbox bob'));
		const { json } = await sync(
			[shift('1'), shift('2', bob)],
			{},
			{ onError: 'continueErrorOutput' },
		);
		expect(json[1]).toMatchObject([{ externalId: '1' }]);
		expect(json[3]).toEqual([
			expect.objectContaining({ error: expect.stringContaining('No mailbox bob') }),
		]);
		expect(counting()).toEqual(['+']);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'of the connection is no change for the source: %s',
		async (onError) => {
			jest.mocked(connection.connect).mockImplementation(() => {
				throw new ExchangeError('settings', 'The server is missing');
			});
			const { json } = await sync([shift('1'), shift('2')], {}, { onError });
			const failed = json.map((output) => output.filter(({ error }) => error).length);

			expect(failed).toEqual(onError === 'continueRegularOutput' ? [0, 2] : [0, 0, 0, 2]);
		},
	);

	it('that stops the node moves no position, as n8n throws the changes away', async () => {
		faults.set('bob@enyoi.example', new ExchangeError('notFound', 'No mailbox bob'));
		const { error } = await sync([shift('1'), shift('2', bob)]);
		expect(error).toMatchObject({ message: expect.stringContaining('No mailbox bob') });
		expect(counting()).toEqual([]);
	});

	it('to keep a position stops nothing: all changes are handed out, and it is said', async () => {
		changed.set('alice@enyoi.example', ['Moved by Alice']);
		changed.set('bob@enyoi.example', ['Moved by Bob']);
		memory.unwritable.add('bob@enyoi.example');
		memory.unanswered.add('alice@enyoi.example');
		const { json, error, hints } = await sync([shift('1'), shift('2', bob)]);
		expect(error).toBeUndefined();
		expect(json[0].map(({ subject }) => subject).toSorted()).toEqual([
			'Moved by Alice',
			'Moved by Bob',
		]);
		expect(hints).toMatchObject([
			{ message: expect.stringMatching(/^2 positions .*No right to write into bob/) },
		]);
	});

	it('to keep nothing: positions are put back when the execution is stopped while they are written', async () => {
		await sync([shift('1'), shift('2', bob)]);
		const stop = new AbortController();
		memory.onWrite = () => stop.abort();
		await sync([shift('1'), shift('2', bob)], {}, { signal: stop.signal });
		await new Promise((resolve) => setImmediate(resolve));
		expect(counting()).toEqual(['+', '+']);
	});
});

it('takes a complete set once in an execution, whatever branches lead to the node', async () => {
	const { later } = await sync(
		[shift('1'), shift('2')],
		{ action: 'snapshot' },
		{ branches: [1, 1] },
	);

	expect(asked).toHaveLength(1);
	expect(later).toMatchObject([
		{ error: { message: expect.stringMatching(/^Action is Snapshot/) } },
	]);
});

it('tells a model all, which gets the first output alone', async () => {
	changed.set('alice@enyoi.example', ['Moved by Alice']);
	conflicting.add('2');
	const call = toolOf(new SyncCalendarItems(), {
		credential: {},
		items: [{ emailAddress: 'alice@enyoi.example', ...shift('2') }],
		parameters: syncParameters({ operation: 'twoWay', source: 'planning' }),
	});

	expect(JSON.parse(await call())).toMatchObject([
		{ subject: 'Moved by Alice', changeType: 'updated' },
		{ externalId: '2', action: 'conflict' },
	]);
});
