import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type * as diagnosis from '../../../exchange/diagnosis/testConnection';
import { tcpServer, type Broken } from './brokenServers';

let folder: string;
let testConnection: typeof diagnosis.testConnection;
let proxy: Broken;

beforeAll(async () => {
	// The proxy library is an ES module: it is tested as it is shipped, bundled.
	folder = mkdtempSync(path.join(tmpdir(), 'proxy-'));
	const outfile = path.join(folder, 'testConnection.js');
	buildSync({
		entryPoints: [path.resolve(__dirname, '../../../exchange/diagnosis/testConnection.ts')],
		bundle: true,
		external: ['deasync'],
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		outfile,
	});
	({ testConnection } = (await import(outfile)) as typeof diagnosis);
});

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(() => {
	delete process.env.HTTPS_PROXY;
	proxy.close();
});

it('names a proxy that takes the connection and stays silent', async () => {
	proxy = await tcpServer((socket) => socket.resume());
	process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
	const report = await testConnection(
		{
			server: 'mail.enyoi.example',
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'ENYOI\\svc',
			password: 'top secret',
			timeoutSeconds: 2,
		},
		{ checks: ['settings', 'dns', 'tcp', 'tls', 'http'] },
	);
	const tls = report.checks.find(({ id }) => id === 'tls');
	expect(tls).toMatchObject({
		status: 'failed',
		details: expect.stringContaining(`The proxy 127.0.0.1:${proxy.port} did not accept`),
		remedy: expect.stringContaining('add mail.enyoi.example to NO_PROXY'),
		remedyBy: 'networkAdmin',
	});
});
