import type { IDataObject } from 'n8n-workflow';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as library from '../../../exchange/changes/getChanges';
import * as store from '../../../exchange/changes/position/store';
import { powershell } from '../../../exchange/powershell';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { mailboxOfItem, syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { toolOf } from '../../support/toolOf';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/changes/getChanges', () => ({ getChanges: jest.fn() }));
jest.mock('../../../exchange/changes/position/store', () => ({ positionStore: jest.fn() }));

let exchange: MemoryLibrary;

beforeEach(() => {
	exchange = new MemoryLibrary();
	jest.mocked(connection.connect).mockImplementation(exchange.connect);
	jest.mocked(library.getChanges).mockImplementation(exchange.getChanges);
	jest.mocked(store.positionStore).mockImplementation(exchange.positionStore);
});

async function sync(options: Partial<NodeRunOptions>): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: { server: 'mail.enyoi.example' },
		...options,
		parameters: syncParameters(options.parameters),
	});
}

const mailboxes = (...names: string[]): IDataObject[] =>
	names.map((name) => ({ emailAddress: `${name}@enyoi.example` }));

const denied = (name: string) =>
	new ExchangeError('accessDenied', `No right on the calendar of ${name}@enyoi.example`, {
		remedy: 'Ask for the right.',
		remedyBy: 'exchangeAdmin',
		command: powershell`Add-MailboxFolderPermission`,
		details: { mailbox: `${name}@enyoi.example`, responseCode: 'ErrorAccessDenied' },
	});

const ownPlace = (name: string) => `mailbox ${name}@enyoi.example  workflow-1/node-1`;

describe('outputs', () => {
	it('gives changes and positions in input order, paired with their items', async () => {
		exchange.changes.set('alice@enyoi.example', ['Jour fixe', 'Retro']);
		exchange.changes.set('bob@enyoi.example', ['Visit']);

		const { outputs } = await sync({ items: mailboxes('bob', 'alice') });

		expect(outputs[0].map(({ json, pairedItem }) => [json.subject, pairedItem])).toEqual([
			['Visit', { item: 0 }],
			['Jour fixe', { item: 1 }],
			['Retro', { item: 1 }],
		]);
		expect(outputs[1]).toMatchObject([
			{
				json: { mailbox: 'bob@enyoi.example', created: 1 },
				pairedItem: { item: 0 },
			},
			{ json: { mailbox: 'alice@enyoi.example', created: 2 }, pairedItem: { item: 1 } },
		]);
	});

	it('reads many mailboxes at once, but not all', async () => {
		const names = Array.from({ length: 40 }, (_, index) => `user${index}`);

		const { json } = await sync({ items: mailboxes(...names), credential: { maxConnections: 3 } });

		expect(json[1].map(({ mailbox }) => mailbox)).toEqual(
			mailboxes(...names).map(({ emailAddress }) => emailAddress),
		);
		expect(exchange.mostUnderWay).toBe(6);
		expect([exchange.opened, exchange.closed]).toEqual([1, 1]);
	});

	it('are one, Changes, unless positions are asked for, so that n8n can pin it', async () => {
		exchange.changes.set('alice@enyoi.example', ['Jour fixe']);
		const parameters = { mailbox: mailboxOfItem };
		const { outputs } = await runNode(new SyncCalendarItems(), {
			credential: {},
			items: mailboxes('alice'),
			parameters,
		});
		expect(outputs).toHaveLength(1);
		expect(Object.keys(outputs[0][0].json).slice(0, 2)).toEqual(['changeType', 'subject']);
	});

	it('have the long text of a position only where the workflow keeps it', async () => {
		const { json } = await sync({ items: mailboxes('alice') });
		expect(json[1][0]).not.toHaveProperty('position');
	});

	it('leave out what few need, unless told otherwise', async () => {
		exchange.changes.set('alice@enyoi.example', ['Jour fixe']);
		const simple = await sync({ items: mailboxes('alice') });
		expect(simple.json[0][0]).not.toHaveProperty('changeKey');
		const whole = await sync({ items: mailboxes('alice'), parameters: { simplify: false } });
		expect(whole.json[0][0]).toMatchObject({ subject: 'Jour fixe', changeKey: 'key' });
		expect(Object.keys(whole.json[0][0]).slice(0, 2)).toEqual(['changeType', 'subject']);
	});

	it('come with a hint where the position was made with other settings', async () => {
		jest.mocked(library.getChanges).mockImplementation(async function* (_, { mailbox }) {
			const counts = { created: 0, updated: 0, deleted: 0, fullSync: true, resynced: true };
			yield* [];
			const other = mailbox.startsWith('bob') && { otherSettings: true as const };
			return { mailbox, position: '', syncRun: 'run', ...counts, ...other };
		});
		const { hints } = await sync({ items: mailboxes('alice', 'bob') });
		expect(hints).toMatchObject([
			{
				message: expect.stringMatching(
					/of bob@enyoi.example was made .* a Position Name of its own/,
				),
			},
		]);
	});

	it('come with a hint that says whose items the server could not give', async () => {
		jest.mocked(library.getChanges).mockImplementation(async function* (_, { mailbox }) {
			const unreadable = mailbox.startsWith('carol') ? [] : [{ id: 'i', reason: 'broken' }];
			const counts = { created: 0, updated: 0, deleted: 0, fullSync: false, resynced: false };
			yield* [];
			return { mailbox, position: '', syncRun: 'run', ...counts, unreadable };
		});
		const { hints } = await sync({ items: mailboxes('carol', 'alice', 'bob') });
		expect(hints).toMatchObject([
			{
				message: expect.stringMatching(/^An item of alice@enyoi.example, and of 1 more mailboxes /),
			},
		]);
	});

	it('leaves workflow static data alone', async () => {
		const { staticData } = await sync({ items: mailboxes('alice') });

		expect(staticData).toEqual({});
	});
});

describe('parameters', () => {
	it('have the defaults of the contract', async () => {
		await sync({ items: mailboxes('alice') });

		expect(exchange.asked[0]).toMatchObject({
			mailbox: 'alice@enyoi.example',
			calendar: undefined,
			position: undefined,
			expand: 'occurrences',
			pastDays: 30,
			futureDays: 365,
			privacy: 'maskPrivate',
			includeBody: false,
			timeZone: 'UTC',
			extendedProperties: undefined,
		});
	});

	it('take expressions of each item', async () => {
		const parameters = {
			mailbox: '={{ $json.who }}@enyoi.example',
			calendar: { __rl: true, mode: 'id', value: '={{ $json.folder }}' },
			expand: '={{ $json.expand }}',
			pastDays: '={{ $json.back }}',
			futureDays: '={{ $json.ahead }}',
			privacy: '={{ $json.tell }}',
			includeBody: '={{ $json.body }}',
			timeZone: '={{ $json.zone }}',
			extendedProperties: { properties: [{ name: '={{ $json.who }}' }] },
		};
		const items = [
			{
				who: 'alice',
				folder: 'AAMk=',
				expand: 'series',
				back: '0',
				ahead: 7,
				tell: 'full',
				body: 'text',
				zone: 'mailbox',
			},
			{ who: 'bob', folder: 'default', expand: 'occurrences', back: 1, ahead: 2, tell: 'busyOnly' },
		];
		items[1].body = 'none';

		await sync({ items, parameters });

		expect(exchange.asked).toMatchObject([
			{
				mailbox: 'alice@enyoi.example',
				calendar: { id: 'AAMk=' },
				expand: 'series',
				pastDays: 0,
				futureDays: 7,
				privacy: 'full',
				includeBody: 'text',
				timeZone: 'mailbox',
				extendedProperties: [
					{ distinguishedSetId: 'PublicStrings', name: 'alice', type: 'String' },
				],
			},
			{ mailbox: 'bob@enyoi.example', calendar: undefined, pastDays: 1, timeZone: 'UTC' },
		]);
	});

	it('read nothing when the expression of Delivery gives nothing', async () => {
		const items = [{ emailAddress: 'alice@enyoi.example' }];
		const { error } = await sync({ items, parameters: { delivery: '={{ $json.kept }}' } });

		expect(error?.message).toBe('Delivery is missing for item 0');
		expect(exchange.asked).toEqual([]);
	});

	it('stop no other mailbox where Simplify of the first can not be read', async () => {
		const items = ['maybe', true].map((given, index) => ({
			emailAddress: `${['alice', 'bob'][index]}@enyoi.example`,
			given,
		}));
		exchange.changes.set('bob@enyoi.example', ['Visit']);
		const { json } = await sync({
			items,
			parameters: { simplify: '={{ $json.given }}' },
			onError: 'continueRegularOutput',
		});

		expect(json[0]).toMatchObject([
			{ error: 'Simplify is "maybe", not true or false' },
			{ subject: 'Visit' },
		]);
	});

	it('take extended properties from the form', async () => {
		const entries = [
			{ identifiedBy: 'name', set: 'PublicStrings', name: 'source', type: 'String' },
			{
				identifiedBy: 'id',
				set: '00062002-0000-0000-C000-000000000046',
				id: 33288,
				type: 'String',
			},
			{ identifiedBy: 'tag', tag: '0x3008', type: 'SystemTime' },
		];

		await sync({
			items: mailboxes('alice'),
			parameters: { extendedProperties: { properties: entries } },
		});

		expect(exchange.asked[0].extendedProperties).toEqual([
			{ distinguishedSetId: 'PublicStrings', name: 'source', type: 'String' },
			{ setId: '00062002-0000-0000-C000-000000000046', id: 33288, type: 'String' },
			{ tag: '0x3008', type: 'SystemTime' },
		]);
	});

	it.each([
		['Mailbox', { mailbox: '={{ $json.missing }}' }],
		['Mailbox', { mailbox: 'alice' }],
		['Past Days', { pastDays: '={{ "soon" }}' }],
		['Series As', { expand: '={{ "all" }}' }],
		['Privacy', { privacy: '={{ "some" }}' }],
		['Mailbox', { mailbox: { __rl: true, mode: 'address', value: '={{ ["a", "b"] }}' } }],
		['Extended Properties', { extendedProperties: { properties: [{ name: '' }] } }],
	])('that can not be read are named: %s', async (field, parameters) => {
		const { error, json } = await sync({
			items: mailboxes('alice'),
			parameters,
			onError: 'continueRegularOutput',
		});

		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject([
			{ error: expect.stringContaining(field), details: { code: 'input', field } },
		]);
		expect(exchange.asked).toEqual([]);
	});
});

describe('positions', () => {
	it('go on from where the last run stopped', async () => {
		await sync({ items: mailboxes('alice') });
		await sync({ items: mailboxes('alice') });

		expect(exchange.asked.map(({ position }) => position)).toEqual([undefined, '+']);
		expect(exchange.counting()).toEqual({ [ownPlace('alice')]: '++' });
	});

	it('belong to a workflow and node, or to a name', async () => {
		await sync({ items: mailboxes('alice'), nodeId: 'other' });
		await sync({ items: mailboxes('alice'), parameters: { positionName: 'to planning' } });
		await sync({ items: mailboxes('alice'), parameters: { positionStore: 'serviceMailbox' } });

		expect(Object.keys(exchange.counting())).toEqual([
			'mailbox alice@enyoi.example  workflow-1/other',
			'mailbox alice@enyoi.example  to planning',
			'serviceMailbox alice@enyoi.example  workflow-1/node-1',
		]);
	});

	it('come with the item when the workflow keeps them', async () => {
		const items = [
			{ emailAddress: 'alice@enyoi.example', position: 'known' },
			{ emailAddress: 'bob@enyoi.example' },
		];

		const { json } = await sync({ items, parameters: { positionStore: 'item' } });

		expect(exchange.asked.map(({ position }) => position)).toEqual(['known', undefined]);
		expect(json[1].map(({ position }) => position)).toEqual(['known+', '+']);
		expect(exchange.positions.size).toBe(0);
	});

	it.each([
		['Keep Position In', { positionStore: '={{ "item" }}' }, 'item'],
		['Output Positions', { outputPositions: '={{ true }}' }, 'true'],
	])(
		'have an output by what is chosen in %s, not by an expression',
		async (label, parameters, allowed) => {
			const run = await sync({
				items: mailboxes('alice'),
				parameters,
				onError: 'continueErrorOutput',
			});

			expect(exchange.asked).toEqual([]);
			expect(run.json.flat()).toMatchObject([
				{ error: expect.stringMatching(`^${label} is "\\{\\{.*not .*\\b${allowed}\\b`) },
			]);
		},
	);

	it.each(['manual', 'evaluation'] as const)(
		'are read but not moved by a test run (%s)',
		async (mode) => {
			await sync({ items: mailboxes('alice') });

			const { json } = await sync({ items: mailboxes('alice'), mode });

			expect(json[1]).toMatchObject([{ mailbox: 'alice@enyoi.example', fullSync: false }]);
			expect(exchange.counting()).toEqual({ [ownPlace('alice')]: '+' });
		},
	);

	it.each([
		['manual', 0],
		['evaluation', 0],
		['trigger', 1],
		['webhook', 1],
	] as const)(
		'of a workflow that another one calls stay when that one is tested (%s)',
		async (rootMode, moved) => {
			const { hints } = await sync({ items: mailboxes('alice'), mode: 'integrated', rootMode });

			expect(Object.keys(exchange.counting())).toHaveLength(moved);
			expect(hints).toEqual([]);
		},
	);

	it('of a workflow that another one calls move where n8n does not tell more, and it is said', async () => {
		const { hints } = await sync({ items: mailboxes('alice'), mode: 'integrated' });

		expect(exchange.counting()).toEqual({ [ownPlace('alice')]: '+' });
		expect(hints).toMatchObject([{ message: expect.stringContaining('another Position Name') }]);
	});

	it('move so for a model, too, which is not told: it could do nothing about it', async () => {
		const ask = toolOf(new SyncCalendarItems(), {
			credential: { server: 'mail.enyoi.example' },
			items: mailboxes('alice'),
			parameters: syncParameters({}),
			mode: 'integrated',
		});

		expect(await ask()).not.toContain('Position Name');
		expect(exchange.counting()).toEqual({ [ownPlace('alice')]: '+' });
	});

	it('do not move when a mailbox stops the node', async () => {
		exchange.changes.set('bob@enyoi.example', denied('bob'));

		const { error } = await sync({ items: mailboxes('alice', 'bob', 'carol') });

		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'No right on the calendar of bob@enyoi.example',
			context: { itemIndex: 1 },
		});
		expect(exchange.counting()).toEqual({});
		expect(exchange.closed).toBe(1);
	});

	it.each([0, 1, 2, 3, 4, 5])(
		'do not move, and the mailbox to blame is named among others under way (item %i)',
		async (bad) => {
			const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
			for (const name of names) exchange.silent.add(`${name}@enyoi.example`);
			exchange.silent.delete(`${names[bad]}@enyoi.example`);
			exchange.changes.set(`${names[bad]}@enyoi.example`, denied(names[bad]));

			const { error } = await sync({ items: mailboxes(...names) });

			expect(error).toMatchObject({
				name: 'NodeApiError',
				message: `No right on the calendar of ${names[bad]}@enyoi.example`,
				context: { itemIndex: bad },
			});
			expect(exchange.asked).toHaveLength(6);
			expect(exchange.underWay).toBe(0);
			expect(exchange.counting()).toEqual({});
		},
	);

	it('are not even asked for after a mailbox has stopped the node', async () => {
		exchange.changes.set('bob@enyoi.example', denied('bob'));
		exchange.silent.add('alice@enyoi.example');
		const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];

		await sync({ items: mailboxes(...names), credential: { maxConnections: 1 } });

		expect(exchange.asked.map(({ mailbox }) => mailbox)).toEqual([
			'alice@enyoi.example',
			'bob@enyoi.example',
		]);
		expect(exchange.opened).toBe(1);
	});

	it('that can not be written stop nothing: all changes are handed out, and it is said', async () => {
		await sync({ items: mailboxes('alice', 'bob') });
		exchange.unwritable.add('bob@enyoi.example');
		for (const name of ['alice', 'bob', 'carol']) {
			exchange.changes.set(`${name}@enyoi.example`, [`of ${name}`]);
		}

		const { error, json, hints } = await sync({ items: mailboxes('alice', 'bob', 'carol') });

		expect(error).toBeUndefined();
		expect(json[0].map(({ subject }) => subject)).toEqual(['of alice', 'of bob', 'of carol']);
		expect(json[1]).toMatchObject([
			{ mailbox: 'alice@enyoi.example' },
			{
				mailbox: 'bob@enyoi.example',
				kept: false,
				message: expect.stringMatching(/come again.*No right to write into bob/),
				details: { code: 'accessDenied' },
			},
			{ mailbox: 'carol@enyoi.example' },
		]);
		expect(json[1].map(({ kept }) => kept)).toEqual([undefined, false, undefined]);
		expect(hints).toMatchObject([
			{
				type: 'warning',
				location: 'outputPane',
				message: expect.stringMatching(/^A position .*bob@enyoi.example: No right to write/),
			},
		]);
		expect(exchange.counting()).toEqual({
			[ownPlace('alice')]: '++',
			[ownPlace('bob')]: '+',
			[ownPlace('carol')]: '+',
		});
	});

	it('that can not be written are named in one hint, however many', async () => {
		const names = ['alice', 'bob', 'carol', 'dave', 'erin'];
		for (const name of names) exchange.unwritable.add(`${name}@enyoi.example`);

		const { hints } = await sync({ items: mailboxes(...names) });

		expect(hints).toHaveLength(1);
		expect(hints[0].message).toMatch(/^5 positions .*alice.*bob.*carol.*; and 2 more$/);
	});

	it.each([undefined, 'onConfirm'])(
		'that two items share are refused, and both are named (%s)',
		async (delivery = 'onOutput') => {
			const { json } = await sync({
				items: mailboxes('alice', 'bob', 'Alice'),
				parameters: { delivery },
				onError: 'continueErrorOutput',
			});

			expect(json[1].map(({ mailbox }) => mailbox)).toEqual(['bob@enyoi.example']);
			expect(json[2]).toMatchObject([
				{ error: expect.stringMatching(/items 0 and 2 .*alice@enyoi.example/) },
				{ error: expect.stringMatching(/items 0 and 2 .*Alice@enyoi.example/) },
			]);
			expect(exchange.asked).toHaveLength(1);
		},
	);

	it('of two calendars of one mailbox are kept apart', async () => {
		const items = [
			{ emailAddress: 'alice@enyoi.example', folder: 'A' },
			{ emailAddress: 'alice@enyoi.example', folder: 'a' },
		];

		const { error } = await sync({
			items,
			parameters: { calendar: { __rl: true, mode: 'id', value: '={{ $json.folder }}' } },
		});

		expect(error).toBeUndefined();
		expect(exchange.positions.size).toBe(2);
	});
});

describe('a mailbox that fails', () => {
	beforeEach(() => {
		exchange.changes.set('alice@enyoi.example', ['Jour fixe']);
		exchange.changes.set('bob@enyoi.example', denied('bob'));
	});

	it('goes to the error output with its input, cause and remedy, the others go on', async () => {
		const { outputs, json, error } = await sync({
			items: [{ emailAddress: 'bob@enyoi.example', employee: 7 }, ...mailboxes('alice')],
			onError: 'continueErrorOutput',
		});

		expect(error).toBeUndefined();
		expect(outputs.map((output) => output.length)).toEqual([1, 1, 1]);
		expect(json[2][0]).toEqual({
			emailAddress: 'bob@enyoi.example',
			employee: 7,
			error: 'No right on the calendar of bob@enyoi.example',
			details: {
				description: expect.stringMatching(
					/Ask for the right\.[^]*Exchange administrator[^]*Add-MailboxFolderPermission/,
				),
				code: 'accessDenied',
				mailbox: 'bob@enyoi.example',
				remedy: 'Ask for the right.',
				remedyBy: 'exchangeAdmin',
				command: 'Add-MailboxFolderPermission',
				responseCode: 'ErrorAccessDenied',
			},
		});
		expect(outputs[2][0].pairedItem).toEqual({ item: 0 });
		expect(exchange.counting()).toEqual({ [ownPlace('alice')]: '+' });
	});

	it('takes its place among the changes when errors continue on the regular output', async () => {
		const { json } = await sync({
			items: mailboxes('bob', 'alice'),
			onError: 'continueRegularOutput',
		});

		expect(json[0]).toMatchObject([
			{ error: 'No right on the calendar of bob@enyoi.example' },
			{ subject: 'Jour fixe' },
		]);
		expect(json[1]).toHaveLength(1);
	});
});

it('leaves the position of another run that wrote meanwhile', async () => {
	await sync({ items: mailboxes('alice', 'bob') });
	exchange.onWrite = () => {
		exchange.onWrite = () => {};
		exchange.positions.get(ownPlace('alice'))!.counting = 'of another run';
		throw new ExchangeError('conflict', 'Another run stored a position');
	};

	const { json } = await sync({ items: mailboxes('alice', 'bob') });

	expect(json[1]).toMatchObject([
		{ kept: false, message: expect.stringContaining('Another run stored a position') },
		{ mailbox: 'bob@enyoi.example' },
	]);
	expect(exchange.counting()).toEqual({
		[ownPlace('alice')]: 'of another run',
		[ownPlace('bob')]: '++',
	});
});

it('writes no position that has not moved', async () => {
	await sync({ items: mailboxes('alice') });
	jest.mocked(library.getChanges).mockImplementation(async function* (_, { mailbox, position }) {
		const counts = { created: 0, updated: 0, deleted: 0 };
		const flags = { fullSync: false, resynced: false };
		yield* [];
		return { mailbox, position: position!, syncRun: 'run', ...counts, ...flags };
	});
	exchange.unwritable.add('alice@enyoi.example');

	const { json, error } = await sync({ items: mailboxes('alice') });

	expect(error).toBeUndefined();
	expect(json[1]).toMatchObject([{ mailbox: 'alice@enyoi.example' }]);
});

it.each(['onOutput', 'onConfirm'])(
	'hands the changes out when nobody knows whether their position was written (%s)',
	async (delivery) => {
		exchange.changes.set('alice@enyoi.example', ['Jour fixe']);
		exchange.unanswered.add('alice@enyoi.example');

		const { json, error } = await sync({
			items: mailboxes('alice', 'bob'),
			parameters: { delivery },
		});

		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject([{ subject: 'Jour fixe' }]);
		expect(json[1]).toMatchObject([
			{ kept: false, message: expect.stringContaining('No answer from alice@enyoi.example') },
			{ mailbox: 'bob@enyoi.example' },
		]);
	},
);

it('hands on what was handed out before and does not count', async () => {
	await sync({ items: mailboxes('alice'), parameters: { delivery: 'onConfirm' } });
	await sync({ items: mailboxes('alice') });

	expect(exchange.asked.map(({ unconfirmed }) => unconfirmed)).toEqual([[], ['+']]);
	expect(exchange.positions.get(ownPlace('alice'))).toEqual({ counting: '+' });
});

it('puts positions back when the execution is stopped while they are written', async () => {
	const items = mailboxes('alice', 'bob');
	const parameters = { positionStore: 'mailbox' };
	await sync({ items, parameters });
	const stop = new AbortController();
	exchange.onWrite = () => stop.abort();

	await sync({ items, parameters, signal: stop.signal, onError: 'continueErrorOutput' });
	await new Promise((resolve) => setImmediate(resolve));

	expect(exchange.counting()).toEqual({ [ownPlace('alice')]: '+', [ownPlace('bob')]: '+' });
});

it('stops with the execution and moves nothing', async () => {
	exchange.silent.add('bob@enyoi.example');
	const stop = new AbortController();
	setImmediate(() => setImmediate(() => setImmediate(() => stop.abort())));

	await sync({
		items: mailboxes('alice', 'bob'),
		signal: stop.signal,
		onError: 'continueErrorOutput',
	});

	expect(exchange.counting()).toEqual({});
	expect(exchange.underWay).toBe(0);
});

it('makes a credential that can not be used the failure of every item', async () => {
	jest.mocked(connection.connect).mockImplementation(() => {
		throw new ExchangeError('settings', 'The e-mail DNS is missing', {
			field: 'emailDns',
			remedy: 'Enter it.',
		});
	});

	const stopped = await sync({ items: mailboxes('alice') });
	const { json } = await sync({
		items: mailboxes('alice', 'bob'),
		onError: 'continueErrorOutput',
	});

	expect(stopped.error).toMatchObject({
		name: 'NodeOperationError',
		message: 'The e-mail DNS is missing (Email Domain (DNS) in the credential)',
		description: 'Enter it.',
	});
	expect(json[2]).toHaveLength(2);
});
