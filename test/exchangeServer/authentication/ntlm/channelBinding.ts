import { createHash } from 'node:crypto';

/** Object identifiers of signatures whose hash is not SHA-256 (RFC 4055, RFC 5758), as DER content in hex. */
const hashes: Record<string, string> = {
	'2a864886f70d01010c': 'sha384',
	'2a864886f70d01010d': 'sha512',
	'2a8648ce3d040303': 'sha384',
	'2a8648ce3d040304': 'sha512',
};

/**
 * Value of MsvAvChannelBindings for a server's certificate: MD5 of a gss_channel_bindings_struct
 * whose application data is the tls-server-end-point binding.
 * The hash is the one the certificate is signed with; SHA-256 in place of MD5 and SHA-1.
 * @see https://www.rfc-editor.org/rfc/rfc5929#section-4.1
 */
export function channelBindingHash(certificate: Buffer): Buffer {
	const digest = createHash(signatureHash(certificate)).update(certificate).digest();
	const applicationData = Buffer.concat([Buffer.from('tls-server-end-point:'), digest]);
	const struct = Buffer.alloc(20);
	struct.writeUInt32LE(applicationData.length, 16);
	return createHash('md5').update(struct).update(applicationData).digest();
}

function signatureHash(certificate: Buffer): string {
	const outer = contentOf(certificate, 0);
	const toBeSigned = contentOf(certificate, outer.start);
	const algorithm = contentOf(certificate, toBeSigned.end);
	const oid = contentOf(certificate, algorithm.start);
	return hashes[certificate.subarray(oid.start, oid.end).toString('hex')] ?? 'sha256';
}

/** Where the content of the DER element at `at` lies. */
function contentOf(der: Buffer, at: number): { start: number; end: number } {
	const first = der[at + 1];
	if (first < 0x80) return { start: at + 2, end: at + 2 + first };
	const bytes = first & 0x7f;
	const start = at + 2 + bytes;
	return { start, end: start + der.readUIntBE(at + 2, bytes) };
}
