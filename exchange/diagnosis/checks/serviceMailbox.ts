import { ExchangeError } from '../../errors';
import { openCalendar } from '../../mailbox/openCalendar';
import { passed, skipped, warning, type Check } from '../check';

export const serviceMailbox: Check = {
	id: 'serviceMailbox',
	title: 'The service account has a mailbox of its own',
	needs: ['authentication'],
	async run({ facts, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const user = exchange.settings.user || 'The owner of the token';
		try {
			await openCalendar(exchange, undefined, signal);
			return passed(`${user} has a mailbox.`);
		} catch (error) {
			if (!(error instanceof ExchangeError)) throw error;
			if (!/^(mailboxUnavailable|accessDenied|notFound)$/.test(error.kind)) throw error;
			return warning({
				details: `${user} has no mailbox of its own (${error.details.responseCode ?? error.message}).`,
				cause:
					'Reading and writing other calendars works without one; keeping positions in the service account’s mailbox does not.',
				remedy:
					'Give the account a mailbox if you use the position store "service mailbox"; otherwise there is nothing to do.',
				remedyBy: 'exchangeAdmin',
				command: `Enable-Mailbox -Identity '${user.replace(/'/g, "''")}'`,
			});
		}
	},
};
