import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { addressKey } from '../../../exchange/mailboxes/address';
import { mapConcurrently } from '../../../exchange/concurrency';
import { groupBy } from '../../shared/groupBy';
import { ItemResults } from '../../shared/itemResults';
import { mailboxParameter } from '../../shared/mailboxParameter';
import type { SyncRun } from '../operation';
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
		displayName:
			'One item confirms all changes of its run in its mailbox. Place Confirm behind the work on all of them, where an item that failed does not let the others pass.',
		name: 'confirmNotice',
		type: 'notice',
		default: '',
	},
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

/** A run of Get Changes over one mailbox, as an item names it. */
interface Delivery {
	item: number;
	mailbox: string;
	syncRun: string;
	place: PositionPlace;
}

/** Confirms each run of each mailbox once, however many items carry it. */
export async function execute(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { context, exchange, reword } = run;
	const results = new ItemResults(context, { stopsAtOnce: true, reword });
	const deliveries = results.readEach((item) => readDelivery(run, item));
	const ofMailboxes = groupBy(deliveries, ({ mailbox }) => addressKey(mailbox));
	await mapConcurrently(ofMailboxes, exchange.settings.maxConnections, async (ofMailbox) => {
		const runs = groupBy(ofMailbox, ({ syncRun }) => syncRun).map((same) => ({
			...same[0],
			items: same.map(({ item }) => item),
		}));
		// Runs of one mailbox may share a place, so they go one after the other.
		await results.forEach(runs, 1, async (delivery) => {
			const { mailbox, syncRun, items } = delivery;
			results.add(items, { mailbox, syncRun, ...(await confirm(run, delivery)) });
		});
	});
	return results.outputs(1);
}

async function confirm(
	{ context, exchange }: SyncRun,
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
			'A later run of Get Changes has replaced this one, and its changes include what was not confirmed; confirm that run. Or no position was ever kept here.',
	};
}

function readDelivery({ exchange, parametersOf }: SyncRun, item: number): Delivery {
	const parameters = parametersOf(item);
	const mailbox = parameters.mailbox(exchange.settings.emailDns);
	const syncRun = parameters.requiredText('syncRun');
	return { item, mailbox, syncRun, place: placeOf(syncRun) };
}
