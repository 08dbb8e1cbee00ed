import { behaviour } from './behaviour';

export const directoryAskers = behaviour({
	name: 'directoryAskers',
	changes: 'Who may ask for room lists, rooms and the members of groups.',
	values: {
		withMailbox: 'whoever has a mailbox; to others it is ErrorNameResolutionNoMailbox',
		everybody: 'everybody',
	},
	standard: 'withMailbox',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode (ErrorNameResolutionNoMailbox)',
	certainty: 'source',
	coping:
		'They are asked for as the mailbox of _Ask As_, with impersonation; the error names the missing mailbox.',
});
