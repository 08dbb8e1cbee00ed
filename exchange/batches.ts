/** Cuts a list into batches of `size` entries, in order; the last one may have fewer. */
export function batchesOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
	return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
		entries.slice(index * size, (index + 1) * size),
	);
}
