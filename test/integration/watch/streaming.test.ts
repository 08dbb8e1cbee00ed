import { Affinity } from '../../../exchange/ews/affinity';
import {
	getStreamingEvents,
	type StreamedNews,
} from '../../../exchange/ews/operations/getStreamingEvents';
import { subscribe } from '../../../exchange/ews/operations/subscribe';
import { unsubscribe } from '../../../exchange/ews/operations/unsubscribe';
import { call } from '../../../exchange/ews/request';
import { streamAnswers } from '../../../exchange/ews/streamedAnswers';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { startConnected, type Connected } from '../../support/startConnected';

const mailbox = 'alice@enyoi.example';
const events = ['CreatedEvent', 'ModifiedEvent', 'DeletedEvent', 'MovedEvent'] as const;

let connected: Connected;
beforeEach(async () => {
	connected = await startConnected({ settings: { maxConnections: 1 } });
});
afterEach(async () => await connected.close());

const subscribed = async (affinity?: Affinity) =>
	await call(
		connected.exchange,
		subscribe,
		{ folder: { distinguished: 'calendar' }, events },
		{ mailbox, affinity },
	);

function listen(subscriptionIds: string[], signal?: AbortSignal, affinity?: Affinity) {
	return streamAnswers(
		connected.exchange,
		getStreamingEvents,
		{ subscriptionIds, minutes: 30 },
		{ mailbox, signal, affinity, idleTimeoutMs: 60_000, answerTimeoutMs: 120_000 },
	);
}

const calendar = () => connected.company.user('alice').calendar;

it('tells of a change while it happens, and leaves the only connection to others', async () => {
	const stop = new AbortController();
	const id = await subscribed();
	const news = listen([id], stop.signal);
	expect((await news.next()).value).toEqual({ changed: [], lost: [], connection: 'OK' });

	calendar().create({ subject: 'Review', start: new Date('2026-12-01T09:00:00Z') });
	expect(((await news.next()).value as StreamedNews).changed).toEqual([id]);
	// The pool has one connection, and it is free.
	await subscribed();

	stop.abort();
	await expect(news.next()).rejects.toMatchObject({ code: 'cancelled' });
});

it('sends what the first answer gave to bind requests to one server', async () => {
	const affinity = new Affinity(mailbox);
	const id = await subscribed(affinity);
	await call(connected.exchange, unsubscribe, { subscriptionId: id }, { mailbox, affinity });
	const [first, second] = connected.server.requests.slice(-2);
	expect(first.headers).toMatchObject({
		'x-anchormailbox': mailbox,
		'x-preferserveraffinity': 'true',
	});
	expect(second.headers.cookie).toMatch(/^X-BackEndOverrideCookie=/);
	expect(subscriptionsOf(connected.company).find(id, Date.now())).toBeUndefined();
});

it('asks for no compression, and names lost subscriptions', async () => {
	connected.company.behaviours.lostSubscriptions = 'named';
	const id = await subscribed();
	subscriptionsOf(connected.company).loseAll();
	const news = listen([id]);
	expect((await news.next()).value).toMatchObject({
		lost: [id],
		failure: { responseCode: 'ErrorSubscriptionNotFound' },
	});
	expect((await news.next()).done).toBe(true);
	expect(connected.server.requests.at(-1)!.headers['accept-encoding']).toBe('identity');

	connected.company.behaviours.lostSubscriptions = 'unnamed';
	await expect(listen([id]).next()).rejects.toMatchObject({
		details: { responseCode: 'ErrorSubscriptionNotFound' },
	});
});

it('ends in order when the time is over', async () => {
	subscriptionsOf(connected.company).minuteMs = 1;
	const news = listen([await subscribed()]);
	const seen: unknown[] = [];
	for await (const { connection } of news) seen.push(connection);
	expect(seen).toEqual(['OK', 'Closed']);
});

it('closes its connection when nobody reads on', async () => {
	const id = await subscribed();
	const news = listen([id]);
	await news.next();
	expect(subscriptionsOf(connected.company).openStreams).toBe(1);
	await news.return();
	while (subscriptionsOf(connected.company).openStreams > 0) {
		await new Promise((resolve) => setImmediate(resolve));
	}
});
