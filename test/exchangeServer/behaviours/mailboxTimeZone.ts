import { behaviour } from './behaviour';

export const mailboxTimeZone = behaviour({
	name: 'mailboxTimeZone',
	changes:
		'OWA.UserOptions and WorkHours of a mailbox, and the working hours in free/busy answers.',
	values: {
		unknown: 'not there, as nobody has opened Outlook on the web',
		asConfigured: 'what was stored',
	},
	standard: 'asConfigured',
	milderBecause:
		'Owners who have opened Outlook on the web have one; new, service and room mailboxes do not.',
	source: 'Set-MailboxRegionalConfiguration; DavMail, EwsExchangeSession',
	certainty: 'experience',
	coping:
		'An all-day event without a zone of its own is refused with a message until _Time Zone_ is set or the mailbox has a zone; times with a zone need none.',
});
