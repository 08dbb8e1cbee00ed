import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { describeBehaviours } from '../../exchange/diagnosis/behaviours/describeBehaviours';
import { execute } from '../shared/connection';
import { ItemResults } from '../shared/itemResults';
import { ItemValues, panelOf } from '../shared/itemValues';
import { failedOutput, properties } from './panel';

/** One description of the server an input item, on the first output. */
export async function describeItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const work = async (exchange: Exchange) => await describeOn(context, exchange);
	return await execute(context, work, failedOutput);
}

async function describeOn(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const results = new ItemResults(context, { failedOutput, stopsAtOnce: true });
	const { signal } = results;
	const panel = panelOf(properties);
	const asked = results.readEach((item) => ({
		item,
		mailbox: new ItemValues(context, item, panel).text('mailbox'),
	}));
	await results.forEach(asked, 1, async ({ item, mailbox }) => {
		results.add(item, await describeBehaviours(exchange, { mailbox, signal }));
	});
	return results.outputs(2);
}
