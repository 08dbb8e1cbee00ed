import { propertiesReadBy } from '../../calendar/propertyUses';
import { instantOf } from '../../calendar/civil';
import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import { fieldUris, type CalendarItemRecord, type ItemReference } from '../../ews/calendarItem';
import type { ItemShape } from '../../ews/itemShape';
import { readItemBatches } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import { outcomeOf } from '../../outcome';
import { isLost, waitForLostRequest } from '../../push/carryOut/writeBatch';
import type { WritableEvent } from '../../push/input/writableEvent';
import { occurrenceFields, type ItemWithOccurrences } from '../../push/plan/comparable';
import { eventError, findEvent } from './findEvent';
import { ownProperties } from './ownContent';
import { missingOccurrences, neverWritten } from './seriesTimes';
import { writeExceptions, type Writing } from './writing';

/**
 * Adds what the modified occurrences of a series hold: it lists them with their times alone.
 * @param end those that began before are needed; UTC milliseconds
 * @throws ExchangeError where one of those can't be read: what it holds would be lost
 */
export async function withExceptions(
	exchange: Exchange,
	item: CalendarItemRecord,
	{ mailbox, signal }: Pick<Writing, 'mailbox' | 'signal'>,
	end = Infinity,
): Promise<ItemWithOccurrences> {
	const modified = item.modifiedOccurrences ?? [];
	const ids = modified.map(({ id }) => id);
	const properties = fieldUris(
		[
			...new Set([
				...propertiesReadBy('pushExceptions'),
				...ownProperties,
				'uid' as const,
				'hasAttachments' as const,
			]),
		],
		schemaFor(exchange.settings.version),
	);
	const shape: ItemShape = { base: 'IdOnly', bodyType: 'Best', properties };
	const targets = ids.map((id) => ({ id }));
	const results =
		ids.length === 0 ? [] : await readItemBatches(exchange, targets, shape, { mailbox, signal });
	for (const [index, result] of results.entries()) {
		if (result.ok || isGone(result.failure) || !beganBefore(modified[index], end)) continue;
		const cause = eventError(exchange, mailbox, result.failure, 'GetItem');
		throw unreadable(modified[index].originalStart, cause);
	}
	return {
		item,
		exceptions: new Map(
			results.flatMap((result, index) => (result.ok ? [[ids[index], result.item]] : [])),
		),
		occurrenceFields: [...occurrenceFields],
		zones: timeZones(),
	};
}

/** True for an occurrence that its series had begin before that, in UTC milliseconds. */
export function beganBefore({ originalStart }: { originalStart: string }, end: number): boolean {
	return (instantOf(originalStart) ?? -Infinity) < end;
}

function unreadable(start: string, cause: ExchangeError): ExchangeError {
	const { code, message, details, field, remedy, remedyBy } = cause;
	const isDamaged = code === 'server';
	return new ExchangeError(
		code,
		`The occurrence of ${start} can't be read, and what it holds would be lost: ${message}`,
		{
			cause,
			details,
			field,
			remedy: isDamaged
				? 'Delete that occurrence in Outlook, or change single other ones.'
				: remedy,
			remedyBy: isDamaged ? 'you' : remedyBy,
		},
	);
}

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
