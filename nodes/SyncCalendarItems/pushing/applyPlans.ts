import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { applyPlan } from '../../../exchange/push/applyPlan';
import type { Exchange } from '../../../exchange/connection';
import { InvalidInput } from '../../../exchange/errors';
import { addressKey } from '../../../exchange/mailboxes/address';
import { mapConcurrently } from '../../../exchange/concurrency';
import { groupBy } from '../../shared/groupBy';
import { ItemResults } from '../../shared/itemResults';
import type { Plan } from '../../../exchange/push/plan/plan';
import { failureOf, toJson } from './setResults';

/** Carries out the plan of each item; plans of one mailbox one after the other. */
export async function applyPlans(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const results = new ItemResults(context);
	const plans = results.readEach((item) => ({ item, plan: readPlan(context, item) }));
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

/** Checks only that it is a plan; the library checks that it can be carried out. */
function readPlan(context: IExecuteFunctions, item: number): Plan {
	const given = context.getNodeParameter('plan', item, undefined);
	const plan = (typeof given === 'string' ? parse(given) : given) as IDataObject | undefined;
	if (typeof plan?.mailbox === 'string' && Array.isArray(plan.actions)) {
		return plan as unknown as Plan;
	}
	throw new InvalidInput('plan', `Item ${item} has no plan`, {
		remedy: 'Give the plan that Push or Two-Way Sync put out with Dry Run on.',
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
