import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { InvalidSettings } from '../../../exchange/errors';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';

const usual: ConnectionSettings = {
	server: 'mail.enyoi.example',
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	user: 'svc-n8n',
	password: 'secret-of-the-test',
};
const resolved = (changes: Partial<ConnectionSettings> = {}) =>
	resolveSettings({ ...usual, ...changes });

describe('settings', () => {
	it('get their defaults', () => {
		expect(resolved()).toMatchObject({
			ewsUrl: 'https://mail.enyoi.example/EWS/Exchange.asmx',
			autodiscover: false,
			authScheme: 'auto',
			mailboxAccess: 'impersonation',
			impersonateBy: 'smtpAddress',
			channelBinding: 'auto',
			allowUnauthorizedCerts: false,
			maxConnections: 4,
			timeoutMs: 60_000,
			maxResponseBytes: 268_435_456,
			allowedRedirectHosts: [],
			otherEmailDomains: [],
		});
	});

	it.each([
		['mail.enyoi.example:8443', 'https://mail.enyoi.example:8443/EWS/Exchange.asmx'],
		['https://mail.enyoi.example/', 'https://mail.enyoi.example/EWS/Exchange.asmx'],
		[
			'https://mail.enyoi.example/owa/#path=/calendar',
			'https://mail.enyoi.example/EWS/Exchange.asmx',
		],
		['https://mail.enyoi.example/ecp', 'https://mail.enyoi.example/EWS/Exchange.asmx'],
		[
			'https://proxy.enyoi.example/ex/EWS/Exchange.asmx',
			'https://proxy.enyoi.example/ex/EWS/Exchange.asmx',
		],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080/EWS/Exchange.asmx'],
		['http://[::1]:8080', 'http://[::1]:8080/EWS/Exchange.asmx'],
	])('take the server %s', (server, ewsUrl) => {
		expect(resolved({ server }).ewsUrl).toBe(ewsUrl);
	});

	it.each<[keyof ConnectionSettings, Partial<ConnectionSettings>]>([
		['server', { server: '' }],
		['server', { server: 'not a server' }],
		['server', { server: 'ftp://mail.enyoi.example' }],
		['server', { server: 'http://mail.enyoi.example' }],
		['server', { server: 'https://svc:secret-of-the-test@mail.enyoi.example' }],
		['emailDns', { emailDns: '' }],
		['emailDns', { emailDns: 'alice@enyoi.example' }],
		['emailDns', { emailDns: 'enyoi .example' }],
		['emailDns', { emailDns: '10.0.0.1' }],
		['emailDns', { emailDns: 'com', autodiscover: true }],
		['emailDns', { emailDns: 'co.uk', autodiscover: true }],
		['otherEmailDomains', { otherEmailDomains: 'enyoi.de, alice@enyoi.com' }],
		['otherEmailDomains', { otherEmailDomains: 'enyoi.de *.enyoi.com' }],
		['otherEmailDomains', { otherEmailDomains: '.enyoi.com' }],
		['otherEmailDomains', { otherEmailDomains: 'https://enyoi.com' }],
		['otherEmailDomains', { otherEmailDomains: ['com'] }],
		['otherEmailDomains', { otherEmailDomains: 'enyoi.de\nco.uk' }],
		['allowedRedirectHosts', { allowedRedirectHosts: 'mail.enyoi.example, .com' }],
		['allowedRedirectHosts', { allowedRedirectHosts: '*.co.uk' }],
		['allowedRedirectHosts', { allowedRedirectHosts: 'https://mail.enyoi.example/' }],
		['allowedRedirectHosts', { allowedRedirectHosts: '*' }],
		['user', { user: ' ' }],
		['password', { password: '' }],
		['version', { version: 'Exchange2003' as never }],
		['authScheme', { authScheme: 'kerberos' as never }],
		['maxConnections', { maxConnections: 0 }],
		['maxConnections', { maxConnections: 2.5 }],
		['timeoutSeconds', { timeoutSeconds: 601 }],
		['maxResponseMegabytes', { maxResponseMegabytes: 0 }],
		['caCertificate', { caCertificate: 'not a certificate' }],
		['certificateSha256', { certificateSha256: 'AB:CD' }],
	])('name the field %s when it is unusable: %j', (field, changes) => {
		let error: unknown;
		try {
			resolved(changes);
		} catch (caught) {
			error = caught;
		}
		expect(error).toBeInstanceOf(InvalidSettings);
		expect(error).toMatchObject({ field, remedy: expect.any(String), remedyBy: 'you' });
		expect(JSON.stringify([error, (error as Error).message])).not.toContain('secret-of-the-test');
	});

	it('need no server with autodiscover, and no password with a token', async () => {
		expect(resolved({ server: '', autodiscover: true }).ewsUrl).toBeUndefined();
		const { accessToken } = resolved({ user: '', password: '', accessToken: 'token' });
		expect(await accessToken!({ refresh: false })).toBe('token');
	});

	it('take a list of mail domains as people write it', () => {
		const otherEmailDomains = ' @Enyoi.DE.,sales.enyoi.com;\n\tbücher.example  enyoi.de ';
		expect(resolved({ otherEmailDomains }).otherEmailDomains).toEqual([
			'enyoi.de',
			'sales.enyoi.com',
			'bücher.example',
		]);
		expect(resolved({ emailDns: 'Enyoi.Example.' }).emailDns).toBe('enyoi.example');
		expect(resolved({ emailDns: 'corp' }).emailDns).toBe('corp');
		expect(
			resolved({ allowedRedirectHosts: 'mail.enyoi.example, .hoster.test' }).allowedRedirectHosts,
		).toEqual(['mail.enyoi.example', '.hoster.test']);
	});

	it('put lost line breaks of PEM back, and read fingerprints as they are shown', () => {
		const base64 = 'QUJD'.repeat(40);
		const oneLine = `-----BEGIN CERTIFICATE----- ${base64} -----END CERTIFICATE-----`;
		expect(resolved({ caCertificate: oneLine }).caCertificate).toBe(
			`-----BEGIN CERTIFICATE-----\n${base64.slice(0, 64)}\n${base64.slice(64, 128)}\n${base64.slice(128)}\n-----END CERTIFICATE-----\n`,
		);
		const shown = Array.from({ length: 32 }, () => 'AB').join(':');
		expect(resolved({ certificateSha256: shown }).certificateSha256).toBe('ab'.repeat(32));
	});

	it.each(['aes-256-cbc', 'aes-128-cbc', 'des-ede3-cbc'])(
		'put lost line breaks back into a key that OpenSSL encrypted long ago (%s)',
		(cipher) => {
			const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
			const passphrase = 'secret';
			const key = privateKey.export({ type: 'sec1', format: 'pem', cipher, passphrase });
			expect(key).toContain('DEK-Info');
			for (const lost of [' ', '', '\\n', '\r\n']) {
				const clientKey = (key as string).trim().replace(/\n/g, lost);
				const read = resolved({ clientKey, clientCertificate: undefined }).clientKey!;
				expect(read).toBe(key);
				expect(createPrivateKey({ key: read, passphrase }).type).toBe('private');
			}
		},
	);

	it('leave a key with other lines before it as it is', () => {
		const clientKey = '-----BEGIN X----- Comment: no key -----END X-----';
		expect(resolved({ clientKey }).clientKey).toBe(`${clientKey}\n`);
	});
});
