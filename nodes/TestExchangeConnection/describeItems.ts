import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { describeBehaviours } from '../../exchange/diagnosis/behaviours/describeBehaviours';
import { ItemResults } from '../shared/itemResults';
import { readText } from '../shared/parameters';

/** One description of the server an input item, on the first output. */
export async function describeItems(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const results = new ItemResults(context, { failedOutput: 1, stopsAtOnce: true });
	const { signal } = results;
	const asked = results.readEach((item) => ({ item, mailbox: readText(context, 'mailbox', item) }));
	await results.forEach(asked, 1, async ({ item, mailbox }) => {
		results.add(item, await describeBehaviours(exchange, { mailbox, signal }));
	});
	return results.outputs(2);
}
