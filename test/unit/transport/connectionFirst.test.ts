import diagnostics from 'node:diagnostics_channel';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

let server: TestServer;
let transport: PooledTransport;
let sent: number;
const count = () => void sent++;

const start = async (answer: Answer, maxConnections = 1) => {
	server = await startServer(answer);
	transport = createTransport(settingsFor(server.url, { maxConnections }));
};
const ask = async (mailbox: string) =>
	await transport.send({ url: server.url, body: mailbox, mailbox, repeatable: true });

beforeEach(() => {
	sent = 0;
	diagnostics.subscribe('http.client.request.start', count);
});
afterEach(async () => {
	diagnostics.unsubscribe('http.client.request.start', count);
	await transport.close();
	await server.close();
});

/** Requests that had gone out when each part of the body was handed to its reader, and what it was. */
const readParts = async (body: AsyncIterable<Buffer>) => {
	const parts: Array<{ text: string; sent: number }> = [];
	for await (const part of body) parts.push({ text: part.toString(), sent });
	return parts;
};

it('sends the next request before the end of an answer is worked through', async () => {
	await start((request, response) => response.end(request.content));
	await textOf(await ask('the sign-in'));
	sent = 0;
	const answers = ['a', 'b', 'c'].map(async (mailbox) => readParts((await ask(mailbox)).body));
	expect(await Promise.all(answers)).toEqual([
		[{ text: 'a', sent: 2 }],
		[{ text: 'b', sent: 3 }],
		[{ text: 'c', sent: 3 }],
	]);
});

it('hands out what came of an answer that breaks off', async () => {
	await start((_request, response) => {
		response.writeHead(200, { 'content-length': '10' });
		response.write('half', () => setImmediate(() => response.destroy()));
	});
	const [first, second] = [ask('a'), ask('b')];
	second.catch(() => {});
	const parts: string[] = [];
	const read = async () => {
		for await (const part of (await first).body) parts.push(part.toString());
	};
	await expect(read()).rejects.toMatchObject({ code: 'unreachable' });
	expect(parts).toEqual(['half']);
});

it('closes an answer whose reader has read enough, and goes on with the next request', async () => {
	await start((request, response) => {
		response.write('x'.repeat(200_000));
		response.write('x'.repeat(200_000), () => {
			if (request.content === 'b') response.end();
		});
	});
	const [first, second] = [ask('a'), ask('b')];
	for await (const part of (await first).body) {
		expect(part.length).toBeGreaterThan(0);
		break;
	}
	let size = 0;
	for await (const part of (await second).body) size += part.length;
	expect(size).toBe(400_000);
});
