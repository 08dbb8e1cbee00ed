/**
 * npm run test:behaviours: the package's promises on servers that behave in each way, one at a time, and
 * on servers that a seed makes up. Prints a table and what failed; ends with 1 when something did.
 */
import { parseArgs } from 'node:util';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import {
	behaviours,
	readBehaviours,
	valuesOf,
	writeBehaviours,
	type Behaviours,
} from '../exchangeServer/behaviours';
import { randomBehaviours } from '../exchangeServer/behaviours/random';
import type { Scenario } from './scenario';
import { scenarios as everyScenario } from './scenarios';
import { World } from './world';

const { values: options } = parseArgs({
	options: {
		/** How many random servers, and the first seed. */
		seeds: { type: 'string', default: '20' },
		first: { type: 'string', default: '1' },
		/** Only behaviours, and only scenarios, whose name contains this. */
		only: { type: 'string', default: '' },
		scenario: { type: 'string', default: '' },
		/** One server, as `name=value,…`, in place of all others. */
		server: { type: 'string' },
		/** Seconds after which a scenario counts as endless; a busy machine is ten times slower than an idle one. */
		patience: { type: 'string', default: '180' },
	},
});

type Certificate = NonNullable<Parameters<typeof World.start>[1]['certificate']>;

interface Failure {
	server: string;
	scenario: string;
	message: string;
}

async function main(): Promise<void> {
	const authority = await createCertificateAuthority();
	const { certificate, key } = await authority.issue();
	const identity = { certificate, privateKey: key, caCertificate: authority.certificate };
	const scenarios = everyScenario.filter(({ name }) => name.includes(options.scenario));
	if (options.server !== undefined) {
		const failures = await meet(readBehaviours(options.server), scenarios, identity);
		report(failures);
		return;
	}
	const all: Failure[] = await meet({}, scenarios, identity);
	const broken = new Set(all.map(({ scenario }) => scenario));
	const rows = [row('as standard', scenarios.length, all, broken)];
	for (const behaviour of behaviours.filter(({ name }) => name.includes(options.only))) {
		for (const value of valuesOf(behaviour)) {
			if (value === behaviour.standard) continue;
			const focused = scenarios.filter(({ focus }) => focus.includes(behaviour.name));
			// Whether a write was carried out matters only where the server is busy.
			const others: Partial<Behaviours> = behaviour.name === 'busyMoment' ? { busy: 'fault' } : {};
			const server = { ...others, [behaviour.name]: value };
			const failures = await meet(server, focused, identity);
			rows.push(row(`${behaviour.name}=${value}`, focused.length, failures, broken));
			all.push(...failures);
		}
	}
	const first = Number(options.first);
	for (let seed = first; seed < first + Number(options.seeds); seed++) {
		const scenario = scenarios[seed % scenarios.length];
		const failures = await meet(randomBehaviours(seed), [scenario], identity);
		rows.push(row(`seed ${seed}`, 1, failures, broken));
		all.push(...failures);
	}
	process.stdout.write(
		`behaviour | runs | failures | not as standard\n--- | ---: | ---: | ---:\n${rows.join('\n')}\n`,
	);
	report(all);
}

async function meet(
	server: Partial<Behaviours>,
	scenarios: readonly Scenario[],
	certificate: Certificate,
): Promise<Failure[]> {
	const failures: Failure[] = [];
	for (const scenario of scenarios) {
		const message = await failureOf(server, scenario, certificate);
		if (message === undefined) continue;
		failures.push({ server: writeBehaviours(server), scenario: scenario.name, message });
		process.stderr.write(`${writeBehaviours(server)}: ${scenario.name}: ${message}\n`);
	}
	return failures;
}

async function failureOf(
	server: Partial<Behaviours>,
	scenario: Scenario,
	certificate: Certificate,
): Promise<string | undefined> {
	const settings = scenario.delegate ? ({ mailboxAccess: 'delegate' } as const) : {};
	const world = await World.start(server, { certificate }, settings);
	if (scenario.delegate) {
		world.company.user('alice').share(world.company.serviceAccount.mailbox!, 'Editor');
		world.company
			.user('alice')
			.share(world.company.serviceAccount.mailbox!, 'Editor', 'deleteditems');
	}
	let timer: NodeJS.Timeout | undefined;
	const endless = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('does not end')), Number(options.patience) * 1000);
	});
	try {
		await Promise.race([scenario.run(world), endless]);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	} finally {
		clearTimeout(timer);
		await world.close().catch((error: Error) => process.stderr.write(`${error.message}\n`));
	}
}

/** @param broken scenarios that fail on a standard server too */
function row(
	name: string,
	runs: number,
	failures: readonly Failure[],
	broken: ReadonlySet<string>,
): string {
	const own = failures.filter(({ scenario }) => !broken.has(scenario));
	return `${name} | ${runs} | ${failures.length} | ${own.length}`;
}

function report(failures: readonly Failure[]): void {
	for (const { server, scenario, message } of failures) {
		process.stdout.write(`\n${server || 'as standard'}\n  ${scenario}: ${message}\n`);
	}
	process.stdout.write(`\n${failures.length} failures\n`);
	process.exitCode = failures.length > 0 ? 1 : 0;
}

void main();
