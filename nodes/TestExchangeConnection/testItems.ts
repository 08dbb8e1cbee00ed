import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { testConnection } from '../../exchange/diagnosis/testConnection';
import { InvalidInput } from '../../exchange/errors';
import { readSettings } from '../shared/connection';
import { isCancelled, toErrorItem, toNodeError } from '../shared/errors';
import { readBoolean } from '../shared/parameters';

/**
 * One report an input item, on the output Passed or Failed. Settings that can't be used are a failed
 * check too; only a parameter that can't be read is an error.
 */
export async function testItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = await readSettings(context);
	const signal = context.getExecutionCancelSignal();
	const passed: INodeExecutionData[] = [];
	const failed: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			const mailboxes = readMailboxes(context, item);
			const writeTest = readBoolean(context, 'writeTest', item);
			const report = await testConnection(settings, { mailboxes, writeTest, signal });
			const json = report as unknown as IDataObject;
			(report.ok ? passed : failed).push({ json, pairedItem: { item } });
		} catch (error) {
			const failure = toNodeError(context.getNode(), error, item);
			if (!context.continueOnFail() || isCancelled(failure)) throw failure;
			failed.push(toErrorItem(failure, item));
		}
	}
	return [passed, failed];
}

/** Addresses in one text or in a list; undefined when there are none. */
function readMailboxes(context: IExecuteFunctions, item: number): string[] | undefined {
	const value = context.getNodeParameter('mailboxes', item, '') ?? '';
	const parts: unknown[] = Array.isArray(value) ? value : String(value).split(/[,;\n]/);
	const addresses = parts.map((part) => {
		if (typeof part === 'string') return part.trim();
		throw new InvalidInput('mailboxes', 'mailboxes has to be a list of addresses', {
			remedy: 'Check the expression of the parameter mailboxes.',
		});
	});
	const filled = addresses.filter((address) => address !== '');
	return filled.length > 0 ? filled : undefined;
}
