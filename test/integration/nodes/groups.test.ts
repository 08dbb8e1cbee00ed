import { ResolveMailbox } from '../../../nodes/ResolveMailbox/ResolveMailbox.node';
import { startCompany, type SmallCompany } from './company';
import { runNode } from '../../support/runWorkflow';

let small: SmallCompany;

beforeAll(async () => {
	small = await startCompany();
	const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => `${name}@enyoi.example`);
	small.company.addGroup({
		smtpAddress: 'planners@enyoi.example',
		displayName: 'Planners',
		members: [alice, 'builders@enyoi.example'],
	});
	small.company.addGroup({
		smtpAddress: 'builders@enyoi.example',
		displayName: 'Builders',
		members: [bob, alice, 'planners@enyoi.example'],
	});
	small.company.addGroup({
		smtpAddress: 'rooms@enyoi.example',
		displayName: 'Rooms',
		members: [carol],
		roomList: true,
	});
	small.company.addGroup({
		smtpAddress: 'empty@enyoi.example',
		displayName: 'Empty',
		members: [],
	});
});

afterAll(async () => await small.server.close());

const resolve = async (users: string[], parameters = {}) => {
	const { outputs, error } = await runNode(new ResolveMailbox(), {
		credential: small.credential,
		items: users.map((user) => ({ user })),
		parameters,
	});
	expect(error).toBeUndefined();
	return outputs[0].map(({ json, pairedItem }) => [
		json.emailAddress,
		json.status,
		(pairedItem as { item: number }).item,
	]);
};

it('gives the mailboxes of groups within groups, each once, in the place of the group', async () => {
	const found = await resolve(['planners', 'carol', 'rooms', 'empty', 'planners'], {
		options: { expandGroups: true },
	});
	expect(found).toEqual([
		['alice@enyoi.example', 'resolved', 0],
		['bob@enyoi.example', 'resolved', 0],
		['carol@enyoi.example', 'resolved', 1],
		['carol@enyoi.example', 'resolved', 2],
		[undefined, 'noMailbox', 3],
		['alice@enyoi.example', 'resolved', 4],
		['bob@enyoi.example', 'resolved', 4],
	]);
});

it('says that a group is none when it is not to be expanded', async () => {
	expect(await resolve(['planners'])).toEqual([['planners@enyoi.example', 'noMailbox', 0]]);
});
