import { behaviour } from './behaviour';

export const busy = behaviour({
	name: 'busy',
	changes: 'How every eighth request is told that the server is busy.',
	values: {
		faultBackOff: 'ErrorServerBusy as a fault that says how long to wait',
		fault: 'ErrorServerBusy as a fault',
		messageBackOff: 'ErrorServerBusy as a response message that says how long to wait',
		message: 'ErrorServerBusy as a response message',
		http503: 'HTTP 503',
		http503Seconds: 'HTTP 503 with Retry-After in seconds',
		http503Zero: 'HTTP 503 with Retry-After: 0',
		http503Dated: 'HTTP 503 with Retry-After as a date',
		never: 'never busy',
	},
	standard: 'never',
	milderBecause: 'A matter of load: an idle server is not busy.',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange',
	certainty: 'source',
	coping:
		'Waits as long as the server says, at least a second and longer each time, and asks again; no other mailbox waits with it.',
});
