import type { CalendarItem, EventFields } from '../contracts';
import { firstAndLast, slotAt } from './series';
import { ANYTHING, type Store } from './store';

/** Makes (or changes further) the exception at that original start; the master gets a new change key. */
export function changeOccurrence(
	store: Store,
	master: CalendarItem,
	originalStart: number,
	fields: Partial<EventFields>,
	by?: string,
): void {
	const existing = master.exceptions.get(originalStart);
	const slot = existing ? undefined : slotAt(master, originalStart, store.zones);
	if (!existing && !slot) throw new Error('the series has no occurrence there');
	const start = existing?.start ?? (slot?.originalStart as Date);
	const end = existing?.end ?? (slot?.originalEnd as Date);
	store.touch(master, by, occurrenceFields(originalStart, Object.keys(fields)));
	master.exceptions.set(originalStart, {
		start,
		end,
		...existing,
		...fields,
		originalStart: new Date(originalStart),
		changeKey: master.changeKey,
		lastModified: master.lastModified,
	});
}

/** Takes one occurrence or exception out of the series; with the last one the series itself goes. */
export function deleteOccurrence(
	store: Store,
	master: CalendarItem,
	originalStart: number,
	by?: string,
): void {
	master.exceptions.delete(originalStart);
	master.deletedOccurrences.add(originalStart);
	if (firstAndLast(master, store.zones).first) store.touch(master, by, [ANYTHING]);
	else store.remove(master);
}

/** Names of an occurrence's fields in the history of its master. */
export function occurrenceFields(originalStart: number, names: readonly string[]): string[] {
	return names.map((name) => `${originalStart} ${name}`);
}
