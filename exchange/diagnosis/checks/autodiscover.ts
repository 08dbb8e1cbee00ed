import { AutodiscoverFailed, MailDomainNotTrusted, wordsOf } from '../../autodiscover/discovery';
import { outcomeOf } from '../../outcome';
import { defineCheck } from '../check';
import { failed, passed, seenIn, skipped } from '../finding';

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
			(error) => !(error instanceof AutodiscoverFailed || error instanceof MailDomainNotTrusted),
		);
		if (found.ok) {
			const { ewsUrl, log } = found.value;
			return passed(
				`${ewsUrl} (entered as server in the credential it saves this step). Steps: ${wordsOf(log)}.`,
				{ url: ewsUrl },
			);
		}
		const { error } = found;
		return failed({
			details:
				error instanceof AutodiscoverFailed ? `Steps: ${wordsOf(error.log)}.` : seenIn(error),
			cause: causeOf(error as AutodiscoverFailed | MailDomainNotTrusted),
			remedy: error.remedy ?? '',
			remedyBy: error.remedyBy ?? 'you',
			command: error.command,
		});
	},
});

function causeOf(error: AutodiscoverFailed | MailDomainNotTrusted): string {
	if (error instanceof MailDomainNotTrusted) return `${error.message}.`;
	switch (error.field) {
		case 'allowedRedirectHosts':
			return 'It points to a host outside the mail domains, which gets no password without your leave.';
		case 'otherEmailDomains':
			return 'It says that the mailbox has an address of another mail domain, whose hosts get no password without your leave.';
		default:
			return error.hasReason
				? `${error.message.replace(/\.$/, '')}.`
				: 'No host of the mail domain answers as autodiscover of Exchange.';
	}
}
