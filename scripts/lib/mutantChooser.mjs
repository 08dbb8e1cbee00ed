/** A plugin of Stryker that lets only those mutants through that MUTATION_CHOSEN names. */
import { readFileSync } from 'node:fs';
import { keyOf } from './mutants.mjs';

class MutantChooser {
	async init() {
		this.chosen = new Set(JSON.parse(readFileSync(process.env.MUTATION_CHOSEN, 'utf8')));
	}

	group(mutants) {
		return [mutants.map(({ id }) => id)];
	}

	async check(mutants) {
		return Object.fromEntries(
			mutants.map((mutant) => [
				mutant.id,
				this.chosen.has(keyOf(mutant))
					? { status: 'passed' }
					: { status: 'compileError', reason: 'not chosen' },
			]),
		);
	}
}

export const strykerPlugins = [{ kind: 'Checker', name: 'chosen', injectableClass: MutantChooser }];
