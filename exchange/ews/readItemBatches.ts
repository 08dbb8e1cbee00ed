import { batchesOf } from '../batches';
import { mapConcurrently } from '../concurrency';
import type { Exchange } from '../connection';
import type { ItemShape } from './itemShape';
import { getItem, type GetItemResult, type ItemTarget } from './operations/getItem';
import { call, type CallTarget } from './request';

/** Items in one GetItem request, and requests of one mailbox that are under way together. */
export const itemBatchSize = 100;
export const maxItemBatches = 4;

/**
 * Reads any number of items, in batches.
 * @returns one result for each target, in their order
 * @throws ExchangeError when a whole request fails
 */
export async function readItemBatches(
	exchange: Exchange,
	items: readonly ItemTarget[],
	shape: ItemShape,
	target: CallTarget,
): Promise<GetItemResult[]> {
	const limit = Math.min(maxItemBatches, exchange.settings.maxConnections);
	const results = await mapConcurrently(
		batchesOf(items, itemBatchSize),
		limit,
		async (ids) => await call(exchange, getItem, { ids, shape }, target),
	);
	return results.flat();
}
