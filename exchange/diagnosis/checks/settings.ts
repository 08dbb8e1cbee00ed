import { connect } from '../../connection';
import { refusedAccounts } from '../../transport/authentication/refusedAccounts';
import { createTlsContext } from '../../transport/tlsContext';
import { defineCheck } from '../check';
import { passed, skipped, warning } from '../finding';

export const settings = defineCheck({
	id: 'settings',
	title: 'The settings are complete',
	needs: [],
	testButton: 'runs',
	async run({ facts, rawSettings, retryRefused }) {
		if (!facts.exchange && !rawSettings) return skipped('There are no settings.');
		// Both throw InvalidSettings, which names the field and what to enter.
		const exchange = facts.exchange ?? connect(rawSettings!);
		const checked = exchange.settings;
		if (retryRefused) refusedAccounts.forget(checked);
		if (checked.ewsUrl?.startsWith('https:') !== false) createTlsContext(checked);
		const found = { settings: checked, exchange, url: checked.ewsUrl };
		const seen = [
			checked.ewsUrl ?? 'EWS URL by autodiscover',
			checked.accessToken ? 'token' : `user ${checked.user}`,
			`mailboxes by ${checked.mailboxAccess}`,
		].join(', ');
		if (checked.allowUnauthorizedCerts) {
			return warning(
				{
					details: `${seen}; certificates are not checked`,
					cause: 'The credential ignores SSL issues.',
					remedy:
						'Switch "Ignore SSL Issues" off and enter the certificate of your authority instead. As it is, whoever stands between n8n and Exchange can read the password.',
					remedyBy: 'you',
				},
				found,
			);
		}
		return passed(seen, found);
	},
});
