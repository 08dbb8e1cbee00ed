/** Cuts a list into batches of `size` entries, in order; the last one may have fewer. */
export function batchesOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
	return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
		entries.slice(index * size, (index + 1) * size),
	);
}

/** The same while the entries come. */
export async function* batchesFrom<Entry>(
	source: AsyncGenerator<Entry, void>,
	size: number,
): AsyncGenerator<Entry[], void> {
	let batch: Entry[] = [];
	for await (const entry of source) {
		batch.push(entry);
		if (batch.length < size) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}
