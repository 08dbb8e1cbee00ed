import type { PeerCertificate, TLSSocket } from 'node:tls';
import { ExchangeError, type ExchangeErrorOptions } from '../errors';
import { showCertificates, switchTls12On } from '../adminCommands';
import { powershell } from '../powershell';
import { serverName, type Origin } from './origin';

export type TlsProblem =
	| 'selfSigned'
	| 'unknownAuthority'
	| 'expired'
	| 'notYetValid'
	| 'wrongHost'
	| 'pin'
	| 'revoked'
	| 'weak'
	| 'clientCertificate'
	| 'protocolTooOld'
	| 'noTls'
	| 'other';

/** Facts by which a user recognizes a certificate. */
interface PresentedCertificate {
	subject: string;
	issuer: string;
	/** DNS names and addresses that it is made out for. */
	names: string[];
	/** As OpenSSL writes dates: `Nov 23 10:00:00 2027 GMT`. */
	validFrom: string;
	validTo: string;
	/** Lower-case hex; what the credential's pin takes. */
	sha256: string;
}

/** The server's certificate is not trusted, or no common TLS was found. */
export class TlsFailure extends ExchangeError {
	constructor(
		message: string,
		readonly problem: TlsProblem,
		/** `host:port`. */
		readonly server: string,
		readonly certificate: PresentedCertificate | undefined,
		options: ExchangeErrorOptions = {},
	) {
		super('tls', message, { remedyBy: 'exchangeAdmin', ...options });
	}
}

/** By OpenSSL's verification results as Node spells them. */
const problemByCode: Record<string, TlsProblem> = {
	pin: 'pin',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
	SELF_SIGNED_CERT_IN_CHAIN: 'unknownAuthority',
	UNABLE_TO_GET_ISSUER_CERT: 'unknownAuthority',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknownAuthority',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknownAuthority',
	CERT_UNTRUSTED: 'unknownAuthority',
	CERT_HAS_EXPIRED: 'expired',
	CERT_NOT_YET_VALID: 'notYetValid',
	ERR_TLS_CERT_ALTNAME_INVALID: 'wrongHost',
	CERT_REVOKED: 'revoked',
	CA_MD_TOO_WEAK: 'weak',
	EE_KEY_TOO_SMALL: 'weak',
	CA_KEY_TOO_SMALL: 'weak',
};

/** Why the certificate that `socket` got is not trusted. */
export function tlsFailure(code: string, socket: TLSSocket, origin: Origin): TlsFailure {
	const problem = problemByCode[code] ?? 'other';
	const certificate = describe(socket.getPeerCertificate(true));
	const { host } = origin;
	const server = serverName(origin);
	const shown = certificate
		? ` (issued by ${certificate.issuer} for ${certificate.names.join(', ') || certificate.subject}, valid until ${certificate.validTo})`
		: '';
	const options = advice(problem, origin, certificate);
	return new TlsFailure(
		`The certificate of ${server} ${verdict(problem, code, host)}${shown}`,
		problem,
		server,
		certificate,
		options,
	);
}

function verdict(problem: TlsProblem, code: string, host: string): string {
	switch (problem) {
		case 'selfSigned':
			return 'is self-signed';
		case 'unknownAuthority':
			return 'comes from an authority that n8n does not know';
		case 'expired':
			return 'or one in its chain has expired';
		case 'notYetValid':
			return 'is not valid yet';
		case 'wrongHost':
			return `is not made out for ${host}`;
		case 'pin':
			return 'is not the pinned one';
		case 'revoked':
			return 'was revoked';
		case 'weak':
			return 'or one in its chain is too weak';
		default:
			return `is not trusted (${code})`;
	}
}

function advice(
	problem: TlsProblem,
	origin: Origin,
	certificate: PresentedCertificate | undefined,
): ExchangeErrorOptions {
	const show = powershell`Get-ExchangeCertificate | Format-List Subject,Issuer,CertificateDomains,NotAfter,Services`;
	switch (problem) {
		case 'selfSigned':
			return {
				remedyBy: 'you',
				remedy: `Compare the SHA-256 fingerprint ${certificate?.sha256 ?? ''} with the certificate on the server, then enter it in the credential as Certificate Fingerprint. Better: have Exchange use a certificate of the company's authority.`,
				command: show,
			};
		case 'unknownAuthority':
			return {
				remedyBy: 'you',
				remedy: `Export the certificate of "${certificate?.issuer ?? 'the authority'}" (and of the authority above it) as Base-64 (PEM) and paste it in the credential's CA certificate. If that was done, the server leaves out an intermediate certificate: paste that one too.`,
				command: showCertificates(origin),
			};
		case 'expired':
			return {
				remedy: 'Ask the Exchange administrator to renew the certificate of the web site.',
				command: show,
			};
		case 'notYetValid':
			return {
				remedyBy: 'you',
				remedy: 'Check the clock of the machine that n8n runs on.',
			};
		case 'wrongHost':
			return {
				remedyBy: 'you',
				remedy: `Enter as server one of the names in the certificate${certificate?.names.length ? `: ${certificate.names.join(', ')}` : ''}. Or have ${origin.host} added to the certificate.`,
				command: show,
			};
		case 'pin':
			return {
				remedyBy: 'you',
				remedy: `The server now shows a certificate with the SHA-256 fingerprint ${certificate?.sha256 ?? ''}. If the administrator confirms that it was replaced, enter this one in the credential; if not, somebody is in between.`,
				command: show,
			};
		case 'weak':
			return {
				remedy:
					'Ask the Exchange administrator for a certificate with at least RSA 2048 and SHA-256.',
				command: show,
			};
		default:
			return {
				remedy: 'Ask the Exchange administrator to check the certificate of the web site.',
				command: show,
			};
	}
}

/** True for errors of the handshake itself. */
export function isTlsError(code: string, message: string): boolean {
	return (
		code === 'EPROTO' || /^ERR_SSL|^ERR_TLS|^ERR_OSSL/.test(code) || /SSL routines/.test(message)
	);
}

/**
 * True for an alert of the server by which it refuses the client's certificate, or that there is none.
 * @see https://www.rfc-editor.org/rfc/rfc8446#section-6.2
 */
export function isClientCertificateAlert(code: string, message: string): boolean {
	return /alert[_ ](certificate[_ ](required|revoked|expired|unknown)|(bad|unsupported)[_ ]certificate|unknown[_ ]ca)\b/i.test(
		`${code} ${message}`,
	);
}

/** The handshake failed before a certificate could be judged. */
export function tlsHandshakeFailure(
	code: string,
	message: string,
	origin: Origin,
	cause: Error,
): TlsFailure {
	const server = serverName(origin);
	const reason = `${code} ${message}`;
	if (/CERTIFICATE_REQUIRED|certificate required/i.test(reason)) {
		return new TlsFailure(
			`${server} asks for a client certificate`,
			'clientCertificate',
			server,
			undefined,
			{
				cause,
				remedyBy: 'you',
				remedy: 'Enter a client certificate and its key that the server accepts in the credential.',
			},
		);
	}
	if (isClientCertificateAlert(code, message)) {
		return new TlsFailure(
			`${server} does not accept the client certificate (${code || message})`,
			'clientCertificate',
			server,
			undefined,
			{
				cause,
				remedyBy: 'you',
				remedy:
					'Enter a client certificate and its key that the server accepts in the credential. The one that is there may have expired, or the server does not know its authority.',
			},
		);
	}
	if (
		/unsupported.protocol|protocol.version|version.too.low|no.protocols.available/i.test(reason)
	) {
		return new TlsFailure(
			`${server} only offers TLS older than 1.2`,
			'protocolTooOld',
			server,
			undefined,
			{
				cause,
				remedy:
					'Ask the Exchange administrator to switch TLS 1.2 on (Windows Server and .NET). Older versions are not safe and not used.',
				command: switchTls12On(),
			},
		);
	}
	if (/wrong.version.number|packet.length.too.long|http.request/i.test(reason)) {
		return new TlsFailure(`${server} does not speak TLS`, 'noTls', server, undefined, {
			cause,
			remedyBy: 'you',
			remedy: 'Check the address and port: https usually is port 443.',
		});
	}
	return new TlsFailure(
		`No TLS connection to ${server} could be agreed on (${code || message})`,
		'other',
		server,
		undefined,
		{
			cause,
			remedy:
				'Ask the Exchange administrator which TLS versions and cipher suites the server allows, and whether it asks for a client certificate.',
		},
	);
}

function describe(certificate: PeerCertificate | undefined): PresentedCertificate | undefined {
	if (!certificate?.raw) return undefined;
	return {
		subject: nameOf(certificate.subject),
		issuer: nameOf(certificate.issuer),
		names: (certificate.subjectaltname ?? '')
			.split(/,\s*/)
			.map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
			.filter((entry) => entry !== ''),
		validFrom: certificate.valid_from,
		validTo: certificate.valid_to,
		sha256: (certificate.fingerprint256 ?? '').replace(/:/g, '').toLowerCase(),
	};
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
	const parts: Record<string, string | string[] | undefined> = { ...name };
	return [parts.CN ?? parts.O ?? Object.values(parts).flat()].flat().join(', ');
}
