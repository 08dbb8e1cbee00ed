/**
 * Writes docs/exchange-behaviours.md from the behaviours of the test Exchange:
 * node scripts/generateBehaviourDocs.mjs
 * With --check, fails when the page is not what would be written.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import { writePage } from './lib/writePage.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const { behavioursByTopic } = await load('test/exchangeServer/behaviours/list.ts');
const { observations, unseenBehaviours } = await load('exchange/diagnosis/behaviours/index.ts');
const { reasons } = await load('exchange/diagnosis/behaviours/observation.ts');

await writePage('docs/exchange-behaviours.md', pageOf(), 'scripts/generateBehaviourDocs.mjs');

async function load(file) {
	const loaded = await tsImport(path.join(root, file), import.meta.url);
	return loaded.default ?? loaded;
}

function pageOf() {
	const all = Object.values(behavioursByTopic).flat();
	return `# How Exchange servers differ

<!-- Written by scripts/generateBehaviourDocs.mjs from test/exchangeServer/behaviours. -->

Real servers differ by version, policy and age, and some points are not documented at all. This page lists
the ${all.length} points that are known, or only suspected: how a server may behave, how sure that is, who
says so, and where the package stands then. Each is a file of \`test/exchangeServer/behaviours/\`: the test
Exchange can behave in all of these ways, in any combination, and by default in the harshest that is
plausible. \`npm run test:behaviours\` runs the package against each, and against servers that seeds make up;
[reliability.md](reliability.md#quiet) tells what came of it.

How sure: **source**, public documentation or code says so; **experience**, people have met it; **doubtful**,
it may be one way or the other.

## Look at your own server

Nobody has seen every Exchange. What yours does helps more than any document, above all beside a bug report.

1. Add the node _Test Exchange Connection_ to a workflow, choose your credential and the operation
   _Describe Server_. As _Mailbox_ give one with many appointments and a few series: it shows more.
2. Execute the step. It takes some thirty requests, all of which read; nothing is created, changed or
   deleted. One request names a mailbox that does not exist, and one is 2.5 MB large: both are to be
   refused, and an administrator may see them in the logs.
3. Copy \`report\` from the output into the bug report. It holds the version of the server and the words of
   this page, and no subject, name, address or host: only fixed words are printed, never what a server or a
   calendar says.

Without n8n, the library does the same: \`(await describeBehaviours(exchange, { mailbox })).report\`.

A behaviour that shows only when something is written is printed as \`${reasons.writing}\`. A way that is not
on this page is worth a report of its own: it becomes a behaviour of the test Exchange first, and a fix next
([CONTRIBUTING.md](../CONTRIBUTING.md)).

${Object.entries(behavioursByTopic)
	.map(([topic, list]) => `## ${topic}\n\n${list.map(section).join('\n')}`)
	.join('\n')}`;
}

function section({ name, changes, values, source, certainty, coping, standard, milderBecause }) {
	const rows = Object.entries(values).map(
		([value, meaning]) =>
			`| \`${value}\`${value === standard ? ' (as tests have it by default)' : ''} | ${cell(meaning)} |`,
	);
	return `### ${name}

${changes}

| value | meaning |
| --- | --- |
${rows.join('\n')}

- How sure: ${certainty}.${source === 'none' ? '' : ` ${linked(source)}`}
- The package: ${coping}
- _Describe Server_: ${seenBy(name)}${milderBecause ? `\n- Not the harshest by default: ${milderBecause}` : ''}
`;
}

function seenBy(name) {
	if (observations.some((one) => one.name === name)) return 'sees it by reading.';
	const [reason] = unseenBehaviours.find(([, names]) => names.includes(name)) ?? [];
	if (reason === undefined) throw new Error(`Nothing is said of how ${name} is seen`);
	return `${reasons[reason]}.`;
}

function cell(words) {
	return words.replaceAll('|', '\\|');
}

/** Addresses become links, all else is text. */
function linked(source) {
	return source
		.replace(/https:\/\/[^\s;]+/g, (url) => `<${url}>`)
		.replace(/_/g, (mark, at, whole) => (/<[^>]*$/.test(whole.slice(0, at)) ? mark : '\\_'));
}
