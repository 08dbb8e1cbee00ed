import type { ICredentialsHelper, IDataObject } from 'n8n-workflow';
import { startAuthorizationServer } from '../../authorizationServer';
import { Company, startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { MainInstance } from '../../support/watch/mainInstance';

/** Several main instances of n8n, of which one is the leader; several mains need a licence of n8n. */

const mailboxes = ['alice@enyoi.example', 'bob@enyoi.example'];
const parameters = {
	mailboxes: { values: [{ mailbox: { __rl: true, mode: 'address', value: mailboxes.join() } }] },
	triggerOn: ['created', 'updated', 'deleted'],
};

let company: Company;
let server: ExchangeServer;
let clock: Date;
let isOver: boolean;
beforeEach(async () => {
	isOver = false;
	clock = new Date();
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob']) company.addPerson({ accountName });
	server = await startExchangeServer({
		company,
		authentication: ['basic', 'bearer'],
		schemas: false,
		now: () => clock,
	});
});
const mains: MainInstance[] = [];
afterEach(async () => {
	isOver = true;
	for (const main of mains.splice(0)) await main.stepDown();
	await server.close();
});

const book = () => subscriptionsOf(company);
let edits = 0;
const edit = (name: string) => {
	const subject = `Edit ${++edits}`;
	const start = new Date(Date.now() + (24 + edits) * 3_600_000);
	company.user(name).calendar.create({ subject, start });
	return subject;
};

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue() && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
}

const credential = (): Partial<ICredentialsHelper> => {
	const { user, password } = company.serviceAccount;
	return {
		getDecrypted: async () =>
			({
				server: server.url,
				version: 'Exchange2019',
				emailDns: company.domain,
				user,
				password,
			}) as never,
	};
};

function main(execute?: (events: IDataObject[]) => Promise<void>): MainInstance {
	const made = new MainInstance(parameters, credential(), execute);
	mains.push(made);
	return made;
}

/** Positions of a mailbox that were written. */
const written = (mailbox: string) =>
	server.requests.filter(
		(one) => /UserConfiguration/.test(one.operation) && one.mailbox === mailbox && one.status > 0,
	).length;

/** Everything is read, and listened to. */
const atRest = async () =>
	await until(
		() =>
			book().openStreams === 1 &&
			mailboxes.every((mailbox) => written(mailbox) >= 3) &&
			server.requests.every(
				({ operation, status }) => status > 0 || operation === 'GetStreamingEvents',
			),
	);

const subjectsOf = (...all: MainInstance[]) =>
	all.flatMap(({ events }) => events.map(({ subject }) => subject));

it('a new leader goes on where the old one was, and nobody else listens', async () => {
	const [one, other] = [main(), main()];
	await one.takeOver();
	await atRest();
	const told = edit('alice');
	await until(() => one.events.length === 1);
	await atRest();

	await one.stepDown();
	expect(book().openStreams).toBe(0);
	expect(book().countOf(company.serviceAccount.accountName)).toBe(0);
	const meanwhile = edit('bob');
	await other.takeOver();
	await until(() => other.events.length === 1);
	await until(() => book().openStreams === 1);
	const later = edit('alice');
	await until(() => other.events.length === 2);
	expect(subjectsOf(one)).toEqual([told]);
	expect(subjectsOf(other)).toEqual([meanwhile, later]);
});

it('what the old leader had under way when it stepped down comes again', async () => {
	const other = main();
	const one = main(async () => await new Promise(() => {}));
	await one.takeOver();
	await atRest();
	const news = edit('alice');
	await until(() => one.events.length === 1);
	await one.stepDown();
	await other.takeOver();
	await until(() => other.events.length === 1);
	expect(subjectsOf(one, other)).toEqual([news, news]);
});

it('two who both take themselves for the leader lose nothing, and one alone goes on', async () => {
	const [one, other] = [main(), main()];
	await one.takeOver();
	await atRest();
	await other.takeOver();
	await until(() => book().openStreams === 2);
	const news = [edit('alice'), edit('bob'), edit('alice')];
	await until(() => news.every((subject) => subjectsOf(one, other).includes(subject)));
	await one.stepDown();
	const later = edit('bob');
	await until(() => subjectsOf(other).includes(later));
	expect(subjectsOf(one)).not.toContain(later);
	expect([...one.failures, ...other.failures]).toEqual([]);
});

it('an expired token is renewed by n8n, and nobody notices', async () => {
	const authorization = await startAuthorizationServer({
		user: company.serviceAccount.userPrincipalName,
		now: () => clock,
	});
	let stored: IDataObject = {
		server: server.url,
		version: 'Exchange2019',
		emailDns: company.domain,
		grantType: 'pkce',
		clientId: authorization.clientId,
		accessTokenUrl: authorization.tokenUrl,
		authentication: 'body',
		scope: 'openid offline_access',
		oauthTokenData: authorization.signIn() as unknown as IDataObject,
	};
	const renewing = new MainInstance(
		{ ...parameters, authentication: 'oAuth2' },
		{
			getDecrypted: async () => structuredClone(stored) as never,
			runPreAuthentication: async () => undefined,
			updateCredentialsOauthTokenData: async (_node, _type, data) => {
				stored = structuredClone({ ...data }) as IDataObject;
			},
		},
	);
	mains.push(renewing);
	await renewing.takeOver();
	await atRest();
	clock = new Date(clock.getTime() + 2 * 3_600_000);
	const news = edit('alice');
	await until(() => renewing.events.length === 1);
	expect(subjectsOf(renewing)).toEqual([news]);
	expect(authorization.tokenRequests).toMatchObject([{ grant_type: 'refresh_token' }]);
	expect(renewing.failures).toEqual([]);
	await authorization.close();
});
