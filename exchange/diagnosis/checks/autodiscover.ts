import { AutodiscoverFailed, wordsOf } from '../../autodiscover/discovery';
import { failed, passed, skipped, type Check } from '../check';

export const autodiscover: Check = {
	id: 'autodiscover',
	title: 'Autodiscover finds the EWS URL',
	needs: ['settings'],
	async run({ facts, mailboxes, signal }) {
		const { exchange, settings } = facts;
		if (!exchange || !settings) return skipped('There are no settings.');
		if (!settings.autodiscover || !exchange.ewsUrl.discover) {
			return skipped('Off; the server is entered in the credential.');
		}
		try {
			const { ewsUrl, log } = await exchange.ewsUrl.discover(mailboxes[0], signal);
			return passed(
				`${ewsUrl} (entered as server in the credential it saves this step). Steps: ${wordsOf(log)}.`,
				{ url: ewsUrl },
			);
		} catch (error) {
			if (!(error instanceof AutodiscoverFailed)) throw error;
			const redirected = error.field === 'allowedRedirectHosts';
			return failed({
				details: `${error.message}. Steps: ${wordsOf(error.log)}.`,
				cause: redirected
					? 'It points to a host outside the mail domain, which gets no password without your leave.'
					: 'No host of the mail domain answers as autodiscover of Exchange.',
				remedy: error.remedy ?? '',
				remedyBy: 'you',
				command: error.command,
			});
		}
	},
};
