import { SaxesParser } from 'saxes';
import { ewsNames } from '../../../exchange/ews/namespaces';
import { canonicalName } from '../../../exchange/xml/namespaces';
import { openElement, XmlScanner, type StartTag } from '../../../exchange/xml/scanner';

/** A document as a plain tree: enough to compare two parsers. */
export interface XmlNode {
	name: string;
	attributes: Record<string, string>;
	text: string;
	children: XmlNode[];
}

/** What saxes, which nobody here wrote, makes of a document. Throws where it is not well-formed. */
export function saxesTree(xml: string): XmlNode {
	const parser = new SaxesParser({ xmlns: true });
	const open: XmlNode[] = [];
	let root: XmlNode | undefined;
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', ({ uri, local, attributes }) => {
		const node: XmlNode = {
			name: canonicalName(uri, local, ewsNames),
			attributes: {},
			text: '',
			children: [],
		};
		for (const attribute of Object.values(attributes)) {
			if (attribute.prefix === '' && attribute.local !== 'xmlns') {
				node.attributes[attribute.local] = attribute.value;
			}
		}
		open.at(-1)?.children.push(node);
		root ??= node;
		open.push(node);
	});
	const addText = (text: string) => {
		const node = open.at(-1);
		if (node) node.text += text;
	};
	parser.on('text', addText);
	parser.on('cdata', addText);
	parser.on('closetag', () => open.pop());
	parser.write(xml).close();
	if (!root) throw new Error('no root');
	return root;
}

/** The names of all attributes without prefix. */
export function attributeNames(node: XmlNode, names = new Set<string>()): Set<string> {
	for (const name of Object.keys(node.attributes)) names.add(name);
	for (const child of node.children) attributeNames(child, names);
	return names;
}

/** What the scanner makes of a document that arrives in these chunks. */
export function scannedTree(chunks: Iterable<Buffer>, names: Iterable<string> = []): XmlNode {
	const wanted = [...names];
	const open: XmlNode[] = [];
	let root: XmlNode | undefined;
	const scanner = new XmlScanner(
		{
			open(name: string, tag: StartTag) {
				const node: XmlNode = { name: trimmedUri(name), attributes: {}, text: '', children: [] };
				for (const attribute of wanted) {
					const value = tag.attribute(attribute);
					if (value !== undefined) node.attributes[attribute] = value;
				}
				open.at(-1)?.children.push(node);
				root ??= node;
				open.push(node);
				return openElement.text;
			},
			close(text: string) {
				open.pop()!.text = text;
			},
		},
		{},
		ewsNames,
	);
	for (const chunk of chunks) scanner.feed(chunk);
	scanner.end();
	return root!;
}

/** saxes trims namespace URIs; XML doesn't. */
function trimmedUri(name: string): string {
	return name.replace(/^\{(.*)\}/s, (_, uri: string) => canonicalName(uri.trim(), '', ewsNames));
}

/** The bytes in chunks of the given sizes, repeated as often as needed. */
export function* chunked(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
	let at = 0;
	for (let turn = 0; at < bytes.length; turn++) {
		const size = Math.max(1, sizes[turn % sizes.length]);
		yield bytes.subarray(at, at + size);
		at += size;
	}
}

/** The first descendant of that name, in document order. */
export function find(node: XmlNode, name: string): XmlNode | undefined {
	if (node.name === name) return node;
	for (const child of node.children) {
		const found = find(child, name);
		if (found) return found;
	}
	return undefined;
}
