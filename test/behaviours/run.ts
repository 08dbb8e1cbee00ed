/**
 * npm run test:behaviours: the package's promises on servers that behave in each way, one at a time, and
 * on servers that a seed makes up. Prints a table and what failed; ends with 1 when something did. One
 * server that failed, again: `--only none --scenario none --seeds 1 --first <seed>`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import {
	behaviours,
	readBehaviours,
	valuesOf,
	type Behaviours,
} from '../exchangeServer/behaviours';
import { scenarios as everyScenario } from './scenarios';
import { meet, meetDrawn, type Failure } from './meet';
import { BehaviourTable } from './table';

const { values: options } = parseArgs({
	options: {
		/** How many random servers, the first seed, and how many of them at the same time. */
		seeds: { type: 'string', default: '20' },
		first: { type: 'string', default: '1' },
		together: { type: 'string', default: '8' },
		/** Only behaviours, and only scenarios, whose name contains this, or one of several with commas between. */
		only: { type: 'string', default: '' },
		scenario: { type: 'string', default: '' },
		/** One server, as `name=value,…`, in place of all others. */
		server: { type: 'string' },
		/** A page to write the table to, such as docs/behaviour-runs.md. */
		output: { type: 'string' },
		/** Seconds after which a scenario counts as endless; a busy machine is ten times slower than an idle one. */
		patience: { type: 'string', default: '180' },
	},
});

async function main(): Promise<void> {
	const { output, only, scenario, server: one, seeds: servers } = options;
	if (
		output !== undefined &&
		(only !== '' || scenario !== '' || one !== undefined || servers === '0')
	) {
		throw new Error('--output is for a run of everything, with one seed at least');
	}
	const authority = await createCertificateAuthority();
	const { certificate, key } = await authority.issue();
	const meeting = {
		certificate: { certificate, privateKey: key, caCertificate: authority.certificate },
		patienceMs: Number(options.patience) * 1000,
		onMet: progress(),
	};
	const scenarios = everyScenario.filter(({ name }) => isNamed(name, options.scenario));
	if (options.server !== undefined) {
		const failures = await meet(readBehaviours(options.server), scenarios, meeting);
		report(failures);
		return;
	}
	const all: Failure[] = await meet({}, scenarios, meeting);
	const table = new BehaviourTable(scenarios.length, all.length);
	for (const behaviour of behaviours.filter(({ name }) => isNamed(name, options.only))) {
		for (const value of valuesOf(behaviour)) {
			if (value === behaviour.standard) continue;
			const focused = scenarios.filter(({ focus }) => focus.includes(behaviour.name));
			// Whether a write was carried out matters only where the server is busy.
			const others: Partial<Behaviours> = behaviour.name === 'busyMoment' ? { busy: 'fault' } : {};
			const server = { ...others, [behaviour.name]: value };
			const failures = await meet(server, focused, meeting);
			table.addAlone(`${behaviour.name}=${value}`, focused.length, failures.length);
			all.push(...failures);
		}
	}
	const first = Number(options.first);
	const seeds = Array.from({ length: Number(options.seeds) }, (_, index) => first + index);
	const drawn = await meetDrawn(seeds, Number(options.together), meeting);
	all.push(...drawn.failures);
	table.addDrawn(seeds.length, drawn);
	process.stdout.write(`${table.toString()}\n`);
	if (options.output !== undefined) writeFileSync(options.output, page(table, seeds));
	report(all);
}

/** The table as a page of the docs. */
function page(table: BehaviourTable, seeds: readonly number[]): string {
	const command = `npm run test:behaviours -- --seeds ${seeds.length} --first ${seeds[0]}`;
	return `# Behaviours that the package was run against

Made by \`${command} --output docs/behaviour-runs.md\`: the
scenarios that are about a behaviour, on a server that has this one value of it alone, and servers that seeds made up,
each with a value of every behaviour, against the promises. A value without runs of its own is the default, with which
all scenarios run. [What the values mean](exchange-behaviours.md).

${table.toString()}
`;
}

function isNamed(name: string, wanted: string): boolean {
	return wanted.split(',').some((one) => name.includes(one));
}

/** Says on standard error how far it is, and each failure as soon as it is known. */
function progress(): (failures: readonly Failure[]) => void {
	let met = 0;
	return (failures) => {
		met += 1;
		if (met % 50 === 0) process.stderr.write(`${met} servers met\n`);
		for (const failure of failures) process.stderr.write(`${described(failure)}\n`);
	};
}

function described({ server, scenario, message, seed }: Failure): string {
	const drawn = seed === undefined ? '' : ` (seed ${seed})`;
	return `${server || 'as standard'}${drawn}\n  ${scenario}: ${message}`;
}

function report(failures: readonly Failure[]): void {
	for (const failure of failures) process.stdout.write(`\n${described(failure)}\n`);
	process.stdout.write(`\n${failures.length} failures\n`);
	process.exitCode = failures.length > 0 ? 1 : 0;
}

void main();
