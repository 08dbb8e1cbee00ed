import type { CalendarItemRecord, ItemFailure } from '../ews/calendarItem';
import { responseError } from '../ews/errors';
import { failureKind } from '../ews/responseCodes';
import type { ItemAddress } from './ports';
import { mapInOrder } from '../mapInOrder';
import type { RunContext } from './runContext';

export type ReadItem<Request> = { request: Request } & (
	| { item: CalendarItemRecord; failure?: undefined }
	| { item?: undefined; failure: ItemFailure }
);

/**
 * Reads items batch by batch, several batches under way, in the order asked for.
 * A failure that passes by itself is asked for once more, then it ends the run: the position stays.
 */
export async function* readInBatches<Request>(
	run: Pick<RunContext, 'reads' | 'batchSize' | 'concurrency' | 'mailbox'>,
	requests: AsyncGenerator<{ address: ItemAddress; request: Request }, void>,
): AsyncGenerator<Array<ReadItem<Request>>, void> {
	yield* mapInOrder(batches(requests, run.batchSize), run.concurrency, async (batch) => {
		const results = await run.reads.items(batch.map(({ address }) => address));
		const again = batch.filter((_, place) => isPassing(results[place]));
		if (again.length > 0) {
			const second = await run.reads.items(again.map(({ address }) => address));
			again.forEach((request, place) => (results[batch.indexOf(request)] = second[place]));
		}
		return batch.map(({ request }, place): ReadItem<Request> => {
			const result = results[place];
			if (result.ok) return { request, item: result.item };
			if (isPassing(result)) {
				throw responseError(result.failure, { operation: 'GetItem', mailbox: run.mailbox });
			}
			return { request, failure: result.failure };
		});
	});
}

function isPassing(result: { ok: boolean; failure?: ItemFailure }): boolean {
	if (result.ok || result.failure === undefined) return false;
	const kind = failureKind(result.failure);
	return kind === 'throttled' || kind === 'temporarilyUnavailable' || kind === 'timeout';
}

async function* batches<Entry>(
	source: AsyncGenerator<Entry, void>,
	size: number,
): AsyncGenerator<Entry[], void> {
	let batch: Entry[] = [];
	for await (const entry of source) {
		batch.push(entry);
		if (batch.length < size) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}
