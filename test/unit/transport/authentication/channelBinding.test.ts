import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import {
	serverEndPointBinding,
	signatureHash,
} from '../../../../exchange/transport/authentication/channelBinding';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'binding-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function certificate(...options: string[]): Buffer {
	const file = path.join(folder, 'certificate.pem');
	execFileSync(
		'openssl',
		[
			...['req', '-x509', '-nodes', '-subj', '/CN=mail.enyoi.example'],
			...['-keyout', path.join(folder, 'key.pem'), '-out', file],
			...options,
		],
		{ stdio: 'ignore' },
	);
	return new X509Certificate(readFileSync(file)).raw;
}

const rsa = ['-newkey', 'rsa:2048'];
const pss = [...rsa, '-sigopt', 'rsa_padding_mode:pss'];
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

it.each([
	['RSA, MD5', [...rsa, '-md5'], 'md5', 'sha256'],
	['RSA, SHA-1', [...rsa, '-sha1'], 'sha1', 'sha256'],
	['RSA, SHA-224', [...rsa, '-sha224'], 'sha224', 'sha224'],
	['RSA, SHA-256', [...rsa, '-sha256'], 'sha256', 'sha256'],
	['RSA, SHA-384', [...rsa, '-sha384'], 'sha384', 'sha384'],
	['RSA, SHA-512', [...rsa, '-sha512'], 'sha512', 'sha512'],
	['RSA-PSS, SHA-1', [...pss, '-sha1'], 'sha1', 'sha256'],
	['RSA-PSS, SHA-256', [...pss, '-sha256'], 'sha256', 'sha256'],
	['RSA-PSS, SHA-512', [...pss, '-sha512'], 'sha512', 'sha512'],
	['ECDSA, SHA-1', [...curve, '-sha1'], 'sha1', 'sha256'],
	['ECDSA, SHA-256', [...curve, '-sha256'], 'sha256', 'sha256'],
	['ECDSA, SHA-384', [...curve, '-sha384'], 'sha384', 'sha384'],
])('hashes a certificate signed by %s', (_name, options, signed, bound) => {
	const der = certificate(...options);
	expect(signatureHash(der)).toBe(signed);
	expect(serverEndPointBinding(der)).toEqual(
		Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(bound).update(der).digest()]),
	);
});

it('binds nothing to a certificate whose signature has no hash', () => {
	expect(serverEndPointBinding(certificate('-newkey', 'ed25519'))).toBeUndefined();
});

it('refuses a certificate that is cut short', () => {
	const der = certificate(...rsa);
	expect(() => signatureHash(der.subarray(0, 200))).toThrow(RangeError);
});
