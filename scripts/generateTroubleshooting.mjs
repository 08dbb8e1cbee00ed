/**
 * Writes docs/troubleshooting.md from the checks of the connection test and the error classes:
 * node scripts/generateTroubleshooting.mjs. With --check, fails when the page is not what would be written.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { writePage } from './lib/writePage.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const people = {
	you: 'you',
	exchangeAdmin: 'Exchange administrator',
	networkAdmin: 'network administrator',
};

/** Files of advice that checks use. */
const advices = {
	dns: ['proxyAdvice'],
	tcp: ['proxyAdvice'],
	tls: ['clientCertificateAdvice', 'certificateAdvice'],
	http: ['clientCertificateAdvice', 'statusAdvice', 'closedAdvice'],
	authentication: ['closedAdvice'],
};

/** What somebody sees first, and where to look. */
const symptoms = [
	[
		'The Test button is red',
		'Its text names the cause; [the connection test](#what-the-connection-test-says) below has all of them',
	],
	[
		'The Test button is green, but a workflow may not open a calendar',
		'Enter that mailbox as _Test Mailbox_, or run **Test Exchange Connection** with it: [the right to act as the mailboxes](#the-service-account-may-act-as-the-mailboxes)',
	],
	[
		'The account gets locked',
		'A [refused password](credentials.md#a-refused-password) is shown once in 30 minutes: look for another program with the old one, in the locks of [the sign-in](#exchange-accepts-the-service-account)',
	],
	[
		'The account was unlocked, but workflows still say that its sign-in is refused',
		'Press _Test_ in the credential: [credentials.md](credentials.md#a-refused-password)',
	],
	[
		'It works with Delegate and not with Impersonation, or the other way',
		'[administration.md](administration.md#the-service-account): they need different rights',
	],
	[
		'Get Changes tells everything again',
		'The position could not be kept (a hint says so), another _Position Name_ or calendar was chosen, or with _On Confirm_ nothing confirmed',
	],
	[
		'Get Changes tells nothing, but what it told did not arrive',
		'A later node failed: [read everything again](sync-calendar-items.md#read-everything-again), and take _Delivery_ _On Confirm_',
	],
	[
		'Get Changes tells nothing in the editor, or the same each time',
		'Runs in the editor leave the position where it is: [sync-calendar-items.md](sync-calendar-items.md)',
	],
	[
		'Times are off by hours',
		'Take `startUtc` and `endUtc`: [sync-calendar-items.md](sync-calendar-items.md)',
	],
	[
		'All-day events are a day short or long',
		'_All-Day End_: the last day with _Fields_, the day after with _JSON_',
	],
	[
		'Events are missing',
		'They lie outside the window, in another calendar, or are named in `unreadable` (a hint says so)',
	],
	[
		'Subjects are missing',
		'_Privacy_: of private events only their times are told; `masked` is true',
	],
	[
		'Push stops with a number of deletions',
		'_Max Deletes_: nothing was written. Look at what is missing in your data before you raise it.',
	],
	[
		'Apply says that an item has no plan',
		'An approval node gives out its answer: [workflows.md](workflows.md#plan-approve-by-mail-apply)',
	],
	[
		'The node does not run',
		'n8n runs no node without items: let the node before always output data, or give an item with `emptySet: true`',
	],
	[
		'The trigger starts nothing, or nothing any more',
		'[When nothing comes](exchange-calendar-trigger.md#when-nothing-comes): what to look at, in order',
	],
	[
		'The trigger says something that is not below',
		'[What the trigger says](exchange-calendar-trigger.md#what-the-trigger-says)',
	],
	[
		'The sign-in is refused, or the server is not reached or not trusted',
		'The error says why and what to do; **Test Exchange Connection** finds out more: [its checks](#what-the-connection-test-says), [a refused password](credentials.md#a-refused-password)',
	],
	[
		'_Start a Batch_ of the example for thousands of mailboxes fails with 404, or is refused',
		'The workflow is not active, or `n8n` in _Mailboxes_ is no address at which workers reach n8n: [workflows.md](workflows.md#thousands-of-mailboxes)',
	],
	[
		'Executions are missing in the list',
		'Those that went well are not saved where the settings of the workflow or `EXECUTIONS_DATA_SAVE_ON_SUCCESS` say so: [scale.md](scale.md#what-to-set-in-n8n)',
	],
	[
		'The trigger is late',
		'It polls where Exchange does not tell of changes: [exchange-calendar-trigger.md](exchange-calendar-trigger.md)',
	],
	[
		'Runs take long, or wait',
		'Exchange throttles the account: [administration.md](administration.md#throttling)',
	],
];

await writePage('docs/troubleshooting.md', pageOf(), 'scripts/generateTroubleshooting.mjs');

function pageOf() {
	return [
		'# Troubleshooting',
		'',
		'<!-- Written by scripts/generateTroubleshooting.mjs from the code. -->',
		'',
		'Run **Test Exchange Connection** first: it finds the cause and writes the command with your own names.',
		'',
		'## By what you see',
		'',
		...table(['you see', 'where to look'], symptoms),
		'',
		'## What the connection test says',
		'',
		'In the order of its checks; `…` stands for your own names.',
		...checkSections(),
		'',
		'## What errors say',
		'',
		'Errors name the field, the mailbox and what to do. [errors.md](errors.md) has their codes.',
		'',
		...table(
			['error', 'says', 'to do', 'who'],
			errorClasses().map(({ name, message, remedy, who }) => [`\`${name}\``, message, remedy, who]),
		),
		'',
	].join('\n');
}

/** The checks in their order, each with every cause that its file, and the advice it uses, knows. */
function checkSections() {
	const index = readFileSync(path.join(root, 'exchange/diagnosis/checks/index.ts'), 'utf8');
	const ids = /export const checks = \[([^\]]*)\]/.exec(index)[1].match(/\w+/g);
	return ids.flatMap((id) => {
		const file = `exchange/diagnosis/checks/${id}.ts`;
		const advice = advices[id] ?? [];
		const trees = [file, ...advice.map((one) => `exchange/diagnosis/advice/${one}.ts`)].map(parse);
		const title = trees[0].text.match(/title: '([^']+)'/)[1];
		const rows = trees.flatMap(findings);
		if (rows.length === 0) return [];
		return ['', `### ${title}`, '', ...table(['cause', 'to do', 'who'], rows)];
	});
}

/** Every object with a cause and a remedy. */
function findings(tree) {
	const rows = [];
	visit(tree, (node) => {
		if (!ts.isObjectLiteralExpression(node)) return;
		const { cause, remedy, remedyBy } = propertiesOf(node);
		if (cause && remedy) rows.push([cause, remedy, people[remedyBy] ?? people.you]);
	});
	return rows;
}

/** Error classes that know their own words. */
function errorClasses() {
	const files = readdirSync(path.join(root, 'exchange'), { recursive: true })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.posix.join('exchange', file.replaceAll('\\', '/')))
		.sort();
	const found = [];
	for (const tree of files.map(parse)) {
		for (const node of tree.statements) {
			if (!ts.isClassDeclaration(node) || !node.heritageClauses) continue;
			visit(node, (call) => {
				if (!ts.isCallExpression(call) || call.expression.kind !== ts.SyntaxKind.SuperKeyword)
					return;
				const message = call.arguments.map(literal).filter(Boolean).at(-1);
				const options = call.arguments.find(ts.isObjectLiteralExpression);
				const { remedy, remedyBy } = options ? propertiesOf(options) : {};
				if (message?.includes(' ') && remedy)
					found.push({
						name: node.name.text,
						message,
						remedy,
						who: people[remedyBy] ?? people.you,
					});
			});
		}
	}
	return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function propertiesOf(node) {
	return Object.fromEntries(
		node.properties
			.filter(ts.isPropertyAssignment)
			.map(({ name, initializer }) => [name.getText(), literal(initializer)]),
	);
}

/** The text of a literal, with an ellipsis for what is filled in; undefined for anything else. */
function literal(node) {
	if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return node.head.text + node.templateSpans.map(({ literal: { text } }) => `…${text}`).join('');
}

function parse(file) {
	const content = readFileSync(path.join(root, file), 'utf8');
	return ts.createSourceFile(file, content, ts.ScriptTarget.ES2022, true);
}

function visit(node, see) {
	see(node);
	ts.forEachChild(node, (child) => visit(child, see));
}

function table(heads, rows) {
	const line = (cells) =>
		`| ${cells
			.map((cell) =>
				cell
					.replace(/\s+/g, ' ')
					.replaceAll('|', '\\|')
					.replace(/[<>]/g, (c) => (c === '<' ? '&lt;' : '&gt;')),
			)
			.join(' | ')} |`;
	return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}
