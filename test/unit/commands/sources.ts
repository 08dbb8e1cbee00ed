import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..', '..');

/** Every file of the package that may show a line to people. */
export function sourceFiles(): ts.SourceFile[] {
	return ['exchange', 'nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
			.map((name) => join(root, folder, name))
			.map((path) =>
				ts.createSourceFile(
					relative(root, path),
					readFileSync(path, 'utf8'),
					ts.ScriptTarget.ES2022,
					true,
				),
			),
	);
}

/** All nodes of a file, from the top down. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
	yield node;
	const children: ts.Node[] = [];
	ts.forEachChild(node, (child) => void children.push(child));
	for (const child of children) yield* nodesOf(child);
}

/** `file:line` of a node. */
export function placeOf(node: ts.Node): string {
	const file = node.getSourceFile();
	const { line } = file.getLineAndCharacterOfPosition(node.getStart());
	return `${file.fileName}:${line + 1}`;
}

export interface TaggedLine {
	tag: string;
	place: string;
	/** The literal parts; a value goes in between each two. */
	parts: string[];
}

/** Every template that one of the tags makes into a line. */
export function taggedLines(files: ts.SourceFile[], tags: readonly string[]): TaggedLine[] {
	return files.flatMap((file) =>
		[...nodesOf(file)]
			.filter(ts.isTaggedTemplateExpression)
			.filter(({ tag }) => tags.includes(tag.getText()))
			.map((node) => ({
				tag: node.tag.getText(),
				place: placeOf(node),
				parts: partsOf(node.template),
			})),
	);
}

function partsOf(template: ts.TemplateLiteral): string[] {
	if (ts.isNoSubstitutionTemplateLiteral(template)) return [rawText(template)];
	return [template.head, ...template.templateSpans.map(({ literal }) => literal)].map(rawText);
}

function rawText(literal: ts.TemplateLiteralLikeNode): string {
	return literal.rawText ?? literal.text;
}
