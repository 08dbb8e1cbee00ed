import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { InvalidInput } from '../../exchange/errors';
import { execute } from '../shared/connection';
import { ItemParameters } from '../shared/itemParameters';
import { panelOf } from '../shared/itemValues';
import { inWordsOfPanel } from '../shared/panelWords';
import { operations } from './operations';

/** Runs the operation that the node is set to over all input items. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const name = String(context.getNodeParameter('operation', 0));
	const work = async (exchange: Exchange) => await runOn(context, exchange, name);
	const { failedOutput } = Object.hasOwn(operations, name) ? operations[name] : {};
	return await execute(context, work, failedOutput);
}

async function runOn(
	context: IExecuteFunctions,
	exchange: Exchange,
	name: string,
): Promise<INodeExecutionData[][]> {
	if (!Object.hasOwn(operations, name)) {
		throw new InvalidInput('Operation', `Operation is "${name}", which there is not`, {
			remedy: `Choose one of ${Object.keys(operations).join(', ')}.`,
		});
	}
	const { parameters, fieldNames, execute: run } = operations[name];
	const panel = panelOf(parameters);
	return await run({
		context,
		exchange,
		parametersOf: (item) => new ItemParameters(context, item, panel),
		reword: (error) => inWordsOfPanel(error, panel, fieldNames),
	});
}
