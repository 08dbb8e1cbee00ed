import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/**
 * Certificates made on the spot for TLS, channel bindings (RFC 5929 takes the hash of the signature) and client authentication.
 * RSA keys are slow to make: EC P-256 unless a test is about RSA.
 */
export interface Certificate {
	/** PEM. */
	certificate: string;
	/** PEM, PKCS #8. */
	key: string;
	/** DER, as the peer sends it. */
	der: Buffer;
}

export type SignatureHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

export interface CertificateOptions {
	/** DNS names and IP addresses; the first is the common name. Default: localhost, 127.0.0.1, ::1. */
	names?: string[];
	/** Hash of the issuer's signature. Default SHA-256. */
	hash?: SignatureHash;
	key?: 'EC' | 'RSA';
	notBefore?: Date;
	notAfter?: Date;
}

export interface CertificateAuthority {
	/** PEM, for `caCertificate`. */
	certificate: string;
	/** A server's certificate, valid for a year. */
	issue(options?: CertificateOptions): Promise<Certificate>;
	/** A server's certificate that ended yesterday. */
	issueExpired(options?: CertificateOptions): Promise<Certificate>;
	/** A certificate with which a client signs in. */
	issueForClient(name: string, options?: CertificateOptions): Promise<Certificate>;
}

const crypto = webcrypto;
const day = 86_400_000;
const localNames = ['localhost', '127.0.0.1', '::1'];
const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

x509.cryptoProvider.set(crypto);

/** A private certification authority, as companies run them. */
export async function createCertificateAuthority(
	options: Pick<CertificateOptions, 'key' | 'hash'> & { name?: string } = {},
): Promise<CertificateAuthority> {
	const { name = 'Enyoi Test CA', key = 'EC', hash = 'SHA-256' } = options;
	const keys = await generateKeys(key, hash);
	const root = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: serialNumber(),
			name: `CN=${name}, O=Enyoi`,
			...validity({}),
			keys,
			signingAlgorithm: signing(key, hash),
			extensions: [
				new x509.BasicConstraintsExtension(true, undefined, true),
				new x509.KeyUsagesExtension(
					x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
					true,
				),
				await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
			],
		},
		crypto,
	);

	const issue = async (usage: string, subject: CertificateOptions) => {
		const leafKeys = await generateKeys(subject.key ?? 'EC', subject.hash ?? hash);
		const leaf = await x509.X509CertificateGenerator.create(
			{
				serialNumber: serialNumber(),
				subject: `CN=${(subject.names ?? localNames)[0]}`,
				issuer: root.subject,
				...validity(subject),
				publicKey: leafKeys.publicKey,
				signingKey: keys.privateKey,
				signingAlgorithm: signing(key, subject.hash ?? hash),
				extensions: [
					...leafExtensions(usage, subject),
					await x509.AuthorityKeyIdentifierExtension.create(root, false, crypto),
				],
			},
			crypto,
		);
		return exported(leaf, leafKeys.privateKey);
	};

	return {
		certificate: root.toString('pem'),
		issue: (subject = {}) => issue(serverAuthentication, subject),
		issueExpired: (subject = {}) =>
			issue(serverAuthentication, {
				notBefore: new Date(Date.now() - 400 * day),
				notAfter: new Date(Date.now() - day),
				...subject,
			}),
		issueForClient: (client, subject = {}) =>
			issue(clientAuthentication, { ...subject, names: [client] }),
	};
}

/** What a fresh Exchange server has: a certificate that nobody vouches for. */
export async function createSelfSigned(options: CertificateOptions = {}): Promise<Certificate> {
	const { key = 'EC', hash = 'SHA-256' } = options;
	const keys = await generateKeys(key, hash);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: serialNumber(),
			name: `CN=${(options.names ?? localNames)[0]}`,
			...validity(options),
			keys,
			signingAlgorithm: signing(key, hash),
			extensions: leafExtensions(serverAuthentication, options),
		},
		crypto,
	);
	return exported(certificate, keys.privateKey);
}

function leafExtensions(usage: string, { names = localNames }: CertificateOptions) {
	return [
		new x509.BasicConstraintsExtension(false, undefined, true),
		new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
		new x509.ExtendedKeyUsageExtension([usage]),
		new x509.SubjectAlternativeNameExtension(
			names.map((value) => ({ type: isIpAddress(value) ? 'ip' : 'dns', value })),
		),
	];
}

function isIpAddress(name: string): boolean {
	return name.includes(':') || /^\d+(\.\d+){3}$/.test(name);
}

function validity({ notBefore, notAfter }: CertificateOptions) {
	return {
		notBefore: notBefore ?? new Date(Date.now() - day),
		notAfter: notAfter ?? new Date(Date.now() + 365 * day),
	};
}

function serialNumber(): string {
	return `01${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;
}

function generateKeys(kind: 'EC' | 'RSA', hash: SignatureHash): Promise<webcrypto.CryptoKeyPair> {
	const algorithm =
		kind === 'EC'
			? { name: 'ECDSA', namedCurve: 'P-256' }
			: {
					name: 'RSASSA-PKCS1-v1_5',
					modulusLength: 2048,
					publicExponent: new Uint8Array([1, 0, 1]),
					hash,
				};
	return crypto.subtle.generateKey(algorithm, true, [
		'sign',
		'verify',
	]) as Promise<webcrypto.CryptoKeyPair>;
}

/** An RSA key imported for one hash signs with that hash only: the authority's own key decides. */
function signing(kind: 'EC' | 'RSA', hash: SignatureHash) {
	return kind === 'EC' ? { name: 'ECDSA', hash } : { name: 'RSASSA-PKCS1-v1_5', hash };
}

async function exported(
	certificate: x509.X509Certificate,
	key: webcrypto.CryptoKey,
): Promise<Certificate> {
	const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
	const lines = pkcs8.toString('base64').match(/.{1,64}/g)!;
	return {
		certificate: certificate.toString('pem'),
		key: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
		der: Buffer.from(certificate.rawData),
	};
}
