import { connect, type Exchange } from '../../exchange/connection';
import { resolveMailboxes, type ResolvedMailbox } from '../../exchange/mailbox/resolveMailboxes';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';

let server: ExchangeServer;
let exchange: Exchange;

const company = () => {
	const made = new Company({ domain: 'enyoi.example' });
	made.addServiceAccount();
	made.addPerson({
		accountName: 'alice',
		displayName: 'Alice Jansen',
		aliases: ['a.jansen@enyoi.example'],
		timeZone: 'W. Europe Standard Time',
	});
	made.addPerson({ accountName: 'bob', displayName: 'Bob de Vries' });
	made.addPerson({ accountName: 'hidden', hiddenFromAddressLists: true });
	made.addPerson({ accountName: 'room1', displayName: 'Room 1', kind: 'room' });
	made.groups.push({
		smtpAddress: 'sales@enyoi.example',
		displayName: 'Sales',
		members: ['alice@enyoi.example', 'team@enyoi.example'],
	});
	made.groups.push({
		smtpAddress: 'team@enyoi.example',
		displayName: 'Team',
		members: ['bob@enyoi.example', 'sales@enyoi.example', 'alice@enyoi.example'],
	});
	made.contacts.push({ smtpAddress: 'partner@other.example', displayName: 'Partner' });
	return made;
};

beforeAll(async () => {
	server = await startExchangeServer({ company: company(), authentication: ['basic'] });
	const { user, password } = server.company.serviceAccount;
	exchange = connect({
		server: server.url,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user,
		password,
	});
});

afterAll(async () => {
	await exchange?.close();
	await server?.close();
	expect(server.schemaViolations).toEqual([]);
});

async function resolved(
	...given: Parameters<typeof resolveMailboxes> extends [unknown, ...infer R] ? R : never
) {
	const results: ResolvedMailbox[] = [];
	for await (const result of resolveMailboxes(exchange, ...given)) results.push(result);
	return results;
}

describe('resolving mailboxes', () => {
	it('gives one result for each user, in order, with calendar and right', async () => {
		const results = await resolved([
			{ user: 'bob' },
			{ user: 'alice' },
			{ user: 'alice smith' },
			{ user: 'nobody' },
			{ user: 'carol', blocked: true },
			{ user: 'x', replacementEmail: 'a.jansen@enyoi.example' },
			{ user: 'room1' },
			{ user: 'hidden' },
			{ user: 'partner@other.example' },
			{ user: 'sales' },
		]);
		expect(results.map(({ user, status }) => [user, status])).toEqual([
			['bob', 'resolved'],
			['alice', 'resolved'],
			['alice smith', 'invalidAddress'],
			['nobody', 'notFound'],
			['carol', 'blocked'],
			['x', 'resolved'],
			['room1', 'resolved'],
			['hidden', 'resolved'],
			['partner@other.example', 'noMailbox'],
			['sales', 'noMailbox'],
		]);
		expect(results[1]).toEqual({
			user: 'alice',
			emailAddress: 'alice@enyoi.example',
			addressSource: 'composed',
			status: 'resolved',
			displayName: 'Alice Jansen',
			mailboxType: 'mailbox',
			calendar: { id: expect.any(String), access: 'write', itemCount: 0 },
		});
		expect(results[5].calendar).toEqual(results[1].calendar);
		expect(results[8]).toMatchObject({ mailboxType: 'contact' });
		expect(results[9]).toMatchObject({ mailboxType: 'publicDL' });
	});

	it('looks each distinct address up once', async () => {
		const before = server.requests.length;
		const users = Array.from({ length: 300 }, (_, i) => ({ user: i % 2 ? 'ALICE' : 'alice' }));
		const results = await resolved(users, { check: 'directory' });
		expect(results).toHaveLength(300);
		expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['resolved']));
		expect(server.requests.length - before).toBe(1);
	});

	it('asks nothing with check none', async () => {
		const before = server.requests.length;
		expect(await resolved([{ user: 'alice' }], { check: 'none' })).toEqual([
			{
				user: 'alice',
				emailAddress: 'alice@enyoi.example',
				addressSource: 'composed',
				status: 'resolved',
			},
		]);
		expect(server.requests.length).toBe(before);
	});

	it('replaces a group by its members, groups within and circles included', async () => {
		const results = await resolved([{ user: 'sales' }], {
			check: 'directory',
			expandGroups: true,
		});
		expect(results.map(({ emailAddress, memberOf }) => [emailAddress, memberOf])).toEqual([
			['alice@enyoi.example', 'sales@enyoi.example'],
			['bob@enyoi.example', 'sales@enyoi.example'],
		]);
	});
});
