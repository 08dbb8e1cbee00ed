import type { CalendarAccess } from '../ports';
import type { TwoWayState } from './state';

/**
 * On some servers a delegate does not see what its owner made private: it looks like something that was
 * deleted. Nobody may be told so while the calendar counts more items than it shows.
 * @param externalIds of remembered items, by item id
 */
export async function hideOmitted(
	access: Pick<CalendarAccess, 'hiddenItems'>,
	{ gone, hidden, linked }: TwoWayState,
	externalIds: ReadonlyMap<string, string>,
): Promise<void> {
	const doubtful = new Map<string, string>();
	for (const id of gone) {
		const externalId = externalIds.get(id);
		if (externalId !== undefined && !linked.has(externalId)) doubtful.set(externalId, id);
	}
	if (doubtful.size === 0) return;
	const { omitted = 0 } = (await access.hiddenItems()) ?? {};
	if (omitted === 0) return;
	for (const [externalId, id] of doubtful) {
		hidden.set(externalId, id);
		gone.delete(id);
	}
}
