import { MalformedXml } from './malformed';
import { canonicalName, type ShortNames } from './namespaces';

/** A tag's name as it stands in the document, and its meaning there. */
export class ElementName {
	/**
	 * @param bytes the raw name, prefix included
	 * @param canonical `t:Subject`, whatever the prefix
	 * @param next the next name with the same hash
	 */
	constructor(
		readonly bytes: Buffer,
		readonly canonical: string,
		readonly next: ElementName | undefined,
	) {}
}

const buckets = 256;
/** Real responses use some hundred names; more are looked up without being remembered. */
const rememberedNames = 1024;
const rememberedScopes = 64;
/** A name of XML, with or without prefix. */
export const qualifiedName =
	/^[\p{L}_][\p{L}\p{N}\p{M}_.·-]*(?::[\p{L}_][\p{L}\p{N}\p{M}_.·-]*)?$/u;
const reservedUri = {
	xml: 'http://www.w3.org/XML/1998/namespace',
	xmlns: 'http://www.w3.org/2000/xmlns/',
};

/**
 * The namespace declarations in force at some place of the document. Remembers what it resolved, so
 * that each name is decoded once and not once an item.
 */
export class NamespaceScope {
	private readonly table: Array<ElementName | undefined> = new Array(buckets).fill(undefined);
	private readonly children = new Map<string, NamespaceScope>();
	private remembered = 0;

	private constructor(
		private readonly bindings: ReadonlyMap<string, string>,
		private readonly names: ShortNames,
	) {}

	static outermost(names: ShortNames): NamespaceScope {
		return new NamespaceScope(
			new Map([
				['', ''],
				['xml', reservedUri.xml],
			]),
			names,
		);
	}

	/** The scope with further declarations, as `[prefix, uri]`; the default namespace has prefix ''. */
	declare(declarations: Array<[string, string]>): NamespaceScope {
		const key = JSON.stringify(declarations);
		const known = this.children.get(key);
		if (known) return known;
		const bindings = new Map(this.bindings);
		for (const [prefix, uri] of declarations) {
			const impossible =
				prefix === 'xmlns' ||
				(prefix === 'xml') !== (uri === reservedUri.xml) ||
				uri === reservedUri.xmlns;
			if (impossible || (prefix !== '' && uri === '')) {
				throw new MalformedXml('a namespace declaration that XML forbids');
			}
			bindings.set(prefix, uri);
		}
		const scope = new NamespaceScope(bindings, this.names);
		if (this.children.size < rememberedScopes) this.children.set(key, scope);
		return scope;
	}

	isDeclared(prefix: string): boolean {
		return this.bindings.has(prefix);
	}

	/** @throws MalformedXml for a name that is none, or whose prefix is not declared */
	resolve(bytes: Buffer, start: number, end: number, hash: number): ElementName {
		const length = end - start;
		const first = this.table[hash & (buckets - 1)];
		for (let name = first; name !== undefined; name = name.next) {
			const known = name.bytes;
			if (known.length !== length) continue;
			let i = 0;
			while (i < length && known[i] === bytes[start + i]) i++;
			if (i === length) return name;
		}
		const name = new ElementName(
			Buffer.from(bytes.subarray(start, end)),
			this.meaning(bytes.toString('utf8', start, end)),
			first,
		);
		if (this.remembered < rememberedNames) {
			this.remembered++;
			this.table[hash & (buckets - 1)] = name;
		}
		return name;
	}

	private meaning(raw: string): string {
		const colon = raw.indexOf(':');
		const prefix = colon === -1 ? '' : raw.slice(0, colon);
		const local = raw.slice(colon + 1);
		if (!qualifiedName.test(raw)) {
			throw new MalformedXml('a tag with an invalid name');
		}
		const uri = this.bindings.get(prefix);
		if (uri === undefined) {
			throw new MalformedXml('a tag whose namespace prefix is not declared');
		}
		return canonicalName(uri, local, this.names);
	}
}
