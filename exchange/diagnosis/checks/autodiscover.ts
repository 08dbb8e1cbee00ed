import { AutodiscoverFailed, MailDomainNotTrusted, wordsOf } from '../../autodiscover/discovery';
import type { ExchangeError } from '../../errors';
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
		const failures: ExchangeError[] = [];
		for (const mailbox of mailboxes.length > 0 ? mailboxes : [undefined]) {
			const found = await outcomeOf(
				exchange.ewsUrl.discover(mailbox, signal),
				(error) => !(error instanceof AutodiscoverFailed || error instanceof MailDomainNotTrusted),
			);
			if (found.ok) {
				const { ewsUrl, log } = found.value;
				// The checks of the calendars say what to do about these.
				const not = failures.map(({ message }) => ` ${message}.`).join('');
				return passed(
					`${ewsUrl} (entered as server in the credential it saves this step). Steps: ${wordsOf(log)}.${not}`,
					{ url: ewsUrl },
				);
			}
			failures.push(found.error);
			if (!isOfOneMailbox(found.error)) break;
		}
		const error = failures.find((one) => !isOfOneMailbox(one)) ?? failures[0];
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

/** It says nothing of whether the server of another mailbox is found. */
function isOfOneMailbox(error: ExchangeError): boolean {
	return error instanceof MailDomainNotTrusted || error.code === 'mailboxUnavailable';
}

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
