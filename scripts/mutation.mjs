/**
 * npm run test:mutation: breaks the code on purpose, one small change (mutant) at a time, and counts
 * the changes that no test notices. With arguments, only these areas, folders, files or lines:
 *
 *   npm run test:mutation -- transport/redirects exchange/transport/fairQueue.ts:10-39
 *   npm run test:mutation -- --sample 100 --seed 7 --concurrency 1 --by-file
 *
 * Survivors are printed, and kept in .cache/mutation/<area>/survivors.txt, each with the entry that
 * lists it as equivalent in test/mutation/equivalents.mjs; report.html next to it shows all mutants.
 *
 * Left out is one kind of change: emptying a text that is a sentence (three words or more in a row),
 * as only a copy of the sentence could check it. Codes, fields, names, headers and commands stay in.
 */
import { mkdirSync, rmSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { equivalents } from '../test/mutation/equivalents.mjs';
import { listMutants, runMutants, sampled, sourceOf } from './lib/mutants.mjs';
import { table } from './lib/table.mjs';

/**
 * What is mutated together (files or folders), with the tests that are to notice (patterns): the fast
 * ones nearest to it. Below `minimum`, a score in percent, the run fails. `sample` takes so many
 * mutants where all would take too long; its seed makes it the same ones each time.
 * @type {Record<string, { mutate: string[], tests: string[], minimum: number,
 *   sample?: { mutants: number, seed: number } }>}
 */
const areas = {
	'changes/compare': {
		mutate: ['compare', 'compareContent', 'privacy', 'unconfirmed'].map(
			(name) => `exchange/changes/${name}.ts`,
		),
		tests: ['test/unit/changes/{compare,compareContent,privacy,unconfirmed}.test.ts'],
		minimum: 80,
	},
	'changes/position': {
		mutate: ['exchange/changes/position'],
		tests: [
			'test/unit/changes/position/{bytes,columns,format,known,position}.test.ts',
			'test/unit/changes/position/{restingParts,store}.test.ts',
		],
		minimum: 80,
		sample: { mutants: 300, seed: 1 },
	},
	'changes/run': {
		mutate: [
			'entering',
			'forget',
			'isolation',
			'items',
			'run',
			'runContext',
			'series',
			'seriesOccurrences',
			'singles',
			'view',
		].map((name) => `exchange/changes/${name}.ts`),
		tests: ['test/unit/changes/{run,histories,restart,unconfirmed,occurrenceView}.test.ts'],
		minimum: 70,
		sample: { mutants: 150, seed: 1 },
	},
	'calendars/search': {
		mutate: ['availability/search', 'availability/windows.ts', 'availability/schedule.ts'].map(
			(name) => `exchange/calendars/${name}`,
		),
		tests: ['test/unit/calendars/{searchSlots,windows,schedule}.test.ts'],
		minimum: 70,
		sample: { mutants: 100, seed: 1 },
	},
	'calendars/events': {
		mutate: ['filter', 'seriesTimes', 'fields'].map(
			(name) => `exchange/calendars/events/${name}.ts`,
		),
		tests: ['test/unit/calendars/events/{filter,seriesTimes,fields}.test.ts'],
		minimum: 70,
		sample: { mutants: 100, seed: 1 },
	},
	'calendars/icalendar': {
		mutate: ['exchange/calendars/icalendar'],
		tests: ['test/unit/calendars/icalendar/{eventFromIcs,eventToIcs}.test.ts'],
		minimum: 70,
		sample: { mutants: 100, seed: 1 },
	},
	'transport/authentication/signIn': {
		mutate: ['signIn', 'signInRequests', 'basic'].map(
			(name) => `exchange/transport/authentication/${name}.ts`,
		),
		tests: ['test/unit/transport/authentication/signIn.test.ts'],
		minimum: 80,
	},
	'transport/authentication/parts': {
		mutate: [
			...[
				'accountGate',
				'bearer',
				'challenges',
				'channelBinding',
				'md4',
				'ntlm',
				'signInRefused',
			].map((name) => `exchange/transport/authentication/${name}.ts`),
			'exchange/transport/orAborted.ts',
		],
		tests: [
			'test/unit/transport/authentication/{accountGate,bearer,challenges,channelBinding}.test.ts',
			'test/unit/transport/authentication/{md4,ntlm,signInRefused}.test.ts',
		],
		minimum: 80,
	},
	'transport/conceal': {
		mutate: ['exchange/transport/conceal.ts', 'exchange/transport/escapes.ts'],
		tests: ['test/unit/transport/conceal.test.ts'],
		minimum: 80,
		sample: { mutants: 150, seed: 1 },
	},
	'transport/retry': {
		mutate: ['exchange/transport/createRetryPolicy.ts', 'exchange/transport/fairQueue.ts'],
		tests: ['test/unit/transport/{createRetryPolicy,fairQueue,connectionPool}.test.ts'],
		minimum: 80,
	},
	'transport/pool': {
		mutate: ['exchange/transport/connectionPool.ts', 'exchange/transport/poolRegistry.ts'],
		tests: ['test/unit/transport/{connectionPool,createTransport,poolRegistry}.test.ts'],
		minimum: 80,
	},
	'transport/tls': {
		mutate: ['exchange/transport/tlsContext.ts', 'exchange/transport/tlsFailure.ts'],
		tests: ['test/unit/transport/tls*.test.ts'],
		minimum: 80,
	},
	'transport/redirects': {
		mutate: ['redirects', 'hostNames', 'casErrors'].map((name) => `exchange/transport/${name}.ts`),
		tests: [
			'test/unit/{autodiscover/redirectPolicy,transport/hostNames,transport/redirects}.test.ts',
		],
		minimum: 80,
	},
	'nodes/position': {
		mutate: [
			'nodes/SyncCalendarItems/parameters/position.ts',
			'nodes/SyncCalendarItems/syncMailboxes.ts',
			'nodes/SyncCalendarItems/refuseRepeated.ts',
			'nodes/SyncCalendarItems/unkeptPositions.ts',
			'nodes/SyncCalendarItems/operations/confirm.ts',
		],
		tests: ['test/unit/nodes/{position,refuseRepeated,getChanges,confirm,descriptions}.test.ts'],
		minimum: 80,
	},
	'push/plan': {
		mutate: [
			'adoption',
			'asRead',
			'copies',
			'decideUpdate',
			'deletionGuard',
			'link',
			'planPush',
			'recheckPlan',
			'refuseHidden',
			'shown',
		].map((name) => `exchange/push/plan/${name}.ts`),
		tests: ['test/unit/push/!(histories.property).test.ts'],
		minimum: 80,
		sample: { mutants: 350, seed: 7 },
	},
	'push/twoWayPlan': {
		mutate: [
			'memoryFormat',
			'nextMemory',
			'planTwoWay',
			'sourceReports',
			'standIn',
			'twoWayMemory',
			'twoWayPlanning',
			'unconfirmedMemory',
		].map((name) => `exchange/push/plan/${name}.ts`),
		tests: [
			'test/unit/push/{memoryFormat,nextMemory,planTwoWay}.test.ts',
			'test/unit/push/{remedies,shown,sourceReports,unconfirmedMemory}.test.ts',
		],
		minimum: 80,
		sample: { mutants: 300, seed: 7 },
	},
	'push/sameness': {
		mutate: [
			'canonicalTimes',
			'comparable',
			'fields',
			'htmlEntities',
			'propertyFields',
			'versions',
		].map((name) => `exchange/push/plan/${name}.ts`),
		tests: [
			'test/unit/push/{bodyText,canonicalTimes,comparable}.test.ts',
			'test/unit/push/{fields,propertyFields,versions}.test.ts',
		],
		minimum: 80,
	},
	'push/carryOut': {
		mutate: ['exchange/push/carryOut'],
		tests: [
			'test/unit/push/{appointment,carryOut,copies,exchangeCalendar,findLinks}.test.ts',
			'test/unit/push/{findOccurrences,finishSeries,hiddenItems,listChanges}.test.ts',
			'test/unit/push/{inSomeOrder,readBack,readItems,results}.test.ts',
		],
		minimum: 80,
		sample: { mutants: 250, seed: 7 },
	},
	'watch/mailboxes': {
		mutate: [
			'groups',
			'handOver',
			'limits',
			'mailboxState',
			'members',
			'problems',
			'refusals',
			'servers',
		].map((name) => `exchange/watch/${name}.ts`),
		tests: ['test/unit/watch/*.test.ts'],
		minimum: 80,
	},
	'watch/moments': {
		mutate: ['timetable', 'watchedEvent', 'watchedMailbox'].map(
			(name) => `exchange/watch/${name}.ts`,
		),
		tests: ['test/unit/watch/*.test.ts'],
		minimum: 80,
	},
	'watch/connections': {
		mutate: ['bell', 'clock', 'connectionGroup', 'groupSubscriptions', 'watcher'].map(
			(name) => `exchange/watch/${name}.ts`,
		),
		tests: ['test/unit/watch/*.test.ts'],
		minimum: 80,
	},
};

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		concurrency: { type: 'string', default: String(Math.max(1, os.availableParallelism() - 1)) },
		sample: { type: 'string' },
		seed: { type: 'string' },
		'by-file': { type: 'boolean', default: false },
		verbose: { type: 'boolean', default: false },
	},
});

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cache = path.join(root, '.cache/mutation');
process.chdir(root);

const rows = [];
const problems = [];
for (const run of chosenRuns(positionals)) {
	const results = await testMutants(run);
	const listed = new Map(results.map((mutant) => [mutant, equivalentOf(mutant)]));
	const row = rowOf(run.name, results, listed);
	rows.push(row);
	if (options['by-file']) {
		for (const file of new Set(results.map((mutant) => mutant.file))) {
			const ofFile = results.filter((mutant) => mutant.file === file);
			rows.push(rowOf(`  ${path.basename(file)}`, ofFile, listed));
		}
	}
	reportSurvivors(run, results, listed);
	problems.push(...staleEntries(run, results));
	if (run.minimum !== undefined && Number(row.score) < run.minimum) {
		problems.push(`${run.name}: a score of ${row.score} is less than ${run.minimum}`);
	}
}
console.log(`\n${table(rows)}`);
for (const problem of problems) console.error(`\n${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** The areas that the arguments name, whole or in part; a part has no minimum. */
function chosenRuns(names) {
	const all = Object.entries(areas).map(([name, { mutate, ...area }]) => ({
		name,
		...area,
		files: mutate.flatMap(filesOf),
		lines: [1, Infinity],
		isWhole: true,
	}));
	if (names.length === 0) return all;
	return names.flatMap((name) => {
		const chosen = all.filter((area) => area.name === name || area.name.startsWith(`${name}/`));
		if (chosen.length > 0) return chosen;
		const [, place, first, last = first] = /^(.*?)\/?(?::(\d+)(?:-(\d+))?)?$/.exec(name);
		const parts = all.flatMap((area) => {
			const files = area.files.filter((file) => file === place || file.startsWith(`${place}/`));
			const lines = first ? [Number(first), Number(last)] : [1, Infinity];
			const isWhole = !first;
			return files.length > 0 ? [{ ...area, files, lines, isWhole, minimum: undefined }] : [];
		});
		if (parts.length > 0) return parts;
		throw new Error(`${name} is in no area. There are: ${Object.keys(areas).join(', ')}`);
	});
}

function filesOf(place) {
	if (statSync(place).isFile()) return [place];
	return readdirSync(place, { recursive: true })
		.map((name) => path.posix.join(place, name.split(path.sep).join('/')))
		.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
		.sort();
}

async function testMutants(run) {
	const [first, last] = run.lines;
	const all = (await listMutants(run.files)).filter(
		(mutant) => mutant.line >= first && mutant.line <= last && !isSentence(mutant),
	);
	const size = Number(options.sample ?? run.sample?.mutants ?? Infinity);
	const seed = Number(options.seed ?? run.sample?.seed ?? 1);
	const chosen = sampled(all, size, seed);
	if (chosen.length < all.length) run.isWhole = false;
	console.log(`\n${run.name}: ${chosen.length} of ${all.length} mutants`);
	const folder = path.join(cache, run.name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	return await runMutants(chosen, {
		files: run.files,
		tests: run.tests,
		folder,
		concurrency: Number(options.concurrency),
		verbose: options.verbose,
	});
}

function isSentence({ mutator, original }) {
	return mutator === 'StringLiteral' && /[A-Za-z',]+ [A-Za-z',]+ [A-Za-z]+/.test(original);
}

function isSurvivor({ status }) {
	return status === 'Survived' || status === 'NoCoverage';
}

function equivalentOf(mutant) {
	return equivalents.find((entry) => isEntryOf(entry, mutant));
}

function isEntryOf(entry, mutant) {
	return ['file', 'mutator', 'at', 'original', 'replacement'].every(
		(field) => entry[field] === mutant[field],
	);
}

/** Entries that no longer save anything: their code has gone, or a test notices the change. */
function staleEntries({ files, isWhole }, results) {
	return equivalents
		.filter((entry) => files.includes(entry.file))
		.filter((entry) => {
			const same = results.filter((mutant) => isEntryOf(entry, mutant));
			return same.length === 0 ? isWhole : !same.some(isSurvivor);
		})
		.map(
			({ reason, ...entry }) =>
				`An equivalent mutant is no longer there (changed, or a test notices it): ${JSON.stringify(entry)}`,
		);
}

function rowOf(area, results, listed) {
	const count = (isCounted) => results.filter(isCounted).length;
	const killed = count(({ status }) => status === 'Killed');
	const timeout = count(({ status }) => status === 'Timeout');
	const equivalent = count((mutant) => isSurvivor(mutant) && listed.get(mutant));
	const survived = count(isSurvivor) - equivalent;
	const decided = killed + timeout + survived;
	return {
		area,
		// Without those that can't even be loaded.
		mutants: decided + equivalent,
		killed,
		survived,
		timeout,
		equivalent,
		score: (decided === 0 ? 100 : ((killed + timeout) / decided) * 100).toFixed(1),
	};
}

function reportSurvivors(run, results, listed) {
	const survivors = results.filter((mutant) => isSurvivor(mutant) && !listed.get(mutant));
	const shown = survivors.map(({ file, line, column, mutator, original, replacement, status }) =>
		[
			`${file}:${line}:${column} ${mutator}${status === 'NoCoverage' ? ' (no test gets here)' : ''}`,
			`    ${sourceOf(file, line)}`,
			`  - ${original}`,
			`  + ${replacement}`,
		].join('\n'),
	);
	const entries = survivors.map(
		({ file, mutator, at, original, replacement }) =>
			`    ${JSON.stringify({ file, mutator, at, original, replacement, reason: '' })},`,
	);
	writeFileSync(
		path.join(cache, run.name, 'survivors.txt'),
		shown.map((text, index) => `${text}\n${entries[index]}\n`).join('\n'),
	);
	if (shown.length > 0) console.log(`\n${shown.join('\n\n')}`);
}
