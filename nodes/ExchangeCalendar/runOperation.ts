import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { execute } from '../shared/connection';
import { ItemResults } from '../shared/itemResults';
import { ItemParameters } from '../shared/itemParameters';
import { panelOf } from '../shared/itemValues';
import { inWordsOfPanel } from '../shared/panelWords';
import { operationOf } from './resources';

/**
 * Runs the operation that the node is set to over all input items. What an item gives is paired with it;
 * one that fails goes the way that the node's settings say.
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await execute(context, async (exchange) => await runOn(context, exchange));
}

async function runOn(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const { parameters, fieldNames, execute: run } = operationOf(context);
	const panel = panelOf(parameters);
	const results = new ItemResults(context, {
		stopsAtOnce: true,
		reword: (error) => inWordsOfPanel(error, panel, fieldNames),
	});
	await run({
		context,
		exchange,
		results,
		parametersOf: (item) => new ItemParameters(context, item, panel),
	});
	return results.outputs(1);
}
