import { batchesOf } from '../../batches';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { PlannedAction } from '../plan/plan';
import type { CalendarAccess, CopyStep } from '../ports';

/** By external id the items that are gone. */
export type RemovedCopies = ReadonlyMap<string, string[]>;

/**
 * Removes the copies that a plan names. One that can't be removed, or was touched meanwhile, is left to
 * the next run: the event itself is there.
 * @throws ExchangeError when the run was cancelled
 */
export async function removeCopies(
	actions: readonly PlannedAction[],
	{ access, signal }: { access: CalendarAccess; signal?: AbortSignal },
): Promise<RemovedCopies> {
	const due = actions.flatMap(({ externalId, id, copies = [] }) =>
		copies.map((copy): CopyStep & { externalId: string } => ({
			externalId,
			id: copy.id,
			changeKey: copy.changeKey,
			keptId: id ?? '',
		})),
	);
	const removed = new Map<string, string[]>();
	for (const batch of batchesOf(due, access.batchSize)) {
		throwIfCancelled(signal);
		const steps = batch.map(({ id, changeKey, keptId }) => ({ id, changeKey, keptId }));
		const sent = await outcomeOf(access.removeCopies(steps), ({ code }) => code === 'cancelled');
		if (!sent.ok) continue;
		for (const [index, result] of sent.value.entries()) {
			const { externalId, id } = batch[index];
			if (result.ok) removed.set(externalId, [...(removed.get(externalId) ?? []), id]);
		}
	}
	return removed;
}
