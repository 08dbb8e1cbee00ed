/**
 * npm test: installs what is missing, builds, checks style and types, and runs every test; then the
 * random ones once more, with another seed.
 * With arguments, runs jest alone with them: npm test -- --selectProjects unit
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './lib/ensureDependencies.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const jestArguments = process.argv.slice(2);
const results = path.join(os.tmpdir(), `exchange-server-tests-${process.pid}.json`);

await ensureDependencies(root);
run('Building', ['scripts/build.mjs']);
if (jestArguments.length === 0) {
	run('Checking types', [
		'node_modules/typescript/bin/tsc',
		'--noEmit',
		'-p',
		'test/tsconfig.json',
	]);
	run('Linting', ['node_modules/@n8n/node-cli/bin/n8n-node.mjs', 'lint']);
	run('Checking imports', [
		'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
		'--config',
		'.dependency-cruiser.js',
		'index.ts',
		'nodes',
		'credentials',
		'exchange',
	]);
	run('Checking format', [
		'node_modules/prettier/bin/prettier.cjs',
		'--check',
		'--log-level',
		'warn',
		'.',
	]);
}
const outcomes = [test('Testing', jestArguments)];
// In CI the verdict depends on the change alone, elsewhere one more seed is looked at.
if (jestArguments.length === 0 && !process.env.CI && !process.env.SEED) {
	const seed = randomInt(2 ** 31 - 1);
	const title = `Testing with a random seed (SEED=${seed} repeats it)`;
	outcomes.push(
		test(title, ['--testPathPatterns', '\\.property\\.test\\.ts$'], { SEED: String(seed) }),
	);
}
const sum = (count) => outcomes.reduce((all, outcome) => all + outcome[count], 0);
const failedFiles = sum('numFailedTestSuites');
if (failedFiles > 0) console.log(`${failedFiles} test files failed`);
console.log(
	`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests')} skipped`,
);
process.exitCode = Math.max(...outcomes.map(({ status }) => status));

/** Runs jest, and counts. */
function test(title, jestArguments, environment = {}) {
	const status = run(
		title,
		['node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...jestArguments],
		{ mayFail: true, environment },
	);
	const counts = JSON.parse(readFileSync(results, 'utf8'));
	rmSync(results, { force: true });
	return { ...counts, status };
}

function run(title, command, { mayFail = false, environment = {} } = {}) {
	const started = Date.now();
	console.log(`\n— ${title} …`);
	const { status, signal } = spawnSync(process.execPath, command, {
		cwd: root,
		env: { ...process.env, ...environment },
		stdio: ['ignore', process.stdout.fd, process.stderr.fd],
	});
	if (status !== 0 && !mayFail) {
		console.error(`${title} failed${signal ? ` (${signal})` : ''}`);
		process.exit(status ?? 1);
	}
	console.log(`— ${title}: ${Math.round((Date.now() - started) / 1000)} s`);
	return status ?? 1;
}
