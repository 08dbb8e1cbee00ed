import dns from 'node:dns';
import * as net from 'node:net';
import { gzipSync } from 'node:zlib';
import { ExchangeError } from '../../../exchange/errors';
import {
	createTransport,
	type PooledTransport,
	type TransportOptions,
} from '../../../exchange/transport/createTransport';
import { connectionFailure } from '../../../exchange/transport/connectionFailure';
import type { ConnectionSettings } from '../../../exchange/settings';
import type { TransportRequest } from '../../../exchange/transport/transport';
import { clientOf, passIdleLimit } from '../../support/idleLimit';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

let server: TestServer;
let transport: PooledTransport;

async function start(
	answer: Answer,
	changes: Partial<ConnectionSettings> = {},
	options: TransportOptions = {},
) {
	server = await startServer(answer);
	transport = createTransport(settingsFor(server.url, changes), options);
}
const send = async (request: Partial<TransportRequest> = {}) =>
	await transport.send({ url: server.url, body: 'x', mailbox: 'a', ...request });
const ask = async (request: Partial<TransportRequest> = {}) => await textOf(await send(request));

afterEach(async () => {
	await transport?.close();
	await server?.close();
});

const until = async (condition: () => boolean) => {
	for (let turn = 0; turn < 10_000 && !condition(); turn++) await new Promise(setImmediate);
	expect(condition()).toBe(true);
};

const closedPort = async (): Promise<number> =>
	await new Promise((resolve) => {
		const listener = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = listener.address() as net.AddressInfo;
			listener.close(() => resolve(port));
		});
	});

it('tells a refused connection also where another address of the host was not reached', () => {
	const errors = ['ENETUNREACH', 'ECONNREFUSED'].map((code) => ({ code, message: code }));
	const origin = { protocol: 'https:', host: 'mail', port: 443 } as const;
	expect(connectionFailure({ errors }, origin, 'connecting')).toMatchObject({
		code: 'unreachable',
		remedyBy: 'exchangeAdmin',
	});
});

it('tells a refused connection', async () => {
	await start(() => {});
	const url = `http://127.0.0.1:${await closedPort()}/`;
	await expect(send({ url })).rejects.toMatchObject({
		code: 'unreachable',
		phase: 'connecting',
		message: expect.stringContaining('refused the connection'),
		command: expect.stringContaining('Test-NetConnection'),
	});
});

it.each([
	['ENOTFOUND', false, 'no address'],
	['EAI_AGAIN', true, 'No DNS server answered'],
])('tells a name that is not resolved (%s)', async (code, temporary, words) => {
	await start(() => {});
	const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
		const done = args.at(-1) as (error: Error) => void;
		process.nextTick(done, Object.assign(new Error(`getaddrinfo ${code}`), { code }));
	}) as never);
	const sent = send({ url: 'https://mail.enyoi.example/' });
	await expect(sent).rejects.toMatchObject({
		code: 'nameResolution',
		host: 'mail.enyoi.example',
		temporary,
		message: expect.stringContaining(words),
	});
	lookup.mockRestore();
});

it('tells an answer that does not come', async () => {
	await start((request) => void passIdleLimit(request.socket));
	await expect(send({ idleTimeoutMs: 600_000 })).rejects.toMatchObject({
		code: 'timeout',
		phase: 'sent',
		limitMs: 600_000,
	});
});

it('tells an answer that stops in the middle', async () => {
	await start((request, response) => {
		response.write('<a>');
		void passIdleLimit(request.socket);
	});
	await expect(ask()).rejects.toMatchObject({
		code: 'timeout',
		phase: 'reading',
	});
});

it('tells it also while an earlier answer over the same connection is still being read', async () => {
	await start(
		(request, response, { requests }) => {
			if (requests.length > 1) return void passIdleLimit(request.socket);
			const body = gzipSync(Buffer.alloc(200_000, 'x'));
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length });
			response.end(body);
		},
		{ maxConnections: 1 },
	);
	const early = (await send()).body[Symbol.asyncIterator]();
	await early.next();
	const late = ask().catch((error: unknown) => error);
	await until(() => server.requests.length === 2);
	while (!(await early.next()).done);
	expect(await late).toMatchObject({ code: 'timeout', phase: 'sent' });
	expect(server.connections).toBe(1);
});

it('does not take a slow reader for a silent server', async () => {
	let pass = () => {};
	await start((request, response) => {
		pass = () => clientOf(request.socket).emit('timeout');
		response.end(Buffer.alloc(4_000_000));
	});
	const response = await send();
	let size = 0;
	for await (const chunk of response.body) {
		if (size === 0) pass();
		size += chunk.length;
	}
	expect(size).toBe(4_000_000);
});

it('goes on as long as something arrives', async () => {
	const pieces = 8;
	let pauseMs = 0;
	let longestPauseMs = 0;
	await start((_request, response) => {
		let left = pieces;
		let last = Date.now();
		const timer = setInterval(() => {
			longestPauseMs = Math.max(longestPauseMs, Date.now() - last);
			last = Date.now();
			response.write('x');
			if (--left > 0 && response.writable) return;
			clearInterval(timer);
			response.end();
		}, pauseMs);
	});
	// All pieces together take twice the limit. Where a busy machine stretched a pause, an answer that
	// timed out says nothing: it is asked for anew, with longer pauses.
	for (pauseMs = 25; ; pauseMs *= 4) {
		longestPauseMs = 0;
		const limitMs = (pieces / 2) * pauseMs;
		const outcome = await ask({ idleTimeoutMs: limitMs }).catch((error: unknown) => error);
		if (outcome === 'x'.repeat(pieces)) break;
		if (longestPauseMs < limitMs / 2) throw outcome;
	}
});

it('stops reading from the server while the reader is busy', async () => {
	let written = 0;
	await start((_request, response) => {
		const more = () => {
			while (written < 200_000_000) {
				written += 65_536;
				if (!response.write(Buffer.alloc(65_536))) return response.once('drain', more);
			}
			return response.end();
		};
		more();
	});
	const response = await send();
	for await (const chunk of response.body) {
		expect(chunk.length).toBeGreaterThan(0);
		for (let before = -1; before !== written; ) {
			before = written;
			for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
		}
		break;
	}
	expect(written).toBeLessThan(50_000_000);
});

it.each([
	['before the head', (socket: net.Socket) => socket.destroy(), 'sent'],
	[
		'in the middle of the body',
		(socket: net.Socket) => {
			socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<half', () => socket.destroy());
		},
		'reading',
	],
	[
		'in the middle of a chunked body',
		(socket: net.Socket) => {
			socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<half', () =>
				socket.destroy(),
			);
		},
		'reading',
	],
	['with a reset', (socket: net.Socket) => socket.resetAndDestroy(), 'sent'],
])('tells a connection that breaks %s', async (_name, brk, phase) => {
	await start((request) => brk(request.socket));
	await expect(ask()).rejects.toMatchObject({ code: 'unreachable', phase });
});

it.each([
	['cut', (body: Buffer) => body.subarray(0, body.length - 20)],
	['damaged', (body: Buffer) => Buffer.concat([body.subarray(0, 20), Buffer.alloc(50, 0xff)])],
	['not compressed at all', () => Buffer.from('<a/>')],
])('tells a compressed answer that is %s', async (_name, harm) => {
	await start((_request, response) => {
		response.writeHead(200, { 'Content-Encoding': 'gzip' });
		response.end(harm(gzipSync('calendar '.repeat(1000))));
	});
	await expect(ask()).rejects.toMatchObject({ code: 'malformedResponse' });
	await expect(ask()).rejects.toMatchObject({ code: 'malformedResponse' });
});

it('tells something that is not HTTP', async () => {
	await start((request) => request.socket.end('220 smtp ready\r\n'));
	await expect(send()).rejects.toMatchObject({ code: 'malformedResponse' });
});

describe('an answer that never ends', () => {
	/** Writes again and again, and hangs up only when the client does. */
	const endless = (start: string, more: string): Answer => {
		return ({ socket }) => {
			socket.write(start);
			const timer = setInterval(() => socket.write(more), 1);
			socket.on('close', () => clearInterval(timer));
		};
	};
	const limits = { idleTimeoutMs: 60_000, answerTimeoutMs: 100 };
	const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n';

	it.each([
		['a body byte by byte', `${head}\r\n`, 'x'],
		['a compressed body of nothing', `${head}Content-Encoding: gzip\r\n\r\n`, ''],
		['headers byte by byte', head, 'x'],
		['a chunk extension byte by byte', `${head}Transfer-Encoding: chunked\r\n\r\n1;a`, 'x'],
	])('is given up as a whole: %s', async (_what, start_, more) => {
		await start(endless(start_, more));
		await expect(ask(limits)).rejects.toMatchObject({
			code: 'timeout',
			name: 'AnswerTooSlow',
			message: expect.stringContaining('0.1 s'),
		});
		await until(() => server.sockets.size === 0);
	});

	it.each([
		['headers', head, `X-Header: ${'x'.repeat(2_000)}\r\n`, 'malformedResponse'],
		[
			'chunk extensions',
			`${head}Transfer-Encoding: chunked\r\n\r\n1`,
			`;a=${'x'.repeat(2_000)}`,
			'unreachable',
		],
		[
			'trailers',
			`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n`,
			`X: ${'x'.repeat(2_000)}\r\n`,
			'unreachable',
		],
	])('is given up at its size: %s', async (what, start_, more, code) => {
		await start(endless(start_, more));
		await expect(ask({ idleTimeoutMs: 60_000 })).rejects.toMatchObject({
			code,
			...(what === 'headers' && { message: expect.stringContaining('have no end') }),
		});
		await until(() => server.sockets.size === 0);
	});

	it('is given up after twenty interim answers', async () => {
		await start(endless('', 'HTTP/1.1 102 Processing\r\n\r\n'));
		await expect(ask({ idleTimeoutMs: 60_000 })).rejects.toMatchObject({
			code: 'malformedResponse',
			message: expect.stringContaining('more than 20 interim answers'),
		});
	});

	it('counts the sign-in and redirects, too', async () => {
		await start(
			({ socket }) => {
				socket.write(
					'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 9999\r\n\r\n',
				);
				const timer = setInterval(() => socket.write('x'), 1);
				socket.on('close', () => clearInterval(timer));
			},
			{ authScheme: 'ntlm' },
		);
		await expect(ask(limits)).rejects.toMatchObject({ name: 'AnswerTooSlow' });
	});

	it('may take the reader as long as it likes', async () => {
		await start((_request, response) => {
			response.write('a'.repeat(70_000));
			setTimeout(() => response.end('b'), 20);
		});
		const { body } = await send({ idleTimeoutMs: 60_000, answerTimeoutMs: 5_000 });
		const spy = jest.spyOn(performance, 'now');
		let size = 0;
		for await (const chunk of body) {
			size += chunk.length;
			const late = performance.now() + 10_000;
			spy.mockReturnValue(late);
		}
		spy.mockRestore();
		expect(size).toBe(70_001);
	});
});

it('has the connection closed at the end of a spoiled answer', async () => {
	await start((_request, response) => response.end('x'));
	const first = await send();
	await textOf(first);
	first.discard();
	await ask();
	expect(server.connections).toBe(1);
	const spoiled = await send();
	await textOf(spoiled);
	spoiled.discard(true);
	await ask();
	expect(server.connections).toBe(2);
});

it('stops at the largest answer allowed, decompressed', async () => {
	await start(
		(_request, response) => {
			response.writeHead(200, { 'Content-Encoding': 'gzip' });
			response.end(gzipSync(Buffer.alloc(30_000_000)));
		},
		{},
		{ maxResponseBytes: 10_000_000 },
	);
	await expect(ask()).rejects.toMatchObject({ code: 'limit' });
});

describe('cancelling', () => {
	const cancelled = { code: 'cancelled' };

	it('ends a request that waits for its answer, and gives the connection up', async () => {
		await start(() => {});
		const cancel = new AbortController();
		const request = send({ signal: cancel.signal });
		await until(() => server.requests.length > 0);
		cancel.abort();
		await expect(request).rejects.toMatchObject(cancelled);
		await until(() => server.sockets.size === 0);
	});

	it('ends a request that waits for its turn', async () => {
		await start(() => {}, { maxConnections: 1 });
		const first = send();
		const cancel = new AbortController();
		const second = send({ signal: cancel.signal, mailbox: 'b' });
		cancel.abort();
		await expect(second).rejects.toMatchObject(cancelled);
		await transport.close();
		await expect(first).rejects.toMatchObject(cancelled);
		expect(server.requests.length).toBeLessThanOrEqual(1);
	});

	it('ends the reading of a body', async () => {
		await start((_request, response) => response.write('<a>'));
		const cancel = new AbortController();
		const response = await send({ signal: cancel.signal });
		setTimeout(() => cancel.abort(), 10);
		await expect(textOf(response)).rejects.toMatchObject(cancelled);
	});

	it('sends nothing when it came first', async () => {
		await start((_request, response) => response.end());
		await expect(send({ signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
		expect(server.requests).toEqual([]);
	});

	it('leaves no listener behind', async () => {
		await start((_request, response) => response.end('ok'));
		const { signal } = new AbortController();
		const added = jest.spyOn(signal, 'addEventListener');
		const removed = jest.spyOn(signal, 'removeEventListener');
		for (let count = 0; count < 5; count++) await ask({ signal });
		await new Promise(setImmediate);
		expect(removed.mock.calls.length).toBeGreaterThanOrEqual(added.mock.calls.length);
	});
});

it('closes all sockets', async () => {
	await start((_request, response) => response.end('ok'));
	await Promise.all([ask({ mailbox: 'a' }), ask({ mailbox: 'b' })]);
	await transport.close();
	await until(() => server.sockets.size === 0);
	await expect(send()).rejects.toMatchObject({ code: 'cancelled' });
});

it('has the connection back when the reader stops early, by itself or by discard', async () => {
	await start((_request, response) => response.end(Buffer.alloc(2_000_000)), {
		maxConnections: 1,
	});
	for await (const chunk of (await send()).body) {
		expect(chunk.length).toBeGreaterThan(0);
		break;
	}
	(await send()).discard();
	const last = await send();
	expect((await textOf(last)).length).toBe(2_000_000);
	last.discard();
});

it.each(['http://mail.enyoi.example/', 'ftp://127.0.0.1/', 'nonsense'])(
	'refuses %s',
	async (url) => {
		await start(() => {});
		await expect(send({ url })).rejects.toMatchObject({ code: 'input', field: 'url' });
	},
);

it('refuses a header that would end in another', async () => {
	await start((_request, response) => response.end('ok'));
	for (const value of ['a\r\nX-Evil: 1', 'müller€@enyoi.example']) {
		await expect(send({ headers: { 'X-AnchorMailbox': value } })).rejects.toMatchObject({
			code: 'input',
			field: 'X-AnchorMailbox',
		});
	}
	expect(await ask({ headers: { 'X-AnchorMailbox': 'alice@enyoi.example' } })).toBe('ok');
	expect(server.requests[0].headers['x-anchormailbox']).toBe('alice@enyoi.example');
});

it('keeps password and token out of every failure', async () => {
	const marker = 'marker-5f2a';
	const answers: Answer[] = [
		(request) => request.socket.destroy(),
		(_request, response) => response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end(),
		(_request, response) => response.writeHead(302, { Location: 'http://x.example/' }).end(),
		(_request, response) => response.writeHead(302, { Location: '/owa/auth/logon.aspx' }).end(),
		(request) => request.socket.end('nonsense'),
		(request) => void passIdleLimit(request.socket),
		(_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
	];
	for (const answer of answers) {
		await start(answer, { password: marker });
		const error: unknown = await ask({ body: marker }).then(
			() => undefined,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(ExchangeError);
		const shown = everything(error);
		expect(shown).not.toContain(marker);
		expect(shown).not.toContain(Buffer.from(`ENYOI\\svc-n8n:${marker}`).toString('base64'));
		await transport.close();
		await server.close();
	}
});

/** All strings that can be reached from a value, hidden properties included. */
function everything(value: unknown, seen = new Set<unknown>()): string {
	if (typeof value === 'string') return value;
	if (typeof value !== 'object' || value === null || seen.has(value)) return '';
	seen.add(value);
	return Reflect.ownKeys(value)
		.map((key) => everything((value as Record<PropertyKey, unknown>)[key], seen))
		.join('\n');
}
