import { passed, skipped, type Check } from '../check';

export const autodiscover: Check = {
	id: 'autodiscover',
	title: 'Autodiscover finds the EWS URL',
	needs: ['settings'],
	async run({ facts, mailboxes, signal }) {
		const { exchange, settings } = facts;
		if (!exchange || !settings) return skipped('There are no settings.');
		if (!settings.autodiscover) return skipped('Off; the server is entered in the credential.');
		const mailbox = mailboxes[0] ?? (settings.user.includes('@') ? settings.user : undefined);
		const url = await exchange.ewsUrl(mailbox, signal);
		return passed(`${url}. Entered as server in the credential, it saves this step.`, { url });
	},
};
