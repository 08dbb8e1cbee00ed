import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { startN8n } from '../../scripts/lib/n8n.mjs';
import { repositoryRoot } from '../requirements';
import { installAsDocumented, packAs } from './documentedInstall';
import { startSession, startTimeoutMs, type Session } from './session';
import { items, ours, saveWorkflow } from './workflow';

let session: Session;
beforeAll(async () => {
	session = await startSession(undefined, { install: installAsDocumented });
}, startTimeoutMs);
afterAll(async () => await session?.stop());

describe('the packed tarball in a real n8n', () => {
	it('holds what n8n needs and nothing of the tests', () => {
		const { files, manifest } = session;
		expect(files).toEqual(
			expect.arrayContaining([
				'package.json',
				'README.md',
				'LICENSE.md',
				'dist/index.js',
				'dist/sbom.cdx.json',
				'dist/THIRD_PARTY_LICENSES.txt',
				'workflows/healthCheck.json',
				'dist/credentials/ExchangeServerApi.credentials.js',
				'dist/nodes/ResolveMailbox/ResolveMailbox.node.js',
				'dist/nodes/TestExchangeConnection/TestExchangeConnection.node.js',
				'dist/nodes/SyncCalendarItems/SyncCalendarItems.node.js',
				'dist/nodes/ExchangeCalendar/ExchangeCalendar.node.js',
				'dist/nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node.js',
			]),
		);
		expect(files.filter((file) => /^(test|scripts|demo|exchange|nodes)\//.test(file))).toEqual([]);
		expect(manifest.dependencies ?? {}).toEqual({});
	});

	it('shows the five nodes', async () => {
		const types = await session.client.nodeTypes();
		const shown = types.filter(({ name }) => name.startsWith('n8n-nodes-exchange-server.'));
		const names = shown.map(({ name, displayName }) => ({ name, displayName }));
		expect(names).toEqual(
			expect.arrayContaining([
				{ name: 'n8n-nodes-exchange-server.resolveMailbox', displayName: 'Resolve Mailbox' },
				{
					name: 'n8n-nodes-exchange-server.testExchangeConnection',
					displayName: 'Test Exchange Connection',
				},
				{
					name: 'n8n-nodes-exchange-server.syncCalendarItems',
					displayName: 'Sync Calendar Items',
				},
				{
					name: 'n8n-nodes-exchange-server.exchangeCalendar',
					displayName: 'Exchange Calendar',
				},
				{
					name: 'n8n-nodes-exchange-server.exchangeCalendarTrigger',
					displayName: 'Exchange Calendar Trigger',
				},
			]),
		);
	});

	it('serves a light and a dark icon for each of them', async () => {
		const types = [
			...(await session.client.nodeTypes()).filter(({ name }) =>
				name.startsWith('n8n-nodes-exchange-server.'),
			),
			...(await session.client.credentialTypes()).filter(
				({ name }) => name === 'exchangeServerApi',
			),
		];
		for (const { name, iconUrl } of types) {
			expect({ name, iconUrl }).toEqual({
				name,
				iconUrl: { light: expect.stringMatching(/\.svg$/), dark: expect.stringMatching(/\.svg$/) },
			});
			for (const url of Object.values(iconUrl as { light: string; dark: string })) {
				expect(await session.client.request('GET', `/${url}`)).toContain('<svg');
			}
		}
	});

	it('shows the credential, usable by the five nodes', async () => {
		const types = await session.client.credentialTypes();
		expect(types.find(({ name }) => name === 'exchangeServerApi')).toMatchObject({
			displayName: 'Microsoft Exchange Server API',
			supportedNodes: expect.arrayContaining([
				'n8n-nodes-exchange-server.resolveMailbox',
				'n8n-nodes-exchange-server.testExchangeConnection',
				'n8n-nodes-exchange-server.syncCalendarItems',
				'n8n-nodes-exchange-server.exchangeCalendar',
				'n8n-nodes-exchange-server.exchangeCalendarTrigger',
			]),
		});
	});
});

it('docs/security.md says of each bundled library what of it runs', async () => {
	const page = await readFile(path.join(repositoryRoot, 'docs/security.md'), 'utf8');
	const rows = page
		.slice(page.indexOf('### What of the bundled libraries runs'))
		.matchAll(/^\|([^|]+)\|/gm);
	const named = [...rows].flatMap(([, cell]) =>
		[...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
	);
	const bill = await readFile(path.join(session.installedIn, 'dist/sbom.cdx.json'), 'utf8');
	const { components } = JSON.parse(bill) as { components: Array<{ name: string }> };
	expect(named.sort()).toEqual(components.map(({ name }) => name).sort());
});

describe("the credential's Test button", () => {
	const pressWith = async (changes: Record<string, unknown>) => {
		const { credential, client } = session;
		return await client.testCredential({
			...credential,
			data: { ...credential.data, ...changes },
		});
	};

	it('is green with the right settings', async () => {
		expect(await pressWith({})).toMatchObject({ status: 'OK' });
	});

	it.each([
		['a wrong password', { password: 'wrong' }, /sign|password|refused/i],
		['no domain for addresses', { emailDns: '' }, /e-?mail DNS/i],
		[
			'plain http to another host',
			{ server: 'http://mail.enyoi.example/EWS/Exchange.asmx' },
			/http/,
		],
		[
			'a port where nobody listens',
			{ server: 'https://127.0.0.1:1/EWS/Exchange.asmx' },
			/refused/i,
		],
		['a certificate that nobody vouches for', { caCertificate: '' }, /certificate/i],
		[
			'a test mailbox that is not there',
			{ testMailbox: 'nobody@enyoi.example' },
			/nobody@enyoi\.example/,
		],
	])('is red and says why with %s', async (_case, changes, reason) => {
		const { status, message } = await pressWith(changes);
		expect({ status, message }).toEqual({
			status: 'Error',
			message: expect.stringMatching(reason),
		});
		expect(message).not.toContain(String(session.credential.data.password));
	});

	it('tries a wrong password only once', async () => {
		const before = session.exchange.requests.length;
		await pressWith({ password: 'wrong' });
		const refused = session.exchange.requests
			.slice(before)
			.filter(
				({ status, headers }) => status === 401 && /^basic /i.test(String(headers.authorization)),
			);
		expect(refused.length).toBeLessThanOrEqual(1);
	});
});

describe('another version, installed over the one that is there', () => {
	it('goes on where that one was, and so does that one after it', async () => {
		const { installation, tarball, credential, exchange } = session;
		const { userFolder, encryptionKey, port } = session.n8n;
		const mailbox = { __rl: true, mode: 'address', value: '={{ $json.emailAddress }}' };
		const { calendar, mailbox: alice } = exchange.company.user('alice');
		const workflow = await saveWorkflow(session.client, credential, [
			...items([{ emailAddress: alice.smtpAddress }], 'Sync'),
			ours('syncCalendarItems', 'Sync', { operation: 'getChanges', mailbox }),
		]);
		const first = await workflow.run();
		expect(first.items('Sync').length).toBeGreaterThan(0);
		await session.n8n.stop();

		const { version } = session.manifest;
		for (const other of ['99.0.0', version]) {
			await installAsDocumented(await packAs(other, tarball), userFolder, installation.node);
			const subject = `After ${other}`;
			calendar.create({ subject, start: new Date(Date.now() + 86_400_000) });
			const cleanup = new Cleanup();
			const n8n = await startN8n({ installation, userFolder, encryptionKey, port });
			cleanup.add(async () => await n8n.stop());
			try {
				const run = await workflow.run();
				expect(run.items('Sync').map(({ json }) => json.subject)).toEqual([subject]);
				expect(await installedVersion(session)).toBe(other);
			} finally {
				await cleanup.run();
			}
		}
	});
});

async function installedVersion({ installedIn }: Session): Promise<unknown> {
	const manifest = await readFile(path.join(installedIn, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { version: unknown }).version;
}
