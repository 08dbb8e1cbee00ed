/** Cuts a list into batches of `size` entries, in order; the last one may have fewer. */
export function batchesOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
	return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
		entries.slice(index * size, (index + 1) * size),
	);
}

/** The same while lists of entries come: an entry that comes by itself costs more than what is done with it. */
export async function* batchesFrom<Entry>(
	source: AsyncGenerator<readonly Entry[], void>,
	size: number,
): AsyncGenerator<Entry[], void> {
	let batch: Entry[] = [];
	for await (const entries of source) {
		for (const entry of entries) {
			batch.push(entry);
			if (batch.length < size) continue;
			yield batch;
			batch = [];
		}
	}
	if (batch.length > 0) yield batch;
}
