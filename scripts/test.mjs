/**
 * npm test: installs what is missing, builds, checks style and types, and runs every test.
 * With arguments, runs jest alone with them: npm test -- --selectProjects unit
 */
import { spawnSync } from 'node:child_process';
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
const status = run(
	'Testing',
	['node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...jestArguments],
	{ mayFail: true },
);
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
	readFileSync(results, 'utf8'),
);
rmSync(results, { force: true });
if (numFailedTestSuites > 0) console.log(`${numFailedTestSuites} test files failed`);
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
process.exitCode = status;

function run(title, command, { mayFail = false } = {}) {
	const started = Date.now();
	console.log(`\n— ${title} …`);
	const { status, signal } = spawnSync(process.execPath, command, {
		cwd: root,
		stdio: ['ignore', process.stdout.fd, process.stderr.fd],
	});
	if (status !== 0 && !mayFail) {
		console.error(`${title} failed${signal ? ` (${signal})` : ''}`);
		process.exit(status ?? 1);
	}
	console.log(`— ${title}: ${Math.round((Date.now() - started) / 1000)} s`);
	return status ?? 1;
}
