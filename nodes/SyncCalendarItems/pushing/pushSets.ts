import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { pushEvents } from '../../../exchange/push/pushEvents';
import { mapConcurrently } from '../../../exchange/concurrency';
import { ItemResults } from '../../shared/itemResults';
import { readPushSettings, type PushSettings } from '../parameters/pushing';
import { SetResults } from './setResults';
import { gatherSourceSets, type SourceSet } from './sourceSets';

/** One run of the library for each mailbox, calendar and source; several mailboxes at a time. */
export async function pushSets(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const results = new ItemResults(context);
	const sets = gatherSourceSets(
		context,
		exchange,
		results,
		(item) => readPushSettings(context, item),
		({ action }) => action === 'snapshot',
	);
	const signal = context.getExecutionCancelSignal();
	await mapConcurrently(sets, exchange.settings.maxConnections, async (set) => {
		await pushSet(exchange, set, new SetResults(set, results), signal);
	});
	return results.outputs(1);
}

async function pushSet(
	exchange: Exchange,
	{ mailbox, calendar, source, settings, inputs }: SourceSet<PushSettings>,
	results: SetResults,
	signal: AbortSignal | undefined,
): Promise<void> {
	const options = { ...settings, mailbox, calendar, source, signal };
	try {
		const running = pushEvents(exchange, options, inputs);
		for (;;) {
			const { done, value } = await running.next();
			if (done) {
				if (settings.dryRun) results.addPlan(value);
				return;
			}
			if (!settings.dryRun || value.action === 'failed') results.add(value);
		}
	} catch (error) {
		results.failRest(error);
	}
}
