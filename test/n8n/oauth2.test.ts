import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { owner, startN8nWithPackage } from '../../scripts/lib/demoSetup.mjs';
import { ensureN8n } from '../../scripts/lib/ensureN8n.mjs';
import type { Execution, N8nClient } from '../../scripts/lib/n8nClient.mjs';
import { startAuthorizationServer, type AuthorizationServer } from '../authorizationServer';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import { startTimeoutMs } from './session';
import { end, items, ours, saveWorkflow } from './workflow';

const MS_PER_HOUR = 3_600_000;

let clock = new Date();
let exchange: ExchangeServer;
let authorization: AuthorizationServer;
let client: N8nClient;
let n8nUrl: string;
const cleanup = new Cleanup();

beforeAll(async () => {
	const company = new Company();
	const account = company.addServiceAccount();
	const { calendar } = company.addPerson({ accountName: 'alice' });
	calendar.create({ subject: 'Visit', start: new Date(Date.now() + 48 * MS_PER_HOUR) });
	const now = () => clock;
	exchange = await startExchangeServer({ company, authentication: ['bearer'], now });
	cleanup.add(async () => await exchange.close());
	authorization = await startAuthorizationServer({
		user: account.userPrincipalName,
		resource: 'https://mail.enyoi.example/',
		now,
	});
	cleanup.add(async () => await authorization.close());
	const started = await startN8nWithPackage({ installation: await ensureN8n(), cleanup });
	({ client } = started);
	n8nUrl = started.n8n.url;
}, startTimeoutMs);
afterAll(async () => await cleanup.run());

const data = () => ({
	server: exchange.httpsUrl,
	version: 'Exchange2019',
	emailDns: exchange.company.domain,
	showAdvanced: true,
	caCertificate: exchange.caCertificate,
	grantType: 'pkce',
	authUrl: authorization.authorizationUrl,
	accessTokenUrl: authorization.tokenUrl,
	clientId: authorization.clientId,
	scope: 'openid offline_access',
	resource: 'https://mail.enyoi.example/',
	authQueryParameters: 'domain_hint=enyoi.example',
	testMailbox: 'alice@enyoi.example',
});

async function newCredential(changes: object = {}) {
	const wanted = {
		name: 'Exchange with tokens',
		type: 'exchangeServerOAuth2Api',
		data: { ...data(), ...changes },
	};
	const { id } = await client.createCredential(wanted);
	return { ...wanted, id };
}

/** A browser: it keeps cookies and goes where it is sent. */
class Browser {
	private readonly cookies = new Map<string, string>();

	async open(url: string, init: RequestInit = {}): Promise<Response> {
		const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
		const response = await fetch(url, {
			...init,
			headers: { ...init.headers, cookie },
			redirect: 'manual',
		});
		for (const line of response.headers.getSetCookie()) {
			const [name, value] = line.split(';')[0].split(/=(.*)/s);
			this.cookies.set(name, value);
		}
		return response;
	}
}

/** Presses "Connect my account" and signs in. */
async function connect(credentialId: string): Promise<string> {
	const browser = new Browser();
	await browser.open(`${n8nUrl}/rest/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ emailOrLdapLoginId: owner.email, password: owner.password }),
	});
	const asked = await browser.open(`${n8nUrl}/rest/oauth2-credential/auth?id=${credentialId}`);
	const { data: authorizationUrl } = (await asked.json()) as { data: string };
	const signedIn = await browser.open(authorizationUrl);
	const callback = signedIn.headers.get('location') ?? '';
	expect(callback).toMatch(/\/rest\/oauth2-credential\/callback\?/);
	return await (await browser.open(callback)).text();
}

/** A workflow that brings alice's changes, each time from the start. */
async function syncWith(credential: { id: string; name: string; type: string }) {
	const parameters = {
		authentication: 'oAuth2',
		operation: 'getChanges',
		mailbox: { __rl: true, mode: 'address', value: '={{ $json.emailAddress }}' },
		positionStore: 'item',
		position: '',
	};
	return await saveWorkflow(client, credential, [
		...items([{ emailAddress: 'alice@enyoi.example' }], 'Sync'),
		ours('syncCalendarItems', 'Sync', parameters, { next: [['Changes']] }),
		end('Changes'),
	]);
}

const subjects = (execution: Execution) =>
	execution.items('Sync').map(({ json }) => (json as { subject: string }).subject);

it('signs in by authorization code with PKCE and renews what has expired', async () => {
	const credential = await newCredential();
	expect(await connect(credential.id)).not.toMatch(/error/i);

	const [asked] = authorization.authorizationRequests.splice(0);
	expect(asked).toMatchObject({
		scope: 'openid offline_access',
		resource: 'https://mail.enyoi.example/',
		domain_hint: 'enyoi.example',
		code_challenge_method: 'S256',
	});
	expect(authorization.tokenRequests.splice(0)).toMatchObject([
		{ grant_type: 'authorization_code', code_verifier: expect.stringMatching(/^.{43,128}$/) },
	]);

	const sync = await syncWith(credential);
	expect(subjects(await sync.run())).toEqual(['Visit']);
	expect(exchange.requests.at(-1)).toMatchObject({
		status: 200,
		mailbox: 'alice@enyoi.example',
		headers: { authorization: expect.stringMatching(/^Bearer /) },
	});
	expect(authorization.tokenRequests).toEqual([]);

	for (let hour = 0; hour < 2; hour++) {
		clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);
		expect(subjects(await sync.run())).toEqual(['Visit']);
		expect(authorization.tokenRequests.splice(0)).toMatchObject([
			{ grant_type: 'refresh_token', resource: 'https://mail.enyoi.example/' },
		]);
	}
	expect(subjects(await sync.run())).toEqual(['Visit']);
	expect(authorization.tokenRequests).toEqual([]);
	expect(exchange.schemaViolations).toEqual([]);
});

it('signs in with a client secret where the application has one', async () => {
	const confidential = await startAuthorizationServer({
		user: exchange.company.serviceAccount.userPrincipalName,
		clientSecret: 'marker-of-the-client',
		now: () => clock,
	});
	try {
		for (const grantType of ['authorizationCode', 'pkce']) {
			const credential = await newCredential({
				grantType,
				authUrl: confidential.authorizationUrl,
				accessTokenUrl: confidential.tokenUrl,
				clientSecret: 'marker-of-the-client',
			});
			expect(await connect(credential.id)).not.toMatch(/error/i);
			expect(subjects(await (await syncWith(credential)).run())).toEqual(['Visit']);
		}
	} finally {
		await confidential.close();
	}
});

it('fails with what to do when the renewal is refused, without showing a token', async () => {
	const credential = await newCredential();
	await connect(credential.id);
	authorization.revoke();
	clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);

	const execution = await (await syncWith(credential)).run();

	expect(execution.status).toBe('error');
	expect(execution.error('Sync')).toMatchObject({
		message: expect.stringContaining('could not be renewed'),
		description: expect.stringContaining('connect it again'),
	});
	expect(JSON.stringify(execution.data)).not.toContain('eyJ');
});

it('says that the credential is not connected yet', async () => {
	const execution = await (await syncWith(await newCredential())).run();
	expect(execution.error('Sync')).toMatchObject({
		message: expect.stringContaining('not connected'),
	});
});

it('is tested by the node, as n8n itself only looks whether there is a token', async () => {
	const credential = await newCredential();
	expect(await client.testCredential(credential)).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('not connected'),
	});
	await connect(credential.id);
	const workflow = await saveWorkflow(client, credential, [
		ours(
			'testExchangeConnection',
			'Test',
			{ authentication: 'oAuth2', mailboxes: 'alice@enyoi.example' },
			{ next: [['Passed'], ['Failed']] },
		),
		end('Passed'),
		end('Failed'),
	]);
	const statusOf = (execution: Execution, output: number, id: string) => {
		const [{ json }] = execution.items('Test', output);
		const { checks } = json as unknown as { checks: Array<{ id: string; status: string }> };
		return checks.find((check) => check.id === id)?.status;
	};

	expect(statusOf(await workflow.run(), 0, 'authentication')).toBe('passed');

	authorization.revoke();
	clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);
	expect(statusOf(await workflow.run(), 1, 'authentication')).toBe('failed');
});

it('lists calendars and mailboxes in the editor', async () => {
	const credential = await newCredential();
	await connect(credential.id);
	const list = async (methodName: string, filter?: string) =>
		(await client.request('POST', '/rest/dynamic-node-parameters/resource-locator-results', {
			path: 'parameters.mailbox',
			methodName,
			filter,
			nodeTypeAndVersion: { name: 'n8n-nodes-exchange-server.syncCalendarItems', version: 1 },
			credentials: { exchangeServerOAuth2Api: { id: credential.id, name: credential.name } },
			currentNodeParameters: {
				authentication: 'oAuth2',
				operation: 'getChanges',
				mailbox: { __rl: true, mode: 'address', value: 'alice@enyoi.example' },
			},
		})) as { results: Array<{ value: string }> };

	expect((await list('searchCalendars')).results[0].value).toBe('default');
	expect((await list('searchMailboxes', 'ali')).results.map(({ value }) => value)).toEqual([
		'alice@enyoi.example',
	]);
});
