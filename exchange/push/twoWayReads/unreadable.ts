import type { TwoWayMemory } from '../plan/twoWayMemory';
import type { TwoWayAccess } from '../ports';
import type { Reading } from './state';

/** Of items that can't be read a list shows enough to see which of the new events they may be. */
export async function listUnreadable(
	access: TwoWayAccess,
	{ links }: TwoWayMemory,
	{ state, options: { events, adoptMatching } }: Pick<Reading, 'state' | 'options'>,
): Promise<void> {
	const { unreadable, linked, hidden } = state;
	if (unreadable.size === 0) return;
	const isDue = events.some(
		({ externalId, event, given }) =>
			event !== undefined &&
			!links.has(externalId) &&
			!linked.has(externalId) &&
			!hidden.has(externalId) &&
			(adoptMatching || given?.iCalUId !== undefined),
	);
	if (!isDue) return;
	const items = await access.all({ withDetails: true });
	state.unreadableUnlinked = items.filter(
		({ id, externalId }) => externalId === undefined && unreadable.has(id),
	);
}
