import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as library from '../../../exchange/mailboxes/resolveMailboxes';
import type {
	MailboxUser,
	ResolvedMailbox,
	ResolveMailboxesOptions,
} from '../../../exchange/mailboxes/resolvedMailbox';
import { ResolveMailbox } from '../../../nodes/ResolveMailbox/ResolveMailbox.node';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/mailboxes/resolveMailboxes', () => ({ resolveEachUser: jest.fn() }));

let asked: Array<{ users: MailboxUser[]; options: ResolveMailboxesOptions }>;
let exchange: MemoryLibrary;

/** Finds everybody but those whose name says otherwise. */
async function* answer(
	users: MailboxUser[],
	options: ResolveMailboxesOptions,
): AsyncGenerator<ResolvedMailbox[]> {
	asked.push({ users, options });
	for (const { user, blocked } of users) {
		if (user === 'locked out') throw new ExchangeError('signIn', 'The password was refused');
		if (user === 'unreachable') {
			const error = new ExchangeError('timeout', 'No answer for unreachable');
			yield [{ user, status: 'failed', message: error.message, error }];
		} else if (blocked) yield [{ user, status: 'blocked' }];
		else if (options.expandGroups && user.startsWith('team')) {
			const members = user.split(' ').slice(1);
			yield members.map((member) => {
				const emailAddress = `${member}@enyoi.example`;
				return { user, status: 'resolved', emailAddress, memberOf: user };
			});
		} else {
			const emailAddress = `${user}@enyoi.example`;
			yield [{ user, status: 'resolved', emailAddress, error: new Error('not for the workflow') }];
		}
	}
}

beforeEach(() => {
	asked = [];
	exchange = new MemoryLibrary();
	jest.mocked(connection.connect).mockImplementation(exchange.connect);
	jest
		.mocked(library.resolveEachUser)
		.mockImplementation((_, users, options) => answer(users as MailboxUser[], options!));
});

async function resolve(options: Partial<NodeRunOptions>): Promise<NodeRun> {
	return await runNode(new ResolveMailbox(), { credential: {}, ...options });
}

it('gives one result an item, in their order, whatever their checks', async () => {
	const { outputs } = await resolve({
		items: [
			{ user: 'alice', check: 'calendar' },
			{ user: 'bob', check: 'none' },
			{ user: 'carol', check: 'calendar' },
		],
		parameters: { check: '={{ $json.check }}' },
	});

	expect(outputs[0]).toEqual(
		['alice', 'bob', 'carol'].map((user, item) => ({
			json: expect.objectContaining({
				user,
				status: 'resolved',
				emailAddress: `${user}@enyoi.example`,
			}),
			pairedItem: { item },
		})),
	);
	expect(asked.map(({ options, users }) => [options.check, users.length])).toEqual([
		['calendar', 2],
		['none', 1],
	]);
	expect([exchange.opened, exchange.closed]).toEqual([1, 1]);
});

it('reads user, replacement and blocked from each item', async () => {
	const { json } = await resolve({
		items: [
			{ user: ' alice ', replacement: 'a.liddell@enyoi.example', blocked: 'false' },
			{ user: 7, replacement: null, blocked: 1 },
			{},
		],
		parameters: {
			replacementEmail: '={{ $json.replacement }}',
			blocked: '={{ $json.blocked }}',
			options: { listCalendars: true, includeOtherFields: false },
		},
	});

	expect(asked[0].users).toEqual([
		{ user: 'alice', replacementEmail: 'a.liddell@enyoi.example', blocked: false },
		{ user: '7', replacementEmail: undefined, blocked: true },
		{ user: '', replacementEmail: undefined, blocked: false },
	]);
	expect(asked[0].options).toMatchObject({ check: 'calendar', listCalendars: true });
	expect(json[0][1]).toEqual({ user: '7', status: 'blocked' });
});

it('sends users that could not be looked up to the error output', async () => {
	const { json } = await resolve({
		items: [{ user: 'unreachable' }, { user: 'alice' }, { user: 'bob', blocked: 'perhaps' }],
		parameters: { blocked: '={{ $json.blocked }}' },
		onError: 'continueErrorOutput',
	});

	expect(json[0]).toMatchObject([{ user: 'alice', status: 'resolved' }]);
	expect(json[1]).toMatchObject([
		{ user: 'unreachable', error: 'No answer for unreachable', details: { code: 'timeout' } },
		{ user: 'bob', error: 'Blocked is "perhaps", not true or false' },
	]);
});

it("brings the item's other fields along, unless told otherwise, for each member of a group", async () => {
	const items = [
		{ user: 'alice', externalId: 'leave-1', status: 'from HR' },
		{ user: 'team bob', externalId: 'leave-2' },
	];
	const parameters = { options: { expandGroups: true } };
	const { json } = await resolve({ items, parameters });
	expect(json[0]).toMatchObject([
		{ user: 'alice', externalId: 'leave-1', status: 'resolved' },
		{ emailAddress: 'bob@enyoi.example', externalId: 'leave-2' },
	]);
});

it('makes a refused sign-in the failure of all that are left', async () => {
	const items = [{ user: 'alice' }, { user: 'locked out' }, { user: 'bob' }];

	const stopped = await resolve({ items });
	const { json } = await resolve({ items, onError: 'continueErrorOutput' });

	expect(stopped.error).toMatchObject({
		name: 'NodeApiError',
		message: 'The password was refused',
	});
	expect(json[0]).toHaveLength(1);
	expect(json[1].map(({ user }) => user)).toEqual(['locked out', 'bob']);
});

it("gives the members in a group's place, paired with the item that named it", async () => {
	const { outputs } = await resolve({
		items: [{ user: 'team alice bob' }, { user: 'team bob' }, { user: 'team' }, { user: 'carol' }],
		parameters: { options: { expandGroups: true } },
	});

	expect(outputs[0].map(({ json, pairedItem }) => [json.emailAddress, pairedItem])).toEqual([
		['alice@enyoi.example', { item: 0 }],
		['bob@enyoi.example', { item: 0 }],
		['bob@enyoi.example', { item: 1 }],
		[undefined, { item: 2 }],
		['carol@enyoi.example', { item: 3 }],
	]);
	expect(outputs[0][3].json).toMatchObject({ user: 'team', status: 'noMailbox' });
	expect(asked).toHaveLength(1);
});
