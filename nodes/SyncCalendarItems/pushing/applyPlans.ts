import type { INodeExecutionData } from 'n8n-workflow';
import { applyPlan } from '../../../exchange/push/applyPlan';
import { InvalidInput } from '../../../exchange/errors';
import { addressKey } from '../../../exchange/mailboxes/address';
import { mapConcurrently } from '../../../exchange/concurrency';
import { groupBy } from '../../shared/groupBy';
import { ItemResults } from '../../shared/itemResults';
import type { Plan } from '../../../exchange/push/plan/plan';
import type { SyncRun } from '../operation';
import { planningNodeBefore } from './planningNodeBefore';
import { failureOf, toJson } from './setResults';

/** Carries out the plans of each item; plans of one mailbox one after the other. */
export async function applyPlans(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { context, exchange, reword } = run;
	const results = new ItemResults(context, { reword });
	const plans = results
		.readEach((item) => readPlans(run, item).map((plan) => ({ item, plan })))
		.flat();
	const ofMailboxes = groupBy(plans, ({ plan }) => addressKey(plan.mailbox));
	const signal = context.getExecutionCancelSignal();
	await mapConcurrently(ofMailboxes, exchange.settings.maxConnections, async (ofMailbox) => {
		await results.forEach(ofMailbox, 1, async ({ item, plan }) => {
			for await (const result of applyPlan(exchange, plan, { signal })) {
				if (result.action === 'failed') results.fail(item, result.error ?? failureOf(result));
				else results.add(item, toJson(plan, result));
			}
		});
	});
	return results.outputs(1);
}

/**
 * The plans of an item: one, or a list. Checks only that they are plans; the library checks that they can
 * be carried out.
 */
function readPlans({ context }: SyncRun, item: number): Plan[] {
	const { data } = context.getInputData()[item].json as { data?: { approved?: unknown } | null };
	if (data?.approved === false) {
		throw new InvalidInput('Plan', `The plan of item ${item} was not approved`, {
			remedy: 'Lead only what was approved to this node, by an If on {{ $json.data.approved }}.',
		});
	}
	const given: unknown = context.getNodeParameter('plan', item, undefined);
	const value: unknown = typeof given === 'string' ? parse(given) : given;
	const plans = [value].flat();
	if (plans.length > 0 && plans.every(isPlan)) return plans;
	const before = planningNodeBefore(context) ?? 'Dry Run';
	throw new InvalidInput('Plan', `Item ${item} has no plan`, {
		remedy: `An approval node gives out its answer, not the plans: write {{ $('${before}').all().map((item) => item.json.plan) }} into Plan. Otherwise lead what Push or Two-Way Sync puts out with Dry Run on to this node.`,
	});
}

function isPlan(value: unknown): value is Plan {
	const { mailbox, actions } = (value ?? {}) as Partial<Plan>;
	return typeof mailbox === 'string' && Array.isArray(actions);
}

/** Undefined when it is not JSON. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
