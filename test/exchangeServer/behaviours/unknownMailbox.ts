import { behaviour } from './behaviour';

export const unknownMailbox = behaviour({
	name: 'unknownMailbox',
	changes: 'A request whose X-AnchorMailbox no mailbox has.',
	values: {
		http404UserNotFound: 'HTTP 404 with X-CasErrorCode UserNotFound',
		http404MailboxGuid: 'HTTP 404 with X-CasErrorCode MailboxGuidWithDomainNotFound',
		inAnswer: 'an error of EWS',
	},
	standard: 'inAnswer',
	milderBecause: 'Of EWS on premises it is only feared.',
	source: 'exchangelib, protocol.py (CASError)',
	certainty: 'doubtful',
	coping: 'Said at once to be an unknown mailbox, without another try.',
});
