import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import type { ItemReference } from '../../ews/calendarItem';
import { outcomeOf } from '../../outcome';
import { isLost, waitForLostRequest } from '../../push/carryOut/writeBatch';
import type { WritableEvent } from '../../push/input/writableEvent';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { withExceptions } from '../../push/series/withExceptions';
import { findEvent } from './findEvent';
import { missingOccurrences, neverWritten } from './seriesTimes';
import { writeExceptions, type Writing } from './writing';

/** A series as it is now. @throws EventNotFound, ExchangeError */
export async function readAgain(
	exchange: Exchange,
	event: string,
	{ mailbox, signal }: Pick<Writing, 'mailbox' | 'signal'>,
	end?: number,
): Promise<ItemWithOccurrences> {
	const { item } = await findEvent(exchange, {
		mailbox,
		signal,
		event,
		isKnown: true,
		body: 'Best',
		isToWrite: true,
		reads: ['push', 'changes'],
	});
	return await withExceptions(exchange, item, { mailbox, signal }, end);
}

/** Times that the same is tried again after a lost answer. */
const attempts = 3;

/** Original starts of the cancelled and modified occurrences of an event that is written. */
export function occurrencesOf({ times }: WritableEvent): string[] {
	const { cancelled = [], exceptions = [] } = times ?? {};
	return [...cancelled, ...exceptions.map(({ originalStart }) => originalStart)].sort();
}

/** How much is known of a series that is completed. */
interface Completion {
	/** It has none of its occurrences yet. */
	isNew?: boolean;
	/** Somebody else may have created it long ago: what people made of it stays. */
	isRepeat?: boolean;
}

/**
 * Writes the cancelled and moved occurrences of a series that it does not have yet.
 * @throws ExchangeError as the server answers
 */
export async function completeOccurrences(
	exchange: Exchange,
	item: ItemReference,
	event: WritableEvent,
	writing: Writing & Completion,
): Promise<void> {
	const { times } = event;
	if (!times?.recurrence || !(times.cancelled?.length || times.exceptions?.length)) return;
	const { mailbox, signal } = writing;
	let isKnown = writing.isNew === true;
	for (let attempt = 1; ; attempt++) {
		let missing: Pick<typeof times, 'cancelled' | 'exceptions'> = times;
		if (!isKnown) {
			const named = { mailbox, signal, event: item.id, isKnown: true } as const;
			const { item: now } = await findEvent(exchange, { ...named, reads: ['push'], body: 'Best' });
			const series = await withExceptions(exchange, now, writing);
			missing = writing.isRepeat ? neverWritten(series, event) : missingOccurrences(series, event);
		}
		if (!missing.cancelled?.length && !missing.exceptions?.length) return;
		const { cancelled, exceptions, ...pattern } = times;
		void [cancelled, exceptions];
		const sent = await outcomeOf(
			writeExceptions(exchange, item, { ...pattern, ...missing }, writing),
			(error: ExchangeError) => !isLost(error),
		);
		if (sent.ok) return;
		if (attempt === attempts) throw sent.error;
		await waitForLostRequest(writing);
		isKnown = false;
	}
}
