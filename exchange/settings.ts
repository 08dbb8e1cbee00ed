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
	/** Whose calendar the Test button opens; empty: the service account's own. */
	testMailbox?: string;
	/** Hosts that autodiscover and EWS may redirect to, besides the server itself. */
	allowedRedirectHosts?: string | string[];
}
