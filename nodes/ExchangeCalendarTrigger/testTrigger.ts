import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { WatchProblem } from '../../exchange/watch/watchedEvent';
import { readSettings } from '../shared/connection';
import { toItems } from './eventItems';
import { readPanel } from './readOptions';
import { errorOf, logProblem, toTriggerError } from './triggerErrors';

/**
 * A test in the editor: gives the latest event there is, or waits for the next one. What is remembered of
 * the active workflow stays as it is. A mailbox that can't be watched is told in the log while others can.
 */
export function testTrigger(context: ITriggerFunctions): ITriggerResponse {
	const stop = new AbortController();
	let running = Promise.resolve();
	return {
		manualTriggerFunction: async () => {
			running = test(context, stop).catch((error: unknown) => {
				if (!stop.signal.aborted) context.emitError(toTriggerError(context, error));
			});
			await Promise.resolve();
		},
		closeFunction: async () => {
			stop.abort();
			await running;
		},
	};
}

async function test(context: ITriggerFunctions, stop: AbortController): Promise<void> {
	const { connect } = await import('../../exchange/connection');
	const { addressKey } = await import('../../exchange/mailboxes/address');
	const { addressesOf } = await import('../../exchange/watch/groupMembers');
	const { latestEvent } = await import('../../exchange/watch/latest');
	const { watchCalendars } = await import('../../exchange/watch/watchCalendars');
	const { options: given, isSimple, testWith } = readPanel(context);
	const exchange = connect(await readSettings(context));
	const options = { ...given, positionStore: 'memory' as const, signal: stop.signal };
	try {
		const bad = new Set<string>();
		const tell = (problem: WatchProblem) => {
			const { mailbox, mailboxes = mailbox === undefined ? [] : [mailbox], error } = problem;
			if (mailboxes.length === 0) throw error;
			const keys = mailboxes.map(addressKey);
			if (!keys.every((key) => bad.has(key))) {
				const shown = errorOf({ ...problem, isUnread: undefined });
				logProblem(context, toTriggerError(context, shown), problem.mailboxes);
			}
			for (const key of keys) bad.add(key);
		};
		const latest = testWith === 'latest' ? await latestEvent(exchange, options, tell) : undefined;
		if (latest) {
			context.emit([toItems([latest], isSimple)]);
			return;
		}
		const { group } = options;
		const { addresses: watched } = await addressesOf(exchange, options);
		const isBad = (address: string) => bad.has(addressKey(address.trim()));
		for await (const event of watchCalendars(exchange, options)) {
			if (event.kind === 'problem') {
				tell(event);
				if (watched.every(isBad)) throw event.error;
				if (group !== undefined && isBad(group)) throw event.error;
				continue;
			}
			context.emit([toItems([event], isSimple)]);
			return;
		}
	} finally {
		await exchange.close();
	}
}
