import { once } from 'node:events';
import * as net from 'node:net';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { HttpConnection } from '../../../exchange/transport/httpConnection';
import type { ConnectionSettings } from '../../../exchange/settings';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';
import { turns, until } from './turns';

let server: TestServer;
let open: PooledTransport[];

beforeEach(() => {
	open = [];
});
afterEach(async () => {
	for (const transport of open) await transport.close();
	await server.close();
});

const echo: Answer = (request, response) => response.end(`ok ${request.content}`);
const connect = (changes: Partial<ConnectionSettings> = {}) => {
	const transport = createTransport(settingsFor(server.url, changes));
	open.push(transport);
	return transport;
};
const ask = async (transport: PooledTransport, mailbox = 'a', repeatable = false) =>
	await textOf(await transport.send({ url: server.url, body: mailbox, mailbox, repeatable }));
it('shares connections among transports with the same settings, until the last is closed', async () => {
	server = await startServer(echo);
	const one = connect();
	const two = connect();
	await ask(one);
	await ask(two);
	expect(server.connections).toBe(1);
	await one.close();
	await one.close();
	await ask(two);
	expect(server.connections).toBe(1);
	await two.close();
	await until(() => server.sockets.size === 0);
});

it('shares nothing with another account', async () => {
	server = await startServer(echo);
	await ask(connect());
	await ask(connect({ password: 'other' }));
	await ask(connect({ user: 'other' }));
	expect(server.connections).toBe(3);
});

it('cancels only its own requests when it is closed', async () => {
	const waiting: Array<() => void> = [];
	server = await startServer((_request, response) => {
		const answer = () => response.end('ok');
		if (server.requests.length === 1) answer();
		else waiting.push(answer);
	});
	const one = connect();
	const two = connect();
	await ask(one);
	const first = ask(one);
	const second = ask(two, 'b');
	await until(() => waiting.length === 2);
	await one.close();
	await expect(first).rejects.toMatchObject({ code: 'cancelled' });
	waiting.forEach((answer) => answer());
	expect(await second).toBe('ok');
});

it('lets a single request pass a mailbox with a hundred', async () => {
	const order: string[] = [];
	server = await startServer((request, response) => {
		order.push(request.content);
		response.end('ok');
	});
	const transport = connect({ maxConnections: 1 });
	const busy = Array.from({ length: 100 }, async () => await ask(transport, 'busy'));
	await ask(transport, 'late');
	expect(order.indexOf('late')).toBeLessThanOrEqual(3);
	await Promise.all(busy);
});

it('notices a connection that the server closed while it was idle', async () => {
	server = await startServer(echo);
	const transport = connect();
	await ask(transport);
	for (const socket of server.sockets) socket.end();
	await turns(10);
	expect(await ask(transport)).toBe('ok a');
	expect(server.connections).toBe(2);
});

describe('bytes that nobody asked for', () => {
	const intruder = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong';

	it.each(['at once', 'some time later'])('close the connection: %s', async (when) => {
		server = await startServer(echo);
		const transport = connect();
		await ask(transport);
		for (const socket of server.sockets) socket.write(intruder);
		if (when === 'some time later') await turns(10);
		expect(await ask(transport)).toBe('ok a');
		expect(server.connections).toBe(2);
	});

	it('close the connection before its first request', async () => {
		server = await startServer(echo);
		const opened: net.Socket[] = [];
		const connection = new HttpConnection(
			{ protocol: 'http:', host: '127.0.0.1', port: server.port },
			async () => {
				const socket = net.connect(server.port, '127.0.0.1');
				await once(socket, 'connect');
				opened.push(socket);
				return socket;
			},
		);
		const { signal } = new AbortController();
		await connection.ready(signal);
		for (const socket of server.sockets) socket.write(intruder);
		await turns(10);
		expect(connection.isOpen).toBe(false);
		await connection.ready(signal);
		expect(opened).toHaveLength(2);
		connection.close();
	});
});

describe('a connection that dies as the next request goes out', () => {
	const dyingAfterFirst = async () => {
		const served = new WeakSet<object>();
		server = await startServer((request, response) => {
			if (served.has(request.socket)) request.socket.destroy();
			served.add(request.socket);
			response.end('ok');
		});
		const transport = connect();
		await ask(transport);
		return transport;
	};

	it('is replaced for a request that changes nothing', async () => {
		expect(await ask(await dyingAfterFirst(), 'a', true)).toBe('ok');
		expect(server.requests).toHaveLength(3);
	});

	it('is an error for a request that may have been carried out', async () => {
		await expect(ask(await dyingAfterFirst())).rejects.toMatchObject({
			code: 'unreachable',
			phase: 'sent',
		});
		expect(server.requests).toHaveLength(2);
	});
});

it('does not repeat on a connection that was new', async () => {
	server = await startServer((request) => request.socket.destroy());
	await expect(ask(connect(), 'a', true)).rejects.toMatchObject({ code: 'unreachable' });
	expect(server.requests).toHaveLength(1);
});

it('does not repeat when part of the answer came', async () => {
	const served = new WeakSet<object>();
	server = await startServer((request, response) => {
		if (!served.has(request.socket)) {
			served.add(request.socket);
			response.end('ok');
			return;
		}
		request.socket.write('HTTP/1.1 200 ', () => request.socket.destroy());
	});
	const transport = connect();
	await ask(transport);
	await expect(ask(transport, 'a', true)).rejects.toMatchObject({ code: 'unreachable' });
	expect(server.requests).toHaveLength(2);
});

it('uses one connection less when the server complains', async () => {
	let now = 0;
	let most = 0;
	server = await startServer((_request, response) => {
		most = Math.max(most, ++now);
		setTimeout(() => {
			now--;
			response.end('ok');
		}, 100);
	});
	const transport = connect({ maxConnections: 3 });
	await Promise.all(Array.from({ length: 9 }, async () => await ask(transport)));
	expect(most).toBe(3);
	transport.useFewerConnections();
	transport.useFewerConnections();
	transport.useFewerConnections();
	most = 0;
	await Promise.all(Array.from({ length: 9 }, async () => await ask(transport)));
	expect(most).toBe(1);
});

it('goes on after any mix of failures, and holds no more sockets than allowed', async () => {
	let count = 0;
	server = await startServer((request, response) => {
		const kind = count++ % 5;
		if (kind === 0) request.socket.destroy();
		else if (kind === 1) response.writeHead(500, { Connection: 'close' }).end('closing');
		else if (kind === 2) response.end(Buffer.alloc(300_000));
		else setTimeout(() => response.end('ok'), 1);
	});
	const transport = connect({ maxConnections: 3 });
	await Promise.allSettled(
		Array.from({ length: 150 }, async (_, index) => {
			const cancel = new AbortController();
			const response = await transport.send({
				url: server.url,
				body: 'x',
				mailbox: `u${index % 7}`,
				signal: cancel.signal,
			});
			if (index % 3 === 0) response.discard();
			else if (index % 3 === 1) cancel.abort();
			else await textOf(response);
		}),
	);
	await until(() => server.sockets.size <= 3);
});
