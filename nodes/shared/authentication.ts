import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** Chooses the credential; each option belongs to one credential type. */
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

/** The credentials of each node: the one that `authentication` chooses is shown. */
export const credentials = [
	{
		name: 'exchangeServerApi',
		required: true,
		testedBy: 'exchangeServerTest',
		displayOptions: { show: { authentication: ['account'] } },
	},
	{
		name: modernCredential,
		required: true,
		testedBy: 'exchangeServerTest',
		displayOptions: { show: { authentication: ['oAuth2'] } },
	},
] satisfies INodeCredentialDescription[];

/** Credential types by their option of `authentication`. */
export const credentialTypes: ReadonlyMap<unknown, string> = new Map(
	credentials.map(({ name, displayOptions }) => [displayOptions.show.authentication[0], name]),
);
