import { batchesOf } from '../batches';
import type { Exchange } from '../connection';
import { outcomeOf } from '../outcome';
import { fieldUris } from './calendarItem';
import { getItem } from './operations/getItem';
import { call, type CallTarget } from './request';
import { schemaFor } from './versions';

/** Occurrences in one request, each asked for twice. */
const batchSize = 50;

/** The failure by which a server tells that an occurrence was deleted. */
const deletedCode = 'ErrorCalendarOccurrenceIsDeletedFromRecurrence';

/** Another one, by which a server may tell the same, or something else. */
const doubtfulCode = 'ErrorInvalidOperation';

/**
 * Tells occurrences that were deleted by one failure, also where the server says less of them and only a second
 * look shows it.
 * @param failures by the ids of the items, which may be no occurrences
 * @returns the failures, of which those have the code for deleted ones
 * @throws Cancelled
 */
export async function withDeleted<Failure extends { responseCode?: string }>(
	exchange: Exchange,
	failures: ReadonlyMap<string, Failure>,
	target: CallTarget,
): Promise<Map<string, Failure>> {
	const told = new Map(failures);
	const isDoubtful = ({ responseCode }: Failure) => responseCode === doubtfulCode;
	const doubtful = [...failures].flatMap(([id, failure]) => (isDoubtful(failure) ? [id] : []));
	for (const id of await deletedOccurrences(exchange, doubtful, target)) {
		const failure = failures.get(id);
		if (failure) told.set(id, { ...failure, responseCode: deletedCode });
	}
	return told;
}

/**
 * Looks at occurrences that can't be read, and at their series: one that still takes place can be read with
 * little, or is among the changed ones of its series, or that has no deleted ones.
 * @param ids of items that are no occurrences, too
 * @returns those of deleted occurrences
 * @throws Cancelled
 */
async function deletedOccurrences(
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
