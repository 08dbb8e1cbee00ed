import { InvalidSettings } from './errors';
import { described } from './inputs';
import { mailDomain, mailDomains, refuseShared } from './mailDomains';
import {
	ewsUrl,
	fingerprint,
	hosts,
	oneOf,
	pem,
	required,
	text,
	wholeNumber,
} from './settingFields';

/** Version and service pack that the administrator claims; checked against what the server says. */
export type ExchangeVersionClaim =
	| 'Exchange2010_SP2'
	| 'Exchange2010_SP3'
	| 'Exchange2013'
	| 'Exchange2013_SP1'
	| 'Exchange2016'
	| 'Exchange2019'
	| 'ExchangeSE';

/** How to reach an Exchange and as whom: the fields of the n8n credential, and tokens for OAuth. */
export interface ConnectionSettings {
	/** Host name (`mail.enyoi.com`), `host:port` or full EWS URL. Needed unless `autodiscover` is on. */
	server?: string;
	/** Finds the EWS URL from the mailbox address. Off by default. */
	autodiscover?: boolean;
	version: ExchangeVersionClaim;
	/** The part right of the @ of the users' addresses (`enyoi.com`). */
	emailDns: string;
	/** Further mail domains of the organisation; autodiscover looks for mailboxes of these, too, and of no other. */
	otherEmailDomains?: string | string[];
	/** UPN, `DOMAIN\user` or plain account name. */
	user: string;
	password?: string;
	/** OAuth: the token, or a function that gives one; called with `refresh` after a 401. */
	accessToken?: string | ((options: { refresh: boolean }) => Promise<string>);
	/** `auto` (default) takes the strongest scheme that the server offers. */
	authScheme?: 'auto' | 'ntlm' | 'basic';
	/** `impersonation` (default) or `delegate` (folder permissions). */
	mailboxAccess?: 'impersonation' | 'delegate';
	impersonateBy?: 'smtpAddress' | 'userPrincipalName' | 'sid';
	/** Extended Protection: `auto` (default) sends channel bindings over TLS. */
	channelBinding?: 'auto' | 'off';
	/** PEM of a private certificate authority, one or more certificates. */
	caCertificate?: string;
	/** Pinned SHA-256 fingerprint of the server's certificate, hex with or without colons. */
	certificateSha256?: string;
	clientCertificate?: string;
	clientKey?: string;
	clientKeyPassphrase?: string;
	allowUnauthorizedCerts?: boolean;
	/** Connections to open at most, 1 to 32. Default 4. */
	maxConnections?: number;
	/** Longest time without an answer or further data, in seconds, 1 to 600. Default 60. */
	timeoutSeconds?: number;
	/** Largest answer to read, expanded, in megabytes, 1 to 4096. Default 256. */
	maxResponseMegabytes?: number;
	/** Mailbox whose calendar the Test button opens; empty: the service account's own, which says nothing of impersonation. */
	testMailbox?: string;
	/** Hosts that autodiscover and EWS may redirect to, besides the server itself. */
	allowedRedirectHosts?: string | string[];
}

/** Settings that were checked, with every default filled in. */
export interface ResolvedSettings {
	/** Full EWS URL; absent when autodiscover has to find it. */
	ewsUrl?: string;
	autodiscover: boolean;
	version: ExchangeVersionClaim;
	emailDns: string;
	/** Lower case. */
	otherEmailDomains: string[];
	user: string;
	password?: string;
	accessToken?: (options: { refresh: boolean }) => Promise<string>;
	authScheme: 'auto' | 'ntlm' | 'basic';
	mailboxAccess: 'impersonation' | 'delegate';
	impersonateBy: 'smtpAddress' | 'userPrincipalName' | 'sid';
	channelBinding: 'auto' | 'off';
	caCertificate?: string;
	/** Lower-case hex without colons. */
	certificateSha256?: string;
	clientCertificate?: string;
	clientKey?: string;
	clientKeyPassphrase?: string;
	allowUnauthorizedCerts: boolean;
	maxConnections: number;
	timeoutMs: number;
	maxResponseBytes: number;
	testMailbox?: string;
	/** Lower-case host names; with a dot in front, all hosts below. */
	allowedRedirectHosts: string[];
}

export const exchangeVersions: readonly ExchangeVersionClaim[] = [
	'Exchange2010_SP2',
	'Exchange2010_SP3',
	'Exchange2013',
	'Exchange2013_SP1',
	'Exchange2016',
	'Exchange2019',
	'ExchangeSE',
];

/**
 * Checks what the user entered and fills in the defaults. No I/O.
 * @throws InvalidSettings naming the field and what to enter
 */
export function resolveSettings(settings: ConnectionSettings): ResolvedSettings {
	checkTypes(settings);
	const autodiscover = settings.autodiscover ?? false;
	const server = text(settings.server);
	if (!server && !autodiscover) {
		throw new InvalidSettings('server', 'The server is missing', {
			remedy:
				'Enter the host name of the Exchange server (such as mail.enyoi.com) or its full EWS URL, or switch autodiscover on.',
		});
	}
	const accessToken = settings.accessToken;
	if (accessToken === undefined) {
		required('user', settings.user, 'Enter the Exchange user: UPN, DOMAIN\\user or account name.');
		required('password', settings.password, 'Enter the password of the Exchange user.');
	}
	return {
		ewsUrl: server && !autodiscover ? ewsUrl(server) : undefined,
		autodiscover,
		version: oneOf('version', settings.version, exchangeVersions, undefined),
		emailDns: emailDomain(settings.emailDns, autodiscover),
		otherEmailDomains: mailDomains('otherEmailDomains', settings.otherEmailDomains),
		user: text(settings.user) ?? '',
		password: settings.password,
		accessToken: typeof accessToken === 'string' ? async () => accessToken : accessToken,
		authScheme: oneOf('authScheme', settings.authScheme, ['auto', 'ntlm', 'basic'], 'auto'),
		mailboxAccess: oneOf(
			'mailboxAccess',
			settings.mailboxAccess,
			['impersonation', 'delegate'],
			'impersonation',
		),
		impersonateBy: oneOf(
			'impersonateBy',
			settings.impersonateBy,
			['smtpAddress', 'userPrincipalName', 'sid'],
			'smtpAddress',
		),
		channelBinding: oneOf('channelBinding', settings.channelBinding, ['auto', 'off'], 'auto'),
		caCertificate: pem('caCertificate', settings.caCertificate),
		certificateSha256: fingerprint(settings.certificateSha256),
		clientCertificate: pem('clientCertificate', settings.clientCertificate),
		clientKey: pem('clientKey', settings.clientKey),
		clientKeyPassphrase: settings.clientKeyPassphrase || undefined,
		allowUnauthorizedCerts: settings.allowUnauthorizedCerts ?? false,
		maxConnections: wholeNumber('maxConnections', settings.maxConnections, 1, 32, 4),
		timeoutMs: wholeNumber('timeoutSeconds', settings.timeoutSeconds, 1, 600, 60) * 1000,
		maxResponseBytes:
			wholeNumber('maxResponseMegabytes', settings.maxResponseMegabytes, 1, 4096, 256) * 2 ** 20,
		testMailbox: text(settings.testMailbox),
		allowedRedirectHosts: hosts(settings.allowedRedirectHosts),
	};
}

/** Fields that are texts, where they are given. */
const textFields = [
	'server',
	'emailDns',
	'user',
	'password',
	'caCertificate',
	'certificateSha256',
	'clientCertificate',
	'clientKey',
	'clientKeyPassphrase',
	'testMailbox',
] as const;

function checkTypes(settings: unknown): asserts settings is ConnectionSettings {
	if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
		throw new InvalidSettings('settings', `The settings are ${described(settings)}`, {
			remedy: 'Hand over an object with the fields of the credential, such as { server, user, … }.',
		});
	}
	const given = settings as Record<string, unknown>;
	const wrong = (field: string, allowed: string) => {
		// Its value may be a secret.
		throw new InvalidSettings(field, `${field} is of the type ${typeof given[field]}`, {
			remedy: `Enter ${allowed}.`,
		});
	};
	for (const field of textFields) {
		if (!['string', 'undefined'].includes(typeof given[field])) wrong(field, 'a text');
	}
	for (const field of ['autodiscover', 'allowUnauthorizedCerts']) {
		if (!['boolean', 'undefined'].includes(typeof given[field])) wrong(field, 'true or false');
	}
	if (!['string', 'function', 'undefined'].includes(typeof given.accessToken)) {
		wrong('accessToken', 'a token, or a function that gives one');
	}
	for (const field of ['otherEmailDomains', 'allowedRedirectHosts']) {
		const isNames = [given[field] ?? ''].flat().every((name) => typeof name === 'string');
		if (!isNames) wrong(field, 'names, such as mail.enyoi.com');
	}
}

function emailDomain(value: string | undefined, autodiscover: boolean): string {
	const given = text(value);
	if (!given) {
		throw new InvalidSettings('emailDns', 'The e-mail DNS is missing', {
			remedy: 'Enter the part right of the @ of your e-mail addresses, such as enyoi.com.',
		});
	}
	const domain = mailDomain('emailDns', given);
	if (autodiscover) refuseShared('emailDns', domain);
	return domain;
}
