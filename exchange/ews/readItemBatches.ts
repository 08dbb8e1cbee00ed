import { batchesOf } from '../batches';
import { mapConcurrently } from '../concurrency';
import type { Exchange } from '../connection';
import { ExchangeError } from '../errors';
import { outcomeOf } from '../outcome';
import { withDeleted } from './deletedOccurrences';
import { WrongAnswer } from './errors';
import type { ItemFailure } from './itemParts';
import type { ItemShape } from './itemShape';
import { getItem, type GetItemResult, type ItemTarget } from './operations/getItem';
import { call, requestsAtOnce, type CallTarget } from './request';
import { isTooMuch } from './responseCodes';
import { answeredOf, isUnanswered } from './stoppedBatch';

/** Items in one GetItem request. */
export const itemBatchSize = 100;

/** Items that fail one by one, and not one could be read, before the server is asked for something else. */
const maxCulprits = 3;

/** So many, and not one could be read, are the server's failure, unless others of the batch can be read. */
const mostCulprits = 20;

/** Others of a batch that are tried then, spread over it. */
const othersTried = 5;

/** Attempts for an item that stands alone. */
const attemptsAlone = 2;

/**
 * Reads any number of items, in batches.
 * @returns one result for each target, in their order
 * @throws ExchangeError when a whole request fails, and not because of its items
 */
export async function readItemBatches(
	exchange: Exchange,
	items: readonly ItemTarget[],
	shape: ItemShape,
	target: CallTarget,
): Promise<GetItemResult[]> {
	const results = await mapConcurrently(
		batchesOf(items, itemBatchSize),
		requestsAtOnce(exchange),
		async (batch) => await readBatch(exchange, batch, shape, target),
	);
	return results.flat();
}

/**
 * Reads the items of one batch. An occurrence that was deleted fails as that, whatever the server says of it.
 * Where an item keeps the server from answering, or the answer is too much for it or for us, the batch is
 * halved until the item stands alone: that one fails, the others are read.
 * What a busy server left of a batch is asked for again, as long as it answers some of it.
 * Where none can be, a request for no item of the calendar tells whether it is the server that fails.
 * @returns one result for each target, in their order
 * @throws ExchangeError when a whole request fails, and not because of its items
 */
export async function readBatch(
	exchange: Exchange,
	items: readonly ItemTarget[],
	shape: ItemShape,
	target: CallTarget,
): Promise<GetItemResult[]> {
	const results = Array<GetItemResult>(items.length);
	const waiting: number[][] = [[...items.keys()]];
	let isServing = false;
	let hasRead = false;
	const culprits: ExchangeError[] = [];
	const mayServe = async () => {
		isServing ||= !culprits.some(isOfTime) && (await answersOthers(exchange, shape, target));
		return isServing;
	};
	for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
		const ids = batch.map((place) => items[place]);
		const read = await attempt(exchange, ids, shape, target);
		if (!(read instanceof ExchangeError)) {
			const open: number[] = [];
			for (const [at, result] of read.entries()) {
				results[batch[at]] = result;
				hasRead ||= result.ok;
				if (isUnanswered(result)) open.push(batch[at]);
			}
			isServing ||= hasRead;
			if (open.length > 0) waiting.push(open);
			continue;
		}
		if (batch.length > 1) {
			const middle = Math.ceil(batch.length / 2);
			waiting.push(batch.slice(middle), batch.slice(0, middle));
			continue;
		}
		culprits.push(read);
		results[batch[0]] = { ok: false, failure: unreadable(read) };
		if (culprits.length >= maxCulprits && !(await mayServe())) throw read;
		if (culprits.length < mostCulprits || hasRead) continue;
		const others = waiting.flat().map((place) => items[place]);
		hasRead = await isAnyReadable(exchange, others, shape, target);
		if (!hasRead) {
			hopeless.add(read);
			throw read;
		}
	}
	await markDeleted(exchange, items, results, target);
	// Of a single one nobody concludes anything.
	if (culprits.length < 2 || !(await mayServe())) return results;
	return results.map((result) =>
		result.ok ? result : { ok: false, failure: { ...result.failure, isOfItem: true } },
	);
}

/** Replaces the failures of occurrences that were deleted, where the server says less of them. */
async function markDeleted(
	exchange: Exchange,
	items: readonly ItemTarget[],
	results: GetItemResult[],
	target: CallTarget,
): Promise<void> {
	const failures = new Map<string, ItemFailure>();
	for (const [index, item] of items.entries()) {
		const result = results[index];
		if ('id' in item && !result.ok) failures.set(item.id, result.failure);
	}
	const told = await withDeleted(exchange, failures, target);
	for (const [index, item] of items.entries()) {
		const failure = 'id' in item ? told.get(item.id) : undefined;
		if (failure && !results[index].ok) results[index] = { ok: false, failure };
	}
}

const hopeless = new WeakSet<Error>();

/** True for a failure after which smaller batches are of no use: none of many items could be read. */
export function isHopeless(error: Error): boolean {
	return hopeless.has(error);
}

async function isAnyReadable(
	exchange: Exchange,
	items: readonly ItemTarget[],
	shape: ItemShape,
	target: CallTarget,
): Promise<boolean> {
	const step = Math.max(1, Math.floor(items.length / othersTried));
	for (let at = items.length - 1; at >= 0; at -= step) {
		const answer = await attempt(exchange, [items[at]], shape, target);
		if (!(answer instanceof ExchangeError) && answer.some(({ ok }) => ok)) return true;
	}
	return false;
}

/** A name that no item has. */
const nobodysId = 'AAAA';

/** True where the server answers a request like the one that failed, for something that is not there. */
async function answersOthers(
	exchange: Exchange,
	shape: ItemShape,
	target: CallTarget,
): Promise<boolean> {
	const answer = await attempt(exchange, [{ id: nobodysId }], shape, target);
	return !(answer instanceof ExchangeError);
}

/** True for failures that are a busy server's as well: an id that is none costs it no time. */
function isOfTime({ code, details }: ExchangeError): boolean {
	return (
		code === 'timeout' || code === 'temporarilyUnavailable' || isTooMuch(details.responseCode ?? '')
	);
}

/** The results, or the failure when items may be what causes it. */
async function attempt(
	exchange: Exchange,
	batch: readonly ItemTarget[],
	shape: ItemShape,
	target: CallTarget,
): Promise<readonly GetItemResult[] | ExchangeError> {
	const request = { ids: batch, shape };
	const answered = () => answeredOf<GetItemResult>(request);
	const isEnough = (error: ExchangeError, attempts: number) =>
		answered() !== undefined ||
		(mayBeItems(error) &&
			!(error instanceof WrongAnswer) &&
			(batch.length > 1 || attempts >= attemptsAlone));
	const read = await outcomeOf(
		call(exchange, getItem, request, { ...target, isEnough }),
		(error) => !answered() && !mayBeItems(error),
	);
	return read.ok ? read.value : (answered() ?? read.error);
}

/** True for failures that a single item of a batch can cause, or the size of the batch. */
function mayBeItems(error: ExchangeError): boolean {
	const { code, details } = error;
	switch (code) {
		case 'timeout':
			return (error as { phase?: unknown }).phase !== 'connecting';
		case 'limit':
		case 'server':
			return true;
		case 'http':
			return details.httpStatus === 500;
		case 'malformedResponse':
			return error instanceof WrongAnswer || isValueBroken(error);
		default:
			return details.responseCode !== undefined && isTooMuch(details.responseCode);
	}
}

/**
 * A subject or body may hold what XML does not allow, a property what its type does not; everything else is
 * not the doing of an item.
 */
function isValueBroken(error: ExchangeError): boolean {
	const { what = '' } = error as { what?: string };
	return /^text (that is|with a) | holds something else than /.test(what);
}

function unreadable(error: ExchangeError): ItemFailure {
	const { responseCode, httpStatus = 200 } = error.details;
	const instead = httpStatus === 200 ? error.code : `HTTP ${httpStatus}`;
	return { responseCode: responseCode ?? instead, messageText: error.message, error };
}
