import type { INodeProperties } from 'n8n-workflow';

/** Fields that few servers need; n8n keeps their values only while the switch is on. */
const advanced = { showAdvanced: [true] };

export const serverFields: INodeProperties[] = [
	{
		displayName: 'Server',
		name: 'server',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. mail.enyoi.com',
		description:
			'Host name of the Exchange server, or its full EWS URL. Plain http: is refused except for this machine itself.',
		hint: 'The host name alone, such as that of Outlook on the web, or https://mail.enyoi.com/EWS/Exchange.asmx',
		displayOptions: { hide: { autodiscover: [true] } },
	},
];

/** Whose addresses the server holds, and how the service account reaches their calendars. */
export const mailboxFields: INodeProperties[] = [
	{
		displayName: 'Email Domain (DNS)',
		name: 'emailDns',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. enyoi.com',
		description:
			'The part right of the @ of your email addresses. It completes account names to addresses.',
	},
	{
		displayName: 'Test Mailbox',
		name: 'testMailbox',
		type: 'string',
		default: '',
		placeholder: 'e.g. alice@enyoi.com',
		description:
			"Whose calendar the Test button opens. With impersonation it needs somebody else's address, since every account may act as itself: without one the test cannot pass.",
	},
	{
		displayName: 'Mailbox Access',
		name: 'mailboxAccess',
		type: 'options',
		options: [
			{
				name: 'Impersonation',
				value: 'impersonation',
				description: 'Acts as the owner of each mailbox; needs the ApplicationImpersonation role',
			},
			{
				name: 'Delegate',
				value: 'delegate',
				description: 'Uses the permissions that the service account has on each calendar folder',
			},
		],
		default: 'impersonation',
		description: "How the service account reaches other people's calendars",
	},
	{
		displayName: 'Version',
		name: 'version',
		type: 'options',
		options: [
			{ name: 'Exchange 2010 SP2', value: 'Exchange2010_SP2' },
			{ name: 'Exchange 2010 SP3', value: 'Exchange2010_SP3' },
			{ name: 'Exchange 2013', value: 'Exchange2013' },
			{ name: 'Exchange 2013 SP1', value: 'Exchange2013_SP1' },
			{ name: 'Exchange 2016', value: 'Exchange2016' },
			{ name: 'Exchange 2019', value: 'Exchange2019' },
			{ name: 'Exchange Server Subscription Edition', value: 'ExchangeSE' },
		],
		default: 'Exchange2019',
		description:
			'What your administrator says is installed. It is compared with what the server says; requests use nothing newer than it.',
	},
];

/** The rest is shown by this switch. */
export const advancedSwitch: INodeProperties = {
	displayName: 'Show Advanced Settings',
	name: 'showAdvanced',
	type: 'boolean',
	default: false,
	description:
		'Whether to show what few servers need: autodiscover, certificates, proxies and limits. What is filled in there counts only while this is on.',
};

/** Finding the server, and naming mailboxes. */
export const findingFields: INodeProperties[] = [
	{
		displayName: 'Find the Server by Autodiscover',
		name: 'autodiscover',
		type: 'boolean',
		default: false,
		description:
			"Whether to find the EWS URL from the mailbox address. Leave it off when you know the server's name: that is faster and safer.",
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Other Email Domains',
		name: 'otherEmailDomains',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. enyoi.de, sales.enyoi.com',
		description:
			'Further mail domains of your organisation, separated by commas or line breaks. Autodiscover shows the password to hosts of these and of the Email Domain (DNS) only: a mailbox of any other domain is refused before anything is looked up or sent.',
		hint: 'Each domain by itself: those below a listed one are not included',
		displayOptions: { show: { ...advanced, autodiscover: [true] } },
	},
	{
		displayName: 'Impersonate By',
		name: 'impersonateBy',
		type: 'options',
		options: [
			{ name: 'Primary Email Address', value: 'smtpAddress' },
			{ name: 'Security Identifier (SID)', value: 'sid' },
			{ name: 'User Principal Name (UPN)', value: 'userPrincipalName' },
		],
		default: 'smtpAddress',
		description: 'What names the mailbox when acting as its owner',
		displayOptions: { show: { ...advanced, mailboxAccess: ['impersonation'] } },
	},
];

/** Which certificates count. What is no secret stays readable. */
export const tlsFields: INodeProperties[] = [
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		default: false,
		description:
			"Whether to connect even when the certificate can't be verified. Anybody in between could then read the password; a CA certificate or a pinned fingerprint is the safe way.",
		displayOptions: { show: advanced },
	},
	{
		displayName: 'CA Certificate',
		name: 'caCertificate',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		description:
			"Certificate of your own certificate authority in PEM form, one or more. Leave empty when the server's certificate comes from a public one.",
		displayOptions: { show: { ...advanced, allowUnauthorizedCerts: [false] } },
	},
	{
		displayName: 'Certificate Fingerprint (SHA-256)',
		name: 'certificateSha256',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4F:1A:…:9C',
		description:
			"Accepts only the server certificate with this SHA-256 fingerprint, hexadecimal with or without colons. It has to be changed whenever the server's certificate is.",
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Client Certificate',
		name: 'clientCertificate',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		description: 'PEM, when a reverse proxy before Exchange asks for a client certificate',
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Client Key',
		name: 'clientKey',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		placeholder: '-----BEGIN PRIVATE KEY-----',
		description: 'Private key of the client certificate in PEM form',
		hint: 'Paste the whole text; lost line breaks are put back',
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Client Key Passphrase',
		name: 'clientKeyPassphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'Passphrase of the client key, when it is encrypted',
		displayOptions: { show: advanced },
	},
];

/** How far a connection may go. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Allowed Redirect Hosts',
		name: 'allowedRedirectHosts',
		type: 'string',
		default: '',
		placeholder: 'e.g. autodiscover.enyoi.com, mail2.enyoi.com',
		description:
			'Hosts, separated by commas, that autodiscover and EWS may redirect to; .enyoi.com stands for all below enyoi.com. A redirect to any other host is refused, so that the password never leaves for it.',
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Maximum Connections',
		name: 'maxConnections',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 32, numberPrecision: 0 },
		default: 4,
		description: 'Connections to open at most, 1 to 32. All mailboxes of a run share them.',
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeoutSeconds',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 600, numberPrecision: 0 },
		default: 60,
		description: 'Longest time without an answer or further data, 1 to 600 seconds',
		displayOptions: { show: advanced },
	},
	{
		displayName: 'Maximum Response (MB)',
		name: 'maxResponseMegabytes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 4096, numberPrecision: 0 },
		default: 256,
		description: 'Largest single answer to read, 1 to 4096 megabytes. A larger one is an error.',
		displayOptions: { show: advanced },
	},
];

const sharedFields = [
	...serverFields,
	...mailboxFields,
	...findingFields,
	...tlsFields,
	...limitFields,
];

/** Names of the fields that both credentials share: the connection without its sign-in. */
export const connectionFieldNames: ReadonlySet<string> = new Set([
	'user',
	...sharedFields.map(({ name }) => name),
]);

/** How the dialog of a credential calls its fields. */
export const credentialFieldLabels: ReadonlyMap<string, string> = new Map([
	['user', 'User'],
	['password', 'Password'],
	['authScheme', 'Sign-in Scheme'],
	['channelBinding', 'Extended Protection'],
	...sharedFields.map(({ name, displayName }): [string, string] => [name, displayName]),
]);
