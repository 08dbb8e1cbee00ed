import { responseError } from './errors';
import type { ItemFailure } from './itemParts';
import type { ResponseContext } from './operation';
import { isBusy } from './responseCodes';

/** An entry of a batch, or why it failed. */
type Entry = { ok: true } | { ok: false; failure: ItemFailure };

/** By the request, since an error may be thrown for others as well that wait for the same mailbox. */
const answered = new WeakMap<object, readonly Entry[]>();

/**
 * Fails a batch in which the server was too busy for an entry: whoever asks for that mailbox waits then as
 * long as the server says. What it did answer stays at hand, see `answeredOf`. Exchange works through a batch
 * in its order, and after some failures does not go on: ErrorBatchProcessingStopped for all the rest.
 * @throws ExchangeError for the first entry that it was too busy for
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
export function throwIfStopped(
	entries: readonly Entry[],
	request: object,
	context: ResponseContext,
): void {
	const unanswered = entries.filter(isUnanswered);
	if (unanswered.length === 0) return;
	if (unanswered.length < entries.length) answered.set(request, entries);
	throw responseError(unanswered[0].failure, context);
}

/** All entries of a request that failed so, where some of them were answered. */
export function answeredOf<One extends Entry>(request: object): readonly One[] | undefined {
	return answered.get(request) as readonly One[] | undefined;
}

/** True where the server was too busy for an entry. */
export function isUnanswered(entry: Entry): entry is Entry & { ok: false } {
	return !entry.ok && isBusy(entry.failure);
}

/** The number of entries at the end of a batch that the server says it did not reach. */
export function notReached(entries: readonly Entry[]): number {
	return entries.length - 1 - entries.findLastIndex((entry) => !isSkipped(entry));
}

function isSkipped(entry: Entry): boolean {
	return !entry.ok && entry.failure.responseCode === 'ErrorBatchProcessingStopped';
}
