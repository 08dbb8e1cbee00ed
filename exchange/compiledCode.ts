const samples: object[] = [];

/**
 * Keeps one small object of each busy class. V8 compiles code for the layout of the objects that it meets,
 * and drops that code when a full collection finds none of them, as is the case between two syncs: each
 * sync would begin slowly and have all of it compiled again.
 * @param objects hold no data of a calendar, and are of the layout that those of a sync have
 * @see https://v8.dev/docs/hidden-classes
 */
export function keepCompiled(...objects: object[]): void {
	samples.push(...objects);
}
