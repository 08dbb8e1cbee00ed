import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import {
	serverEndPointBinding,
	signatureHash,
} from '../../../../exchange/transport/authentication/channelBinding';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'binding-'));
	// One key of each kind for all certificates: keys of RSA are slow to make.
	for (const [name, key] of Object.entries({
		rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
		dsa: generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
		ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
		ed25519: generateKeyPairSync('ed25519'),
	})) {
		const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' });
		writeFileSync(path.join(folder, `${name}.pem`), pem);
	}
});
afterAll(() => rmSync(folder, { recursive: true }));

function certificate(key: string, ...options: string[]): Buffer {
	const file = path.join(folder, 'certificate.pem');
	execFileSync(
		'openssl',
		[
			...['req', '-x509', '-nodes', '-subj', '/CN=mail.enyoi.example'],
			...['-key', path.join(folder, `${key}.pem`), '-out', file],
			...options,
		],
		{ stdio: 'ignore' },
	);
	return new X509Certificate(readFileSync(file)).raw;
}

const rsa = ['rsa'];
const pss = ['rsa', '-sigopt', 'rsa_padding_mode:pss'];
const curve = ['ec'];

it.each([
	['RSA, MD5', [...rsa, '-md5'], 'md5', 'sha256'],
	['RSA, SHA-1', [...rsa, '-sha1'], 'sha1', 'sha256'],
	['RSA, SHA-224', [...rsa, '-sha224'], 'sha224', 'sha224'],
	['RSA, SHA-256', [...rsa, '-sha256'], 'sha256', 'sha256'],
	['RSA, SHA-384', [...rsa, '-sha384'], 'sha384', 'sha384'],
	['RSA, SHA-512', [...rsa, '-sha512'], 'sha512', 'sha512'],
	['RSA-PSS, SHA-1', [...pss, '-sha1'], 'sha1', 'sha256'],
	['RSA-PSS, SHA-224', [...pss, '-sha224'], 'sha224', 'sha224'],
	['RSA-PSS, SHA-256', [...pss, '-sha256'], 'sha256', 'sha256'],
	['RSA-PSS, SHA-384', [...pss, '-sha384'], 'sha384', 'sha384'],
	['RSA-PSS, SHA-512', [...pss, '-sha512'], 'sha512', 'sha512'],
	['ECDSA, SHA-1', [...curve, '-sha1'], 'sha1', 'sha256'],
	['ECDSA, SHA-224', [...curve, '-sha224'], 'sha224', 'sha224'],
	['ECDSA, SHA-256', [...curve, '-sha256'], 'sha256', 'sha256'],
	['ECDSA, SHA-384', [...curve, '-sha384'], 'sha384', 'sha384'],
	['ECDSA, SHA-512', [...curve, '-sha512'], 'sha512', 'sha512'],
	['DSA, SHA-1', ['dsa', '-sha1'], 'sha1', 'sha256'],
	['DSA, SHA-224', ['dsa', '-sha224'], 'sha224', 'sha224'],
	['DSA, SHA-256', ['dsa', '-sha256'], 'sha256', 'sha256'],
])('hashes a certificate signed by %s', (_name, [key, ...options], signed, bound) => {
	const der = certificate(key, ...options);
	expect(signatureHash(der)).toBe(signed);
	expect(serverEndPointBinding(der)).toEqual(
		Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(bound).update(der).digest()]),
	);
});

describe('RSA-PSS, whose hash stands in its parameters', () => {
	const der = (tag: number, ...content: Buffer[]): Buffer => {
		const bytes = Buffer.concat(content);
		return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
	};
	const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
	const signedBy = (...parameters: Buffer[]) =>
		der(
			0x30,
			der(0x30),
			der(0x30, identifier('2a864886f70d01010a'), ...parameters),
			der(0x03, Buffer.alloc(1)),
		);
	const saltLength = der(0xa2, der(0x02, Buffer.from([32])));

	it.each([
		['MD5', '2a864886f70d0205', 'md5'],
		['SHA-1', '2b0e03021a', 'sha1'],
	])('%s', (_name, oid, hash) => {
		const algorithm = der(0xa0, der(0x30, identifier(oid)));
		expect(signatureHash(signedBy(der(0x30, saltLength, algorithm)))).toBe(hash);
	});

	it('is SHA-1 where nothing is said', () => {
		expect(signatureHash(signedBy(der(0x30, saltLength)))).toBe('sha1');
		expect(signatureHash(signedBy())).toBe('sha1');
	});
});

it('binds nothing to a certificate whose signature has no hash', () => {
	expect(serverEndPointBinding(certificate('ed25519'))).toBeUndefined();
});

it('refuses a certificate that is cut short', () => {
	const der = certificate('rsa');
	expect(() => signatureHash(der.subarray(0, 200))).toThrow(RangeError);
});
