import { instantOf } from '../../calendar/civil';
import { propertiesReadBy } from '../../calendar/propertyUses';
import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import { fieldUris, type CalendarItemRecord } from '../../ews/calendarItem';
import { responseError } from '../../ews/errors';
import type { ItemShape } from '../../ews/itemShape';
import { readItemBatches } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import { occurrenceFields, type ItemWithOccurrences } from '../plan/comparable';
import { ownProperties } from './ownContent';

/**
 * Adds what the modified occurrences of a series hold: it lists them with their times alone.
 * @param end those that began before are needed; UTC milliseconds
 * @throws ExchangeError where one of those can't be read: what it holds would be lost
 */
export async function withExceptions(
	exchange: Exchange,
	item: CalendarItemRecord,
	{ mailbox, signal }: { mailbox: string; signal?: AbortSignal },
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
		const cause = responseError(result.failure, { operation: 'GetItem', mailbox });
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
