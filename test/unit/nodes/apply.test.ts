import * as library from '../../../exchange/push/applyPlan';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { runNode, type NodeRunOptions } from '../../support/runWorkflow';
import type { PushResult } from '../../../exchange/push/options';
import type { Plan } from '../../../exchange/push/plan/plan';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/push/applyPlan', () => ({ applyPlan: jest.fn() }));

const planFor = (mailbox: string, ...externalIds: string[]): Plan => ({
	version: 2,
	mailbox,
	source: 'planning',
	madeAt: '2026-11-23T09:00:00Z',
	linked: 0,
	sendInvitations: 'none',
	deleteType: 'toDeletedItems',
	actions: externalIds.map((externalId) => ({ action: 'create', externalId, reason: 'new' })),
});

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	jest.mocked(library.applyPlan).mockReset();
	jest.mocked(library.applyPlan).mockImplementation(async function* (_, { mailbox, actions }) {
		if (mailbox.startsWith('nobody')) throw new ExchangeError('notFound', 'No such mailbox');
		for (const [input, { externalId }] of actions.entries()) {
			const moved = externalId === 'moved';
			const failed = externalId === 'bad' && new ExchangeError('limit', 'Too long');
			const result: PushResult = {
				action: failed ? 'failed' : moved ? 'conflict' : 'created',
				externalId,
				input,
			};
			yield failed ? { ...result, error: failed } : result;
		}
	});
});

async function apply(plans: unknown[], more: Partial<NodeRunOptions> = {}) {
	return await runNode(new SyncCalendarItems(), {
		credential: {},
		items: plans.map((plan) => ({ plan: plan as never })),
		parameters: { operation: 'apply' },
		...more,
	});
}

it('carries out the plan of each item, as object or text', async () => {
	const { json, outputs, error } = await apply([
		planFor('alice@enyoi.example', '1', 'moved'),
		JSON.stringify(planFor('bob@enyoi.example', '2')),
	]);

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([
		expect.objectContaining({ mailbox: 'alice@enyoi.example', externalId: '1', action: 'created' }),
		expect.objectContaining({ externalId: 'moved', action: 'conflict' }),
		expect.objectContaining({ mailbox: 'bob@enyoi.example', externalId: '2' }),
	]);
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 0 },
		{ item: 1 },
	]);
});

it('sends failures to the error output and does the rest', async () => {
	const { json } = await apply(
		[
			planFor('alice@enyoi.example', 'bad', '1'),
			planFor('nobody@enyoi.example', '2'),
			'no plan',
			undefined,
		],
		{ onError: 'continueErrorOutput' },
	);
	expect(json[0].map(({ externalId }) => externalId)).toEqual(['1']);
	expect(json[1].map(({ error }) => error)).toEqual([
		expect.stringContaining('Too long'),
		expect.stringContaining('No such mailbox'),
		expect.stringContaining('no plan'),
		expect.stringContaining('no plan'),
	]);
});

it('takes a list of plans, as an expression gives it behind an approval', async () => {
	const plans = [planFor('alice@enyoi.example', '1'), planFor('bob@enyoi.example', '2')];
	const { json, outputs } = await apply([plans]);
	expect(json[0].map(({ mailbox }) => mailbox)).toEqual([
		'alice@enyoi.example',
		'bob@enyoi.example',
	]);
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	const empty = await apply([[]]);
	expect(empty.error).toMatchObject({
		message: 'Item 0 has no plan',
		description: expect.stringContaining("$('Dry Run').all()"),
	});
});

it('carries out the plan of an item whose data is null, as a column of a database may be', async () => {
	const plan = planFor('alice@enyoi.example', '1');
	const { json, error } = await apply([], { items: [{ plan: plan as never, data: null }] });

	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject([{ externalId: '1', action: 'created' }]);
});

it('refuses what was not approved', async () => {
	const plan = planFor('alice@enyoi.example', '1') as never;
	const { error } = await apply([], { items: [{ plan, data: { approved: false } }] });
	expect(error).toMatchObject({ message: 'The plan of item 0 was not approved' });
	expect(library.applyPlan).not.toHaveBeenCalled();
	const { json } = await apply([], { items: [{ plan, data: { approved: true } }] });
	expect(json[0]).toHaveLength(1);
});
