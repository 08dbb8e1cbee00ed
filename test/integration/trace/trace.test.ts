import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startCalendar, type TestCalendar } from '../push/calendar';
import { serverBusy } from '../../exchangeServer/faults';

const password = 'pässword-märker-"6&7<';
let calendar: TestCalendar;
let told: Array<[string, Record<string, unknown>]>;
let output: string;
let position: string;

beforeAll(async () => {
	calendar = await startCalendar(() => new Date('2026-11-23T10:00:00Z'));
	const { server, company } = calendar;
	const { user } = company.serviceAccount;
	const settings = {
		server: server.url,
		version: 'Exchange2019',
		emailDns: company.domain,
		user,
		authScheme: 'basic',
	};
	const right = { ...settings, password: company.serviceAccount.password };
	server.faults.add({ fault: serverBusy(10), operation: 'GetItem', count: 1 });
	const { stdout, stderr } = await promisify(execFile)(
		process.execPath,
		['--import', 'tsx', path.join(__dirname, 'run.ts')],
		{
			env: {
				...process.env,
				NODE_DEBUG: 'exchange',
				TRACE_SETTINGS: JSON.stringify(right),
				TRACE_WRONG_SETTINGS: JSON.stringify({ ...settings, password }),
			},
			maxBuffer: 64 * 1024 * 1024,
		},
	);
	const lines = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as [string, Record<string, unknown>]);
	told = lines.filter(([name]) => name !== 'end');
	position = lines.at(-1)![1].position as string;
	output = stderr + JSON.stringify(told);
});

afterAll(async () => await calendar.close());

const of = (name: string) => told.filter(([one]) => one === name).map(([, message]) => message);

it('tells each request and its answer', () => {
	const host = new URL(calendar.server.url).host;
	expect(of('request')).toContainEqual({
		operation: 'CreateItem',
		mailbox: 'alice@enyoi.example',
		host,
		attempt: 1,
		clientRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
		bytes: expect.any(Number),
	});
	const ids = of('request').map(({ clientRequestId }) => clientRequestId);
	expect(
		of('answer')
			.map(({ clientRequestId }) => clientRequestId)
			.sort(),
	).toEqual(ids.sort());
	expect(of('answer')).toContainEqual({
		operation: 'CreateItem',
		mailbox: 'alice@enyoi.example',
		clientRequestId: expect.any(String),
		status: 200,
		ms: expect.any(Number),
		bytes: expect.any(Number),
		requestId: expect.any(String),
		frontEndServer: expect.any(String),
		backEndServer: expect.any(String),
	});
	for (const { bytes } of [
		...of('request'),
		...of('answer').filter(({ status }) => status === 200),
	])
		expect(bytes).toBeGreaterThan(100);
});

it('tells retries, and how a sign-in failed', () => {
	expect(of('retry')).toContainEqual({
		operation: 'GetItem',
		mailbox: 'alice@enyoi.example',
		attempt: 2,
		code: 'throttled',
		waitMs: expect.any(Number),
	});
	expect(of('answer')).toContainEqual(expect.objectContaining({ status: 401, code: 'signIn' }));
	expect(of('answer')).toContainEqual(
		expect.objectContaining({ code: 'throttled', responseCode: 'ErrorServerBusy' }),
	);
});

it('tells plans and stored positions', () => {
	expect(of('plan')).toEqual([
		{ mailbox: 'alice@enyoi.example', actions: { create: 1 } },
		{ mailbox: 'alice@enyoi.example', actions: { create: 1 } },
	]);
	expect(of('position').map(({ what }) => what)).toEqual(['written', 'parked', 'read']);
	for (const { mailbox, bytes, generation } of of('position')) {
		expect(mailbox).toBe('alice@enyoi.example');
		expect(bytes).toBeGreaterThan(100);
		expect(generation).toMatch(/^\d+$/);
	}
});

it('tells of the plain operations and of a watch, too', () => {
	const operations = new Set(of('answer').map(({ operation }) => operation));
	for (const operation of [
		'CreateAttachment',
		'GetUserAvailability',
		'SetUserOofSettings',
		'CreateFolder',
		'GetStreamingEvents',
	]) {
		expect(operations).toContain(operation);
	}
});

it('tells the same to a process with NODE_DEBUG=exchange', () => {
	const written = output.match(/^EXCHANGE \d+: (\w+) \{.*\}$/gm) ?? [];
	expect(written).toHaveLength(told.length);
});

it('tells no secret and no content', () => {
	const { user, password: right } = calendar.company.serviceAccount;
	const secrets = [password, right].flatMap((secret) => [
		secret,
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret),
		Buffer.from(secret).toString('base64'),
		Buffer.from(secret).toString('hex'),
		Buffer.from(secret, 'utf16le').toString('base64'),
		Buffer.from(`${user}:${secret}`).toString('base64'),
	]);
	const found = [...secrets, 'Authorization', 'Basic ', 'marker', position, position.slice(0, 40)];
	for (const text of found) expect(output).not.toContain(text);
	expect(position.length).toBeGreaterThan(40);
});
