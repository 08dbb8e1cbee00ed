import * as net from 'node:net';
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
