import { behaviour } from './behaviour';

export const batchLimit = behaviour({
	name: 'batchLimit',
	changes:
		'More items in one GetItem, CreateItem, UpdateItem or DeleteItem than the server manages in its time.',
	values: {
		http500Above10: 'the request fails as a whole, HTTP 500',
		timeoutAbove10: 'every item answers ErrorTimeoutExpired, none is carried out',
		stoppedAfter10: 'ten are carried out, the others answer ErrorBatchProcessingStopped',
		busyAfter10:
			'ten are carried out, the next one answers ErrorServerBusy, the others ErrorBatchProcessingStopped',
		timeoutAbove50: 'every item answers ErrorTimeoutExpired above 50',
		none: 'as many as the schema allows',
	},
	standard: 'none',
	milderBecause: 'A matter of load: an idle server manages as many.',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/mailbox-synchronization-and-ews-in-exchange; https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode (ErrorBatchProcessingStopped); exchangelib, util.py (chunkify)',
	certainty: 'experience',
	coping:
		'A batch that fails as a whole, or takes too long, is halved until it passes; what a write left open is looked up before it is sent again. What a stopped batch did not reach is sent in another request, after the wait that the server names.',
});
