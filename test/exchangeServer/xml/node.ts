import { SaxesParser } from 'saxes';

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
export const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';
export const ERRORS = 'http://schemas.microsoft.com/exchange/services/2006/errors';

/** An element of a request, with its namespace resolved. */
export interface XmlNode {
	/** Local name, without prefix. */
	name: string;
	namespace: string;
	/** By local name; namespace declarations are left out. */
	attributes: Record<string, string>;
	children: XmlNode[];
	/** The element's own character data, joined. */
	text: string;
	/** Where the element starts: from 1, as Exchange counts in ErrorSchemaValidation. */
	line: number;
	column: number;
}

/** Parses a document. @throws Error when it is not well-formed or carries a document type. */
export function parseXml(text: string): XmlNode {
	const parser = new SaxesParser({ xmlns: true, position: true });
	const open: XmlNode[] = [];
	let root: XmlNode | undefined;
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('doctype', () => {
		throw new Error('For security reasons DTD is prohibited in this XML document.');
	});
	parser.on('opentag', (tag) => {
		const attributes: Record<string, string> = {};
		for (const attribute of Object.values(tag.attributes)) {
			if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') {
				attributes[attribute.local] = attribute.value;
			}
		}
		const node: XmlNode = {
			name: tag.local,
			namespace: tag.uri,
			attributes,
			children: [],
			text: '',
			line: parser.line,
			column: parser.column,
		};
		open.at(-1)?.children.push(node);
		root ??= node;
		open.push(node);
	});
	parser.on('closetag', () => void open.pop());
	parser.on('text', (data) => {
		const current = open.at(-1);
		if (current) current.text += data;
	});
	parser.on('cdata', (data) => {
		const current = open.at(-1);
		if (current) current.text += data;
	});
	parser.write(text.startsWith('\ufeff') ? text.slice(1) : text).close();
	if (!root) throw new Error('Root element is missing.');
	return root;
}

/** First child of that local name. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
	return node?.children.find((candidate) => candidate.name === name);
}

/** Follows local names downwards: `path(node, 'A', 'B')` is the first B in the first A. */
export function path(node: XmlNode | undefined, ...names: string[]): XmlNode | undefined {
	return names.reduce<XmlNode | undefined>((current, name) => child(current, name), node);
}

/** All children of that local name. */
export function childrenNamed(node: XmlNode | undefined, name: string): XmlNode[] {
	return node?.children.filter((candidate) => candidate.name === name) ?? [];
}

/** Text of the first child of that local name; undefined when it is not there. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
	return child(node, name)?.text;
}

/** xs:boolean. */
export function isTrue(text: string | undefined): boolean {
	return text !== undefined && ['true', '1'].includes(text.trim());
}
