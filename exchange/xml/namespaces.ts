/** The namespaces of EWS and the short names under which this library knows their elements. */
export const namespaces = {
	s: 'http://schemas.xmlsoap.org/soap/envelope/',
	m: 'http://schemas.microsoft.com/exchange/services/2006/messages',
	t: 'http://schemas.microsoft.com/exchange/services/2006/types',
	/** Details of SOAP faults. */
	e: 'http://schemas.microsoft.com/exchange/services/2006/errors',
} as const;

const shortNames = new Map<string, string>(
	Object.entries(namespaces).map(([short, uri]) => [uri, `${short}:`]),
);

/**
 * The name under which readers know an element, whatever prefix the document uses:
 * `t:Subject`, `m:ResponseCode`; without namespace the plain name; in any other `{uri}name`.
 */
export function canonicalName(uri: string, local: string): string {
	if (uri === '') return local;
	return `${shortNames.get(uri) ?? `{${uri}}`}${local}`;
}
