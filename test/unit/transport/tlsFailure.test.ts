import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Origin } from '../../../exchange/transport/origin';
import {
	isTlsError,
	tlsFailure,
	tlsHandshakeFailure,
	type TlsProblem,
} from '../../../exchange/transport/tlsFailure';

const origin: Origin = { protocol: 'https:', host: 'mail.enyoi.example', port: 8443 };
const presented = {
	raw: Buffer.from('der'),
	subject: { CN: 'mail.enyoi.example', O: 'Enyoi' },
	issuer: { CN: 'Enyoi CA', O: 'Enyoi' },
	subjectaltname: 'DNS:mail.enyoi.example, DNS:owa.enyoi.example,IP Address:192.0.2.1',
	valid_from: 'Nov 23 10:00:00 2025 GMT',
	valid_to: 'Nov 23 10:00:00 2027 GMT',
	fingerprint256: 'AB:CD:EF',
};
const failure = (code: string, certificate: object | null = presented) =>
	tlsFailure(
		code,
		{ getPeerCertificate: () => certificate as PeerCertificate } as unknown as TLSSocket,
		origin,
	);

describe('a certificate that is not trusted', () => {
	it.each<[string, TlsProblem, string, string, RegExp | undefined]>([
		['pin', 'pin', 'you', 'is not the pinned one', /^Get-ExchangeCertificate/],
		[
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'selfSigned',
			'you',
			'is self-signed',
			/^Get-ExchangeCertificate/,
		],
		...[
			'SELF_SIGNED_CERT_IN_CHAIN',
			'UNABLE_TO_GET_ISSUER_CERT',
			'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'CERT_UNTRUSTED',
		].map<[string, TlsProblem, string, string, RegExp]>((code) => [
			code,
			'unknownAuthority',
			'you',
			'comes from an authority',
			/^openssl s_client -connect mail\.enyoi\.example:8443 -showcerts$/,
		]),
		['CERT_HAS_EXPIRED', 'expired', 'exchangeAdmin', 'has expired', /^Get-ExchangeCertificate/],
		['CERT_NOT_YET_VALID', 'notYetValid', 'you', 'not valid yet', undefined],
		[
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'wrongHost',
			'you',
			'is not made out for mail.enyoi.example',
			/^Get-ExchangeCertificate/,
		],
		['CERT_REVOKED', 'revoked', 'exchangeAdmin', 'was revoked', /^Get-ExchangeCertificate/],
		...['CA_MD_TOO_WEAK', 'EE_KEY_TOO_SMALL', 'CA_KEY_TOO_SMALL'].map<
			[string, TlsProblem, string, string, RegExp]
		>((code) => [code, 'weak', 'exchangeAdmin', 'too weak', /^Get-ExchangeCertificate/]),
		[
			'PATH_LENGTH_EXCEEDED',
			'other',
			'exchangeAdmin',
			'is not trusted (PATH_LENGTH_EXCEEDED)',
			/^Get-ExchangeCertificate/,
		],
	])('%s: says what is wrong, and who mends it how', (code, problem, remedyBy, words, command) => {
		const error = failure(code);
		expect(error).toMatchObject({
			code: 'tls',
			problem,
			remedyBy,
			server: 'mail.enyoi.example:8443',
		});
		expect(error.message).toContain(`The certificate of mail.enyoi.example:8443`);
		expect(error.message).toContain(words);
		expect(error.remedy).toMatch(/\w+ \w+/);
		if (command) expect(error.command).toMatch(command);
		else expect(error.command).toBeUndefined();
	});

	it('is described so that it is recognized', () => {
		const error = failure('CERT_HAS_EXPIRED');
		expect(error.certificate).toEqual({
			subject: 'mail.enyoi.example',
			issuer: 'Enyoi CA',
			names: ['mail.enyoi.example', 'owa.enyoi.example', '192.0.2.1'],
			validFrom: 'Nov 23 10:00:00 2025 GMT',
			validTo: 'Nov 23 10:00:00 2027 GMT',
			sha256: 'abcdef',
		});
		expect(error.message).toContain(
			'(issued by Enyoi CA for mail.enyoi.example, owa.enyoi.example, 192.0.2.1, valid until Nov 23 10:00:00 2027 GMT)',
		);
	});

	it('is described by what it has', () => {
		const { certificate, message } = failure('CERT_HAS_EXPIRED', {
			raw: presented.raw,
			subject: { OU: ['Mail', 'IT'], C: 'DE' },
			issuer: { O: 'Enyoi', C: 'DE' },
			valid_to: presented.valid_to,
		});
		expect(certificate).toMatchObject({
			subject: 'Mail, IT, DE',
			issuer: 'Enyoi',
			names: [],
			sha256: '',
		});
		expect(message).toContain('(issued by Enyoi for Mail, IT, DE, valid until');
	});

	it.each(['selfSigned', 'pin'])('gives the fingerprint to compare: %s', (problem) => {
		const code = problem === 'pin' ? 'pin' : 'DEPTH_ZERO_SELF_SIGNED_CERT';
		expect(failure(code).remedy).toContain('fingerprint abcdef');
	});

	it('names whose certificate to export', () => {
		expect(failure('CERT_UNTRUSTED').remedy).toContain('"Enyoi CA"');
		expect(failure('CERT_UNTRUSTED', {}).remedy).toContain('"the authority"');
	});

	it('tells how strong a certificate has to be', () => {
		expect(failure('CA_MD_TOO_WEAK').remedy).toContain('RSA 2048');
	});

	it('may have names that are no hosts', () => {
		const subjectaltname = 'DNS:mail.enyoi.example, URI:x-DNS:y';
		expect(failure('pin', { ...presented, subjectaltname }).certificate?.names).toEqual([
			'mail.enyoi.example',
			'URI:x-DNS:y',
		]);
	});

	it('can’t be shown once the connection is gone', () => {
		expect(failure('pin', null).certificate).toBeUndefined();
	});

	it('names the names that would do', () => {
		expect(failure('ERR_TLS_CERT_ALTNAME_INVALID').remedy).toContain(
			'in the certificate: mail.enyoi.example, owa.enyoi.example, 192.0.2.1. Or have mail.enyoi.example added',
		);
		expect(
			failure('ERR_TLS_CERT_ALTNAME_INVALID', { ...presented, subjectaltname: undefined }).remedy,
		).toContain('in the certificate. Or have');
	});

	it.each(['pin', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_UNTRUSTED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
		'may not have been shown at all (%s)',
		(code) => {
			const { certificate, message, remedy } = failure(code, {});
			expect(certificate).toBeUndefined();
			expect(message).not.toContain('(');
			expect(`${message} ${remedy}`).not.toMatch(/undefined|Stryker/);
		},
	);
});

describe('a handshake that failed', () => {
	const cause = new Error('handshake');
	it.each<[string, string, TlsProblem, string, string | undefined]>([
		[
			'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
			'alert number 116',
			'clientCertificate',
			'you',
			undefined,
		],
		['EPROTO', 'tlsv13 alert certificate required', 'clientCertificate', 'you', undefined],
		...[
			'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
			'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
			'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
		].map<[string, string, TlsProblem, string, undefined]>((code) => [
			code,
			'',
			'clientCertificate',
			'you',
			undefined,
		]),
		['EPROTO', 'ssl3_get_record:wrong version number', 'noTls', 'you', undefined],
		['ERR_SSL_PACKET_LENGTH_TOO_LONG', '', 'noTls', 'you', undefined],
		['ERR_SSL_HTTP_REQUEST', '', 'noTls', 'you', undefined],
		...[
			'ERR_SSL_UNSUPPORTED_PROTOCOL',
			'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
			'ERR_SSL_VERSION_TOO_LOW',
			'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
		].map<[string, string, TlsProblem, string, string]>((code) => [
			code,
			'',
			'protocolTooOld',
			'exchangeAdmin',
			'TLS 1.2\\Server',
		]),
		['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', '', 'other', 'exchangeAdmin', undefined],
	])('%s %s', (code, message, problem, remedyBy, command) => {
		const error = tlsHandshakeFailure(code, message, origin, cause);
		expect(error).toMatchObject({ code: 'tls', problem, remedyBy, cause });
		expect(error.server).toBe('mail.enyoi.example:8443');
		expect(error.certificate).toBeUndefined();
		expect(error.message).toContain('mail.enyoi.example:8443');
		expect(error.remedy).toMatch(/\w+ \w+/);
		if (command) expect(error.command).toContain(command);
		else expect(error.command).toBeUndefined();
	});

	it('tells in the end what OpenSSL said', () => {
		const other = (code: string) => tlsHandshakeFailure(code, 'no shared cipher', origin, cause);
		expect(other('ERR_SSL_X').message).toContain('(ERR_SSL_X)');
		expect(other('').message).toContain('(no shared cipher)');
	});

	it.each<[string, string, boolean]>([
		['EPROTO', '', true],
		['ERR_SSL_WRONG_VERSION_NUMBER', '', true],
		['ERR_TLS_HANDSHAKE_TIMEOUT', '', true],
		['ERR_OSSL_EVP_UNSUPPORTED', '', true],
		['', 'error:0A000102:SSL routines::unsupported protocol', true],
		['ECONNRESET', 'read ECONNRESET', false],
		['MY_ERR_SSL', '', false],
		['MY_ERR_TLS', '', false],
		['MY_ERR_OSSL', '', false],
	])('is told from other errors: %s %s', (code, message, expected) => {
		expect(isTlsError(code, message)).toBe(expected);
	});
});
