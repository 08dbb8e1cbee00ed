import { createPrivateKey } from 'node:crypto';
import { createTransport } from '../../../exchange/transport/createTransport';
import { createTlsContext, type TlsSettings } from '../../../exchange/transport/tlsContext';
import type { ConnectionSettings } from '../../../exchange/settings';
import {
	createCertificateAuthority,
	type Certificate,
	type CertificateAuthority,
} from '../../exchangeServer/certificates';
import { startServer } from './server';
import { settingsFor, textOf } from './settings';

/** The public authorities: Node's own, until a test puts others in their place. */
let mockPublic: { rootCertificates?: string[]; getCACertificates?: () => string[] } = {};
jest.mock('node:tls', () => {
	const actual = jest.requireActual<typeof import('node:tls')>('node:tls');
	const mocked = { ...actual };
	Object.defineProperty(mocked, 'rootCertificates', {
		get: () => mockPublic.rootCertificates ?? actual.rootCertificates,
	});
	Object.defineProperty(mocked, 'getCACertificates', {
		enumerable: true,
		get: () => mockPublic.getCACertificates,
	});
	return mocked;
});

let company: CertificateAuthority;
let world: CertificateAuthority;
let client: Certificate;
beforeAll(async () => {
	company = await createCertificateAuthority({ name: 'Company CA' });
	world = await createCertificateAuthority({ name: 'World CA' });
	client = await company.issueForClient('svc-n8n');
});
afterEach(() => {
	mockPublic = {};
});

/** Asks a server whose certificate that authority issued. */
async function ask(issuer: CertificateAuthority, settings: Partial<ConnectionSettings>) {
	const { certificate: cert, key } = await issuer.issue();
	const server = await startServer((_request, response) => response.end('ok'), { cert, key });
	const transport = createTransport(settingsFor(server.url, settings));
	try {
		return await textOf(await transport.send({ url: server.url, body: 'x', mailbox: 'a' }));
	} finally {
		await transport.close();
		await server.close();
	}
}

describe('a private authority', () => {
	const trusting = (caCertificate: string, others: Partial<TlsSettings> = {}) =>
		createTlsContext({ caCertificate, allowUnauthorizedCerts: false, ...others });

	it('is read once, with those of the system, until these change', async () => {
		const other = await createCertificateAuthority({ name: 'Other CA' });
		const first = trusting(company.certificate);
		expect(trusting(other.certificate)).not.toBe(first);
		expect(trusting(company.certificate)).toBe(first);
		mockPublic = { rootCertificates: [world.certificate] };
		expect(trusting(company.certificate)).not.toBe(first);
	});

	it('is read for each key of a client, which is kept nowhere', () => {
		const own = { clientCertificate: client.certificate, clientKey: client.key };
		expect(trusting(company.certificate, own)).not.toBe(trusting(company.certificate, own));
	});

	it('is forgotten once there are many', () => {
		const pem = (n: number) => `${company.certificate}\n${' '.repeat(n)}`;
		const first = trusting(pem(0));
		expect(trusting(pem(0))).toBe(first);
		for (let n = 1; n <= 8; n++) trusting(pem(n));
		expect(trusting(pem(0))).not.toBe(first);
	});

	it.each<[string, () => typeof mockPublic]>([
		['that Node brings along', () => ({ rootCertificates: [world.certificate] })],
		[
			'that the machine adds',
			() => ({ rootCertificates: [], getCACertificates: () => [world.certificate] }),
		],
	])('is trusted besides the public ones %s', async (_name, publicOnes) => {
		mockPublic = publicOnes();
		const caCertificate = company.certificate;
		const own = { clientCertificate: client.certificate, clientKey: client.key };
		for (const settings of [{ caCertificate }, { caCertificate, ...own }]) {
			expect(await ask(company, settings)).toBe('ok');
			expect(await ask(world, settings)).toBe('ok');
		}
	});

	it('is trusted together with others in one text', async () => {
		const caCertificate = `${world.certificate}\n${company.certificate}`;
		expect(await ask(company, { caCertificate })).toBe('ok');
		expect(await ask(world, { caCertificate })).toBe('ok');
	});

	it('is all that is trusted besides the public ones', async () => {
		await expect(ask(world, { caCertificate: company.certificate })).rejects.toMatchObject({
			code: 'tls',
		});
	});
});

describe('what can’t be used', () => {
	const settings = (changes: Partial<TlsSettings>): TlsSettings => ({
		allowUnauthorizedCerts: false,
		...changes,
	});
	const refusal = (changes: Partial<TlsSettings>) => {
		try {
			createTlsContext(settings(changes));
		} catch (error) {
			return error;
		}
		throw new Error('it was taken');
	};
	const label = (text: string, name: string) => text.replaceAll('CERTIFICATE', name);
	const encrypted = (key: string, passphrase: string) =>
		createPrivateKey(key)
			.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
			.toString();

	it.each<[string, () => Partial<TlsSettings>, string]>([
		['a key in place of an authority', () => ({ caCertificate: client.key }), 'caCertificate'],
		[
			'an authority that is damaged',
			() => ({ caCertificate: company.certificate.replace(/\n.{20}/, '\nAAAA') }),
			'caCertificate',
		],
		[
			'a good authority and a damaged one',
			() => ({
				caCertificate: `${world.certificate}\n${company.certificate.replace(/\n.{20}/, '\nAAAA')}`,
			}),
			'caCertificate',
		],
		[
			'an authority that is damaged, beside a good client certificate',
			() => ({
				caCertificate: company.certificate.replace(/\n.{20}/, '\nAAAA'),
				clientCertificate: client.certificate,
				clientKey: client.key,
			}),
			'caCertificate',
		],
		[
			'an authority that is cut off',
			() => ({ caCertificate: company.certificate.replace(/-----END[\s\S]*/, '') }),
			'caCertificate',
		],
		[
			'a client certificate without key',
			() => ({ clientCertificate: client.certificate }),
			'clientKey',
		],
		['a key without certificate', () => ({ clientKey: client.key }), 'clientCertificate'],
		[
			'a damaged client certificate',
			() => ({ clientCertificate: label(client.key, 'CERTIFICATE'), clientKey: client.key }),
			'clientCertificate',
		],
		[
			'an encrypted key without passphrase',
			() => ({ clientCertificate: client.certificate, clientKey: encrypted(client.key, 'right') }),
			'clientKeyPassphrase',
		],
		[
			'an encrypted key with another passphrase',
			() => ({
				clientCertificate: client.certificate,
				clientKey: encrypted(client.key, 'right'),
				clientKeyPassphrase: 'wrong',
			}),
			'clientKeyPassphrase',
		],
	])('names the field: %s', (_name, changes, field) => {
		const error = refusal(changes());
		expect(error).toMatchObject({ code: 'settings', remedyBy: 'you', field });
		expect(error).toHaveProperty('remedy', expect.stringMatching(/^(Enter|Export|Paste) /));
	});

	it('names the key that belongs to another certificate', async () => {
		const other = await company.issueForClient('other');
		expect(refusal({ clientCertificate: client.certificate, clientKey: other.key })).toMatchObject({
			field: 'clientKey',
			remedy: expect.stringContaining('private key'),
		});
	});

	it('is not an authority in one of the other spellings', () => {
		for (const name of ['X509 CERTIFICATE', 'TRUSTED CERTIFICATE', 'CERTIFICATE']) {
			const caCertificate = label(company.certificate, name);
			expect(() => createTlsContext(settings({ caCertificate }))).not.toThrow();
		}
	});

	it('is not an encrypted key with its passphrase', () => {
		expect(() =>
			createTlsContext(
				settings({
					clientCertificate: client.certificate,
					clientKey: encrypted(client.key, 'right'),
					clientKeyPassphrase: 'right',
				}),
			),
		).not.toThrow();
	});
});
