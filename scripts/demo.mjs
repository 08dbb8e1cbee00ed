/**
 * npm run demo: a real n8n syncs the calendars of a test Exchange, from a fresh clone.
 * Leaves n8n open until Ctrl-C; with --once ends by itself, with exit code 0 only when every number
 * was right.
 */

import { Cleanup, cleanUpOnSignals } from './lib/cleanup.mjs';
import {
	runConnectionTest,
	runFirstSync,
	runIdleSync,
	runResolve,
	runSyncAfterEdits,
} from './lib/demoRuns.mjs';
import {
	addCredential,
	addExamples,
	owner,
	startN8nWithPackage,
	switchScheduleOn,
} from './lib/demoSetup.mjs';
import { ensureDependencies } from './lib/ensureDependencies.mjs';
import { ensureN8n } from './lib/ensureN8n.mjs';
import { buildPackage } from './lib/packageInstall.mjs';
import { withProgress } from './lib/progress.mjs';
import { loadTypeScript } from './lib/typescript.mjs';
import { Verdict } from './lib/verdict.mjs';

const once = readArguments(process.argv.slice(2));
const cleanup = new Cleanup();
cleanUpOnSignals(cleanup, () => console.log('\nStopping …'));

try {
	const isRight = await demo();
	if (once) {
		await cleanup.run();
		process.exit(isRight ? 0 : 1);
	}
} catch (error) {
	// What is under way fails when everything stops; whoever stopped it ends the process.
	if (cleanup.isRunning) await new Promise(() => {});
	console.error(`\n${error.message}`);
	if (process.env.DEBUG) console.error(error);
	await cleanup.run().catch((failure) => console.error(failure));
	process.exit(1);
}

async function demo() {
	await ensureDependencies();
	const installation = await ensureN8n();
	await withProgress('Building the package', buildPackage);
	const exchange = await startExchange();
	const { n8n, client, manifest } = await withProgress('Starting n8n with the package', () =>
		startN8nWithPackage({ installation, cleanup }),
	);
	void n8n.ended.then(async () => {
		if (cleanup.isRunning) return;
		console.error(`n8n ended by itself. The end of its log:\n${await n8n.logTail()}`);
		await cleanup.run();
		process.exit(1);
	});

	const verdict = new Verdict();
	const credential = await addCredential(client, exchange);
	const { status, message } = await client.testCredential(credential);
	console.log(`\nThe credential's Test button: ${status}, ${message}`);
	verdict.compare('the Test button', 'OK', status);

	const workflows = await addExamples(client, credential);
	const scenario = await loadTypeScript('demo/scenario.ts');
	const common = { company: exchange.company, scenario, verdict };
	await runResolve({ ...common, workflow: workflows.resolve });
	const { checks } = await loadTypeScript('exchange/diagnosis/checks/index.ts');
	await runConnectionTest({ ...common, workflow: workflows.test, checks });
	await runFirstSync({ ...common, workflow: workflows.sync });
	await runIdleSync({ ...common, workflow: workflows.sync });
	await runSyncAfterEdits({ ...common, workflow: workflows.sync });

	report(verdict, manifest);
	if (!once) {
		await switchScheduleOn(client, workflows.sync, credential);
		invite(n8n, exchange);
	}
	return verdict.isRight;
}

async function startExchange() {
	return await withProgress('Starting the test Exchange', async () => {
		const { startExchangeServer } = await loadTypeScript('test/exchangeServer/index.ts');
		const exchange = await startExchangeServer();
		cleanup.add(() => exchange.close());
		return exchange;
	});
}

function report({ results, wrong }, { name, version }) {
	console.log(`\n${name} ${version}: ${results.length - wrong.length} of ${results.length} right`);
	for (const { what, expected, got } of wrong) {
		console.log(
			`  WRONG  ${what}\n    expected ${shorten(expected)}\n    got      ${shorten(got)}`,
		);
	}
}

function invite(n8n, exchange) {
	const { company } = exchange;
	console.log(`
n8n is open at ${n8n.url}
  e-mail    ${owner.email}
  password  ${owner.password}
The test Exchange is at ${exchange.httpsUrl}
  user      ${company.netbiosDomain}\\${company.serviceAccount.user}
  password  ${company.serviceAccount.password}
The sync now runs on its schedule, every 15 minutes. Ctrl-C stops everything.`);
}

function shorten(text = 'nothing') {
	return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}

function readArguments(given) {
	const unknown = given.find((argument) => argument !== '--once');
	if (unknown) {
		console.error(`Unknown argument ${unknown}. Usage: npm run demo [-- --once]`);
		process.exit(2);
	}
	return given.includes('--once');
}
