import type { ResponseDetails } from '../errors';

/** The server's words about a failure, in brackets behind our own words; empty where it says nothing. */
export function saying({ responseCode, messageText }: ResponseDetails): string {
	const words = [responseCode, messageText].filter(Boolean).join(': ');
	return words === '' ? '' : ` (${words})`;
}
