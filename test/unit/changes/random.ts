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

/** The seed of random tests: always the same, so that a verdict depends on the code alone, or from the environment. */
export const testSeed = () => Number(process.env.SEED ?? 20_261_123);

/** Another seed in each run, to meet what the fixed one never shows; put it into the test's name. */
export const newSeed = () => Date.now() % 1_000_000;
