import type { Certificate, DetailedPeerCertificate, PeerCertificate } from 'node:tls';

export interface CertificateSummary {
	subject: string;
	issuer: string;
	/** Host names and addresses that it is for. */
	names: string[];
	validFrom: Date;
	validTo: Date;
	/** Lower-case hex without colons. */
	sha256: string;
	/** The thumbprint by which Windows knows it: upper-case hex without colons. */
	sha1: string;
	selfSigned: boolean;
}

/** The server's certificate first, then its issuers, as far as they are known. */
export function chainOf(certificate: DetailedPeerCertificate): CertificateSummary[] {
	const chain: CertificateSummary[] = [];
	const seen = new Set<string>();
	let current: DetailedPeerCertificate | undefined = certificate;
	while (current?.fingerprint256 && !seen.has(current.fingerprint256)) {
		seen.add(current.fingerprint256);
		chain.push(summaryOf(current));
		current = current.issuerCertificate;
	}
	return chain;
}

function summaryOf(certificate: PeerCertificate): CertificateSummary {
	const subject = nameOf(certificate.subject);
	const issuer = nameOf(certificate.issuer);
	return {
		subject,
		issuer,
		names: (certificate.subjectaltname ?? '')
			.split(', ')
			.map((name) => name.replace(/^(DNS|IP Address):/, ''))
			.filter((name) => name !== ''),
		validFrom: new Date(certificate.valid_from),
		validTo: new Date(certificate.valid_to),
		sha256: certificate.fingerprint256.replace(/:/g, '').toLowerCase(),
		sha1: certificate.fingerprint.replace(/:/g, '').toUpperCase(),
		selfSigned: subject === issuer,
	};
}

/** `CN=…, O=…`; a part that repeats is joined by `+`. */
function nameOf(name: Certificate | undefined): string {
	return Object.entries(name ?? {})
		.map(([key, value]) => `${key}=${[value].flat().join('+')}`)
		.reverse()
		.join(', ');
}
