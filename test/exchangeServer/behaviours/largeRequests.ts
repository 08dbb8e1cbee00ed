import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const largeRequests = behaviour({
	name: 'largeRequests',
	changes: 'A request of more than 2 MB.',
	values: {
		http404: 'HTTP 404, as IIS answers 404.13',
		http413: 'HTTP 413',
		accepted: 'read',
	},
	standard: 'http404',
	source:
		'https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/requestlimits',
	certainty: 'experience',
	coping:
		'Writes go in requests of about a megabyte, and in smaller ones once a server refuses one for its size.',
});

const LARGEST_BYTES = 2 * 1024 * 1024;

/** HTTP status for a request of that size; undefined when it is read. */
export function refusedFor(bytes: number, value: Chosen<typeof largeRequests>): number | undefined {
	if (value === 'accepted' || bytes <= LARGEST_BYTES) return undefined;
	return value === 'http404' ? 404 : 413;
}
