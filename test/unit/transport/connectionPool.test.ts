import * as net from 'node:net';
import { TimedOut } from '../../../exchange/transport/errors';
import { ConnectionPool, type PoolOptions } from '../../../exchange/transport/connectionPool';
import type { HttpConnection } from '../../../exchange/transport/httpConnection';
import type { Origin } from '../../../exchange/transport/origin';
import { startServer, type TestServer } from './server';

let servers: TestServer[];
let pool: ConnectionPool;
const { signal } = new AbortController();

beforeEach(async () => {
	const answer = (_request: unknown, response: { end(text: string): void }) => response.end('ok');
	servers = [await startServer(answer), await startServer(answer)];
});
afterEach(async () => {
	jest.useRealTimers();
	pool.close();
	for (const server of servers) await server.close();
});

const at = (server: TestServer): Origin => ({
	protocol: 'http:',
	host: '127.0.0.1',
	port: server.port,
});

function createPool(options: Partial<PoolOptions> = {}): void {
	pool = new ConnectionPool({
		maxConnections: 1,
		open: async ({ host, port }) =>
			await new Promise((resolve) => {
				const socket = net.connect({ host, port }, () => resolve(socket));
			}),
		...options,
	});
}

async function ask(server: TestServer): Promise<void> {
	const connection = await pool.acquire(at(server), 'a', signal);
	await exchange(connection);
	await pool.release(connection);
}

async function exchange(connection: HttpConnection): Promise<void> {
	const request = {
		path: '/',
		method: 'POST',
		headers: {},
		body: Buffer.from('x'),
		signal,
		idleTimeoutMs: 5000,
		repeatable: false,
	};
	await connection.drain(await connection.exchange(request), request);
}

const until = async (condition: () => boolean) => {
	for (let turn = 0; turn < 10_000 && !condition(); turn++) await new Promise(setImmediate);
	expect(condition()).toBe(true);
};

it('closes what nobody uses', async () => {
	createPool({ idleMs: 1 });
	await ask(servers[0]);
	await until(() => servers[0].sockets.size === 0);
	await ask(servers[0]);
	expect(servers[0].connections).toBe(2);
});

it('gives an idle connection up when another server needs it', async () => {
	createPool();
	await ask(servers[0]);
	await ask(servers[1]);
	await until(() => servers[0].sockets.size === 0);
	await ask(servers[1]);
	expect(servers.map(({ connections }) => connections)).toEqual([1, 1]);
});

it('takes no more waiting requests than it may', async () => {
	createPool({ maxWaiting: 1 });
	const connection = await pool.acquire(at(servers[0]), 'a', signal);
	const second = pool.acquire(at(servers[0]), 'b', signal);
	await expect(pool.acquire(at(servers[0]), 'c', signal)).rejects.toMatchObject({
		code: 'limit',
	});
	await exchange(connection);
	await pool.release(connection);
	expect(await second).toBe(connection);
});

it('grows back some time after the server complained', async () => {
	createPool({ maxConnections: 2, reductionMs: 0 });
	pool.shrink();
	expect(pool.limit).toBe(2);
	createPool({ maxConnections: 2 });
	pool.shrink();
	pool.shrink();
	expect(pool.limit).toBe(1);
});

const fakeTime = () =>
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'], now: 0 });
/** So many connections to the first server, each of which has carried a request. */
async function openMany(count: number): Promise<HttpConnection[]> {
	const connections: HttpConnection[] = [];
	for (let index = 0; index < count; index++) {
		connections.push(await pool.acquire(at(servers[0]), 'a', signal));
	}
	for (const connection of connections) await exchange(connection);
	return connections;
}
const openSockets = () => servers.map(({ sockets }) => sockets.size);

describe('after the server complained', () => {
	it('closes a busy connection as soon as it is given back, and no more than that', async () => {
		createPool({ maxConnections: 3 });
		const [first, second, third] = await openMany(3);
		pool.shrink();
		expect(openSockets()).toEqual([3, 0]);
		await pool.release(first);
		await until(() => servers[0].sockets.size === 2);
		await pool.release(second);
		await pool.release(third);
		expect(pool.limit).toBe(2);
		await openMany(2);
		expect(servers[0].connections).toBe(3);
	});

	it('closes what is idle at once, the longest unused first', async () => {
		createPool({ maxConnections: 3 });
		const [first, second, third] = await openMany(3);
		for (const connection of [second, first, third]) await pool.release(connection);
		pool.shrink();
		await until(() => servers[0].sockets.size === 2);
		expect([first, second, third].map(({ isOpen }) => isOpen)).toEqual([true, false, true]);
	});

	it('leaves what is within the new size', async () => {
		createPool({ maxConnections: 3 });
		const [connection] = await openMany(1);
		await pool.release(connection);
		pool.shrink();
		pool.shrink();
		expect(connection.isOpen).toBe(true);
	});

	it('opens no more than are left, and serves who waits when one comes back', async () => {
		createPool({ maxConnections: 2 });
		const [first, second] = await openMany(2);
		pool.shrink();
		const waiting = pool.acquire(at(servers[0]), 'b', signal);
		await pool.release(first);
		expect(pool.isCrowded).toBe(true);
		await pool.release(second);
		expect(await waiting).toBe(second);
	});

	it('counts each complaint for ten minutes, but none that changes nothing', () => {
		fakeTime();
		createPool({ maxConnections: 3 });
		const limits: number[] = [];
		const wait = (milliseconds: number) => {
			jest.advanceTimersByTime(milliseconds);
			limits.push(pool.limit);
		};
		pool.shrink();
		wait(60_000);
		pool.shrink();
		wait(60_000);
		pool.shrink();
		wait(480_000 - 1);
		wait(1);
		wait(60_000 - 1);
		wait(1);
		expect(limits).toEqual([2, 1, 1, 2, 2, 3]);
	});
});

describe('a connection that nobody uses', () => {
	it('is closed after its time, which begins anew with each use', async () => {
		createPool({ idleMs: 1000 });
		fakeTime();
		await ask(servers[0]);
		jest.advanceTimersByTime(999);
		await ask(servers[0]);
		jest.advanceTimersByTime(999);
		await ask(servers[0]);
		expect(servers[0].connections).toBe(1);
		jest.advanceTimersByTime(1000);
		await until(() => servers[0].sockets.size === 0);
	});

	it('is closed after 50 seconds where nothing else is said', async () => {
		createPool();
		fakeTime();
		await ask(servers[0]);
		jest.advanceTimersByTime(49_999);
		const connection = await pool.acquire(at(servers[0]), 'a', signal);
		expect(connection.isOpen).toBe(true);
		await pool.release(connection);
		jest.advanceTimersByTime(50_000);
		expect(connection.isOpen).toBe(false);
	});

	it('is not closed while it is used', async () => {
		createPool();
		fakeTime();
		await ask(servers[0]);
		const connection = await pool.acquire(at(servers[0]), 'a', signal);
		jest.advanceTimersByTime(600_000);
		expect(connection.isOpen).toBe(true);
	});

	it('does not keep the process alive', async () => {
		createPool();
		const timers = jest.spyOn(global, 'setTimeout');
		await ask(servers[0]);
		const made = timers.mock.results.map(({ value }) => value as NodeJS.Timeout);
		const idle = made.filter((_timer, index) => timers.mock.calls[index][1] === 50_000);
		timers.mockRestore();
		expect(idle.map((timer) => timer.hasRef())).toEqual([false]);
	});

	it('lets the surplus become idle: the one used last is taken first', async () => {
		createPool({ maxConnections: 2 });
		const [first, second] = await openMany(2);
		await pool.release(second);
		await pool.release(first);
		expect(await pool.acquire(at(servers[0]), 'a', signal)).toBe(first);
		expect(await pool.acquire(at(servers[0]), 'a', signal)).toBe(second);
	});

	it('makes room for another server, the longest unused first', async () => {
		createPool({ maxConnections: 2 });
		const [first, second] = await openMany(2);
		await pool.release(second);
		await pool.release(first);
		await ask(servers[1]);
		expect([first.isOpen, second.isOpen]).toEqual([true, false]);
		await until(() => servers[0].sockets.size === 1);
		expect(openSockets()).toEqual([1, 1]);
	});

	it('is left where there is room for another server', async () => {
		createPool({ maxConnections: 2 });
		await ask(servers[0]);
		await ask(servers[1]);
		expect(openSockets()).toEqual([1, 1]);
	});

	it('takes no room once the server has closed it', async () => {
		createPool({ maxConnections: 2 });
		for (const connection of await openMany(2)) await pool.release(connection);
		for (const socket of servers[0].sockets) socket.destroy();
		await until(() => servers[0].sockets.size === 0);
		for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
		await openMany(2);
		expect(servers[0].connections).toBe(4);
	});
});

describe('waiting for a connection', () => {
	it('is what makes a pool crowded', async () => {
		createPool();
		const [connection] = await openMany(1);
		expect(pool.isCrowded).toBe(false);
		const waiting = pool.acquire(at(servers[0]), 'b', signal);
		expect(pool.isCrowded).toBe(true);
		await pool.release(connection);
		expect(await waiting).toBe(connection);
		expect(pool.isCrowded).toBe(false);
	});

	it('ends with a new connection when the one given back is broken', async () => {
		createPool();
		const [connection] = await openMany(1);
		const waiting = pool.acquire(at(servers[0]), 'b', signal);
		connection.close();
		await pool.release(connection);
		await exchange(await waiting);
		expect(servers[0].connections).toBe(2);
	});

	it('ends when it is cancelled, and the next in line gets the connection', async () => {
		createPool();
		const [connection] = await openMany(1);
		const cancel = new AbortController();
		const reason = new TimedOut('mail:443', 'connecting', 1);
		const cancelled = pool.acquire(at(servers[0]), 'b', cancel.signal);
		const next = pool.acquire(at(servers[0]), 'c', signal);
		cancel.abort(reason);
		await expect(cancelled).rejects.toBe(reason);
		await pool.release(connection);
		expect(await next).toBe(connection);
		expect(pool.isCrowded).toBe(false);
	});

	it('does not begin when it is cancelled or the pool is closed', async () => {
		createPool();
		const aborted = pool.acquire(at(servers[0]), 'a', AbortSignal.abort());
		await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
		expect(pool.isCrowded).toBe(false);
		pool.close();
		await expect(pool.acquire(at(servers[0]), 'a', signal)).rejects.toMatchObject({
			code: 'cancelled',
		});
		expect(servers[0].connections).toBe(0);
	});

	it('leaves no listener behind', async () => {
		createPool();
		const { signal: watched } = new AbortController();
		const added = jest.spyOn(watched, 'addEventListener');
		const removed = jest.spyOn(watched, 'removeEventListener');
		await pool.acquire(at(servers[0]), 'a', watched);
		expect(added).toHaveBeenCalledTimes(1);
		expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0].slice(0, 2));
	});

	it('is allowed to ten thousand where nothing else is said', async () => {
		createPool();
		for (let count = 0; count < 10_001; count++) {
			void pool.acquire(at(servers[0]), 'a', new AbortController().signal);
		}
		await expect(pool.acquire(at(servers[0]), 'b', signal)).rejects.toMatchObject({
			code: 'limit',
			remedyBy: 'you',
			remedy: expect.stringContaining('mailboxes'),
		});
	});
});

describe('a closed pool', () => {
	it('has closed everything, idle or busy', async () => {
		createPool({ maxConnections: 2 });
		const [busy, idle] = await openMany(2);
		await pool.release(idle);
		pool.close();
		await until(() => servers[0].sockets.size === 0);
		await pool.release(busy);
		expect([busy.isOpen, idle.isOpen]).toEqual([false, false]);
	});
});
