import { showCertificates, showCipherSuites, switchTls12On } from '../../adminCommands';
import { powershell } from '../../powershell';
import { setting } from '../../shell';
import { dayMs } from '../../calendar/civil';
import { defineCheck } from '../check';
import { failed, passed, skipped, warning, type Advice, type Finding } from '../finding';
import { endpointOf, probeTimeoutMs, probeTlsOptions, type Endpoint } from '../endpoint';
import { handshake, type TlsHandshake } from '../probes/tls';
import { certificateAdvice } from '../advice/certificateAdvice';
import { clientCertificateAdvice } from '../advice/clientCertificateAdvice';
import { isClientCertificateAlert } from '../../transport/tlsFailure';

/** A certificate that ends sooner deserves a warning. */
const soonDays = 30;

type Completed = Extract<TlsHandshake, { outcome: 'completed' }>;

export const tls = defineCheck({
	id: 'tls',
	title: 'The connection is encrypted and the certificate is trusted',
	needs: ['tcp'],
	testButton: 'runs',
	async run({ facts, now, signal }) {
		if (!facts.url) return skipped('There is no server to connect to.');
		const { settings } = facts;
		const endpoint = endpointOf(facts.url);
		const { host, port, protocol } = endpoint;
		if (protocol === 'http:') return skipped('Plain http: to this machine; nothing is encrypted.');
		const seen = await handshake({
			endpoint,
			tls: probeTlsOptions(endpoint, settings ?? { allowUnauthorizedCerts: false }),
			timeoutMs: probeTimeoutMs(settings),
			signal,
		});
		if (seen.outcome === 'failed') return noHandshake(host, port, seen);
		const finding = judged(seen, endpoint, settings?.certificateSha256, now());
		if (finding.status === 'failed' && settings?.allowUnauthorizedCerts) {
			return { ...finding, status: 'warning' };
		}
		return finding;
	},
});

function judged(
	seen: Completed,
	endpoint: Endpoint,
	pinned: string | undefined,
	now: Date,
): Finding {
	const [certificate] = seen.chain;
	const days = Math.floor((certificate.validTo.getTime() - now.getTime()) / dayMs);
	const details = [
		`${seen.protocol} with ${seen.cipher}`,
		`certificate for ${certificate.names.join(', ') || certificate.subject}`,
		`issued by ${certificate.issuer}`,
		days >= 0 ? `valid for another ${days} days` : `expired ${-days} days ago`,
		`SHA-256 ${certificate.sha256}`,
	].join('; ');
	if (pinned !== undefined && pinned !== certificate.sha256) {
		return failed({
			details,
			cause:
				'The certificate is another than the pinned one: it was renewed, or something between n8n and Exchange decrypts the traffic.',
			remedy: `If the Exchange administrator confirms the fingerprint above, enter it as Certificate Fingerprint in the credential; otherwise find out who stands between.`,
			remedyBy: 'you',
			command: setting('certificateSha256', certificate.sha256),
		});
	}
	const fault = pinned === undefined ? seen.fault : undefined;
	if (fault !== undefined) {
		return failed({ details, ...certificateAdvice(fault, seen.chain, endpoint, now) });
	}
	if (days < soonDays) {
		return warning({
			details,
			cause: `The certificate ends on ${certificate.validTo.toISOString().slice(0, 10)}.`,
			remedy: 'Renew it before that day.',
			remedyBy: 'exchangeAdmin',
			command: powershell`Get-ExchangeCertificate | Format-List Thumbprint,Services,NotAfter,CertificateDomains`,
		});
	}
	return passed(`${details}.`);
}

function noHandshake(
	host: string,
	port: number,
	{ code, message }: Extract<TlsHandshake, { outcome: 'failed' }>,
): Finding {
	return failed({ details: `${message} (${code})`, ...adviceFor(code, message, host, port) });
}

function adviceFor(code: string, message: string, host: string, port: number): Advice {
	if (/wrong.version.number|packet.length|http request/i.test(`${code} ${message}`)) {
		return {
			cause: `Port ${port} of ${host} does not speak TLS.`,
			remedy: 'Check the port: EWS is served by https, mostly on 443.',
			remedyBy: 'you',
		};
	}
	if (isClientCertificateAlert(code, message)) return clientCertificateAdvice;
	if (/legacy.renegotiation/i.test(`${code} ${message}`)) {
		return {
			cause:
				'The server, or a load balancer in front of it, has no secure renegotiation, without which OpenSSL makes no connection.',
			remedy: `Update what ends TLS at ${host} (mostly the firmware of a load balancer), and switch secure renegotiation (RFC 5746) on there.`,
			remedyBy: 'networkAdmin',
			command: showCertificates({ host, port }),
		};
	}
	if (/key.too.small|legacy.sigalg/i.test(`${code} ${message}`)) {
		return {
			cause: 'The server offers only keys or signatures that are too weak, which Node.js refuses.',
			remedy: `Have what ends TLS at ${host} use ECDHE cipher suites, or Diffie-Hellman keys of 2048 bits, and signatures with SHA-256.`,
			remedyBy: 'exchangeAdmin',
			command: showCipherSuites(),
		};
	}
	if (/protocol.version|UNSUPPORTED_PROTOCOL|no.protocols/i.test(`${code} ${message}`)) {
		return {
			cause: 'The server offers only TLS versions that are outdated and that Node.js refuses.',
			remedy: 'Switch TLS 1.2 on at the server (and keep Windows up to date).',
			remedyBy: 'exchangeAdmin',
			command: switchTls12On(),
		};
	}
	if (/handshake.failure|no.shared.cipher/i.test(`${code} ${message}`)) {
		return {
			cause: 'Server and n8n have no cipher in common, or the server wants a client certificate.',
			remedy:
				'Ask which cipher suites are allowed on the server, and whether it wants a client certificate; that one goes into the credential.',
			remedyBy: 'exchangeAdmin',
			command: showCipherSuites(),
		};
	}
	if (/PEM|KEY_VALUES_MISMATCH|BAD_DECRYPT|UNSUPPORTED|DECODER/i.test(code)) {
		return {
			cause: 'The client certificate, its key or its passphrase can’t be used.',
			remedy: 'Check that the key belongs to the certificate and that the passphrase is right.',
			remedyBy: 'you',
		};
	}
	return {
		cause:
			'The connection broke during the handshake: a firewall, an inspecting proxy, or a server without a certificate.',
		remedy: `Check that a certificate is bound to port ${port} of the Exchange web site, and that nothing between cuts the connection.`,
		remedyBy: 'networkAdmin',
		command: showCertificates({ host, port }),
	};
}
