import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { addressKey } from '../../../exchange/mailboxes/address';
import { concurrently } from '../../shared/concurrently';
import { isCancelled, toErrorItem, toNodeError } from '../../shared/errors';
import { mailboxParameter, readMailbox } from '../../shared/mailboxParameter';
import { readRequiredText } from '../../shared/parameters';
import { isTestRun, placeOf, type PositionPlace } from '../parameters/position';

export const option = {
	name: 'Confirm',
	value: 'confirm',
	action: 'Confirm changes as delivered',
	description:
		'Make the positions count that Get Changes parked with its Delivery set to On Confirm',
};

export const outputs = [];

export const parameters: INodeProperties[] = [
	{
		...mailboxParameter,
		default: { mode: 'address', value: '={{ $json.mailbox }}' },
		description: 'Whose changes were dealt with. Changes and positions carry it as mailbox.',
	},
	{
		displayName: 'Sync Run',
		name: 'syncRun',
		type: 'string',
		default: '={{ $json.syncRun }}',
		required: true,
		description: 'Which run of Get Changes found them. Changes and positions carry it as syncRun.',
	},
];

/** One run of one mailbox, and the items that carry it. */
interface Delivery {
	mailbox: string;
	syncRun: string;
	place: PositionPlace;
	items: number[];
}

/** Confirms each run of each mailbox once, however many items carry it. */
export async function execute(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const results: INodeExecutionData[][] = [];
	const fail = (error: unknown, item: number) => {
		const failure = toNodeError(context.getNode(), error, item);
		if (!context.continueOnFail() || isCancelled(failure)) throw failure;
		results[item] = [toErrorItem(failure, item)];
	};

	const deliveries = new Map<string, Delivery>();
	for (const item of context.getInputData().keys()) {
		try {
			addItem(deliveries, readDelivery(context, exchange, item));
		} catch (error) {
			fail(error, item);
		}
	}
	const limit = exchange.settings.maxConnections;
	await concurrently(byMailbox(deliveries), limit, async (ofOneMailbox) => {
		for (const delivery of ofOneMailbox) {
			const { mailbox, syncRun, items } = delivery;
			try {
				const json = { mailbox, syncRun, ...(await confirm(context, exchange, delivery)) };
				results[items[0]] = [{ json, pairedItem: items.map((item) => ({ item })) }];
			} catch (error) {
				fail(error, items[0]);
			}
		}
	});
	return [results.flat()];
}

async function confirm(
	context: IExecuteFunctions,
	exchange: Exchange,
	{ mailbox, syncRun, place }: Delivery,
): Promise<{ confirmed: boolean; message?: string }> {
	if (isTestRun(context)) {
		return { confirmed: false, message: 'A test run in the editor moves no position.' };
	}
	const signal = context.getExecutionCancelSignal();
	const { positionStore } = await import('../../../exchange/changes/position/store');
	const store = positionStore(exchange, { ...place, mailbox, signal });
	if (await store.confirm(syncRun)) return { confirmed: true };
	return {
		confirmed: false,
		message:
			"Another run's changes wait in its place; they include what was not confirmed. Or no position was ever kept here.",
	};
}

function readDelivery(context: IExecuteFunctions, exchange: Exchange, item: number): Delivery {
	const mailbox = readMailbox(context, exchange, item);
	const syncRun = readRequiredText(context, 'syncRun', item);
	return { mailbox, syncRun, place: placeOf(syncRun), items: [item] };
}

function addItem(deliveries: Map<string, Delivery>, delivery: Delivery): void {
	const key = JSON.stringify([addressKey(delivery.mailbox), delivery.syncRun]);
	const known = deliveries.get(key);
	if (known) known.items.push(...delivery.items);
	else deliveries.set(key, delivery);
}

/** Runs of one mailbox may share a place, so they go one after the other. */
function byMailbox(deliveries: Map<string, Delivery>): Delivery[][] {
	const groups = new Map<string, Delivery[]>();
	for (const delivery of deliveries.values()) {
		const mailbox = addressKey(delivery.mailbox);
		groups.set(mailbox, [...(groups.get(mailbox) ?? []), delivery]);
	}
	return [...groups.values()];
}
