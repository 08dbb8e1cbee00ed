import { behaviour } from './behaviour';

export const mailboxTimeZone = behaviour({
	name: 'mailboxTimeZone',
	changes:
		'OWA.UserOptions and WorkHours of a mailbox, and the working hours in free/busy answers.',
	values: {
		unknown: 'not there, as nobody has opened Outlook on the web',
		asConfigured: 'what was stored',
	},
	standard: 'unknown',
	source: 'Set-MailboxRegionalConfiguration; DavMail, EwsExchangeSession',
	certainty: 'experience',
	coping:
		'Times and all-day events that name no zone take _Time Zone_, else the zone of the workflow; the library refuses them with a message until an option or the mailbox has one.',
});
