import { GroupCut } from '../../../exchange/mailboxes/expandGroup';
import { groupMembers } from '../../../exchange/watch/groupMembers';
import { changedBody, responseError } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const petra = 'petra@fabrikam.example';
const inner = 'inner@enyoi.example';
const staff = 'staff@enyoi.example';

let connected: Connected;
const read = async () => await groupMembers(connected.exchange, staff);
const fail = (after: number) =>
	void connected.server.faults.add({
		operation: 'ExpandDL',
		after,
		fault: responseError('ErrorNameResolutionNoResults'),
	});

beforeEach(async () => {
	connected = await startConnected();
	const { company } = connected;
	company.addContact({ smtpAddress: petra, displayName: 'Petra' });
	company.addGroup({ displayName: 'Inner', smtpAddress: inner, members: [bob, staff] });
	company.addGroup({ displayName: 'Staff', smtpAddress: staff, members: [inner, petra, alice] });
});
afterEach(async () => await connected.close());

it('are those of the groups within, too, but no contacts', async () => {
	expect(await read()).toEqual({ addresses: [alice, bob], unread: [] });
});

it('are told without those of a group within that can not be read, which is named', async () => {
	fail(1);
	const { addresses, unread } = await read();
	expect(addresses).toEqual([alice]);
	expect(unread.map(({ group }) => group)).toEqual([inner]);
});

it.each([
	['the group itself', 0, staff],
	['a group within', 1, inner],
])('are told as far as Exchange lists those of %s, which is named', async (_which, after, cut) => {
	connected.server.faults.add({
		operation: 'ExpandDL',
		after,
		count: 1,
		fault: changedBody('cut', (body) =>
			body.replace('IncludesLastItemInRange="true"', 'IncludesLastItemInRange="false"'),
		),
	});
	const { addresses, unread } = await read();
	expect(addresses).toEqual([alice, bob]);
	expect(unread).toEqual([{ group: cut, error: expect.any(GroupCut) }]);
});

it('are not known where the group itself can not be read', async () => {
	fail(0);
	await expect(read()).rejects.toMatchObject({ code: 'notFound' });
});

it('are not known of an address that is no group, which is told by that address', async () => {
	for (const address of ['sales@enyoi.example', alice]) {
		await expect(groupMembers(connected.exchange, address)).rejects.toMatchObject({
			code: 'notFound',
			message: expect.stringMatching(`^${address} is no distribution group that Exchange knows `),
			remedy: expect.stringContaining('Check its address'),
			details: { mailbox: address, responseCode: 'ErrorNameResolutionNoResults' },
		});
	}
});
