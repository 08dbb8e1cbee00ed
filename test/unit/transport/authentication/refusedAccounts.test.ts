import {
	RefusedAccounts,
	type ShownAccount,
} from '../../../../exchange/transport/authentication/refusedAccounts';

const account: ShownAccount = {
	user: 'ENYOI\\svc-n8n',
	password: 'top secret',
	emailDns: 'enyoi.example',
	authScheme: 'auto',
	channelBinding: 'auto',
};
const minute = 60_000;
const wrong = new Error('wrong password');
let now: number;
let accounts: RefusedAccounts;
beforeEach(() => {
	now = 0;
	accounts = new RefusedAccounts(() => now);
});
const refuse = (server: string, one = account) => accounts.at(one, server).refused(wrong);
const isRefused = (server: string, one = account) =>
	accounts.at(one, server).refusal() !== undefined;

it('remembers a refusal for half an hour, and says how long', () => {
	refuse('https://mail');
	now = 12 * minute;
	expect(accounts.at(account, 'https://mail').refusal()).toEqual({
		error: wrong,
		sinceMs: 12 * minute,
		leftMs: 18 * minute,
	});
	now = 30 * minute;
	expect(isRefused('https://mail')).toBe(false);
});

it.each([
	['another password', { password: 'right' }],
	['another user', { user: 'svc-n8n@enyoi.example' }],
	['another scheme', { authScheme: 'basic' }],
	['Extended Protection switched off', { channelBinding: 'off' }],
	['another organisation', { emailDns: 'other.example' }],
] as const)('has nothing against %s', (_what, changes) => {
	refuse('https://mail');
	expect(isRefused('https://mail', { ...account, ...changes })).toBe(false);
	expect(isRefused('https://mail')).toBe(true);
});

it('forgets it once the server accepts the account', () => {
	refuse('https://mail');
	accounts.at(account, 'https://mail').accepted();
	expect(isRefused('https://mail')).toBe(false);
});

it('lets the account be shown to every server again when that is asked for', () => {
	for (const server of ['https://a', 'https://b', 'https://c']) refuse(server);
	accounts.forget({ ...account, authScheme: 'ntlm' });
	expect(['https://a', 'https://b', 'https://c', 'https://d'].some((one) => isRefused(one))).toBe(
		false,
	);
});

describe('an account that several servers refused', () => {
	it('is shown to no further one', () => {
		refuse('https://a');
		refuse('https://b');
		expect(isRefused('https://d')).toBe(false);
		refuse('https://c');
		expect(isRefused('https://d')).toBe(true);
		now = 30 * minute;
		expect(isRefused('https://d')).toBe(false);
	});

	it('is shown to others while one accepts it: the password is right', () => {
		accounts.at(account, 'https://mail').accepted();
		for (const server of ['https://a', 'https://b', 'https://c']) refuse(server);
		expect(isRefused('https://d')).toBe(false);
		refuse('https://mail');
		expect(isRefused('https://d')).toBe(true);
	});

	it('is shown to others while one server refuses it in several ways', () => {
		for (const authScheme of ['auto', 'basic', 'ntlm'] as const) {
			refuse('https://a', { ...account, authScheme });
		}
		expect(isRefused('https://d')).toBe(false);
		refuse('https://b');
		refuse('https://c');
		expect(isRefused('https://d')).toBe(true);
	});

	it('is not known as right where a server may not have looked at it', () => {
		accounts.at(account, 'https://web').accepted(false);
		for (const server of ['https://a', 'https://b', 'https://c']) refuse(server);
		expect(isRefused('https://d')).toBe(true);
		accounts.at(account, 'https://web').accepted();
		accounts.at(account, 'https://web').accepted(false);
		expect(isRefused('https://d')).toBe(false);
	});
});

it('keeps a thousand accounts, of which the oldest goes first, and nothing that tells their secrets', () => {
	const user = (index: number) => ({ ...account, user: `user${index}` });
	for (let index = 0; index < 1000; index++) refuse('https://mail', user(index));
	refuse('https://web', user(0));
	refuse('https://mail', user(1000));
	expect([0, 1, 2].map((index) => isRefused('https://mail', user(index)))).toEqual([
		true,
		false,
		true,
	]);
	const kept = [...(accounts as unknown as { accounts: Map<string, unknown> }).accounts.keys()];
	expect(kept).toHaveLength(1000);
	expect(kept.join()).not.toMatch(/user|secret/);
});
