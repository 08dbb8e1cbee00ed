import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import {
	advancedSwitch,
	findingFields,
	limitFields,
	mailboxFields,
	serverFields,
	tlsFields,
} from './connectionFields';

/**
 * The same Exchange organization with tokens in place of a password: from Entra ID (hybrid modern
 * authentication) or AD FS.
 * @see https://learn.microsoft.com/exchange/plan-and-deploy/post-installation-tasks/enable-modern-auth-in-exchange-server-on-premises
 */
export class ExchangeServerOAuth2Api implements ICredentialType {
	name = 'exchangeServerOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Microsoft Exchange Server OAuth2 API';

	icon: Icon = { light: 'file:exchangeServer.svg', dark: 'file:exchangeServer.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-exchange-server/n8n-nodes-exchange-server/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		...serverFields,
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'options',
			options: [
				{
					name: 'Authorization Code',
					value: 'authorizationCode',
					description: 'For an authorization server that knows no PKCE; needs a client secret',
				},
				{
					name: 'Authorization Code with PKCE',
					value: 'pkce',
					description:
						'A code that is stolen on the way is worth nothing; Entra ID and AD FS know it',
				},
			],
			default: 'pkce',
			description: 'How a code becomes a token after the service account has signed in',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'string',
			default: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize',
			required: true,
			description: 'Where the service account signs in',
			hint: 'AD FS: https://adfs.enyoi.com/adfs/oauth2/authorize',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'string',
			default: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/token',
			required: true,
			description: 'Where codes and refresh tokens are exchanged for access tokens',
			hint: 'AD FS: https://adfs.enyoi.com/adfs/oauth2/token',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Of the application that your administrator registered for n8n',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Leave empty for an application registered as public client, with PKCE only',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://mail.enyoi.com/EWS.AccessAsUser.All offline_access openid',
			description:
				'What the token is for, separated by blanks. offline_access lets n8n renew it by itself.',
			hint: "Entra ID: the scope begins with your server's own address. AD FS: openid offline_access, and the address goes into Resource.",
		},
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://mail.enyoi.com/',
			description:
				'Identifier of Exchange at the authorization server: for AD FS and the v1 addresses of Entra ID. Leave empty for its v2.0 addresses.',
			hint: 'n8n 1 does not send it: enter resource=https://mail.enyoi.com/ in Authorization Parameters there',
		},
		{
			displayName: 'Authorization Parameters',
			name: 'authQueryParameters',
			type: 'string',
			default: '',
			placeholder: 'e.g. prompt=select_account&domain_hint=enyoi.com',
			description: 'Further parameters of the authorization URL',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
		{
			displayName: 'Ignore SSL Issues of the Authorization Server (Insecure)',
			name: 'ignoreSSLIssues',
			type: 'boolean',
			default: false,
			description:
				"Whether to fetch tokens even when the authorization server's certificate can't be verified. For a certificate authority of your own NODE_EXTRA_CA_CERTS is the safe way.",
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			placeholder: 'e.g. svc-n8n@enyoi.com',
			description:
				'Which account signs in. Only shown in messages and commands for your administrator; the sign-in itself asks.',
		},
		...mailboxFields,
		advancedSwitch,
		...findingFields,
		...tlsFields,
		...limitFields,
	];
}
