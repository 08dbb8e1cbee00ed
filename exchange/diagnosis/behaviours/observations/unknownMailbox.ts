import { randomBytes } from 'node:crypto';
import { getFolder } from '../../../ews/operations/getFolder';
import { call } from '../../../ews/request';
import { outcomeOf } from '../../../outcome';
import { seen, unseen, type Observation } from '../observation';

export const unknownMailbox: Observation = {
	name: 'unknownMailbox',
	async look({ exchange, mailbox, target: { signal, isEnough } }) {
		const nobody = `nobody-${randomBytes(6).toString('hex')}@${exchange.settings.emailDns}`;
		// The server is known already: nobody is to be looked for by autodiscover.
		const here = { ...exchange, ewsUrl: async () => await exchange.ewsUrl(mailbox, signal) };
		const folders = [{ distinguished: 'calendar', mailbox: nobody }];
		const target = { mailbox: nobody, impersonate: false, signal, isEnough };
		const answer = await outcomeOf(call(here, getFolder, { folders }, target));
		if (answer.ok) return answer.value[0].ok ? unseen('otherWay') : seen('inAnswer');
		const { code, message, details, remedy = '' } = answer.error;
		if (details.responseCode !== undefined) return seen('inAnswer');
		if (code !== 'mailboxUnavailable') throw answer.error;
		return seen(
			/UserNotFound/.test(message + remedy) ? 'http404UserNotFound' : 'http404MailboxGuid',
		);
	},
};
