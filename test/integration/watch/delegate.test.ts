import type { Exchange } from '../../../exchange/connection';
import { watchCalendars } from '../../../exchange/watch/watchCalendars';
import type { WatchOptions } from '../../../exchange/watch/options';
import type { WatchedEvent } from '../../../exchange/watch/watchedEvent';
import { Company } from '../../exchangeServer';
import type { Behaviours } from '../../exchangeServer/behaviours';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { startConnected, type Connected } from '../../support/startConnected';

/** An account without impersonation: what it may see is what people share with it. */

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const carol = 'carol@enyoi.example';
const delegate = 'svc-delegate@enyoi.example';

let connected: Connected;
let company: Company;
let exchange: Exchange;
let stop: AbortController;
/** The test is over: nothing is waited for any more. */
let isOver = false;
let watches: Array<AsyncGenerator<WatchedEvent, void>>;
jest.setTimeout(60_000);

async function start(privateItems: Behaviours['privateItems'] = 'omitted') {
	company = new Company({ behaviours: { privateItems } });
	for (const accountName of ['alice', 'bob', 'carol']) company.addPerson({ accountName });
	company.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
	company.user('alice').share(delegate, 'Reviewer');
	company.user('bob').share(delegate, 'Editor');
	connected = await startConnected({ company });
	exchange = connected.reconnect({
		user: 'svc-delegate',
		password: company.account('svc-delegate')!.password,
		mailboxAccess: 'delegate',
	});
	stop = new AbortController();
	watches = [];
}

async function close() {
	stop.abort();
	for (const watch of watches) await watch.return();
	await exchange.close();
	await connected.close();
}

beforeEach(() => (isOver = false));
afterEach(async () => {
	isOver = true;
	await close();
});

const tomorrow = () => new Date(Date.now() + 24 * 3_600_000);
const calendarOf = (name: string) => company.user(name).calendar;

function watch(options: WatchOptions): AsyncGenerator<WatchedEvent, void> {
	const made = watchCalendars(exchange, {
		positionName: 'test',
		positionStore: 'serviceMailbox',
		signal: stop.signal,
		...options,
	});
	watches.push(made);
	return made;
}

const found = ({ value }: IteratorResult<WatchedEvent, void>) =>
	value as unknown as Record<string, unknown>;

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue() && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** As many calendars are listened to, and all that was asked is answered. */
async function listening(count: number): Promise<void> {
	await until(
		() =>
			subscriptionsOf(company).countOf('svc-delegate') === count &&
			subscriptionsOf(company).openStreams > 0 &&
			positions() >= count &&
			connected.server.requests.every(
				({ operation, status }) => status > 0 || operation === 'GetStreamingEvents',
			),
	);
}

/** Positions that were written. */
const positions = () =>
	connected.server.requests.filter(
		({ operation, status }) =>
			/^(Create|Update)UserConfiguration$/.test(operation) && status === 200,
	).length;

it('watches what is shared with the account, and tells of what is not', async () => {
	await start();
	const news = watch({ mailboxes: [alice, bob, carol] });
	expect(found(await news.next())).toMatchObject({ kind: 'problem', mailbox: carol });
	const next = news.next();
	await listening(2);
	calendarOf('alice').create({ subject: 'Plan', start: tomorrow() });
	expect(found(await next)).toMatchObject({ kind: 'created', mailbox: alice, subject: 'Plan' });
	calendarOf('bob').create({ subject: 'Review', start: tomorrow() });
	expect(found(await news.next())).toMatchObject({ mailbox: bob, subject: 'Review' });
});

it('goes on where it was when a right is taken and given back', async () => {
	await start();
	const news = watch({ mailboxes: [alice, bob] });
	const first = news.next();
	await listening(2);
	company.user('alice').share(delegate, 'None');
	calendarOf('alice').create({ subject: 'Out of sight', start: tomorrow() });
	expect(found(await first)).toMatchObject({
		kind: 'problem',
		mailbox: alice,
		error: { code: 'accessDenied', remedyBy: 'exchangeAdmin' },
	});
	const next = news.next();
	calendarOf('bob').create({ subject: 'Meanwhile', start: tomorrow() });
	expect(found(await next)).toMatchObject({ mailbox: bob, subject: 'Meanwhile' });
	company.user('alice').share(delegate, 'Reviewer');
	expect(found(await news.next())).toMatchObject({ mailbox: alice, subject: 'Out of sight' });
});

it('tells of private events as much as Exchange lets the account see, at most their times', async () => {
	for (const how of ['omitted', 'byRequest', 'maskedById', 'masked', 'visible'] as const) {
		await start(how);
		const news = watch({ mailboxes: [alice] });
		const first = news.next();
		await listening(1);
		const doctor = { subject: 'Doctor', start: tomorrow(), sensitivity: 'Private' } as const;
		calendarOf('alice').create(doctor);
		calendarOf('alice').create({ subject: 'Plan', start: tomorrow() });
		const told = [found(await first)];
		const isTold = how !== 'omitted' && how !== 'byRequest';
		if (isTold) told.push(found(await news.next()));
		expect(told.at(-1)).toMatchObject({ kind: 'created', subject: 'Plan', masked: false });
		if (isTold) expect(told[0]).toMatchObject({ kind: 'created', masked: true });
		expect(JSON.stringify(told)).not.toContain('Doctor');
		if (how !== 'visible') await close();
	}
});

it('tells an event that its owner made private as gone where Exchange leaves such out', async () => {
	await start('omitted');
	const news = watch({ mailboxes: [alice] });
	const first = news.next();
	await listening(1);
	const plan = calendarOf('alice').create({ subject: 'Plan', start: tomorrow() });
	const { key } = found(await first);
	const next = news.next();
	calendarOf('alice').update(plan.id, { sensitivity: 'Private', subject: 'Doctor' });
	expect(found(await next)).toMatchObject({ kind: 'deleted', key });
});

it('says how to keep positions where the account may only read', async () => {
	await start();
	const news = watch({ mailboxes: [alice], positionStore: 'mailbox' });
	expect(found(await news.next())).toMatchObject({
		kind: 'problem',
		mailbox: alice,
		error: {
			code: 'accessDenied',
			field: 'positionStore',
			message: `svc-delegate may not keep a position beside the calendar of ${alice}`,
			remedy: expect.stringContaining("service account's own mailbox") as string,
			details: { operation: 'CreateUserConfiguration' },
		},
	});
});

it('keeps positions beside a calendar of which the account is an owner', async () => {
	await start();
	company.user('alice').share(delegate, 'Owner');
	const news = watch({ mailboxes: [alice], positionStore: 'mailbox' });
	const first = news.next();
	await listening(1);
	calendarOf('alice').create({ subject: 'Plan', start: tomorrow() });
	expect(found(await first)).toMatchObject({ kind: 'created', subject: 'Plan' });
});
