import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { testConnection } from '../../exchange/diagnosis/testConnection';
import { InvalidInput } from '../../exchange/errors';
import { readSettings } from '../shared/connection';
import { ItemResults } from '../shared/itemResults';
import { readBoolean } from '../shared/parameters';

/** The outputs of the node. */
const passed = 0;
const failed = 1;

/**
 * One report an input item, on the output Passed or Failed. Settings that can't be used are a failed
 * check too; only a parameter that can't be read is an error.
 */
export async function testItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = await readSettings(context);
	const results = new ItemResults(context, { failedOutput: failed, stopsAtOnce: true });
	const { signal } = results;
	const asked = results.readEach((item) => ({
		item,
		mailboxes: readMailboxes(context, item),
		writeTest: readBoolean(context, 'writeTest', item),
	}));
	await results.forEach(asked, 1, async ({ item, mailboxes, writeTest }) => {
		const report = await testConnection(settings, { mailboxes, writeTest, signal });
		results.add(item, report, report.ok ? passed : failed);
	});
	return results.outputs(2);
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
