import { InvalidSettings } from './errors';
import { described } from './inputs';
import { canonicalHost, isShared } from './transport/hostNames';
import { mailDomain, mailDomains, refuseShared } from './mailDomains';

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

const ewsPath = '/EWS/Exchange.asmx';

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

function ewsUrl(server: string): string {
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `https://${server}`;
	let url: URL;
	try {
		url = new URL(withScheme);
	} catch {
		throw unusableServer(server, 'it is neither a host name nor a URL');
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw unusableServer(server, `${url.protocol} is not a way to reach Exchange`);
	}
	if (url.username || url.password) {
		throw new InvalidSettings('server', 'The server address holds a user name or password', {
			remedy: 'Enter the user and the password in their own fields and only the address here.',
		});
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw new InvalidSettings('server', `Plain http: to ${url.hostname} is refused`, {
			remedy: 'Use https:. Passwords and calendars would travel readable over http:.',
		});
	}
	// The folder of EWS alone, as administrators often note it down.
	if (/^\/(ews\/?)?$/i.test(url.pathname)) url.pathname = ewsPath;
	url.hash = '';
	url.search = '';
	return url.href;
}

/** True for this machine itself, where plain `http:` is allowed. */
export function isLoopback(hostname: string): boolean {
	return (
		hostname === 'localhost' ||
		hostname.endsWith('.localhost') ||
		hostname === '[::1]' ||
		hostname === '::1' ||
		/^127(\.\d{1,3}){3}$/.test(hostname)
	);
}

function unusableServer(server: string, why: string): InvalidSettings {
	// Somebody may have put a user and a password before the host.
	const shown = server.replace(/\/\/.*@/s, '//…@').replace(/^[^/]*@/, '…@');
	return new InvalidSettings('server', `The server "${shown}" can't be used: ${why}`, {
		remedy:
			'Enter a host name such as mail.enyoi.com, or https://mail.enyoi.com/EWS/Exchange.asmx.',
	});
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

function required(field: string, value: string | undefined, remedy: string): void {
	if (!value?.trim()) throw new InvalidSettings(field, `The ${field} is missing`, { remedy });
}

function oneOf<T extends string>(
	field: string,
	value: T | undefined,
	allowed: readonly T[],
	fallback: T | undefined,
): T {
	const chosen = value === undefined || (value as string) === '' ? fallback : value;
	if (chosen !== undefined && allowed.includes(chosen)) return chosen;
	const message =
		chosen === undefined ? `${field} is missing` : `${field} can't be ${described(chosen)}`;
	throw new InvalidSettings(field, message, { remedy: `Choose one of ${allowed.join(', ')}.` });
}

function wholeNumber(
	field: string,
	value: number | undefined,
	least: number,
	most: number,
	fallback: number,
): number {
	const number = value ?? fallback;
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	throw new InvalidSettings(field, `${field} can't be ${described(number)}`, {
		remedy: `Enter a whole number from ${least} to ${most}.`,
	});
}

/** Accepts PEM whose line breaks were lost in a one-line password field. */
function pem(field: string, value: string | undefined): string | undefined {
	const given = text(value);
	if (!given) return undefined;
	const blocks = given.match(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g);
	if (!blocks) {
		throw new InvalidSettings(field, `${field} is not PEM`, {
			remedy: 'Paste the whole text from -----BEGIN … to -----END …, both lines included.',
		});
	}
	return blocks
		.map((block) => {
			const [, head, body, tail] = /^(-----[^-]+-----)([\s\S]+?)(-----[^-]+-----)$/.exec(block)!;
			if (/:/.test(body)) return block;
			const base64 = body.replace(/\\n|\s/g, '');
			return [head, ...(base64.match(/.{1,64}/g) ?? []), tail].join('\n');
		})
		.join('\n')
		.concat('\n');
}

function fingerprint(value: string | undefined): string | undefined {
	const given = text(value);
	if (!given) return undefined;
	const hex = given
		.replace(/^sha-?256[:=\s]*/i, '')
		.replace(/[:\s]/g, '')
		.toLowerCase();
	if (/^[0-9a-f]{64}$/.test(hex)) return hex;
	throw new InvalidSettings('certificateSha256', 'The pinned fingerprint is not SHA-256', {
		remedy: 'Enter the 64 hexadecimal digits of the certificate’s SHA-256 fingerprint.',
	});
}

function hosts(value: string | string[] | undefined): string[] {
	const list = Array.isArray(value) ? value : (value ?? '').split(/[\s,;]+/);
	const given = list.map((host) => host.trim().toLowerCase()).filter((host) => host !== '');
	for (const host of given) {
		const name = host.replace(/^\*?\./, '');
		const isPattern = name !== host;
		if (canonicalHost(name) === '' || name.includes('*') || (isPattern && isShared(name))) {
			throw new InvalidSettings('allowedRedirectHosts', `"${host}" is not a host name`, {
				remedy:
					'List host names, such as mail.enyoi.com, mail2.enyoi.com; .enyoi.com stands for all hosts below enyoi.com.',
			});
		}
	}
	return given;
}

function text(value: string | undefined): string | undefined {
	const trimmed = typeof value === 'string' ? value.trim() : undefined;
	return trimmed === '' ? undefined : trimmed;
}
