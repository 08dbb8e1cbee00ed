import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { testConnection } from '../../exchange/diagnosis/testConnection';
import { failingEach, readSettings } from '../shared/connection';
import { ItemResults } from '../shared/itemResults';
import { ItemValues, panelOf } from '../shared/itemValues';
import { failedOutput, passedOutput, properties } from './panel';

/**
 * One report an input item, on the output Passed or Failed. Settings that can't be used are a failed
 * check too; only a parameter that can't be read is an error. A person who runs it has an account that was
 * refused lately shown to the server again, once for all items.
 */
export async function testItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await failingEach(context, async () => await testEach(context), failedOutput);
}

async function testEach(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = await readSettings(context);
	const results = new ItemResults(context, { failedOutput, stopsAtOnce: true });
	const { signal } = results;
	const panel = panelOf(properties);
	let retryRefused = context.getMode() === 'manual';
	const asked = results.readEach((item) => {
		const values = new ItemValues(context, item, panel);
		const mailboxes = values.list('mailboxes');
		return { item, mailboxes, writeTest: values.yesNo('writeTest') ?? false };
	});
	await results.forEach(asked, 1, async ({ item, mailboxes, writeTest }) => {
		const options = { mailboxes, writeTest, retryRefused, signal };
		retryRefused = false;
		const report = await testConnection(settings, options);
		results.add(item, report, report.ok ? passedOutput : failedOutput);
	});
	return results.outputs(2);
}
