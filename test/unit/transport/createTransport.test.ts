import { gzipSync, deflateRawSync, deflateSync } from 'node:zlib';
import { refusedAccounts } from '../../../exchange/transport/authentication/refusedAccounts';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';
import type { ConnectionSettings } from '../../../exchange/settings';
import { collectGarbage } from '../../support/collectGarbage';
import { nodeWarnings } from '../../support/nodeWarnings';

let server: TestServer;
let transport: PooledTransport;

async function start(answer: Answer, changes: Partial<ConnectionSettings> = {}) {
	server = await startServer(answer);
	transport = createTransport(settingsFor(server.url, changes));
}

const post = async (body = '<a/>', mailbox = 'alice') =>
	await transport.send({ url: server.url, body, mailbox });

afterEach(async () => {
	await transport?.close();
	await server?.close();
});

it('sends the body and the account and gives status, headers and body', async () => {
	await start((_request, response) => {
		response.writeHead(500, { 'X-FEServer': 'MAIL01' });
		response.end('<fault/>');
	});
	const response = await post('<a>ü</a>');
	expect(response.status).toBe(500);
	expect(response.headers['x-feserver']).toBe('MAIL01');
	expect(await textOf(response)).toBe('<fault/>');
	const [request] = server.requests;
	expect(request.body).toBe('<a>ü</a>');
	expect(request.headers.authorization).toBe(
		`Basic ${Buffer.from('ENYOI\\svc-n8n:Sécret-1').toString('base64')}`,
	);
	expect(request.headers['user-agent']).toMatch(/^n8n-nodes-exchange-server\/\d+\.\d+\.\d+$/);
	expect(request.headers['content-length']).toBe('9');
});

it('does not count the wait for the sign-in at another server as time of the answer', async () => {
	await start((_request, response) => response.end('<a/>'));
	const answerTimeoutMs = 500;
	const account = settingsFor(server.url);
	refusedAccounts.forget(account);
	const hung = new Promise<void>((resolve) => setTimeout(resolve, answerTimeoutMs + 100));
	refusedAccounts.at(account, 'https://hangs.enyoi.example').tried(hung);
	const response = await transport.send({
		url: server.url,
		body: '<a/>',
		mailbox: 'alice',
		answerTimeoutMs,
	});
	expect(response.status).toBe(200);
});

it('holds the body of a request no longer than until its answer begins', async () => {
	let end = () => {};
	await start((_request, response) => {
		response.write('<a>');
		end = () => void response.end('</a>');
	});
	const send = async () => {
		const body = Buffer.alloc(100_000, ' ');
		const held = new WeakRef(body);
		const response = await transport.send({ url: server.url, body, mailbox: 'alice' });
		return { held, response };
	};
	const { held, response } = await send();
	await collectGarbage();
	expect(held.deref()).toBeUndefined();
	end();
	expect(await textOf(response)).toBe('<a></a>');
});

it.each([
	['gzip', gzipSync],
	['deflate', deflateSync],
	['deflate', deflateRawSync],
])('decompresses %s', async (encoding, compress) => {
	const text = 'calendar '.repeat(100_000);
	await start((_request, response) => {
		response.writeHead(200, { 'Content-Encoding': encoding });
		response.end(compress(text));
	});
	expect(await textOf(await post())).toBe(text);
	expect(await textOf(await post())).toBe(text);
	expect(server.connections).toBe(1);
});

it('sends many requests under one signal without Node warning of a leak', async () => {
	await start((_request, response) => response.end('ok'), { maxConnections: 20 });
	const { signal } = new AbortController();
	const warnings = await nodeWarnings(async () => {
		const all = Array.from({ length: 20 }, async () => {
			return await textOf(await transport.send({ url: server.url, mailbox: 'alice', signal }));
		});
		expect(new Set(await Promise.all(all))).toEqual(new Set(['ok']));
	});
	expect(warnings).toEqual([]);
});

it('opens as many sockets as it uses at a time, and not one more', async () => {
	let most = 0;
	let answered = 0;
	const waiting: Array<Parameters<Answer>[1]> = [];
	await start(
		(_request, response) => {
			most = Math.max(most, waiting.push(response));
			// Then three wait for each other, so that it does not matter how fast they are sent. The first
			// one shows that the account is let in.
			if (most < 3 && answered > 0) return;
			for (const one of waiting.splice(0)) one.end('ok');
			answered++;
		},
		{ maxConnections: 3 },
	);
	const answers = await Promise.all(
		Array.from({ length: 60 }, async (_, index) => await textOf(await post('x', `user${index}`))),
	);
	expect(answers.every((answer) => answer === 'ok')).toBe(true);
	expect(most).toBe(3);
	expect(server.connections).toBe(3);
});
