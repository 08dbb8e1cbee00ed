import crypto from 'node:crypto';
import {
	SignInPaused,
	SignInRefused,
} from '../../../../exchange/transport/authentication/signInRefused';
import {
	createTransport,
	type PooledTransport,
} from '../../../../exchange/transport/createTransport';
import type { ConnectionSettings } from '../../../../exchange/settings';
import { serverEndPointBinding } from '../../../../exchange/transport/authentication/channelBinding';
import {
	avId,
	channelBindingsHash,
	parseAvPairs,
} from '../../../../exchange/transport/authentication/ntlm';
import { InvalidSettings } from '../../../../exchange/errors';
import { createSelfSigned, type Certificate } from '../../../exchangeServer/certificates';
import { startServer, type Answer, type TestServer } from '../server';
import { settingsFor, textOf } from '../settings';
import { field, windowsAuthentication } from './ntlmServer';

const account = { domain: 'ENYOI', user: 'svc-n8n', password: 'Sécret-1' };
let server: TestServer;
let transport: PooledTransport;

async function start(answer: Answer, changes: Partial<ConnectionSettings> = {}) {
	server = await startServer(answer);
	transport = createTransport(settingsFor(server.url, { authScheme: 'auto', ...changes }));
}
const ask = async (body = 'x', mailbox = 'alice') =>
	await textOf(await transport.send({ url: server.url, body, mailbox }));
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

const until = async (condition: () => boolean) => {
	for (let turn = 0; turn < 10_000 && !condition(); turn++) await new Promise(setImmediate);
	expect(condition()).toBe(true);
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
		expect(await refusalOf(ask())).toMatchObject({ problem: 'badChallenge', scheme: 'ntlm' });
	});

	it('tells a machine without MD5 from a broken challenge', async () => {
		const windows = windowsAuthentication(account);
		await start(windows.answer);
		const { createHmac } = crypto;
		const fips = jest.spyOn(crypto, 'createHmac').mockImplementation((algorithm, ...rest) => {
			if (algorithm !== 'md5') return createHmac(algorithm, ...rest);
			throw new Error('error:0308010C:digital envelope routines::unsupported');
		});
		try {
			expect(await refusalOf(ask())).toMatchObject({ problem: 'noMd5', field: 'authScheme' });
		} finally {
			fips.mockRestore();
		}
	});

	/** Answers the first message as told, and whatever comes without a secret with what is offered. */
	const answering = (status: number, challenges: string[], offers = ['NTLM', 'Basic']): Answer => {
		return (request, response) => {
			const { authorization } = request.headers;
			if (authorization) response.writeHead(status, { 'WWW-Authenticate': challenges });
			else response.writeHead(401, { 'WWW-Authenticate': offers });
			response.end();
		};
	};
	const schemesSent = () =>
		server.requests.map(({ headers }) => headers.authorization?.split(' ')[0]);

	it.each(['auto', 'ntlm'] as const)(
		'is refused where only Basic is left, and the password stays here (%s)',
		async (authScheme) => {
			await start(answering(401, ['Basic realm="x"']), { authScheme });
			expect(await refusalOf(ask())).toMatchObject({
				problem: 'noCommonScheme',
				schemesOffered: ['Basic'],
				field: 'authScheme',
			});
			expect(schemesSent().filter(Boolean)).toEqual(['NTLM']);
		},
	);

	it('is refused where the settings say so and Basic is all there ever was', async () => {
		await start(answering(401, ['Basic'], ['Basic']), { authScheme: 'ntlm' });
		await refusalOf(ask());
		expect(schemesSent()).toEqual(['NTLM']);
	});

	it('has come to no end when the server offers it again in place of a challenge', async () => {
		await start(answering(401, ['NTLM', 'Basic']));
		expect(await refusalOf(ask())).toMatchObject({ problem: 'connectionNotKept', scheme: 'ntlm' });
		expect(schemesSent()).toEqual([undefined, 'NTLM']);
	});

	it('goes on as Negotiate where that is left, and stays with it', async () => {
		const windows = windowsAuthentication(account, { scheme: 'Negotiate' });
		await start(windows.answer, { authScheme: 'ntlm', maxConnections: 1 });
		await ask();
		for (const socket of server.sockets) socket.destroy();
		await until(() => server.sockets.size === 0);
		const before = server.requests.length;
		expect(await ask()).toBe('ok x');
		expect(schemesSent().slice(before)).toEqual(['Negotiate', 'Negotiate']);
	});

	it('is refused, not missing, where the server offers another way after the secret', async () => {
		const windows = windowsAuthentication({ ...account, password: 'another' });
		await start((request, response, ...rest) => {
			if (windows.seen.negotiate === 0) windows.answer(request, response, ...rest);
			else response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end();
		});
		expect(await refusalOf(ask())).toMatchObject({ problem: 'refused', scheme: 'ntlm' });
	});

	it('is not needed where the server lets everybody in', async () => {
		await start((request, response) => response.end(`ok ${request.content}`), {
			authScheme: 'ntlm',
		});
		expect(await ask()).toBe('ok x');
		expect(server.requests.map(({ body }) => body)).toEqual(['', 'x']);
	});

	it('has come to no end where the message is let in and the request is not', async () => {
		await start(
			(request, response) => {
				if (!request.headers.authorization) response.writeHead(401, { 'WWW-Authenticate': 'NTLM' });
				response.end();
			},
			{ authScheme: 'ntlm', maxConnections: 1 },
		);
		expect(await refusalOf(ask())).toMatchObject({ problem: 'connectionNotKept', scheme: 'ntlm' });
		expect(await refusalOf(ask())).toMatchObject({ problem: 'connectionNotKept' });
		expect(server.connections).toBe(1);
	});

	it.each([
		['a server error', 500, true],
		['a page that is not there', 404, true],
		['a server of another version of HTTP', 505, true],
		['a failing gateway', 503, false],
		['a choice of places', 300, false],
		['a redirect', 302, false],
		['a proxy', 407, false],
	])('counts as signed in by an answer of %s: %s', async (_name, status, proves) => {
		let authenticated = 0;
		const windows = windowsAuthentication(account);
		await start(
			(request, response, ...rest) => {
				const [, token = ''] = request.headers.authorization?.split(' ') ?? [];
				const isLast = Buffer.from(token, 'base64')[8] === 3;
				if (isLast && ++authenticated === 1) response.writeHead(status).end('first');
				else if (authenticated > 0 && !request.headers.authorization) response.end('as before');
				else windows.answer(request, response, ...rest);
			},
			{ maxConnections: 1 },
		);
		expect(await ask()).toBe('first');
		expect(await ask()).toBe(proves ? 'as before' : 'ok x');
		expect(authenticated).toBe(proves ? 1 : 2);
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

	it.each<[Partial<ConnectionSettings>, boolean]>([
		[{ user: 'svc', password: 'Grüße-1' }, true],
		[{ user: 'své', password: 'secret' }, true],
		[{ user: 'svc', password: 'secret~' }, false],
	])('says that characters beyond ASCII may be the reason (%j)', async (settings, expected) => {
		await start(basicOnly('another', { attempts: 0 }), { ...settings, authScheme: 'basic' });
		const { remedy } = await refusalOf(ask());
		expect(/beyond ASCII/.test(remedy!)).toBe(expected);
	});

	it('is not taken when the settings say NTLM', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('Sécret-1', seen), { authScheme: 'ntlm' });
		expect(await refusalOf(ask())).toMatchObject({ problem: 'noCommonScheme' });
		expect(seen.attempts).toBe(1);
		expect(server.requests[0].headers.authorization).toMatch(/^NTLM /);
	});

	it('sends user and password in UTF-8', async () => {
		await start((request, response) => response.end(request.headers.authorization), {
			authScheme: 'basic',
		});
		expect(await ask()).toBe('Basic RU5ZT0lcc3ZjLW44bjpTw6ljcmV0LTE=');
	});

	it('says that the server does not take it, where that is so', async () => {
		await start(
			(_request, response) => response.writeHead(401, { 'WWW-Authenticate': 'NTLM' }).end(),
			{ authScheme: 'basic' },
		);
		expect(await refusalOf(ask())).toMatchObject({ problem: 'noCommonScheme', scheme: 'basic' });
	});

	it.each([
		['that offers it again', { 'WWW-Authenticate': ['NTLM', 'Basic'] }],
		['that offers nothing', {}],
	])('is refused by a server %s', async (_name, headers) => {
		await start((_request, response) => response.writeHead(401, headers).end(), {
			authScheme: 'basic',
		});
		expect(await refusalOf(ask())).toMatchObject({
			problem: 'refused',
			scheme: 'basic',
			channelBindingSent: false,
		});
	});

	it('asks the short question once, without body, at the place of the request', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('Sécret-1', seen), { authScheme: 'basic', maxConnections: 2 });
		await Promise.all(
			Array.from(
				{ length: 20 },
				async (_, index) =>
					await textOf(
						await transport.send({
							url: `${server.url}EWS?a=1`,
							body: 'x',
							mailbox: `u${index}`,
							headers: { 'Content-Type': 'text/xml', 'X-AnchorMailbox': 'a' },
						}),
					),
			),
		);
		const [question, ...requests] = server.requests;
		expect(question).toMatchObject({ method: 'GET', path: '/EWS?a=1', body: '' });
		expect(question.headers).not.toHaveProperty('x-anchormailbox');
		expect(question.headers).not.toHaveProperty('content-type');
		expect(question.headers).not.toHaveProperty('content-length');
		expect(requests.every(({ headers }) => headers['content-type'] === 'text/xml')).toBe(true);
	});

	it('asks no question when nobody waits', async () => {
		const seen = { attempts: 0 };
		await start(basicOnly('Sécret-1', seen), { authScheme: 'basic' });
		await ask();
		expect(server.requests.map(({ method }) => method)).toEqual(['POST']);
	});

	it('gives up a page of refusal that does not end', async () => {
		let written = 0;
		await start(
			(_request, response) => {
				response.writeHead(401, { 'WWW-Authenticate': 'Basic' });
				const more = () => {
					while (written < 50_000_000) {
						written += 65_536;
						if (!response.write(Buffer.alloc(65_536))) return response.once('drain', more);
					}
					return response.end();
				};
				more();
			},
			{ authScheme: 'basic' },
		);
		expect(await refusalOf(ask())).toMatchObject({ problem: 'refused' });
		await until(() => server.sockets.size === 0);
		expect(written).toBeLessThan(40_000_000);
	});
});

describe('an account that was let in before', () => {
	let now = 0;
	beforeEach(() => {
		now = 0;
		jest.spyOn(performance, 'now').mockImplementation(() => now);
	});
	afterEach(() => jest.restoreAllMocks());

	/** What comes of one request after another, each after the pause that the one before asks for. */
	const outcomes = async (count: number, send: () => Promise<string> = ask) => {
		const told: string[] = [];
		for (let request = 0; request < count; request++) {
			const error: unknown = await send().then(
				() => undefined,
				(reason: unknown) => reason,
			);
			told.push(error instanceof Error ? error.constructor.name : 'let in');
			if (error instanceof SignInPaused) now += error.details.backOffMs!;
		}
		return told;
	};

	describe.each(['basic', 'ntlm'] as const)('%s', (authScheme) => {
		let isRefused = false;
		/** Sign-ins with the account's secret that the server refused. */
		let failures = 0;
		beforeEach(async () => {
			isRefused = false;
			failures = 0;
			const windows = windowsAuthentication(account, { forgets: () => true });
			await start(
				(request, response, ...rest) => {
					const { authorization = '' } = request.headers;
					const isShown = authScheme === 'basic' || authorization.length > 100;
					if (!isRefused || !isShown) {
						if (authScheme === 'ntlm') windows.answer(request, response, ...rest);
						else response.end('ok');
						return;
					}
					failures++;
					const challenge = authScheme === 'basic' ? 'Basic' : 'NTLM';
					response.writeHead(401, { 'WWW-Authenticate': challenge });
					response.end();
				},
				{ authScheme, maxConnections: 1 },
			);
			await ask();
		});

		it('is let in again over a new connection when one refusal was a whim', async () => {
			const before = server.connections;
			isRefused = true;
			expect(await outcomes(1)).toEqual(['SignInPaused']);
			isRefused = false;
			expect(await outcomes(1)).toEqual(['let in']);
			expect(failures).toBe(1);
			expect(server.connections).toBe(before + 1);
		});

		it('is shown three times after its password was changed, then no more', async () => {
			isRefused = true;
			expect(await outcomes(6)).toEqual([
				'SignInPaused',
				'SignInPaused',
				...Array.from({ length: 4 }, () => 'SignInRefused'),
			]);
			expect(failures).toBe(3);
		});

		it('is not shown during the pause', async () => {
			isRefused = true;
			await outcomes(1);
			now -= 1;
			expect(await outcomes(1)).toEqual(['SignInPaused']);
			expect(failures).toBe(1);
		});
	});

	describe.each([1, 4])('by a server behind that refuses one mailbox (%i at once)', (count) => {
		const send = async (mailbox: string) => {
			const headers = { 'X-AnchorMailbox': mailbox };
			return await textOf(await transport.send({ url: server.url, body: 'x', mailbox, headers }));
		};
		const errorsOf = async (mailbox: string) => {
			const sent = Array.from({ length: count }, async () => await send(mailbox));
			const errors = (await Promise.allSettled(sent)).map(
				(one) => (one as PromiseRejectedResult).reason as Error,
			);
			for (const error of errors) {
				if (error instanceof SignInPaused) now = Math.max(now, 1_000 * ++pauses * 60);
			}
			return errors.map((error) => error.constructor.name);
		};
		let pauses = 0;

		it('is let in for others, and for that one as soon as the server takes it', async () => {
			const seen = { attempts: 0 };
			let isRefused = true;
			const takes = basicOnly('Sécret-1', seen);
			await start(
				(request, response, ...rest) => {
					const isBob = request.headers['x-anchormailbox'] === 'bob';
					if (!isBob || !isRefused) takes(request, response, ...rest);
					else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="EWS"' }).end();
				},
				{ authScheme: 'basic', maxConnections: 4 },
			);
			expect(await send('alice')).toBe('ok x');
			expect(new Set(await errorsOf('bob'))).toEqual(new Set(['SignInPaused']));
			for (let time = 0; time < 5; time++) {
				expect(new Set(await errorsOf('bob'))).toEqual(new Set(['RefusedForMailbox']));
				expect(await send('alice')).toBe('ok x');
			}
			isRefused = false;
			expect(await send('bob')).toBe('ok x');
		});
	});

	describe('at a server that answers the question without a look at the account', () => {
		let right = 'Sécret-1';
		const seen = { attempts: 0 };
		const send = async (mailbox?: string) => {
			const headers = mailbox === undefined ? undefined : { 'X-AnchorMailbox': mailbox };
			const request = { url: server.url, body: 'x', mailbox: mailbox ?? 'none', headers };
			return await textOf(await transport.send(request));
		};
		beforeEach(async () => {
			right = 'Sécret-1';
			await start(
				(request, response, ...rest) => {
					if (request.method === 'GET') response.writeHead(405).end();
					else basicOnly(right, seen)(request, response, ...rest);
				},
				{ authScheme: 'basic', maxConnections: 1 },
			);
			await send('bob');
			seen.attempts = 0;
		});

		it.each([
			['a mailbox', 'bob'],
			['no mailbox', undefined],
		] as const)(
			'is shown three times after its password was changed, for %s',
			async (_, mailbox) => {
				right = 'another';
				expect(await outcomes(6, async () => await send(mailbox))).toEqual([
					'SignInPaused',
					'SignInPaused',
					...Array.from({ length: 4 }, () => 'SignInRefused'),
				]);
				expect(seen.attempts).toBe(3);
			},
		);
	});

	it('is asked about no mailbox no more once the refused one is answered', async () => {
		let isRefused = false;
		await start(
			(_request, response) => {
				if (isRefused) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' });
				response.end('ok');
			},
			{ authScheme: 'basic', maxConnections: 1 },
		);
		const headers = { 'X-AnchorMailbox': 'bob' };
		const send = async () =>
			await textOf(await transport.send({ url: server.url, body: 'x', mailbox: 'bob', headers }));
		await send();
		isRefused = true;
		expect(await outcomes(1, send)).toEqual(['SignInPaused']);
		isRefused = false;
		expect(await outcomes(4, send)).toEqual(['let in', 'let in', 'let in', 'let in']);
		expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
	});

	it('is not refused for good where the connection is not kept for a while', async () => {
		const windows = windowsAuthentication(account, { forgets: () => true });
		let isCut = false;
		await start(
			(request, response, ...rest) => {
				if (!isCut) return windows.answer(request, response, ...rest);
				response.writeHead(401, { 'WWW-Authenticate': 'NTLM' });
				return response.end();
			},
			{ authScheme: 'ntlm' },
		);
		await ask();
		isCut = true;
		expect(await outcomes(4)).toEqual([
			'SignInPaused',
			'SignInPaused',
			'SignInRefused',
			'SignInRefused',
		]);
		isCut = false;
		expect(await outcomes(1)).toEqual(['let in']);
	});

	it('comes to an end where the server offers now one way, now the other', async () => {
		await start(
			(request, response) => {
				const asked = request.headers.authorization?.split(' ')[0];
				const offer = asked === 'NTLM' ? 'Negotiate' : 'NTLM';
				response.writeHead(401, { 'WWW-Authenticate': offer });
				response.end();
			},
			{ authScheme: 'ntlm' },
		);
		expect(await refusalOf(ask())).toMatchObject({ problem: 'connectionNotKept' });
		expect(server.requests).toHaveLength(2);
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
		expect(refusal).toMatchObject({
			problem: 'refused',
			scheme: 'bearer',
			userForm: 'token',
			channelBindingSent: false,
		});
		expect(refusal.message).toContain('token is old');
		expect(server.requests).toHaveLength(2);
		expect(server.connections).toBe(1);
	});

	it('sends the request again with the new token, over the same connection', async () => {
		await start(
			bearer(() => 'new'),
			{ accessToken: async ({ refresh }) => (refresh ? 'new' : 'old') },
		);
		await ask();
		await ask();
		expect(server.requests.map(({ headers, body }) => [headers.authorization, body])).toEqual([
			['Bearer old', 'x'],
			['Bearer new', 'x'],
			['Bearer new', 'x'],
		]);
		expect(server.connections).toBe(1);
	});

	it('shows no password, even where the server offers a way', async () => {
		await start((request, response) => response.end(request.headers.authorization), {
			accessToken: async () => 'token',
			authScheme: 'basic',
		});
		expect(await ask()).toBe('Bearer token');
	});

	it('passes on why a token can’t be had when that is known', async () => {
		const error = new InvalidSettings('oauth', 'not connected');
		await start(
			bearer(() => 'x'),
			{
				accessToken: async () => {
					throw error;
				},
			},
		);
		await expect(ask()).rejects.toBe(error);
		expect(server.requests).toEqual([]);
	});

	it('does not wait longer for a token than the request may', async () => {
		await start(
			bearer(() => 'x'),
			{ accessToken: async () => await new Promise(() => {}) },
		);
		const cancel = new AbortController();
		const sent = transport.send({
			url: server.url,
			body: 'x',
			mailbox: 'a',
			signal: cancel.signal,
		});
		await new Promise(setImmediate);
		cancel.abort();
		await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
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
		expect(await refusalOf(ask())).toMatchObject({
			problem: 'noToken',
			scheme: 'bearer',
			server: `127.0.0.1:${server.port}`,
		});
	});
});

describe('over TLS', () => {
	let certificate: Certificate;
	beforeAll(async () => {
		certificate = await createSelfSigned();
	});

	it.each([
		['auto', 'ntlm', [true, true]],
		['off', 'ntlm', [false, false]],
		['auto', 'basic', [false, undefined]],
	] as const)(
		'channel binding %s binds the sign-in to the certificate (%s)',
		async (channelBinding, authScheme, [isBound, isSent]) => {
			const hashes: unknown[] = [];
			const windows = windowsAuthentication({ ...account, password: 'another' });
			server = await startServer(
				(request, response, ...rest) => {
					const [, token = ''] = request.headers.authorization?.split(' ') ?? [];
					const message = Buffer.from(token, 'base64');
					if (message[8] === 3) {
						const pairs = parseAvPairs(field(message, 20).subarray(16 + 28));
						hashes.push(pairs.find(({ id }) => id === avId.channelBindings)?.value);
					}
					if (authScheme === 'ntlm') windows.answer(request, response, ...rest);
					else response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end();
				},
				{ cert: certificate.certificate, key: certificate.key },
			);
			transport = createTransport(
				settingsFor(server.url, { authScheme, channelBinding, allowUnauthorizedCerts: true }),
			);
			const refusal = await refusalOf(ask());
			expect(refusal).toMatchObject({ problem: 'refused', channelBindingSent: isBound });
			const expected = channelBindingsHash(serverEndPointBinding(certificate.der)!);
			expect(hashes).toEqual(isSent === undefined ? [] : [isSent ? expected : undefined]);
		},
	);
});

describe('asking for the schemes', () => {
	it.each([502, 503, 504])(
		'a balancer’s %i is not taken for a server that lets everybody in',
		async (status) => {
			let isDown = true;
			const windows = windowsAuthentication(account);
			await start((request, response, ...rest) => {
				if (isDown) response.writeHead(status).end('down');
				else windows.answer(request, response, ...rest);
			});
			expect(await ask('secret')).toBe('down');
			isDown = false;
			const before = server.requests.length;
			expect(await ask('secret')).toBe('ok secret');
			expect(server.requests.slice(before).map(({ body }) => body)).toEqual(['', '', 'secret']);
		},
	);

	it.each([200, 400, 404, 500])(
		'an answer of %i without one means that none is needed',
		async (status) => {
			await start((request, response) => {
				response.writeHead(request.content === '' ? status : 200).end(`ok ${request.content}`);
			});
			await ask();
			await ask();
			expect(server.requests.map(({ body }) => body)).toEqual(['', 'x', 'x']);
		},
	);

	it('follows a redirect before it says anything', async () => {
		const windows = windowsAuthentication(account);
		await start((request, response, ...rest) => {
			if (request.url === '/') response.writeHead(302, { Location: '/EWS' }).end();
			else windows.answer(request, response, ...rest);
		});
		expect(await ask()).toBe('ok x');
		expect(server.requests.filter(({ body }) => body === 'x').map(({ path }) => path)).toEqual([
			'/',
			'/EWS',
		]);
	});

	it('is refused where none is known', async () => {
		await start((_request, response) => {
			response.writeHead(401, { 'WWW-Authenticate': ['Digest realm="x"', 'Bearer'] }).end();
		});
		expect(await refusalOf(ask())).toMatchObject({
			problem: 'noCommonScheme',
			scheme: undefined,
			schemesOffered: ['Digest', 'Bearer'],
		});
		await refusalOf(ask());
		expect(server.connections).toBe(1);
	});

	it('is done again where a server begins to ask for a sign-in', async () => {
		let isOpen = true;
		const windows = windowsAuthentication(account);
		await start(
			(request, response, ...rest) => {
				if (isOpen) response.end('open');
				else windows.answer(request, response, ...rest);
			},
			{ maxConnections: 1 },
		);
		expect(await ask()).toBe('open');
		isOpen = false;
		expect(await ask()).toBe('ok x');
		expect(await ask()).toBe('ok x');
		expect(windows.seen).toEqual({ negotiate: 1, authenticate: 1, anonymous: 1 });
		expect(server.connections).toBe(1);
	});

	it('is left to the next in line when the first one’s connection breaks', async () => {
		const windows = windowsAuthentication(account);
		await start(
			(request, response, { requests }) => {
				if (requests.length === 1) request.socket.destroy();
				else windows.answer(request, response, server);
			},
			{ maxConnections: 2 },
		);
		const [first, second] = await Promise.allSettled([ask('x', 'a'), ask('x', 'b')]);
		expect(first).toMatchObject({ status: 'rejected', reason: { code: 'unreachable' } });
		expect(second).toMatchObject({ status: 'fulfilled', value: 'ok x' });
	});

	it('says nothing that could change anything', async () => {
		const windows = windowsAuthentication(account);
		await start(windows.answer);
		await transport.send({
			url: `${server.url}EWS?a=1`,
			method: 'GET',
			mailbox: 'a',
			headers: { 'X-AnchorMailbox': 'a' },
		});
		expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual(
			Array.from({ length: 3 }, () => ['GET', '/EWS?a=1', '']),
		);
		expect(server.requests.every(({ headers }) => headers['x-anchormailbox'] === 'a')).toBe(true);
		expect(server.requests.some(({ headers }) => 'content-length' in headers)).toBe(false);
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
		mailbox: 'a',
		signal: cancel.signal,
	});
	const other = ask('x', 'b');
	setTimeout(() => cancel.abort(), 20);
	await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
	expect(await other).toBe('ok x');
});
