import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { mailboxes, startCompany, type SmallCompany } from './company';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';

let small: SmallCompany;

beforeEach(async () => {
	small = await startCompany();
});

afterEach(async () => await small.server.close());

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

async function sync(options: Partial<NodeRunOptions>): Promise<NodeRun> {
	const parameters = syncParameters(options.parameters);
	return await runNode(new SyncCalendarItems(), {
		credential: small.credential,
		...options,
		parameters,
	});
}

const told = ({ json }: NodeRun) =>
	json[0].map(({ changeType, subject, mailbox }) => [mailbox, changeType, subject]);

it('brings what changed since the last run, from several mailboxes', async () => {
	const [alice, bob] = [small.company.user('alice'), small.company.user('bob')];
	const visit = alice.calendar.create({ subject: 'Visit', start: inDays(2) });
	const party = bob.calendar.create({ subject: 'Party', start: inDays(3) });
	const items = mailboxes('bob', 'alice');

	const first = await sync({ items });
	const second = await sync({ items });
	alice.calendar.update(visit.id, { subject: 'Visit moved' });
	bob.calendar.delete(party.id);
	const third = await sync({ items });

	expect(first.error).toBeUndefined();
	expect(told(first)).toEqual([
		['bob@enyoi.example', 'created', 'Party'],
		['alice@enyoi.example', 'created', 'Visit'],
	]);
	expect(first.json[1]).toMatchObject([
		{ mailbox: 'bob@enyoi.example', created: 1, fullSync: true },
		{ mailbox: 'alice@enyoi.example', created: 1, fullSync: true },
	]);
	expect(told(second)).toEqual([]);
	expect(second.json[1]).toMatchObject([
		{ created: 0, updated: 0, deleted: 0, fullSync: false },
		{ created: 0 },
	]);
	expect(third.json[0]).toMatchObject([
		{ mailbox: 'bob@enyoi.example', changeType: 'deleted', key: first.json[0][0].key },
		{ changeType: 'updated', subject: 'Visit moved', key: first.json[0][1].key },
	]);
	expect(small.server.schemaViolations).toEqual([]);
});

it('goes on in another window, with what was not told yet', async () => {
	const { calendar } = small.company.user('alice');
	calendar.create({ subject: 'Visit', start: inDays(2) });
	calendar.create({ subject: 'Next year', start: inDays(390) });
	const items = mailboxes('alice');

	const before = await sync({ items });
	const wider = await sync({ items, parameters: { futureDays: 400 } });
	const again = await sync({ items, parameters: { futureDays: 400 } });

	expect(told(before)).toEqual([['alice@enyoi.example', 'created', 'Visit']]);
	expect(wider.error).toBeUndefined();
	expect(told(wider)).toEqual([['alice@enyoi.example', 'created', 'Next year']]);
	expect(told(again)).toEqual([]);
});

it('keeps positions of other places apart', async () => {
	small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });
	const items = mailboxes('alice');
	const places: Array<Partial<NodeRunOptions>> = [
		{ nodeId: 'another node' },
		{ parameters: { positionName: 'planning' } },
		{ parameters: { positionStore: 'serviceMailbox' } },
	];

	for (const place of [{}, ...places]) {
		expect(told(await sync({ items, ...place }))).toHaveLength(1);
	}
	for (const place of [{}, ...places]) {
		expect(told(await sync({ items, ...place }))).toHaveLength(0);
	}
});

it('lets the workflow keep the position', async () => {
	small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });
	const parameters = { positionStore: 'item' };

	const first = await sync({ items: mailboxes('alice'), parameters });
	const [{ position }] = first.json[1];
	const items = [{ ...mailboxes('alice')[0], position }];
	const second = await sync({ items, parameters });

	expect(told(first)).toHaveLength(1);
	expect(told(second)).toEqual([]);
	expect(small.operations().filter((name) => name.includes('UserConfiguration'))).toEqual([]);
});

it('does not move the position in a test run', async () => {
	small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });
	const items = mailboxes('alice');

	const tried = await sync({ items, mode: 'manual' });
	const first = await sync({ items });
	small.company.user('alice').calendar.create({ subject: 'Party', start: inDays(3) });
	const triedAgain = await sync({ items, mode: 'manual' });
	const second = await sync({ items });

	expect(told(tried)).toEqual(told(first));
	expect(told(triedAgain)).toEqual([['alice@enyoi.example', 'created', 'Party']]);
	expect(told(second)).toEqual(told(triedAgain));
});

it('delivers again until it is confirmed', async () => {
	small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });
	const items = mailboxes('alice');
	const parameters = { delivery: 'onConfirm' };

	const first = await sync({ items, parameters });
	const again = await sync({ items, parameters });
	const confirm = { parameters: { operation: 'confirm' }, workflowId: 'another workflow' };
	const outdated = await sync({ ...confirm, items: first.json[1] });
	const confirmed = await sync({ ...confirm, items: again.json[0] });
	const repeated = await sync({ ...confirm, items: again.json[1] });
	const after = await sync({ items, parameters });

	expect(told(again)).toEqual(told(first));
	expect(outdated.json).toMatchObject([[{ confirmed: false }]]);
	expect(confirmed.json).toMatchObject([[{ confirmed: true }]]);
	expect(repeated.json).toMatchObject([[{ confirmed: true }]]);
	expect(told(after)).toEqual([]);
});

it('takes back what was delivered but never confirmed', async () => {
	const { calendar } = small.company.user('alice');
	const items = mailboxes('alice');
	const parameters = { delivery: 'onConfirm' };
	const visit = calendar.create({ subject: 'Visit', start: inDays(2) });

	const unconfirmed = await sync({ items, parameters });
	calendar.delete(visit.id);
	const next = await sync({ items, parameters });

	expect(told(unconfirmed)).toEqual([['alice@enyoi.example', 'created', 'Visit']]);
	expect(next.json[0]).toMatchObject([{ changeType: 'deleted', key: unconfirmed.json[0][0].key }]);
});

it('reads a calendar given by its id', async () => {
	const alice = small.company.user('alice');
	const holidays = alice.addCalendar('Holidays');
	holidays.create({ subject: 'Sea', start: inDays(4) });
	alice.calendar.create({ subject: 'Visit', start: inDays(2) });
	const id = [...alice.mailbox.folders.values()].find(
		({ displayName }) => displayName === 'Holidays',
	)!.id;

	const run = await sync({
		items: mailboxes('alice'),
		parameters: { calendar: { __rl: true, mode: 'id', value: id } },
	});

	expect(told(run)).toEqual([['alice@enyoi.example', 'created', 'Sea']]);
});

it('sends a mailbox that fails to the error output and goes on with the others', async () => {
	small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });
	const items = [{ ...mailboxes('nobody')[0], employee: 7 }, ...mailboxes('alice')];

	const run = await sync({ items, onError: 'continueErrorOutput' });
	const second = await sync({ items, onError: 'continueErrorOutput' });

	expect(run.error).toBeUndefined();
	expect(told(run)).toHaveLength(1);
	expect(run.json[2]).toMatchObject([
		{
			employee: 7,
			error: expect.stringContaining('nobody@enyoi.example'),
			details: { mailbox: 'nobody@enyoi.example' },
		},
	]);
	expect(told(second)).toEqual([]);
});

it('moves no position when one mailbox stops the node', async () => {
	small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });

	const stopped = await sync({ items: mailboxes('alice', 'nobody') });
	const next = await sync({ items: mailboxes('alice') });

	expect(stopped.error?.message).toContain('nobody@enyoi.example');
	expect(told(next)).toHaveLength(1);
});

it.each(['auto', 'ntlm', 'basic'] as const)(
	'signs in over https with a private CA (%s)',
	async (authScheme) => {
		small.company.user('alice').calendar.create({ subject: 'Visit', start: inDays(2) });
		const { httpsUrl, caCertificate } = small.server;

		const run = await sync({
			items: mailboxes('alice'),
			credential: { ...small.credential, server: httpsUrl, caCertificate, authScheme },
		});

		expect(run.error).toBeUndefined();
		expect(told(run)).toEqual([['alice@enyoi.example', 'created', 'Visit']]);
	},
);

it('reads what was shared with the service account, and keeps positions in its mailbox', async () => {
	const alice = small.company.user('alice');
	alice.share(small.credential.user, 'Reviewer');
	alice.calendar.create({ subject: 'Visit', start: inDays(2) });
	const options: Partial<NodeRunOptions> = {
		items: mailboxes('alice'),
		credential: { ...small.credential, mailboxAccess: 'delegate' },
		parameters: { positionStore: 'serviceMailbox' },
	};

	const first = await sync(options);
	const second = await sync(options);

	expect(first.error).toBeUndefined();
	expect(told(first)).toEqual([['alice@enyoi.example', 'created', 'Visit']]);
	expect(told(second)).toEqual([]);
});

it('says which field to change where the service account may only read the calendar', async () => {
	const alice = small.company.user('alice');
	alice.share(small.credential.user, 'Reviewer');
	alice.calendar.create({ subject: 'Visit', start: inDays(2) });
	const { json, hints } = await sync({
		items: mailboxes('alice'),
		credential: { ...small.credential, mailboxAccess: 'delegate' },
		parameters: { positionStore: 'mailbox' },
	});
	const words =
		"svc-n8n@enyoi.example may not keep a position beside the calendar of alice@enyoi.example (Keep Position In). Set Keep Position In to the service account's own mailbox, or use impersonation";
	expect(json[1]).toMatchObject([
		{ created: 1, kept: false, message: expect.stringContaining(words) as string },
	]);
	expect(hints).toMatchObject([{ message: expect.stringContaining(words) as string }]);
});
