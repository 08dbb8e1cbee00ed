import { itemDigest } from './itemDigest';
import type { KnownItem } from './position/knownItem';
import type { ItemAddress } from './ports';
import type { ViewEntry } from './view';
import type { RunContext } from './runContext';

const dayMs = 86_400_000;

/**
 * Where to read the known items whose next start has come into the window since they were last read.
 * Without such items nothing is asked; else one look at the slice of the calendar that holds them.
 */
export async function enteringItems(run: RunContext): Promise<ItemAddress[]> {
	const due = new Map<number, KnownItem>();
	let from = Infinity;
	for (const item of run.known.values()) {
		if (run.turns.isOver) await run.turns.next();
		const { nextStart = Infinity, isRead } = item;
		if (nextStart >= run.window.end || isRead) continue;
		due.set(item.row, item);
		from = Math.min(from, nextStart);
	}
	if (due.size === 0) return [];
	// After a long pause the first of them are past, and Exchange shows no more than two years.
	await run.view.load({ start: Math.max(from, run.window.start), end: run.window.end });

	const addresses: ItemAddress[] = [];
	for (const entry of run.view.entries()) {
		const item = knownItemOf(run, entry);
		if (item === undefined || !due.delete(item.row)) continue;
		addresses.push(
			entry.type === 'Single' ? { id: entry.itemId.id } : { masterOf: entry.itemId.id },
		);
	}
	// Not where it should be: a change that the server has yet to list. Look again in a day.
	for (const item of due.values()) item.nextStart = run.window.end + dayMs;
	return addresses;
}

/** A single whose start has come into the window. */
export function isEntering(run: RunContext, single: ViewEntry): boolean {
	const { nextStart = Infinity } = knownItemOf(run, single) ?? {};
	return nextStart < run.window.end;
}

function knownItemOf(run: RunContext, entry: ViewEntry): KnownItem | undefined {
	if (entry.type !== 'Single') return run.known.byUid(entry.uid);
	return run.known.byId(itemDigest(entry.itemId.id)) ?? run.known.byUid(entry.uid);
}
