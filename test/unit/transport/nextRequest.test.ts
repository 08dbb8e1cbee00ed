import diagnostics from 'node:diagnostics_channel';
import { gzipSync } from 'node:zlib';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';
import { until } from './turns';

let server: TestServer;
let transport: PooledTransport;
let sent: number;
const count = () => void sent++;

const start = async (answer: Answer) => {
	server = await startServer(answer);
	transport = createTransport(settingsFor(server.url, { maxConnections: 1 }));
};
const ask = async (mailbox: string, repeatable = true) =>
	await transport.send({ url: server.url, body: mailbox, mailbox, repeatable });

beforeEach(() => {
	sent = 0;
	diagnostics.subscribe('http.client.request.start', count);
});
afterEach(async () => {
	diagnostics.unsubscribe('http.client.request.start', count);
	await transport.close();
	await server.close();
});

/** Each part of the body, and how many requests had gone out when its reader got it. */
const readParts = async (body: AsyncIterable<Buffer>) => {
	const parts: Array<{ text: string; sent: number }> = [];
	for await (const part of body) parts.push({ text: part.toString(), sent });
	return parts;
};

it.each(['identity', 'gzip'])(
	'sends the next request before an answer is worked through: %s',
	async (encoding) => {
		await start((request, response) => {
			response.setHeader('content-encoding', encoding);
			const { content } = request;
			response.end(encoding === 'gzip' ? gzipSync(content) : content);
		});
		await textOf(await ask('the sign-in'));
		sent = 0;
		const answers = ['a', 'b', 'c'].map(async (mailbox) => readParts((await ask(mailbox)).body));
		expect(await Promise.all(answers)).toEqual([
			[{ text: 'a', sent: 2 }],
			[{ text: 'b', sent: 3 }],
			[{ text: 'c', sent: 3 }],
		]);
	},
);

it('sends it before the last part of a long answer is worked through', async () => {
	await start((_request, response) => {
		response.write('beginning');
		setTimeout(() => response.end('end'), 20);
	});
	await textOf(await ask('the sign-in'));
	sent = 0;
	const [first, second] = [ask('a'), ask('b')];
	expect(await readParts((await first).body)).toEqual([
		{ text: 'beginning', sent: 1 },
		{ text: 'end', sent: 2 },
	]);
	expect(await textOf(await second)).toBe('beginningend');
});

it('keeps nobody waiting where no request waits', async () => {
	await start((request, response) => response.end(request.content));
	const { body } = await ask('a');
	const immediate = jest.spyOn(globalThis, 'setImmediate');
	expect(await readParts(body)).toHaveLength(1);
	expect(immediate).not.toHaveBeenCalled();
	immediate.mockRestore();
});

it('hands out at once what came of an answer that goes on, though requests wait', async () => {
	await start((request, response) => {
		if (request.content === 'a') response.write('the beginning');
		else response.end(request.content);
	});
	const [first, second] = [ask('a'), ask('b')];
	const answer = await first;
	for await (const part of answer.body) {
		expect(part.toString()).toBe('the beginning');
		break;
	}
	answer.discard();
	expect(await textOf(await second)).toBe('b');
});

describe('an answer that makes no sense, whose connection carries the next request already', () => {
	const spoilFirst = async (repeatable: boolean) => {
		await textOf(await ask('the sign-in'));
		const [first, second] = [ask('a'), ask('b', repeatable)];
		const spoiled = await first;
		await readParts(spoiled.body);
		await until(() => server.requests.length === 3);
		spoiled.discard(true);
		return second;
	};

	it('lets a write have its answer, sent once, and closes then', async () => {
		let answerLate = () => {};
		await start((request, response) => {
			if (request.content === 'b') answerLate = () => response.end('b');
			else response.end(request.content);
		});
		const write = spoilFirst(false);
		await until(() => server.requests.length === 3);
		setTimeout(() => answerLate(), 20);
		expect(await textOf(await write)).toBe('b');
		expect(server.requests.map(({ body }) => body)).toEqual(['the sign-in', 'a', 'b']);
		expect(await textOf(await ask('c'))).toBe('c');
		expect(server.connections).toBe(2);
	});

	it('closes under a request that can be sent again', async () => {
		await start((request, response) => {
			const { length } = server.requests.filter(({ body }) => body === 'b');
			if (request.content !== 'b' || length > 1) response.end(request.content);
		});
		expect(await textOf(await spoilFirst(true))).toBe('b');
		expect(server.connections).toBe(2);
	});
});
