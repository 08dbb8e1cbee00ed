import type { ResponseDetails } from '../errors';

/**
 * The server's words about a failure, in brackets behind our own words, with the property that they are
 * about; empty where it says nothing.
 */
export function saying({ responseCode, messageText, messageXml = {} }: ResponseDetails): string {
	const { FieldURI, IndexedFieldURI, ExtendedFieldURI } = messageXml;
	const property = FieldURI ?? IndexedFieldURI ?? ExtendedFieldURI;
	const words = [responseCode, messageText, property].filter(Boolean).join(': ');
	return words === '' ? '' : ` (${words})`;
}
