import { AutodiscoverFailed, wordsOf } from '../../autodiscover/discovery';
import { outcomeOf } from '../../outcome';
import { defineCheck } from '../check';
import { failed, passed, skipped } from '../finding';

export const autodiscover = defineCheck({
	id: 'autodiscover',
	title: 'Autodiscover finds the EWS URL',
	needs: ['settings'],
	testButton: 'runs',
	async run({ facts, mailboxes, signal }) {
		const { exchange, settings } = facts;
		if (!exchange || !settings) return skipped('There are no settings.');
		if (!settings.autodiscover || !exchange.ewsUrl.discover) {
			return skipped('Off; the server is entered in the credential.');
		}
		const found = await outcomeOf(
			exchange.ewsUrl.discover(mailboxes[0], signal),
			(error) => !(error instanceof AutodiscoverFailed),
		);
		if (found.ok) {
			const { ewsUrl, log } = found.value;
			return passed(
				`${ewsUrl} (entered as server in the credential it saves this step). Steps: ${wordsOf(log)}.`,
				{ url: ewsUrl },
			);
		}
		const error = found.error as AutodiscoverFailed;
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
	},
});
