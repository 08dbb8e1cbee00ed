import { mapConcurrently } from '../concurrency';
import type { Exchange } from '../connection';
import type { ItemShape } from './itemShape';
import { getItem, type GetItemResult } from './operations/getItem';
import { call, type CallTarget } from './request';

/** Items in one GetItem request, and requests of one mailbox that are under way together. */
export const itemBatchSize = 100;
export const maxItemBatches = 4;

/**
 * Reads any number of items, in batches.
 * @returns one result for each id, in the order of the ids
 * @throws ExchangeError when a whole request fails
 */
export async function readItemBatches(
	exchange: Exchange,
	ids: readonly string[],
	shape: ItemShape,
	target: CallTarget,
): Promise<GetItemResult[]> {
	const batches = Array.from({ length: Math.ceil(ids.length / itemBatchSize) }, (_, index) =>
		ids.slice(index * itemBatchSize, (index + 1) * itemBatchSize).map((id) => ({ id })),
	);
	const limit = Math.min(maxItemBatches, exchange.settings.maxConnections);
	const results = await mapConcurrently(
		batches,
		limit,
		async (batch) => await call(exchange, getItem, { ids: batch, shape }, target),
	);
	return results.flat();
}
