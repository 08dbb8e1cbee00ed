import { endedBefore, type RunWindow } from './compare';
import type { KnownItems } from './position/known';
import type { KnownItem } from './position/knownItem';

/** Forgets what ended before the window: it is never reported again, not even as deleted. */
export function forgetEnded(known: KnownItems, item: KnownItem, window: RunWindow): void {
	const { self, occurrences } = item;
	if (self !== undefined && endedBefore(self, window)) item.forgetSelf();
	for (const [originalStart, event] of occurrences ?? []) {
		if (endedBefore(event, window)) occurrences?.delete(originalStart);
	}
	if (item.isEmpty) known.forget(item);
}
