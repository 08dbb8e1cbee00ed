import type { INodeProperties } from 'n8n-workflow';

/** Picks the credential; each of its options belongs to one credential type. */
export const authenticationParameter: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Account',
			value: 'account',
			description: 'User and password of a service account, over NTLM or Basic',
		},
		{
			name: 'OAuth2',
			value: 'oAuth2',
			description:
				'Tokens of a service account from Entra ID (hybrid modern authentication) or AD FS',
		},
	],
	default: 'account',
	description: 'How the service account signs in to Exchange',
};

/** The credential that signs in with tokens, which Microsoft calls modern authentication. */
export const modernCredential = 'exchangeServerOAuth2Api';

/** The credential type of each option of `authentication`; the nodes' descriptions show one at a time. */
export const credentialTypes: ReadonlyMap<unknown, string> = new Map([
	['account', 'exchangeServerApi'],
	['oAuth2', modernCredential],
]);
