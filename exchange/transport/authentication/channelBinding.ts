import { createHash } from 'node:crypto';

/** Signature algorithms by OID, with the hash that they sign. */
const hashBySignature: Record<string, string> = {
	'1.2.840.113549.1.1.4': 'md5',
	'1.2.840.113549.1.1.5': 'sha1',
	'1.2.840.113549.1.1.14': 'sha224',
	'1.2.840.113549.1.1.11': 'sha256',
	'1.2.840.113549.1.1.12': 'sha384',
	'1.2.840.113549.1.1.13': 'sha512',
	'1.2.840.10045.4.1': 'sha1',
	'1.2.840.10045.4.3.1': 'sha224',
	'1.2.840.10045.4.3.2': 'sha256',
	'1.2.840.10045.4.3.3': 'sha384',
	'1.2.840.10045.4.3.4': 'sha512',
	'1.2.840.10040.4.3': 'sha1',
	'2.16.840.1.101.3.4.3.1': 'sha224',
	'2.16.840.1.101.3.4.3.2': 'sha256',
};

/** Hash algorithms by OID, as RSA-PSS names them in its parameters. */
const hashByOid: Record<string, string> = {
	'1.2.840.113549.2.5': 'md5',
	'1.3.14.3.2.26': 'sha1',
	'2.16.840.1.101.3.4.2.4': 'sha224',
	'2.16.840.1.101.3.4.2.1': 'sha256',
	'2.16.840.1.101.3.4.2.2': 'sha384',
	'2.16.840.1.101.3.4.2.3': 'sha512',
};

const rsaPss = '1.2.840.113549.1.1.10';

/**
 * The `tls-server-end-point` channel binding of a server certificate, which Extended Protection asks
 * for: its hash, by the algorithm it is signed with, SHA-256 in place of MD5 and SHA-1.
 * @param certificate in DER
 * @returns undefined for signatures without a hash of their own (Ed25519), as the RFC leaves them out
 * @see https://www.rfc-editor.org/rfc/rfc5929#section-4
 */
export function serverEndPointBinding(certificate: Buffer): Buffer | undefined {
	const signed = signatureHash(certificate);
	if (!signed) return undefined;
	const algorithm = signed === 'md5' || signed === 'sha1' ? 'sha256' : signed;
	return Buffer.concat([
		Buffer.from('tls-server-end-point:', 'latin1'),
		createHash(algorithm).update(certificate).digest(),
	]);
}

/**
 * The hash that the certificate's signature is made with, in Node's spelling.
 * Read from the certificate itself: Node 20 and 22 don't tell.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function signatureHash(certificate: Buffer): string | undefined {
	const [whole] = elements(certificate);
	const [, algorithm] = elements(whole.content);
	const [oid, parameters] = elements(algorithm.content);
	const name = objectIdentifier(oid.content);
	if (name !== rsaPss) return hashBySignature[name];
	// RSASSA-PSS-params: hashAlgorithm is tagged [0] and SHA-1 when left out.
	const hash = parameters && elements(parameters.content).find(({ tag }) => tag === 0xa0);
	if (!hash) return 'sha1';
	const [identifier] = elements(hash.content);
	return hashByOid[objectIdentifier(elements(identifier.content)[0].content)];
}

interface DerElement {
	tag: number;
	content: Buffer;
}

function elements(der: Buffer): DerElement[] {
	const found: DerElement[] = [];
	for (let at = 0; at < der.length; ) {
		const tag = der[at];
		let length = der[at + 1];
		let start = at + 2;
		if (length & 0x80) {
			const size = length & 0x7f;
			length = der.readUIntBE(start, size);
			start += size;
		}
		if (start + length > der.length) throw new RangeError('certificate is cut short');
		found.push({ tag, content: der.subarray(start, start + length) });
		at = start + length;
	}
	return found;
}

function objectIdentifier(content: Buffer): string {
	const parts: number[] = [];
	let value = 0;
	for (const byte of content) {
		value = value * 128 + (byte & 0x7f);
		if (byte & 0x80) continue;
		if (parts.length === 0) {
			const first = Math.min(2, Math.floor(value / 40));
			parts.push(first, value - first * 40);
		} else {
			parts.push(value);
		}
		value = 0;
	}
	return parts.join('.');
}
