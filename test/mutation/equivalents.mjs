/**
 * Mutants that change nothing anybody could notice, each with the reason. scripts/mutation.mjs prints
 * an entry for each survivor, takes listed ones out of the score, and fails for an entry whose mutant
 * is no longer there. `at` is the line of source where the change begins; texts are on one line.
 * @type {Array<{ file: string, mutator: string, at: string, original: string, replacement: string,
 *   reason: string }>}
 */
export const equivalents = [];
