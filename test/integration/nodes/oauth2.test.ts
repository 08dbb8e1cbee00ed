import { ExchangeServerOAuth2Api } from '../../../credentials/ExchangeServerOAuth2Api.credentials';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { exchangeServerTest } from '../../../nodes/shared/credentialTest';
import { startAuthorizationServer, type AuthorizationServer } from '../../authorizationServer';
import { Company, startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import { mailboxes } from './company';
import { syncParameters } from '../../support/panelParameters';
import { additionalData, runNode, type NodeRun } from '../../support/runWorkflow';

const MS_PER_HOUR = 3_600_000;

let clock: Date;
let company: Company;
let exchange: ExchangeServer;
let authorization: AuthorizationServer;
/** What n8n's database holds. */
let stored: Record<string, unknown>;

beforeEach(async () => {
	clock = new Date();
	company = new Company();
	const account = company.addServiceAccount();
	const alice = company.addPerson({ accountName: 'alice' });
	alice.calendar.create({ subject: 'Visit', start: new Date(Date.now() + 24 * MS_PER_HOUR) });
	exchange = await startExchangeServer({ company, authentication: ['bearer'], now: () => clock });
	authorization = await startAuthorizationServer({
		user: account.userPrincipalName,
		now: () => clock,
	});
	stored = {
		server: exchange.url,
		version: 'Exchange2019',
		emailDns: company.domain,
		testMailbox: 'alice@enyoi.example',
		grantType: 'pkce',
		clientId: authorization.clientId,
		accessTokenUrl: authorization.tokenUrl,
		authentication: 'body',
		scope: 'openid offline_access',
		oauthTokenData: authorization.signIn(),
	};
});

afterEach(async () => {
	await authorization.close();
	await exchange.close();
});

/** One run in n8n's engine, with a credential that n8n reads from and writes to its database. */
async function sync(changes: { onError?: 'continueErrorOutput' } = {}): Promise<NodeRun> {
	const { credentialsHelper } = additionalData({});
	return await runNode(new SyncCalendarItems(), {
		credential: {},
		credentialsHelper: {
			...credentialsHelper,
			getDecrypted: async () => structuredClone(stored) as never,
			runPreAuthentication: async () => undefined,
			updateCredentialsOauthTokenData: async (_node: unknown, _type: unknown, data: object) => {
				stored = structuredClone({ ...data });
			},
		} as never,
		items: mailboxes('alice'),
		parameters: syncParameters({ authentication: 'oAuth2' }),
		...changes,
	});
}

const subjects = ({ json }: NodeRun) => json[0]?.map(({ subject }) => subject);

it('signs in with the stored token and asks for no other', async () => {
	const run = await sync();

	expect(run.error).toBeUndefined();
	expect(subjects(run)).toEqual(['Visit']);
	expect(exchange.requests.map(({ status }) => status)).toEqual(exchange.requests.map(() => 200));
	expect(authorization.tokenRequests).toEqual([]);
});

it('renews an expired token once, stores it, and goes on', async () => {
	clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);

	expect(subjects(await sync())).toEqual(['Visit']);
	expect(authorization.tokenRequests).toMatchObject([{ grant_type: 'refresh_token' }]);
	expect(exchange.requests.filter(({ status }) => status === 401)).toHaveLength(1);

	expect((await sync()).error).toBeUndefined();
	expect(authorization.tokenRequests).toHaveLength(1);
});

it('lives with refresh tokens that are good for one use', async () => {
	for (let hour = 0; hour < 3; hour++) {
		clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);
		expect((await sync()).error).toBeUndefined();
	}
	const used = authorization.tokenRequests.map(({ refresh_token: token }) => token);
	expect(new Set(used).size).toBe(3);
});

it('says that the credential has to be connected again when the renewal is refused', async () => {
	clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);
	authorization.revoke();
	const { access_token: token, refresh_token: refreshToken } = stored.oauthTokenData as Record<
		string,
		string
	>;

	const { error } = await sync();

	expect(error).toMatchObject({
		name: 'NodeApiError',
		message: expect.stringContaining('could not be renewed'),
		description: expect.stringMatching(/connect it again/),
	});
	expect(authorization.tokenRequests).toHaveLength(1);
	const said = JSON.stringify([error, error?.message, error?.stack, error?.cause]);
	expect(said).not.toContain(token);
	expect(said).not.toContain(refreshToken);
});

it('gives the refusal to every item when the node goes on after errors', async () => {
	authorization.revoke();
	clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);

	const { json } = await sync({ onError: 'continueErrorOutput' });

	expect(json.at(-1)).toEqual([
		expect.objectContaining({ error: expect.stringContaining('could not be renewed') }),
	]);
});

it('says so when nobody has signed in yet', async () => {
	stored.oauthTokenData = undefined;
	const { error } = await sync();
	expect(error).toMatchObject({
		message: expect.stringContaining('not connected'),
		description: expect.stringMatching(/connect it again/),
	});
});

it('renews a token that Exchange refuses for another reason', async () => {
	stored.oauthTokenData = {
		...authorization.signIn(),
		access_token: 'eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.forged',
	};
	expect(subjects(await sync())).toEqual(['Visit']);
	expect(authorization.tokenRequests).toHaveLength(1);
});

describe("the credential's Test button", () => {
	const press = async () => {
		const credential = { id: '1', name: 'Exchange', type: new ExchangeServerOAuth2Api().name };
		return await exchangeServerTest.call({} as never, { ...credential, data: stored as never });
	};

	it('is green while the token is good', async () => {
		expect(await press()).toMatchObject({ status: 'OK' });
		expect(authorization.tokenRequests).toEqual([]);
	});

	it('is red and says why when it has expired', async () => {
		clock = new Date(clock.getTime() + 2 * MS_PER_HOUR);
		expect(await press()).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/connect it again.*refused/s),
		});
	});

	it('is red when nobody has signed in', async () => {
		stored.oauthTokenData = undefined;
		expect(await press()).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('not connected'),
		});
	});
});
