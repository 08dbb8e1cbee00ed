import type { CalendarItemRecord } from '../ews/calendarItem';
import type { KnownItem } from './position/knownItem';
import type { Series } from './seriesOccurrences';
import { overlaps } from './window';
import { readInBatches } from './items';
import type { RunContext } from './runContext';

interface SeriesWithExceptions {
	series: Series;
	known: KnownItem;
	exceptions: Map<number, CalendarItemRecord>;
}

/**
 * Reads the modified occurrences of a group of series: those in the window, and those that were
 * reported and have left it. What cannot be read keeps what the master says, at its own time; its
 * series is read again in the next run.
 */
export async function readExceptions(
	run: RunContext,
	group: readonly SeriesWithExceptions[],
): Promise<void> {
	const wanted: Array<{ entry: SeriesWithExceptions; originalStart: number; id: string }> = [];
	for (const entry of group) {
		for (const [originalStart, occurrence] of entry.series.modified) {
			const isReported = entry.known.occurrences?.has(originalStart);
			if (!isReported && !overlaps(occurrence, run.window)) continue;
			wanted.push({ entry, originalStart, id: occurrence.id });
		}
	}
	if (wanted.length === 0) return;
	const addresses = (async function* () {
		for (const request of wanted) yield { address: { id: request.id }, request };
	})();
	for await (const batch of readInBatches(run, addresses)) {
		for (const { request, item, failure } of batch) {
			if (item) {
				request.entry.exceptions.set(request.originalStart, item);
				continue;
			}
			const { id } = request.entry.series.master.itemId;
			const attempts = run.unreadable.get(id)?.attempts ?? 0;
			run.unreadable.set(id, { id, attempts: attempts + 1, reason: failure.responseCode });
		}
	}
}
