import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import {
	advancedSwitch,
	findingFields,
	limitFields,
	mailboxFields,
	serverFields,
	tlsFields,
} from './connectionFields';

/** One service account on one Exchange organization, signing in with NTLM or Basic. */
// eslint-disable-next-line @n8n/community-nodes/credential-test-required -- all nodes test it by nodes/shared/authentication.ts, where the rule doesn't look
export class ExchangeServerApi implements ICredentialType {
	name = 'exchangeServerApi';

	displayName = 'Microsoft Exchange Server API';

	icon: Icon = { light: 'file:exchangeServer.svg', dark: 'file:exchangeServer.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-exchange-server/n8n-nodes-exchange-server/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		...serverFields,
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. svc-n8n@enyoi.com or ENYOI\\svc-n8n',
			description: 'The Exchange user: UPN, DOMAIN\\user or plain account name',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The password of the Exchange user. After a refusal it is not shown again for half an hour, so that the account does not get locked; the Test button shows it at once.',
		},
		...mailboxFields,
		advancedSwitch,
		...findingFields,
		{
			displayName: 'Sign-in Scheme',
			name: 'authScheme',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'The strongest scheme that the server offers',
				},
				{ name: 'NTLM', value: 'ntlm', description: 'NTLM version 2' },
				{ name: 'Basic', value: 'basic', description: 'User and password with each connection' },
			],
			default: 'auto',
			description: 'How to sign in to the server',
			displayOptions: { show: { showAdvanced: [true] } },
		},
		{
			displayName: 'Extended Protection',
			name: 'channelBinding',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Binds the sign-in to the TLS connection, as Exchange requires by default',
				},
				{
					name: 'Off',
					value: 'off',
					description: 'For a proxy in between that ends TLS, where the server allows it',
				},
			],
			default: 'auto',
			description: 'Whether NTLM proves that nobody sits between n8n and the server',
			displayOptions: { show: { showAdvanced: [true], authScheme: ['auto', 'ntlm'] } },
		},
		...tlsFields,
		...limitFields,
	];
}
