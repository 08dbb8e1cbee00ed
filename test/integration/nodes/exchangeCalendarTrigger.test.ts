import type {
	IDataObject,
	INodeExecutionData,
	IRun,
	ITriggerFunctions,
	ITriggerResponse,
} from 'n8n-workflow';
import { ExchangeCalendarTrigger } from '../../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { refusedAccounts } from '../../../exchange/transport/authentication/refusedAccounts';
import type { ConnectionSettings } from '../../../exchange/settings';
import { responseError, stallBeforeHeaders } from '../../exchangeServer/faults';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { nodeWarnings } from '../../support/nodeWarnings';
import { startConnected, type Connected } from '../../support/startConnected';

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';

jest.setTimeout(30_000);

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

let connected: Connected;
let isOver = false;
/** What stands in the credential, where it differs from the connection of the test. */
let credential: Partial<ConnectionSettings>;
beforeEach(async () => {
	isOver = false;
	connected = await startConnected();
	credential = {};
});
afterEach(async () => {
	jest.restoreAllMocks();
	isOver = true;
	for (const { response } of started.splice(0)) await response.closeFunction?.();
	await connected.close();
});

interface Deferred {
	promise: Promise<IRun>;
	resolve(run: IRun): void;
	reject(error: Error): void;
}

function createDeferredPromise(): Deferred {
	const deferred = {} as Deferred;
	deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
	return deferred;
}

interface Emitted {
	items: INodeExecutionData[];
	done?: Deferred;
}

/** The node as n8n runs it, with what it hands to n8n. */
class Started {
	response: ITriggerResponse = {};
	readonly emitted: Emitted[] = [];
	readonly failures: Error[] = [];
	readonly logged: string[] = [];
	/** Called when the credential is read. */
	onCredential?: () => void;
	/** n8n can't record failed executions. */
	recordsNothing = false;
	/** The failure of n8n to take the next news. */
	refusal?: Error;
	/** n8n evaluates expressions while it activates the workflow, and at no other time. */
	private isActivated = false;

	constructor(
		private readonly parameters: IDataObject,
		private readonly mode: 'trigger' | 'manual',
		/** Whether executions end by themselves. */
		private readonly ends: boolean,
	) {}

	async start(): Promise<this> {
		this.response = await new ExchangeCalendarTrigger().trigger.call(this.context());
		started.push(this);
		this.isActivated = this.mode === 'trigger';
		if (this.mode === 'manual') await this.response.manualTriggerFunction?.();
		return this;
	}

	get subjects(): unknown[] {
		return this.emitted.flatMap(({ items }) => items.map(({ json }) => json.subject));
	}

	private context(): ITriggerFunctions {
		const log = (words: string) => void this.logged.push(words);
		const context = {
			getMode: () => this.mode,
			getNode: () => ({ id: 'n1', name: 'Trigger', type: 'x', typeVersion: 1, parameters: {} }),
			getWorkflow: () => ({ id: 'w1', name: 'Test', active: true }),
			getNodeParameter: (name: string, fallback: unknown) => {
				// The one that takes no expression.
				if (!this.isActivated || name === 'authentication') {
					return this.parameters[name] ?? fallback;
				}
				throw new Error('No bridge acquired for this context. Call acquire() first.');
			},
			getCredentials: async () => {
				this.onCredential?.();
				await Promise.resolve();
				return { ...credential, ...connected.settings, ...credential };
			},
			helpers: { createDeferredPromise },
			logger: { info: log, error: log, warn: log, debug: log },
			emit: ([items]: INodeExecutionData[][], _response: unknown, done?: Deferred) => {
				const { refusal } = this;
				this.refusal = undefined;
				if (refusal) throw refusal;
				this.emitted.push({ items, done });
				if (this.ends) done?.resolve({} as IRun);
			},
			emitError: (error: Error) => void this.failures.push(error),
			saveFailedExecution: (error: Error) => {
				this.failures.push(error);
				if (this.recordsNothing) throw new Error('no database');
			},
		};
		return context as unknown as ITriggerFunctions;
	}
}

const started: Started[] = [];

const mailboxes = (...values: unknown[]) => ({
	mailboxes: { values: values.map((value) => ({ mailbox: value })) },
	triggerOn: ['created', 'updated', 'deleted'],
});

const start = async (
	parameters: IDataObject,
	{ mode = 'trigger' as 'trigger' | 'manual', ends = true } = {},
) => await new Started(parameters, mode, ends).start();

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue() && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
}

const book = () => subscriptionsOf(connected.company);
const calendarOf = (name: string) => connected.company.user(name).calendar;
const asked = (operation: string) =>
	connected.server.requests.filter((one) => one.operation === operation && one.status > 0).length;

/** The node listens, and has read all calendars. */
const atRest = async (readings: number) =>
	await until(() => book().openStreams > 0 && asked('SyncFolderItems') >= readings);

it('starts the workflow with what happens, and closes everything within a second', async () => {
	const node = await start(mailboxes(`${alice}, ${bob}`));
	await atRest(2);
	calendarOf('bob').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	expect(node.emitted[0].items).toMatchObject([
		{ json: { kind: 'created', changeType: 'created', subject: 'Review', mailbox: bob } },
	]);
	await node.response.closeFunction?.();
	await until(() => book().openStreams === 0);
	expect(book().countOf(connected.company.serviceAccount.accountName)).toBe(0);
});

it.each([
	[{}, ['kind', 'changeType', 'subject', 'start', 'end'], false],
	[{ simplify: false }, ['kind', 'changeType', 'subject', 'start', 'end'], true],
])('gives what is read first at the beginning: %j', async (parameters, first, isWhole) => {
	const node = await start({ ...mailboxes(alice), ...parameters });
	await atRest(1);
	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	const fields = Object.keys(node.emitted[0].items[0].json);
	expect(fields.slice(0, first.length)).toEqual(first);
	expect(fields).toEqual(expect.arrayContaining(['mailbox', 'uid', 'id', 'syncRun']));
	expect(fields.includes('changeKey')).toBe(isWhole);
});

it('goes on where it was when it is activated again', async () => {
	const first = await start(mailboxes({ __rl: true, mode: 'address', value: [alice, bob] }));
	await atRest(2);
	calendarOf('alice').create({ subject: 'Told', start: inHours(24) });
	await until(() => first.emitted.length > 0);
	await until(() => asked('UpdateUserConfiguration') >= 3);
	await first.response.closeFunction?.();
	calendarOf('alice').create({ subject: 'Meanwhile', start: inHours(25) });

	const again = await start(mailboxes({ mode: 'list', value: alice }));
	await until(() => again.subjects.includes('Meanwhile'));
	expect(again.subjects.filter((subject) => subject !== 'Told')).toEqual(['Meanwhile']);
});

it('lets nothing count that n8n did not run: it comes again', async () => {
	const node = await start(mailboxes(alice), { ends: false });
	await atRest(1);
	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	node.emitted[0].done?.reject(new Error('no database'));
	await until(() => node.emitted.length > 1);
	expect(node.subjects).toEqual(['Review', 'Review']);
});

it('takes no leak for many executions at a time', async () => {
	connected.company.behaviours.hiddenWrites = 'untold';
	const names = Array.from({ length: 12 }, (_, at) => `staff${at}`);
	for (const accountName of names) connected.company.addPerson({ accountName });
	const node = await start(mailboxes(names.map((name) => `${name}@enyoi.example`)), {
		ends: false,
	});
	await atRest(names.length);
	const warnings = await nodeWarnings(async () => {
		for (const name of names) calendarOf(name).create({ subject: name, start: inHours(24) });
		await until(() => node.emitted.length === names.length);
	});
	expect(node.emitted).toHaveLength(names.length);
	expect(warnings).toEqual([]);
});

it.each([
	['somebody stopped counts as one that ran', 'ManualExecutionCancelledError', 'Second'],
	['reached its time limit counts as one that ran', 'TimeoutExecutionCancelledError', 'Second'],
	['the end of n8n stopped is begun again', 'SystemShutdownExecutionCancelledError', 'First'],
])('an execution that %s', async (_what, name, next) => {
	const node = await start(mailboxes(alice), { ends: false });
	await atRest(1);
	calendarOf('alice').create({ subject: 'First', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	node.emitted[0].done?.reject(Object.assign(new Error('stopped'), { name }));
	if (next === 'Second') calendarOf('alice').create({ subject: next, start: inHours(25) });
	await until(() => node.emitted.length > 1);
	expect(node.subjects).toEqual(['First', next]);
});

it('tells of a mailbox that is not there in the log and as a failed execution', async () => {
	const node = await start(mailboxes('nobody@enyoi.example', alice));
	await until(() => node.failures.length > 0);
	expect(node.failures[0].message).toContain('nobody@enyoi.example');
	expect(node.logged.join()).toContain('nobody@enyoi.example');
	await atRest(1);
	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	expect(node.subjects).toEqual(['Review']);
});

it('goes on with another password once it is in the credential', async () => {
	const later = setTimeout;
	// The credential is looked at each minute; nothing else is to have the same time.
	credential = { timeoutSeconds: 50 };
	jest
		.spyOn(global, 'setTimeout')
		.mockImplementation(((work: () => void, milliseconds?: number) =>
			later(work, milliseconds === 60_000 ? 20 : milliseconds)) as typeof setTimeout);
	const node = await start(mailboxes(alice));
	// Before its first position is kept, what is there is not told.
	await until(() => book().openStreams > 0 && asked('CreateUserConfiguration') >= 2);
	connected.company.serviceAccount.password = 'another';
	book().loseAll();
	calendarOf('alice').create({ subject: 'Meanwhile', start: inHours(24) });
	await until(() => node.failures.length > 0);
	expect(node.failures[0].message).toMatch(/refuse/);
	expect(node.subjects).toEqual([]);
	credential = { ...credential, password: 'another' };
	await until(() => node.subjects.includes('Meanwhile'));
	await until(() => book().openStreams === 1);
	calendarOf('alice').create({ subject: 'Later', start: inHours(25) });
	await until(() => node.subjects.includes('Later'));
	expect(node.failures).toHaveLength(1);
});

describe('a credential that changes', () => {
	let minutes: Array<() => void>;
	const oneMinute = async () => {
		await until(() => minutes.length > 0);
		minutes.shift()?.();
	};
	beforeEach(async () => {
		const later = setTimeout;
		minutes = [];
		// The credential is looked at each minute; nothing else is to have the same time.
		credential = { timeoutSeconds: 50 };
		jest.spyOn(global, 'setTimeout').mockImplementation(((
			work: () => void,
			milliseconds?: number,
		) => {
			if (milliseconds === 60_000) minutes.push(work);
			return later(milliseconds === 60_000 ? () => {} : work, milliseconds);
		}) as typeof setTimeout);
	});
	const refused = async () => {
		// Three servers have refused this account by now, so that no other would be asked.
		refusedAccounts.forget(connected.exchange.settings);
		const node = await start(mailboxes(alice));
		await until(() => book().openStreams > 0 && asked('CreateUserConfiguration') >= 2);
		connected.company.serviceAccount.password = 'another';
		book().loseAll();
		calendarOf('alice').create({ subject: 'Meanwhile', start: inHours(24) });
		await until(() => node.failures.length > 0);
		return node;
	};

	it('is told once when it is a wrong one, and used when it is right or the old one again', async () => {
		const node = await refused();
		const old = credential;
		credential = { ...old, server: 'not a host name' };
		node.recordsNothing = true;
		await oneMinute();
		await oneMinute();
		await until(() => minutes.length > 0);
		expect(node.failures).toHaveLength(2);
		expect(node.failures[1].message).toMatch(/server/i);
		// Put back while it does not work either, which was told before.
		credential = old;
		await oneMinute();
		await until(() => minutes.length > 0);
		expect(node.failures).toHaveLength(2);
		credential = { ...old, server: 'not a host name' };
		await oneMinute();
		await until(() => node.failures.length > 2);
		connected.company.serviceAccount.password = connected.settings.password!;
		credential = old;
		await oneMinute();
		await until(() => node.subjects.includes('Meanwhile'));
		expect(node.failures).toHaveLength(3);
	});

	it.each([
		['half filled in', { user: '' }, 'user'],
		['wrong', { password: `wrong ${Date.now()}` }, 'Password'],
		['for another way to the mailboxes', { mailboxAccess: 'delegate' as const }, alice],
	])(
		'leaves a watch that works as it is while it is %s, and once it is put back',
		async (_what, changes, named) => {
			const node = await start(mailboxes(alice, 'nobody@enyoi.example'));
			await until(() => node.failures.length > 0 && book().openStreams > 0);
			await until(() => asked('CreateUserConfiguration') >= 2);
			const right = credential;
			credential = { ...right, ...changes };
			await oneMinute();
			await until(() => node.failures.length > 1);
			expect(node.failures[1].message).toContain(named);
			expect(node.failures[1]).toMatchObject({
				description: expect.stringContaining('goes on with the former one'),
			});
			await oneMinute();
			await until(() => minutes.length > 0);
			calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
			await until(() => node.subjects.includes('Review'));
			expect(node.failures).toHaveLength(2);
			expect(book().openStreams).toBe(1);
			const subscribed = asked('Subscribe');
			// As n8n may give it once it was saved again.
			const fields = Object.entries({ ...connected.settings, ...right });
			credential = Object.fromEntries(fields.reverse());
			await oneMinute();
			await until(() => minutes.length > 0);
			expect(node.failures).toHaveLength(2);
			expect(asked('Subscribe')).toBe(subscribed);
			credential = { ...right, timeoutSeconds: 40 };
			await oneMinute();
			await until(() => node.failures.length > 2 && book().openStreams > 0);
			calendarOf('alice').create({ subject: 'Later', start: inHours(25) });
			await until(() => node.subjects.includes('Later'));
			expect(node.subjects).toEqual(['Review', 'Later']);
		},
	);

	it('is tried once at a time, whatever is told meanwhile', async () => {
		const node = await start(mailboxes(alice, 'nobody@enyoi.example'));
		await until(() => node.failures.length > 0 && book().openStreams > 0);
		await until(() => asked('CreateUserConfiguration') >= 2);
		const { faults } = connected.server;
		faults.add({ fault: stallBeforeHeaders(), operation: 'FindItem' });
		credential = { ...credential, timeoutSeconds: 40 };
		await oneMinute();
		await until(() => faults.log.length > 0);
		faults.add({ fault: responseError('ErrorAccessDenied'), operation: 'SyncFolderItems' });
		calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
		await until(() => node.failures.length > 1);
		expect(minutes).toEqual([]);
	});

	it('is used once it mends another problem than the sign-in', async () => {
		const right = credential;
		credential = { ...right, mailboxAccess: 'delegate' };
		const node = await start(mailboxes(alice, bob));
		await until(() => node.failures.length >= 2);
		expect(node.failures[0].message).toMatch(/does not see the calendar/);
		credential = right;
		await oneMinute();
		await until(() => book().openStreams > 0 && asked('CreateUserConfiguration') >= 4);
		calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
		await until(() => node.subjects.includes('Review'));
		expect(minutes).toEqual([]);
	});

	it('is no matter while n8n can not give it and the watch goes on', async () => {
		const node = await start(mailboxes(alice, 'nobody@enyoi.example'));
		await until(() => node.failures.length > 0 && book().openStreams > 0);
		node.onCredential = () => {
			throw new Error('The database does not answer');
		};
		await oneMinute();
		await until(() => minutes.length > 0);
		expect(node.failures.map(({ message }) => message)).not.toContainEqual(
			expect.stringContaining('database'),
		);
	});

	// In each moment between the look and the new watch.
	it.each([0, 2, 4, 6, 8, 'trial'])('starts nothing for a trigger closed at %s', async (step) => {
		const node = await refused();
		credential = { ...credential, password: 'another' };
		let isClosed = Promise.resolve();
		let hasLooked = false;
		const closeAfter = async (left: number): Promise<void> => {
			await Promise.resolve();
			await (left > 0 ? closeAfter(left - 1) : node.response.closeFunction!());
		};
		node.onCredential = () => {
			hasLooked = true;
			if (typeof step === 'number') isClosed = closeAfter(step);
		};
		const views = asked('FindItem');
		await oneMinute();
		await until(() => hasLooked);
		if (step === 'trial') {
			await until(() => asked('FindItem') > views);
			isClosed = closeAfter(0);
		}
		await isClosed;
		const before = asked('SyncFolderItems');
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect([asked('SyncFolderItems'), book().openStreams]).toEqual([before, 0]);
	});
});

it('hands news over again that n8n does not take, and keeps nothing of the first time', async () => {
	const hours: unknown[] = [];
	const later = setTimeout;
	const clear = jest.spyOn(global, 'clearTimeout');
	jest.spyOn(global, 'setTimeout').mockImplementation(((work: () => void, ms?: number) => {
		const timer = later(work, ms);
		if (ms === 3_600_000) hours.push(timer);
		return timer;
	}) as typeof setTimeout);
	const node = await start(mailboxes(alice));
	await atRest(1);
	node.refusal = new Error('shutting down');
	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.refusal === undefined && node.emitted.length > 0);
	expect(node.subjects).toEqual(['Review']);
	const cleared = clear.mock.calls.map(([timer]) => timer);
	expect(hours).toHaveLength(2);
	expect(hours.filter((timer) => !cleared.includes(timer as NodeJS.Timeout))).toEqual([]);
});

it('watches the members of a group', async () => {
	connected.company.addGroup({
		displayName: 'Staff',
		smtpAddress: 'staff@enyoi.example',
		members: [alice],
	});
	const node = await start({
		watch: 'group',
		group: ' staff@enyoi.example ',
		triggerOn: ['created'],
	});
	await atRest(1);
	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	expect(node.subjects).toEqual(['Review']);
});

it.each([
	[{ ...mailboxes(), triggerOn: ['created'] }, 'There is no mailbox to watch'],
	[{ watch: 'group', triggerOn: ['created'] }, 'Group is missing'],
	[{ ...mailboxes(alice), triggerOn: [] }, 'Trigger On is empty'],
	[mailboxes('alice'), 'not an email address'],
	[{ ...mailboxes(alice), options: { pollSeconds: 1 } }, 'Poll Every (Seconds)'],
	[mailboxes(alice, 4711), '4711 is not an email address (Mailboxes)'],
	[mailboxes([alice, { mail: bob }]), 'an object is not an email address (Mailboxes)'],
	[mailboxes(`${alice} ${bob}`), 'it holds a space'],
	[{ ...mailboxes(alice), triggerOn: 5 }, 'Trigger On is 5, not a list of kinds'],
	[{ ...mailboxes(alice), triggerOn: 'created, born' }, 'Trigger On is "born"'],
	[
		{ ...mailboxes(alice), triggerOn: ['startsSoon'], minutesBefore: '15' },
		'Minutes Before is "15", not a number of minutes from 0 to 1440',
	],
	[
		{ ...mailboxes(alice), triggerOn: 'startsSoon', minutesBefore: Number.NaN },
		'Minutes Before is NaN',
	],
	[{ ...mailboxes(alice), watch: 'all' }, 'Watch is "all", not one of mailboxes, group'],
	[{ ...mailboxes(alice), simplify: 'perhaps' }, 'Simplify is "perhaps", not true or false'],
	[{ watch: 'group', group: [bob], triggerOn: ['created'] }, 'Group is a list, not a text'],
	[
		{ watch: 'group', group: 'staff', triggerOn: ['created'] },
		'Group is "staff", not an email address: there is no @',
	],
	[{ ...mailboxes(alice), options: { calendar: ['x'] } }, 'Calendar ID is a list, not a text'],
	[{ ...mailboxes(alice), options: { positionName: {} } }, 'Position Name is an object'],
	[{ ...mailboxes(alice), options: { timeZone: 'Mars' } }, 'Unknown time zone "Mars" (Time Zone)'],
	[{ ...mailboxes(alice), options: { testWith: 'old' } }, 'Test With is "old"'],
	[
		{ ...mailboxes(alice), options: { positionStore: 'memory' } },
		'Keep Position In is "memory", not one of mailbox, serviceMailbox',
	],
	[
		{ ...mailboxes(alice), options: { extendedProperties: { properties: [7] } } },
		'Extended Properties is no list of properties',
	],
	[
		{ ...mailboxes(alice), options: { extendedProperties: [{ name: 'x' }] } },
		'Extended Properties is no list of properties',
	],
	[
		{ ...mailboxes(alice), options: { extendedProperties: 'x' } },
		'Extended Properties is no list of properties',
	],
])('is not activated with %j', async (parameters, message) => {
	await expect(start(parameters as IDataObject)).rejects.toThrow(message);
});

it('takes an option of which an expression gives nothing for one that was not added', async () => {
	const options = { calendar: null, positionName: ' ', timeZone: '', pollSeconds: null };
	const node = await start({ ...mailboxes(alice), simplify: 'true', options } as IDataObject);
	await atRest(1);
	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	await until(() => node.emitted.length > 0);
	expect(node.subjects).toEqual(['Review']);
});

describe('a test in the editor', () => {
	it('gives the latest moment of the week, such as on a Monday', async () => {
		calendarOf('alice').create({ subject: 'Friday', start: inHours(-3 * 24) });
		const parameters = { ...mailboxes(alice), triggerOn: ['started'] };
		const node = await start(parameters, { mode: 'manual' });
		await until(() => node.emitted.length > 0);
		expect(node.subjects).toEqual(['Friday']);
	});

	it('looks on where the first mailboxes can not be read', async () => {
		calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
		const bad = [1, 2, 3, 4, 5, 6].map((n) => `nobody${n}@enyoi.example`);
		const node = await start(mailboxes(...bad, alice), { mode: 'manual' });
		await until(() => node.emitted.length > 0 || node.failures.length > 0);
		expect(node.failures).toEqual([]);
		expect(node.subjects).toEqual(['Review']);
	});

	it('gives the latest change at once, and remembers nothing', async () => {
		calendarOf('alice').create({ subject: 'Older', start: inHours(24) });
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		calendarOf('bob').create({ subject: 'Newer', start: inHours(24) });
		const node = await start(mailboxes(alice, bob), { mode: 'manual' });
		await until(() => node.emitted.length > 0);
		expect(node.emitted[0].items).toMatchObject([{ json: { kind: 'created', subject: 'Newer' } }]);
		expect(asked('CreateUserConfiguration')).toBe(0);
		expect(asked('GetStreamingEvents')).toBe(0);
	});

	it.each(['latest', 'next'])('fails for a group without members (%s)', async (testWith) => {
		const group = 'staff@enyoi.example';
		connected.company.addGroup({ displayName: 'Staff', smtpAddress: group, members: [] });
		const parameters = { watch: 'group', group, triggerOn: ['created'], options: { testWith } };
		const node = await start(parameters, { mode: 'manual' });
		await until(() => node.failures.length > 0);
		expect(node.failures[0].message).toBe('staff@enyoi.example has no members with a calendar');
	});

	it('gives the latest moment', async () => {
		calendarOf('alice').create({ subject: 'Yesterday', start: inHours(-24) });
		calendarOf('alice').create({ subject: 'Lately', start: inHours(-3) });
		calendarOf('alice').create({ subject: 'Tomorrow', start: inHours(24) });
		const parameters = { ...mailboxes(alice), triggerOn: ['started'] };
		const node = await start(parameters, { mode: 'manual' });
		await until(() => node.emitted.length > 0);
		expect(node.emitted[0].items).toMatchObject([{ json: { kind: 'started', subject: 'Lately' } }]);
	});

	it('waits for the next change where that is asked for', async () => {
		calendarOf('alice').create({ subject: 'Old', start: inHours(24) });
		const parameters = { ...mailboxes(alice), options: { testWith: 'next' } };
		const node = await start(parameters, { mode: 'manual' });
		await atRest(1);
		calendarOf('alice').create({ subject: 'Next', start: inHours(25) });
		await until(() => node.emitted.length > 0);
		expect(node.subjects).toEqual(['Next']);
	});

	it.each(['latest', 'next'])(
		'tells of a mailbox that can not be watched, and goes on with the others: %s',
		async (testWith) => {
			if (testWith === 'latest') {
				calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
			}
			const parameters = { ...mailboxes('nobody@enyoi.example', alice), options: { testWith } };
			const node = await start(parameters, { mode: 'manual' });
			if (testWith === 'next') {
				await until(() => node.logged.length > 0 && book().openStreams > 0);
				await until(() => asked('SyncFolderItems') > 0);
				calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
			}
			await until(() => node.emitted.length > 0);
			expect(node.subjects).toEqual(['Review']);
			expect(node.failures).toEqual([]);
			const told = node.logged.filter((words) => words.includes('nobody@enyoi.example'));
			expect(told).toHaveLength(1);
		},
	);

	it('tells of a group within that can not be read, and shows the latest of the others', async () => {
		const [group, inner] = ['staff@enyoi.example', 'dynamic@enyoi.example'];
		connected.company.addGroup({ displayName: 'Inner', smtpAddress: inner, members: [bob] });
		connected.company.addGroup({
			displayName: 'Staff',
			smtpAddress: group,
			members: [alice, inner],
		});
		const fault = responseError('ErrorNameResolutionNoResults');
		connected.server.faults.add({ operation: 'ExpandDL', after: 1, fault });
		calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
		const parameters = { watch: 'group', group, triggerOn: ['created'] };
		const node = await start(parameters, { mode: 'manual' });
		await until(() => node.emitted.length > 0);
		expect(node.subjects).toEqual(['Review']);
		expect(node.logged).toEqual([expect.stringContaining('ErrorNameResolutionNoResults')]);
	});

	it.each(['latest', 'next'])('shows that no mailbox can be watched: %s', async (testWith) => {
		const parameters = {
			...mailboxes('nobody@enyoi.example', ' NOBODY@enyoi.example', 'none@enyoi.example'),
			options: { testWith },
		};
		const node = await start(parameters, { mode: 'manual' });
		await until(() => node.failures.length > 0);
		expect(node.failures[0].message).toMatch(/(nobody|none)@enyoi.example/);
		expect(node.emitted).toEqual([]);
	});

	it.each(['latest', 'next'])('shows that no member can be watched: %s', async (testWith) => {
		const { company } = connected;
		company.account(company.serviceAccount.user)!.impersonation = ['carol@enyoi.example'];
		const group = 'staff@enyoi.example';
		company.addGroup({ displayName: 'Staff', smtpAddress: group, members: [alice, bob] });
		const parameters = { watch: 'group', group, triggerOn: ['created'], options: { testWith } };
		const node = await start(parameters, { mode: 'manual' });
		await until(() => node.failures.length > 0);
		expect(node.failures[0].message).toMatch(/may not act as (alice|bob)@enyoi.example/);
	});

	it('shows why it can not', async () => {
		const node = await start(mailboxes('nobody@enyoi.example'), { mode: 'manual' });
		await until(() => node.failures.length > 0);
		expect(node.failures[0].message).toContain('nobody@enyoi.example');
	});
});
