import { enableMailbox } from '../../adminCommands';
import { openCalendar } from '../../mailboxes/openCalendar';
import { outcomeOf } from '../../outcome';
import { defineCheck } from '../check';
import { passed, skipped, warning } from '../finding';

export const serviceMailbox = defineCheck({
	id: 'serviceMailbox',
	title: 'The service account has a mailbox of its own',
	needs: ['authentication'],
	testButton: 'advises',
	async run({ facts, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const user = exchange.settings.user || 'The owner of the token';
		const opened = await outcomeOf(
			openCalendar(exchange, undefined, signal),
			({ code }) => !/^(mailboxUnavailable|accessDenied|notFound)$/.test(code),
		);
		if (opened.ok) return passed(`${user} has a mailbox.`);
		const { error } = opened;
		return warning({
			details: `${user} has no mailbox of its own (${error.details.responseCode ?? error.message}).`,
			cause:
				'Reading and writing other calendars works without one. Keeping positions in the service account’s mailbox needs one, and so do groups, and room lists where nobody is named in Ask As, which needs impersonation.',
			remedy:
				'Give the account a mailbox if you use the position store "service mailbox", groups, or room lists without Ask As, or delegate access; otherwise there is nothing to do.',
			remedyBy: 'exchangeAdmin',
			command: enableMailbox(exchange.settings.user),
		});
	},
});
