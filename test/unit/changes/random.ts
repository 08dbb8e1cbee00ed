/**
 * Random numbers that a seed repeats.
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (public domain)
 */
export function seeded(seed: number) {
	let state = seed;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	return {
		next,
		/** From 0 to `n` - 1. */
		below: (n: number) => Math.floor(next() * n),
		pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)],
		chance: (probability: number) => next() < probability,
	};
}

export type Random = ReturnType<typeof seeded>;

/**
 * From the environment to repeat a run; in CI always the same one, so that its verdict depends on the
 * change alone; else a new one.
 */
export const testSeed = () =>
	Number(process.env.SEED ?? (process.env.CI ? 20_261_123 : Date.now() % 1_000_000));
