import { batchesOf } from '../batches';
import type { Exchange } from '../connection';
import { outcomeOf } from '../outcome';
import { fieldUris } from './calendarItem';
import type { ItemFailure } from './itemParts';
import { getItem } from './operations/getItem';
import { call, type CallTarget } from './request';
import { schemaFor } from './versions';

/** Occurrences in one request, each asked for twice. */
const batchSize = 50;

/** The failure of what a server tells as deleted. */
const deletedCode = 'ErrorCalendarOccurrenceIsDeletedFromRecurrence';

/** True for a failure by which a server may tell that an occurrence was deleted, or something else. */
export function mayBeDeleted({ responseCode }: { responseCode?: string }): boolean {
	return responseCode === 'ErrorInvalidOperation';
}

/** The failure of the reading of an occurrence that turned out to be deleted. */
export function asDeleted(failure: ItemFailure): ItemFailure {
	return { ...failure, responseCode: deletedCode };
}

/**
 * Looks at occurrences that can't be read, and at their series: one that still takes place can be read with
 * little, or is among the changed ones of its series, or that has no deleted ones.
 * @param ids of items that are no occurrences, too
 * @returns those of deleted occurrences
 * @throws Cancelled
 */
export async function deletedOccurrences(
	exchange: Exchange,
	ids: readonly string[],
	{ mailbox, signal }: CallTarget,
): Promise<Set<string>> {
	const found = new Set<string>();
	const properties = fieldUris(
		['calendarItemType', 'modifiedOccurrences', 'deletedOccurrences'],
		schemaFor(exchange.settings.version),
	);
	for (const batch of batchesOf(ids, batchSize)) {
		const request = {
			ids: [...batch.map((occurrenceId) => ({ occurrenceId })), ...batch.map((id) => ({ id }))],
			shape: { base: 'IdOnly' as const, properties },
		};
		const read = await outcomeOf(
			call(exchange, getItem, request, { mailbox, signal }),
			({ code }) => code === 'cancelled',
		);
		// The failure that is known already says more.
		if (!read.ok) return found;
		for (const [index, occurrence] of batch.entries()) {
			const series = read.value[index];
			if (read.value[batch.length + index].ok || !series.ok) continue;
			const { deletedOccurrences = [], modifiedOccurrences: changed = [] } = series.item;
			if (deletedOccurrences.length === 0) continue;
			if (!changed.some(({ id }) => id === occurrence)) found.add(occurrence);
		}
	}
	return found;
}
