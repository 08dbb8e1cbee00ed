import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type * as diagnosis from '../../../exchange/diagnosis/testConnection';
import { closedPort, tcpServer, type Broken } from './brokenServers';

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
	for (const name of ['HTTPS_PROXY', 'ALL_PROXY']) delete process.env[name];
	proxy.close();
});

const through = async (port: number, variable = 'HTTPS_PROXY') => {
	process.env[variable] = `http://127.0.0.1:${port}`;
	return await testConnection(
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
};

it('names a proxy that takes the connection and stays silent', async () => {
	proxy = await tcpServer((socket) => socket.resume());
	const report = await through(proxy.port);
	const tls = report.checks.find(({ id }) => id === 'tls');
	expect(tls).toMatchObject({
		status: 'failed',
		details: expect.stringContaining(`The proxy 127.0.0.1:${proxy.port} did not accept`),
		remedy: expect.stringContaining('add mail.enyoi.example to NO_PROXY'),
		remedyBy: 'networkAdmin',
	});
	// They would be taken for those of Exchange, and for the one that Exchange sees.
	expect(report.server).toEqual({ url: 'https://mail.enyoi.example/EWS/Exchange.asmx' });
});

it.each(['HTTPS_PROXY', 'ALL_PROXY'])(
	'blames no server for a proxy that is not there: %s',
	async (variable) => {
		proxy = await closedPort();
		const report = await through(proxy.port, variable);
		const tcp = report.checks.find(({ id }) => id === 'tcp');
		expect(tcp).toMatchObject({
			status: 'failed',
			details: expect.stringContaining(`on port ${proxy.port}`),
			cause: expect.stringContaining(
				`the proxy 127.0.0.1:${proxy.port} of its environment (${variable})`,
			),
			remedy: expect.stringContaining('add mail.enyoi.example to NO_PROXY'),
			remedyBy: 'networkAdmin',
		});
		expect(tcp?.command).toBeUndefined();
	},
);
