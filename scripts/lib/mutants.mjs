/** Mutants of a list of files: which ones there are, a sample of them, and how tests do against them. */
import { Stryker } from '@stryker-mutator/core';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const silent = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false };
const lib = path.dirname(fileURLToPath(import.meta.url));

/**
 * All mutants of these files.
 * @param {string[]} files relative to the current directory
 * @returns {Promise<Mutant[]>}
 * @typedef {{ file: string, line: number, column: number, mutator: string, original: string,
 *   replacement: string, at: string, key: string, status?: string }} Mutant texts without line
 *   breaks; `at` is the source line where it begins
 */
export async function listMutants(files) {
	const instrumenter = new Instrumenter(silent);
	const sources = files.map((file) => ({
		name: path.resolve(file),
		content: readFileSync(file, 'utf8'),
		mutate: true,
	}));
	const { mutants } = await instrumenter.instrument(sources, {
		plugins: null,
		ignorers: [],
		excludedMutations: [],
	});
	return mutants.map(describe);
}

/** So many of them at most, the same ones for the same seed, in their order. */
export function sampled(mutants, size, seed) {
	if (mutants.length <= size) return mutants;
	const rank = ({ key }) => createHash('sha256').update(`${seed} ${key}`).digest('hex');
	const chosen = mutants
		.map((mutant) => ({ mutant, order: rank(mutant) }))
		.sort((one, other) => (one.order < other.order ? -1 : 1))
		.slice(0, size)
		.map(({ mutant }) => mutant);
	return mutants.filter((mutant) => chosen.includes(mutant));
}

/**
 * Runs the tests against each mutant.
 * @returns {Promise<Mutant[]>} with their status: Killed, Survived, NoCoverage, Timeout …
 */
export async function runMutants(mutants, { files, tests, folder, concurrency, verbose }) {
	if (mutants.length === 0) return [];
	const chosen = path.join(folder, 'chosen.json');
	writeFileSync(chosen, JSON.stringify(mutants.map(({ key }) => key)));
	process.env.MUTATION_CHOSEN = chosen;
	const stryker = new Stryker({
		mutate: files,
		plugins: ['@stryker-mutator/jest-runner', path.join(lib, 'mutantChooser.mjs')],
		checkers: ['chosen'],
		testRunner: 'jest',
		jest: {
			configFile: 'test/mutation/jest.config.js',
			config: { testMatch: tests.map((pattern) => `<rootDir>/${pattern}`) },
		},
		coverageAnalysis: 'perTest',
		concurrency,
		// On a machine that does other things as well, a slow test is no endless loop.
		timeoutMS: 15_000,
		timeoutFactor: 2,
		dryRunTimeoutMinutes: 60,
		disableTypeChecks: false,
		tempDirName: '.cache/mutation/sandboxes',
		cleanTempDir: 'always',
		ignorePatterns: ['.cache', 'build', 'coverage', 'dist', 'docs', '*.tgz'],
		reporters: ['html', 'json', ...(verbose ? ['progress-append-only'] : [])],
		htmlReporter: { fileName: path.join(folder, 'report.html') },
		jsonReporter: { fileName: path.join(folder, 'report.json') },
		logLevel: verbose ? 'info' : 'warn',
		allowConsoleColors: false,
		warnings: { unknownOptions: false, slow: false },
	});
	const results = await stryker.runMutationTest();
	const statuses = new Map(
		results.map((result) => [keyOf(countedFromZero(result)), result.status]),
	);
	return mutants.map((mutant) => ({ ...mutant, status: statuses.get(mutant.key) }));
}

/** The text of a line, without the white space around it. */
export function sourceOf(file, line) {
	return readFileSync(file, 'utf8').split('\n')[line - 1].trim();
}

/** Tells mutants of one file apart, also after Stryker numbered them anew. */
export function keyOf({ fileName, location: { start, end }, mutatorName, replacement }) {
	const file = path.relative(process.cwd(), fileName).split(path.sep).join('/');
	return [file, start.line, start.column, end.line, end.column, mutatorName, replacement].join(' ');
}

/** Results count lines and columns from 1, mutants before the run from 0. */
function countedFromZero({ location: { start, end }, ...result }) {
	const shifted = ({ line, column }) => ({ line: line - 1, column: column - 1 });
	return { ...result, location: { start: shifted(start), end: shifted(end) } };
}

function describe(mutant) {
	const { fileName, location, mutatorName, replacement } = mutant;
	const { start, end } = location;
	const lines = readFileSync(fileName, 'utf8')
		.split('\n')
		.slice(start.line, end.line + 1);
	const at = lines[0].trim();
	lines[lines.length - 1] = lines.at(-1).slice(0, end.column);
	lines[0] = lines[0].slice(start.column);
	return {
		file: path.relative(process.cwd(), fileName).split(path.sep).join('/'),
		line: start.line + 1,
		column: start.column + 1,
		mutator: mutatorName,
		original: oneLine(lines.join('\n')),
		replacement: oneLine(replacement),
		at,
		key: keyOf(mutant),
	};
}

function oneLine(text) {
	return text.replace(/\s+/g, ' ').trim();
}
