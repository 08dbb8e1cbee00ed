import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import {
	createCertificateAuthority,
	createSelfSigned,
	type Certificate,
} from '../../exchangeServer/certificates';

/** OIDs of RFC 4055 and RFC 5758, as DER. */
const signatureOids = {
	'RSA SHA-256': '06092a864886f70d01010b',
	'RSA SHA-384': '06092a864886f70d01010c',
	'RSA SHA-512': '06092a864886f70d01010d',
	'EC SHA-256': '06082a8648ce3d040302',
	'EC SHA-384': '06082a8648ce3d040303',
	'EC SHA-512': '06082a8648ce3d040304',
};

async function connectTo(
	{ certificate, key }: Certificate,
	client: tls.ConnectionOptions,
	options: tls.TlsOptions = {},
): Promise<string> {
	const server = tls.createServer({ cert: certificate, key, ...options });
	server.on('secureConnection', (socket) => socket.on('error', () => undefined).end('welcome'));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ...client });
	const outcome = await new Promise<string>((resolve) => {
		socket.once('data', (greeting) => resolve(greeting.toString()));
		socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
	});
	socket.destroy();
	await new Promise((resolve) => server.close(resolve));
	return outcome;
}

describe('certificates', () => {
	it.each(['RSA', 'EC'] as const)(
		'signs with every hash, issued by an %s authority',
		async (key) => {
			for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
				const authority = await createCertificateAuthority({ key, hash });
				const issued = await authority.issue({ hash, key });
				expect(issued.der.toString('hex')).toContain(signatureOids[`${key} ${hash}`]);
				expect(new X509Certificate(issued.certificate).raw).toEqual(issued.der);
				expect(await connectTo(issued, { ca: authority.certificate })).toBe('welcome');
			}
		},
	);

	it('lets one EC authority sign with another hash than its own', async () => {
		const authority = await createCertificateAuthority();
		const issued = await authority.issue({ hash: 'SHA-384' });
		expect(issued.der.toString('hex')).toContain(signatureOids['EC SHA-384']);
		expect(await connectTo(issued, { ca: authority.certificate })).toBe('welcome');
	});

	it('makes the ones that a client has to refuse', async () => {
		const authority = await createCertificateAuthority();
		const ca = authority.certificate;
		const stranger = await createCertificateAuthority();
		expect(await connectTo(await authority.issueExpired(), { ca })).toBe('CERT_HAS_EXPIRED');
		expect(await connectTo(await authority.issue({ names: ['mail.enyoi.example'] }), { ca })).toBe(
			'ERR_TLS_CERT_ALTNAME_INVALID',
		);
		expect(await connectTo(await stranger.issue(), { ca })).toMatch(/UNABLE_TO|SELF_SIGNED/);
		expect(await connectTo(await createSelfSigned(), { ca })).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
	});

	it('makes client certificates that a server accepts', async () => {
		const authority = await createCertificateAuthority();
		const client = await authority.issueForClient('svc-n8n');
		const ca = authority.certificate;
		const server = { ca, requestCert: true, rejectUnauthorized: true };
		const options = { ca, cert: client.certificate, key: client.key };
		expect(await connectTo(await authority.issue(), options, server)).toBe('welcome');
		expect(new X509Certificate(client.certificate).subject).toBe('CN=svc-n8n');
	});
});
