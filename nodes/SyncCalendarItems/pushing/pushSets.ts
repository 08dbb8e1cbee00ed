import type { INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { pushEvents } from '../../../exchange/push/pushEvents';
import { mapConcurrently } from '../../../exchange/concurrency';
import { inputFields } from '../../shared/includeInput';
import { ItemResults } from '../../shared/itemResults';
import type { SyncRun } from '../operation';
import { readPushSettings, type PushSettings } from '../parameters/pushing';
import { refusePartialSets } from './partialSets';
import { reportZone, SetResults } from './setResults';
import { refuseSameCalendar } from './sameCalendar';
import { gatherSourceSets, isSnapshot, type SourceSet } from './sourceSets';

/** One run of the library for each mailbox, calendar and source; several mailboxes at a time. */
export async function pushSets(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { context, exchange, reword } = run;
	const results = new ItemResults(context, { reword });
	const gathered = gatherSourceSets<PushSettings>(run, results, {
		settingsOf: readPushSettings,
		mayNameMailboxOnly: isSnapshot,
		fieldsOf: (parameters) =>
			(parameters.yesNo('includeOtherFields') ?? true) ? inputFields(context, parameters.item) : {},
	});
	const signal = context.getExecutionCancelSignal();
	const resultsOf = (set: SourceSet<PushSettings>) => new SetResults(set, results, reportZone(set));
	const fail = (set: SourceSet<PushSettings>, error: unknown) => resultsOf(set).failRest(error);
	const whole = refusePartialSets(context, gathered, fail);
	const sets = await refuseSameCalendar(exchange, whole, isSnapshot, { fail, signal });
	await mapConcurrently(sets, exchange.settings.maxConnections, async (set) => {
		await pushSet(exchange, set, resultsOf(set), signal);
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
