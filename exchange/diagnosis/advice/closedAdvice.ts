import { allowEws, showEwsPolicy } from '../../adminCommands';
import type { Advice } from '../finding';

/**
 * The meaning of a 403 that says nothing more.
 * @param account whom it was said to, where that is known
 */
export function closedAdvice(account?: { shown: string; user: string }): Advice {
	return {
		cause: `EWS is switched off for ${account?.shown ?? 'the account'}, or a policy blocks this program by its User-Agent, or a reverse proxy forbids the path.`,
		remedy:
			'Allow EWS for the account. Where EwsApplicationAccessPolicy is EnforceAllowList, put n8n-nodes-exchange-server on the list of allowed programs (Set-OrganizationConfig -EwsAllowList); where it is EnforceBlockList, take it off the other.',
		remedyBy: 'exchangeAdmin',
		command: account ? allowEws(account.user) : showEwsPolicy(),
	};
}
