export async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** Waits for a condition; fails when it does not come true within many turns of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
	for (let turn = 0; turn < 10_000 && !condition(); turn++) await turns(1);
	expect(condition()).toBe(true);
}
