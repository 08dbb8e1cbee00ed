/** Short names of namespace URIs, each with its colon: the URI of `t` to `t:`. */
export type ShortNames = ReadonlyMap<string, string>;

/** Makes the table under which readers know elements, from prefixes and their URIs. */
export function shortNames(
	namespaces: Readonly<Record<string, string | readonly string[]>>,
): ShortNames {
	return new Map(
		Object.entries(namespaces).flatMap(([prefix, uris]) =>
			[uris].flat().map((uri): [string, string] => [uri, `${prefix}:`]),
		),
	);
}

/** No namespace has a short name. */
export const noShortNames: ShortNames = new Map();

/**
 * The name under which readers know an element, whatever prefix the document uses: `t:Subject` for a
 * namespace with a short name, the plain name without a namespace, `{uri}name` in any other.
 */
export function canonicalName(uri: string, local: string, names: ShortNames): string {
	if (uri === '') return local;
	return `${names.get(uri) ?? `{${uri}}`}${local}`;
}
