import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { InvalidSettings } from '../errors';
import type { ResolvedSettings } from '../settings';

export type TlsSettings = Pick<
	ResolvedSettings,
	| 'caCertificate'
	| 'certificateSha256'
	| 'clientCertificate'
	| 'clientKey'
	| 'clientKeyPassphrase'
	| 'allowUnauthorizedCerts'
>;

/**
 * Trusted authorities and the client certificate of one connection, parsed once for all its sockets.
 * A private authority is trusted besides the system's, not instead of them.
 * @throws InvalidSettings naming the certificate or key that can't be used
 */
export function createTlsContext(settings: TlsSettings): tls.SecureContext {
	const { caCertificate, clientCertificate, clientKey, clientKeyPassphrase } = settings;
	if (Boolean(clientCertificate) !== Boolean(clientKey)) {
		const missing = clientKey ? 'clientCertificate' : 'clientKey';
		throw new InvalidSettings(missing, 'The client certificate and its key belong together', {
			remedy: 'Enter both the client certificate and its private key, or neither.',
		});
	}
	if (!clientCertificate) return caCertificate ? trusting(caCertificate) : newContext({});
	if (caCertificate) checkAuthorities(caCertificate);
	try {
		return newContext({
			ca: caCertificate ? [...systemAuthorities(), caCertificate] : undefined,
			cert: clientCertificate,
			key: clientKey,
			passphrase: clientKeyPassphrase,
		});
	} catch (cause) {
		throw unusableClientCertificate(cause);
	}
}

function newContext(options: tls.SecureContextOptions): tls.SecureContext {
	return tls.createSecureContext({ minVersion: 'TLSv1.2', ...options });
}

interface Trust {
	/** Those of the system that are trusted besides. */
	system: readonly string[];
	context: tls.SecureContext;
}

/** By the private authority; without any client's key. */
const known = new Map<string, Trust>();
const mostKnown = 8;

/** Reading the authorities of the system takes some 25 ms, in which n8n does nothing else: done once. */
function trusting(caCertificate: string): tls.SecureContext {
	const system = systemAuthorities();
	const found = known.get(caCertificate);
	if (found?.system === system) return found.context;
	checkAuthorities(caCertificate);
	const context = newContext({ ca: [...system, caCertificate] });
	if (known.size >= mostKnown) known.clear();
	known.set(caCertificate, { system, context });
	return context;
}

const certificateBlock =
	/-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[\s\S]*?-----END \1-----/g;

function checkAuthorities(pem: string): void {
	// Node passes over what is damaged or something else, such as a key, without a word.
	const certificates = pem.match(certificateBlock);
	if (!certificates) throw unusableAuthority();
	try {
		certificates.forEach((certificate) => new X509Certificate(certificate));
	} catch {
		throw unusableAuthority();
	}
}

function unusableAuthority(): InvalidSettings {
	return new InvalidSettings('caCertificate', 'The CA certificate can’t be read', {
		remedy: 'Export the certificate of the authority as Base-64 (PEM) again and paste all of it.',
	});
}

/** Node's own list; from Node 22.15 on with what NODE_EXTRA_CA_CERTS adds. */
function systemAuthorities(): readonly string[] {
	const { getCACertificates } = tls as { getCACertificates?: () => string[] };
	return getCACertificates?.() ?? tls.rootCertificates;
}

function unusableClientCertificate(cause: unknown): InvalidSettings {
	const reason = String((cause as Error).message);
	if (/bad decrypt|passphrase|password|bad password read/i.test(reason)) {
		return new InvalidSettings('clientKeyPassphrase', 'The client key can’t be decrypted', {
			remedy: 'Enter the passphrase that the private key of the client certificate was saved with.',
		});
	}
	if (/key values mismatch/i.test(reason)) {
		return new InvalidSettings('clientKey', 'The client key belongs to another certificate', {
			remedy: 'Paste the private key that was made together with this client certificate.',
		});
	}
	return new InvalidSettings('clientCertificate', 'The client certificate can’t be used', {
		remedy: 'Export the client certificate and its private key as PEM again.',
	});
}
