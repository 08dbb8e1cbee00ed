import { SignInRefused } from '../../../../exchange/transport/authentication/signInRefused';
import {
	createTransport,
	type PooledTransport,
} from '../../../../exchange/transport/createTransport';
import type { ConnectionSettings } from '../../../../exchange/settings';
import { startServer, type Answer, type TestServer } from '../server';
import { settingsFor, textOf } from '../settings';
import { windowsAuthentication } from './ntlmServer';

const account = { domain: 'ENYOI', user: 'svc-n8n', password: 'Sécret-1' };
let server: TestServer;
let transport: PooledTransport;

async function start(answer: Answer, changes: Partial<ConnectionSettings> = {}) {
	server = await startServer(answer);
	transport = createTransport(settingsFor(server.url, { authScheme: 'auto', ...changes }));
}
const ask = async (body = 'x', lane = 'alice') =>
	await textOf(await transport.send({ url: server.url, body, lane }));
const askMany = async (count: number) =>
	await Promise.all(Array.from({ length: count }, async (_, index) => await ask('x', `u${index}`)));
const refusalOf = async (work: Promise<unknown>): Promise<SignInRefused> => {
	const error: unknown = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SignInRefused);
	return error as SignInRefused;
};

/** Accepts one password by Basic. */
const basicOnly =
	(password: string, seen: { attempts: number }): Answer =>
	(request, response) => {
		const { authorization } = request.headers;
		if (authorization) seen.attempts++;
		const right = `Basic ${Buffer.from(`ENYOI\\svc-n8n:${password}`).toString('base64')}`;
		if (authorization !== right) {
			response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="EWS"' });
		}
		response.end(`ok ${request.content}`);
	};

afterEach(async () => {
	await transport?.close();
	await server?.close();
});

describe('NTLM', () => {
	it('signs each connection in once and sends the body once', async () => {
		const windows = windowsAuthentication(account, { offers: ['Negotiate', 'NTLM'] });
		await start(windows.answer, { maxConnections: 4 });
		expect(await askMany(200)).toEqual(Array.from({ length: 200 }, () => 'ok x'));
		expect(server.connections).toBe(4);
		expect(windows.seen).toEqual({ negotiate: 4, authenticate: 4, anonymous: 1 });
		expect(server.requests.filter(({ body }) => body !== '')).toHaveLength(200);
	});

	it('starts at once when it was chosen in the settings', async () => {
		const windows = windowsAuthentication(account);
		await start(windows.answer, { authScheme: 'ntlm' });
		expect(await ask()).toBe('ok x');
		expect(windows.seen).toEqual({ negotiate: 1, authenticate: 1, anonymous: 0 });
		expect(server.requests.map(({ headers }) => headers['content-length'])).toEqual(['0', '1']);
	});

	it.each(['auto', 'ntlm'] as const)(
		'speaks to a server that offers Negotiate only (%s)',
		async (authScheme) => {
			const windows = windowsAuthentication(account, { scheme: 'Negotiate' });
			await start(windows.answer, { authScheme });
			expect(await ask()).toBe('ok x');
			expect(windows.seen.authenticate).toBe(1);
		},
	);

	it('signs in again when the server forgot the connection', async () => {
		let forgotten = false;
		const windows = windowsAuthentication(account, {
			forgets: () => forgotten && !(forgotten = false),
		});
		await start(windows.answer);
		await ask();
		forgotten = true;
		expect(await ask()).toBe('ok x');
		expect(server.connections).toBe(1);
		expect(windows.seen.authenticate).toBe(2);
	});

	it('never falls back to Basic, and shows a wrong password once', async () => {
		const windows = windowsAuthentication(account, { offers: ['NTLM', 'Basic realm="x"'] });
		await start(windows.answer, { password: 'marker-wrong' });
		const refusals = await Promise.all(
			Array.from({ length: 30 }, async (_, index) => await refusalOf(ask('x', `u${index}`))),
		);
		expect(windows.seen.authenticate).toBe(1);
		expect(server.requests.some(({ headers }) => headers.authorization?.startsWith('Basic'))).toBe(
			false,
		);
		const [first] = refusals;
		expect(first).toMatchObject({
			code: 'signIn',
			problem: 'refused',
			scheme: 'ntlm',
			schemesOffered: ['NTLM', 'Basic'],
			userForm: 'DOMAIN\\user',
			details: { httpStatus: 401, diagnostics: '4000000;reason="wrong password"' },
		});
		expect(first.message).toContain('wrong password');
		await refusalOf(ask());
		expect(windows.seen.authenticate).toBe(1);
	});

	it('says so when the connection is closed between the messages', async () => {
		const windows = windowsAuthentication(account);
		await start((request, response, ...rest) => {
			response.setHeader('Connection', 'close');
			windows.answer(request, response, ...rest);
		});
		expect(await refusalOf(ask())).toMatchObject({
			problem: 'connectionNotKept',
			remedyBy: 'networkAdmin',
		});
		expect(windows.seen.authenticate).toBe(0);
	});

	it('does not take what is no challenge', async () => {
		await start((_request, response) => {
			response.writeHead(401, { 'WWW-Authenticate': 'NTLM bm9uc2Vuc2U=' });
			response.end();
		});
		await expect(ask()).rejects.toMatchObject({ code: 'signIn' });
	});
});

describe('Basic', () => {
	it('is taken when nothing stronger is offered', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('Sécret-1', seen));
		expect(await askMany(20)).toEqual(Array.from({ length: 20 }, () => 'ok x'));
		expect(server.requests.filter(({ body }) => body === 'x')).toHaveLength(20);
	});

	it('asks a short question first while many wait, so that they need not wait for a long answer', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('Sécret-1', seen), { authScheme: 'basic', maxConnections: 2 });
		await askMany(20);
		const questions = server.requests.filter(({ method }) => method === 'GET');
		expect(questions).toHaveLength(1);
		expect(server.requests[0]).toMatchObject({ method: 'GET', body: '' });
		expect(server.requests).toHaveLength(21);
	});

	it.each([
		['answered by a failing gateway', 503],
		['cut off', 0],
	])('goes on when that question is %s', async (_name, status) => {
		await start(
			(request, response) => {
				if (request.method !== 'GET') response.end(`ok ${request.content}`);
				else if (status) response.writeHead(status).end();
				else request.socket.destroy();
			},
			{ authScheme: 'basic', maxConnections: 2 },
		);
		expect(await askMany(20)).toEqual(Array.from({ length: 20 }, () => 'ok x'));
	});

	it('shows a wrong password once', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('another', seen), { authScheme: 'basic', maxConnections: 8 });
		await Promise.all(
			Array.from({ length: 30 }, async (_, index) => await refusalOf(ask('x', `u${index}`))),
		);
		expect(seen.attempts).toBe(1);
	});

	it('is not taken when the settings say NTLM', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('Sécret-1', seen), { authScheme: 'ntlm' });
		expect(await refusalOf(ask())).toMatchObject({ problem: 'noCommonScheme' });
		expect(seen.attempts).toBe(1);
		expect(server.requests[0].headers.authorization).toMatch(/^NTLM /);
	});

	it('gives an account that was let in before a second chance, then no more', async () => {
		let refuse = false;
		await start(
			(_request, response) => {
				if (refuse) response.writeHead(401, { 'WWW-Authenticate': 'Basic' });
				response.end('ok');
			},
			{ authScheme: 'basic' },
		);
		await ask();
		refuse = true;
		await refusalOf(ask());
		refuse = false;
		expect(await ask()).toBe('ok');
		refuse = true;
		await refusalOf(ask());
		await refusalOf(ask());
		const before = server.requests.length;
		await refusalOf(ask());
		expect(server.requests).toHaveLength(before);
	});
});

describe('Bearer', () => {
	const bearer = (valid: () => string): Answer => {
		return (request, response) => {
			if (request.headers.authorization !== `Bearer ${valid()}`) {
				response.writeHead(401, {
					'WWW-Authenticate': 'Bearer error="invalid_token", error_description="token is old"',
				});
			}
			response.end('ok');
		};
	};

	it('renews the token once for all who need it', async () => {
		const calls: boolean[] = [];
		await start(
			bearer(() => 'new'),
			{
				accessToken: async ({ refresh }) => {
					calls.push(refresh);
					return refresh ? 'new' : 'old';
				},
			},
		);
		expect(await askMany(12)).toEqual(Array.from({ length: 12 }, () => 'ok'));
		expect(calls).toEqual([false, true]);
	});

	it('gives up after one renewal and tells the reason', async () => {
		await start(
			bearer(() => 'never'),
			{ accessToken: async () => 'marker-token' },
		);
		const refusal = await refusalOf(ask());
		expect(refusal).toMatchObject({ scheme: 'bearer', userForm: 'token' });
		expect(refusal.message).toContain('token is old');
		expect(server.requests).toHaveLength(2);
	});

	it('explains a token that can’t be had', async () => {
		await start(
			bearer(() => 'x'),
			{
				accessToken: async () => {
					throw new Error('invalid_grant');
				},
			},
		);
		expect(await refusalOf(ask())).toMatchObject({ problem: 'noToken' });
	});
});

it('needs no sign-in where none is asked for', async () => {
	await start((request, response) => response.end(`ok ${request.content}`));
	expect(await askMany(5)).toEqual(Array.from({ length: 5 }, () => 'ok x'));
	expect(server.requests.some(({ headers }) => headers.authorization)).toBe(false);
});

it('does not wait for ever when the one who asks for the schemes is cancelled', async () => {
	let first = true;
	const windows = windowsAuthentication(account);
	await start(
		(request, response, ...rest) => {
			if (!first) windows.answer(request, response, ...rest);
			first = false;
		},
		{ maxConnections: 2 },
	);
	const cancel = new AbortController();
	const cancelled = transport.send({
		url: server.url,
		body: 'x',
		lane: 'a',
		signal: cancel.signal,
	});
	const other = ask('x', 'b');
	setTimeout(() => cancel.abort(), 20);
	await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
	expect(await other).toBe('ok x');
});
