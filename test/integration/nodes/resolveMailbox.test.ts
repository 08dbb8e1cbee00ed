import { ResolveMailbox } from '../../../nodes/ResolveMailbox/ResolveMailbox.node';
import { startCompany, type SmallCompany } from './company';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';

let small: SmallCompany;

beforeAll(async () => {
	small = await startCompany();
});

afterAll(async () => await small.server.close());

async function resolve(options: Partial<NodeRunOptions>): Promise<NodeRun> {
	return await runNode(new ResolveMailbox(), { credential: small.credential, ...options });
}

it('finds the mailbox of each user and what may be done in the calendar', async () => {
	const { outputs, error } = await resolve({
		items: [
			{ user: 'alice' },
			{ user: 'nobody' },
			{ user: 'BOB@enyoi.example' },
			{ user: 'carol', blocked: true },
			{ user: 'someone', replacement: 'carol@enyoi.example' },
			{ user: 'not an address@' },
		],
		parameters: { replacementEmail: '={{ $json.replacement }}', blocked: '={{ $json.blocked }}' },
	});

	expect(error).toBeUndefined();
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 3, 4, 5].map((item) => ({ item })),
	);
	expect(outputs[0].map(({ json }) => json)).toMatchObject([
		{
			user: 'alice',
			emailAddress: 'alice@enyoi.example',
			addressSource: 'composed',
			status: 'resolved',
			mailboxType: 'mailbox',
			calendar: { id: expect.any(String), access: 'write', itemCount: 0 },
		},
		{ user: 'nobody', status: 'notFound', message: expect.any(String) },
		{ user: 'BOB@enyoi.example', addressSource: 'given', status: 'resolved' },
		{ user: 'carol', status: 'blocked' },
		{ emailAddress: 'carol@enyoi.example', addressSource: 'replacement', status: 'resolved' },
		{ user: 'not an address@', status: 'invalidAddress' },
	]);
});

it('asks nobody when only the address is wanted', async () => {
	small.operations();

	const { json } = await resolve({ items: [{ user: 'alice' }], parameters: { check: 'none' } });

	expect(json[0]).toMatchObject([{ emailAddress: 'alice@enyoi.example', status: 'resolved' }]);
	expect(small.operations()).toEqual([]);
});

it('lists calendars on request', async () => {
	small.company.user('alice').addCalendar('Holidays');

	const { json } = await resolve({
		items: [{ user: 'alice' }],
		parameters: { options: { listCalendars: true } },
	});

	expect(json[0][0].calendars).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ isDefault: true }),
			expect.objectContaining({ name: 'Holidays', isDefault: false }),
		]),
	);
});

it('fails as a whole when the password is refused, after one attempt', async () => {
	const { error } = await resolve({
		credential: { ...small.credential, password: 'wrong' },
		items: ['alice', 'bob', 'carol'].map((user) => ({ user })),
	});

	expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '401' });
	expect(error?.message).toContain(small.credential.user);
});
