import type { IDataObject } from 'n8n-workflow';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun } from '../../support/runWorkflow';
import { startCompany, type SmallCompany } from './company';

const primary = 'dora@enyoi.example';
const further = 'd.jansen@enyoi.example';

let small: SmallCompany;

beforeEach(async () => {
	small = await startCompany();
	small.company.addPerson({ accountName: 'dora', aliases: [further] });
});

afterEach(async () => {
	expect(small.server.schemaViolations).toEqual([]);
	await small.server.close();
});

const calendarOf = (person: string) => small.company.user(person).calendar;
const subjects = (person = 'dora') =>
	calendarOf(person)
		.items()
		.map(({ subject }) => subject)
		.sort();

const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
const shift = (externalId: string, emailAddress = primary, more: IDataObject = {}) => ({
	emailAddress,
	externalId,
	event: { subject: `Shift ${externalId}`, start: `${day}T09:00:00Z`, end: `${day}T17:00:00Z` },
	...more,
});

async function run(
	items: IDataObject[],
	parameters: Parameters<typeof syncParameters>[0] = {},
	credential: object = {},
): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: { ...small.credential, ...credential },
		items,
		parameters: syncParameters({ source: 'planning', ...parameters }),
		onError: 'continueErrorOutput',
	});
}

const byId = { calendar: { __rl: true, mode: 'id', value: '={{ $json.calendar || "default" }}' } };
const actions = ({ json }: NodeRun) => json.flat().map(({ action }) => action);
const failures = ({ json }: NodeRun) => json.flat().filter(({ error }) => error !== undefined);

/** By folder and name, the bytes of all positions kept beside somebody's calendar. */
const kept = (person: string) => calendarOf(person).folder.configurations;

describe('rows that name one calendar in two ways', () => {
	const snapshot = { operation: 'push', action: 'snapshot' };

	it.each([
		['a snapshot', snapshot],
		['a plan of one', { ...snapshot, dryRun: true }],
		['Two-Way Sync', { operation: 'twoWay' }],
		['Two-Way Sync of a snapshot', { operation: 'twoWay', action: 'snapshot' }],
	])('are refused before anything is written, and others go on: %s', async (_, parameters) => {
		await run([shift('1'), shift('2')], { operation: 'push' });
		const rows = [shift('1'), shift('2', further), shift('3', 'bob@enyoi.example')];
		for (let time = 0; time < 2; time++) {
			const answer = await run(rows, parameters);
			expect(failures(answer).map(({ error }) => error)).toEqual([
				expect.stringContaining(
					'The items 0 and 1 name the same calendar in two ways: the default calendar of dora@enyoi.example, and the default calendar of d.jansen@enyoi.example',
				),
				expect.stringContaining('The items 0 and 1'),
			]);
			expect(failures(answer)[0].details).toMatchObject({
				remedy: expect.stringContaining('Name it in one way in all items'),
			});
			expect(subjects()).toEqual(['Shift 1', 'Shift 2']);
		}
		expect(subjects('bob')).toEqual('dryRun' in parameters ? [] : ['Shift 3']);
	});

	it('are refused where some give its id, whichever address stands beside it', async () => {
		const { id } = calendarOf('dora').folder;
		await run([shift('1'), shift('2')], { operation: 'push' });
		for (const address of [primary, further]) {
			const rows = [shift('1'), shift('2', address, { calendar: id })];
			const answer = await run(rows, { ...snapshot, ...byId });
			expect(failures(answer)[0].error).toContain(
				`the default calendar of ${primary}, and the calendar with the ID ${id} of ${address}`,
			);
			expect(subjects()).toEqual(['Shift 1', 'Shift 2']);
		}
	});

	it('are written where nothing is deleted for the want of others', async () => {
		const rows = [shift('1'), shift('2', further)];
		expect(actions(await run(rows, { operation: 'push' }))).toEqual(['created', 'created']);
		expect(actions(await run(rows, { operation: 'push' }))).toEqual(['unchanged', 'unchanged']);
	});

	it('are written where they are of two sources, or of two calendars', async () => {
		const { id } = calendarOf('dora').folder;
		const other = small.company.user('dora').addCalendar('Shifts').folder.id;
		const rows = [
			shift('1', primary, { source: 'a', calendar: id }),
			shift('2', primary, { source: 'b' }),
			shift('3', primary, { source: 'b', calendar: other }),
		];
		const source = '={{ $json.source }}';
		for (const action of ['created', 'unchanged']) {
			const answer = await run(rows, { ...snapshot, ...byId, source });
			expect(actions(answer)).toEqual([action, action, action]);
		}
	});

	it('ask Exchange nothing more where there is one set, or nothing is deleted', async () => {
		const asked = async (rows: IDataObject[], parameters: typeof snapshot) => {
			small.operations();
			await run(rows, parameters);
			return small.operations().filter((operation) => operation === 'GetFolder').length;
		};
		const push = { operation: 'push', action: 'upsert' };
		const bob = 'bob@enyoi.example';
		const one = await asked([shift('1')], snapshot);
		expect(await asked([shift('1'), shift('2')], snapshot)).toBe(one);
		expect(await asked([shift('1'), shift('2', bob)], push)).toBe(2 * one);
		expect(await asked([shift('1'), shift('2', bob)], snapshot)).toBe(2 * one + 2);
	});

	it('delete nothing where the server refuses one of the names', async () => {
		const account = { user: 'svc-delegate', password: 'secret', mailboxAccess: 'delegate' };
		small.company.addServiceAccount({ accountName: account.user, impersonation: null });
		account.password = small.company.account(account.user)!.password;
		for (const person of ['dora', 'bob']) {
			for (const folder of ['calendar', 'deleteditems']) {
				const address = `${account.user}@enyoi.example`;
				small.company.user(person).share(address, 'Editor', folder);
			}
		}
		const bob = 'bob@enyoi.example';
		const rows = [shift('1'), shift('2'), shift('3', bob), shift('4', bob)];
		await run(rows, snapshot, account);
		const answer = await run([shift('1'), shift('2', further), shift('3', bob)], snapshot, account);
		expect(failures(answer)).toHaveLength(1);
		expect(failures(answer)[0].error).toContain(`${further} is not the primary address`);
		expect(subjects()).toEqual(['Shift 1', 'Shift 2']);
		expect(subjects('bob')).toEqual(['Shift 3']);
	});
});

describe('a calendar that gets another name', () => {
	const names = (): Array<[string, { address: string; calendar?: string }]> => {
		const { id } = calendarOf('dora').folder;
		return [
			['a new primary address', { address: further }],
			['its id', { address: further, calendar: id }],
			['its id and the former address', { address: primary, calendar: id }],
			['what it was called first', { address: primary }],
		];
	};

	it('goes on where Get Changes was, under each name', async () => {
		const sync = async (emailAddress: string, calendar?: string) =>
			await run([{ emailAddress, calendar }], { operation: 'getChanges', ...byId });
		calendarOf('dora').create({ subject: 'Dentist', start: `${day}T09:00` });
		await sync(primary);
		for (const [name, { address, calendar }] of names()) {
			expect((await sync(address, calendar)).json[0]).toEqual([]);
			const item = calendarOf('dora').create({ subject: name, start: `${day}T10:00` });
			expect((await sync(address, calendar)).json[0]).toMatchObject([
				{ changeType: 'created', subject: name, mailbox: address },
			]);
			calendarOf('dora').delete(item.id);
			expect((await sync(address, calendar)).json[0]).toMatchObject([{ changeType: 'deleted' }]);
		}
	});

	it('is confirmed under each name', async () => {
		const sync = async (emailAddress: string) =>
			await run([{ emailAddress }], { operation: 'getChanges', delivery: 'onConfirm' });
		const told = async (address: string) => {
			const { json } = await sync(address);
			return { subjects: json[0].map(({ subject }) => subject), item: json[0][0] };
		};
		calendarOf('dora').create({ subject: 'Dentist', start: `${day}T09:00` });
		const first = await told(primary);
		expect(first.subjects).toEqual(['Dentist']);
		const again = await told(further);
		expect(again.subjects).toEqual(['Dentist']);
		const { json } = await run([again.item], {
			operation: 'confirm',
			mailbox: { __rl: true, mode: 'address', value: '={{ $json.mailbox }}' },
		});
		expect(json[0]).toMatchObject([{ confirmed: true }]);
		expect((await told(primary)).subjects).toEqual([]);
	});

	it('goes on where Two-Way Sync was, and tells neither its own writes nor anything twice', async () => {
		const sync = async (emailAddress: string, calendar?: string) =>
			await run([shift('1', emailAddress, { calendar })], { operation: 'twoWay', ...byId });
		await sync(primary);
		for (const [name, { address, calendar }] of names()) {
			const [forSource, inExchange, conflicts, failed = []] = (await sync(address, calendar)).json;
			expect({ name, forSource, conflicts, failed }).toEqual({
				name,
				forSource: [],
				conflicts: [],
				failed: [],
			});
			expect(inExchange).toMatchObject([{ action: 'unchanged' }]);
			calendarOf('dora').create({ subject: name, start: `${day}T10:00` });
			expect((await sync(address, calendar)).json[0]).toMatchObject([{ subject: name }]);
		}
	});

	it('goes on from a position that a former version stored, where it got an id', async () => {
		const sync = async (emailAddress: string, calendar?: string) =>
			await run([{ emailAddress, calendar }], { operation: 'getChanges', ...byId });
		const { id } = calendarOf('dora').folder;
		/** Takes the folder out of all heads and pointers. */
		const age = () => {
			for (const configuration of kept('dora').values()) {
				const text = Buffer.from(configuration.binaryData!, 'base64').toString('latin1');
				const former = text.replace(/"folder":"[^"]*",/, '');
				configuration.binaryData = Buffer.from(former, 'latin1').toString('base64');
			}
		};
		calendarOf('dora').create({ subject: 'Dentist', start: `${day}T09:00` });
		await sync(primary);
		for (const calendar of [undefined, id]) {
			age();
			expect((await sync(primary, calendar)).json[0]).toEqual([]);
			calendarOf('dora').create({ subject: 'More', start: `${day}T10:00` });
			expect((await sync(primary, calendar)).json[0]).toMatchObject([{ subject: 'More' }]);
		}
		expect(failures(await sync(further))).toEqual([]);
	});

	it('does not go on from what is another calendar’s, and says how to begin anew', async () => {
		const sync = async (emailAddress: string, positionName = 'mine') =>
			await run([{ emailAddress }], { operation: 'getChanges', positionName });
		await sync('bob@enyoi.example');
		for (const [name, configuration] of kept('bob')) kept('dora').set(name, configuration);
		for (const address of [primary, further]) {
			const [failure] = failures(await sync(address));
			expect(failure.error).toContain('is that of another calendar');
			expect(failure.details).toMatchObject({
				remedy: expect.stringContaining('Choose another position name'),
			});
		}
		expect(failures(await sync(primary, 'another'))).toEqual([]);
	});
});
