import { itemDigest, type KnownItem } from '../sync/known';
import type { ItemAddress } from './calendarReads';
import type { ViewEntry } from './occurrenceView';
import type { RunContext } from './runContext';

const dayMs = 86_400_000;

/**
 * Where to read the known items whose next start has come into the window since they were last read.
 * Without such items nothing is asked; else one look at the slice of the calendar that holds them.
 */
export async function enteringItems(run: RunContext): Promise<ItemAddress[]> {
	const due = new Set<KnownItem>();
	let from = Infinity;
	for (const item of run.known.values()) {
		if (item.nextStart === undefined || item.nextStart >= run.window.end) continue;
		if (run.touched.has(item)) continue;
		due.add(item);
		from = Math.min(from, item.nextStart);
	}
	if (due.size === 0) return [];
	// After a long pause the first of them are past, and Exchange shows no more than two years.
	await run.view.load({ start: Math.max(from, run.window.start), end: run.window.end });

	const addresses: ItemAddress[] = [];
	for (const entry of run.view.entries()) {
		const item = knownItemOf(run, entry);
		if (item === undefined || !due.delete(item)) continue;
		addresses.push(
			entry.type === 'Single' ? { id: entry.itemId.id } : { masterOf: entry.itemId.id },
		);
	}
	// Not where it should be: a change that the server has yet to list. Look again in a day.
	for (const item of due) item.nextStart = run.window.end + dayMs;
	return addresses;
}

function knownItemOf(run: RunContext, entry: ViewEntry): KnownItem | undefined {
	if (entry.type !== 'Single') return run.known.byUid(entry.uid);
	return run.known.byId(itemDigest(entry.itemId.id)) ?? run.known.byUid(entry.uid);
}
