import { behaviour } from './behaviour';

export const unknownMailbox = behaviour({
	name: 'unknownMailbox',
	changes: 'A request whose X-AnchorMailbox no mailbox has.',
	values: {
		http404UserNotFound: 'HTTP 404 with X-CasErrorCode UserNotFound',
		http404MailboxGuid: 'HTTP 404 with X-CasErrorCode MailboxGuidWithDomainNotFound',
		inAnswer: 'an error of EWS',
	},
	standard: 'http404UserNotFound',
	source: 'exchangelib, protocol.py (CASError)',
	certainty: 'doubtful',
	coping: 'Said at once to be an unknown mailbox, without another try.',
});
