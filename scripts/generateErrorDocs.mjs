/**
 * Writes docs/errors.md from the error classes of the library: node scripts/generateErrorDocs.mjs
 * With --check, fails when the page is not what would be written.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { writePage } from './lib/writePage.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const sources = readdirSync(path.join(root, 'exchange'), { recursive: true })
	.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
	.sort()
	.map((file) => parse(path.posix.join('exchange', file.replaceAll('\\', '/'))));

await writePage('docs/errors.md', pageOf(codes(), classes()), 'scripts/generateErrorDocs.mjs');

function parse(file) {
	const content = readFileSync(path.join(root, file), 'utf8');
	return { file, tree: ts.createSourceFile(file, content, ts.ScriptTarget.ES2022, true) };
}

/** The words of ExchangeErrorCode with what is said of each. */
function codes() {
	const { tree } = sources.find(({ file }) => file === 'exchange/errors.ts');
	const type = tree.statements.find(
		(node) => ts.isTypeAliasDeclaration(node) && node.name.text === 'ExchangeErrorCode',
	);
	let from = type.type.pos;
	return type.type.types.map((member) => {
		const [comment] = /\/\*\*.*?\*\//s.exec(tree.text.slice(from, member.getStart())) ?? [];
		from = member.end;
		if (!comment) throw new Error(`Nothing is said of the code ${member.getText()}`);
		return { code: member.literal.text, meaning: plain(comment) };
	});
}

/** All classes that extend ExchangeError, directly or not. */
function classes() {
	const found = new Map();
	for (const { file, tree } of sources) {
		for (const node of tree.statements) {
			if (!ts.isClassDeclaration(node) || !node.heritageClauses) continue;
			const parent = node.heritageClauses[0].types[0].expression.getText();
			if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
				found.set(node.name.text, { name: node.name.text, parent, file, node });
		}
	}
	const isError = (name) =>
		name === 'ExchangeError' || (found.has(name) && isError(found.get(name).parent));
	return [...found.values()]
		.filter(({ parent }) => isError(parent))
		.map((one) => ({ ...one, codes: codesOf(one, found), fields: fieldsOf(one.node) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

function codesOf({ node, parent }, found) {
	const constructor = node.members.find(ts.isConstructorDeclaration);
	const call = constructor?.body?.statements
		.map((statement) => statement.expression)
		.find(
			(one) =>
				one && ts.isCallExpression(one) && one.expression.kind === ts.SyntaxKind.SuperKeyword,
		);
	const first = call?.arguments[0];
	if (parent === 'ExchangeError' && first && ts.isStringLiteral(first)) return [first.text];
	if (parent !== 'ExchangeError') return codesOf(found.get(parent), found);
	return [];
}

/** The public fields that the class adds. */
function fieldsOf(node) {
	const constructor = node.members.find(ts.isConstructorDeclaration);
	const parameters = (constructor?.parameters ?? []).filter((one) =>
		one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword),
	);
	const properties = node.members.filter(
		(one) => ts.isPropertyDeclaration(one) || ts.isGetAccessorDeclaration(one),
	);
	return [...parameters, ...properties]
		.filter((one) => !one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword))
		.map((one) => one.name.getText());
}

function meaningOf(node) {
	const [comment] = ts.getJSDocCommentsAndTags(node);
	if (!comment) throw new Error(`Nothing is said of the class ${node.name.text}`);
	return plain(comment.getText());
}

function plain(comment) {
	return comment
		.replace(/^\/\*\*?|\*\/$/g, '')
		.split('\n')
		.map((line) => line.replace(/^\s*\*? ?/, '').trim())
		.filter((line) => line && !line.startsWith('@'))
		.join(' ')
		.trim();
}

function pageOf(allCodes, allClasses) {
	const cell = (words) => words.replaceAll('|', '\\|');
	return `# Errors

<!-- Written by scripts/generateErrorDocs.mjs from the code. -->

Everything that the library throws is an \`ExchangeError\`, also when it was cancelled. In n8n the same
facts stand in the item's \`error\` and \`details\`. An error has:

| property | meaning |
| --- | --- |
| \`code\` | one of the words below; a workflow or program can branch on it |
| \`message\` | what happened, in one sentence |
| \`remedy\`, \`remedyBy\`, \`command\` | what to do, who has to do it (\`you\`, \`exchangeAdmin\`, \`networkAdmin\`), and the line to paste |
| \`field\` | the field of the credential, or the parameter, that is wrong |
| \`outcome\` | of a write: \`refused\` when nothing of it was carried out, \`unknown\` when perhaps all of it was: look before writing again |
| \`details\` | what an Exchange administrator needs to find the request in the logs: operation, mailbox, ResponseCode, ids and servers |

No error holds a password, token or key.

## Codes

| code | meaning |
| --- | --- |
${allCodes.map(({ code, meaning }) => `| \`${code}\` | ${cell(meaning)} |`).join('\n')}

## Classes

All are exported, for \`instanceof\`.

| class | code | meaning | own fields |
| --- | --- | --- | --- |
${allClasses
	.map(
		({ name, node, codes: own, fields }) =>
			`| \`${name}\` | ${own.map((code) => `\`${code}\``).join(', ') || 'several'} | ${cell(meaningOf(node))} | ${fields.map((field) => `\`${field}\``).join(', ')} |`,
	)
	.join('\n')}
`;
}
