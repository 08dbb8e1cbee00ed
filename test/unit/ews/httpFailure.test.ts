import { httpFailure } from '../../../exchange/ews/httpFailure';
import { concealing } from '../../../exchange/transport/conceal';

const answer = (status: number, headers: Record<string, string> = {}, page = '<html></html>') => ({
	status,
	headers,
	conceal: concealing({ password: 'hunter2' }),
	body: (async function* () {
		yield Buffer.from(page);
	})(),
	discard: () => undefined,
});
const mailbox = 'alice@enyoi.example';
const small = 2000;

it.each(['UserNotFound', 'MailboxGuidWithDomainNotFound', 'DomainNotFound'])(
	'an answer of the front end that there is no mailbox (%s) is final',
	async (code) => {
		const failure = await httpFailure(answer(404, { 'x-caserrorcode': code }), { mailbox }, small);
		expect(failure).toMatchObject({
			code: 'mailboxUnavailable',
			message: expect.stringMatching(/^Exchange knows no mailbox alice@enyoi\.example\. /),
			status: 404,
			remedyBy: 'you',
			remedy: expect.stringContaining(code),
			command: expect.stringContaining("Get-Recipient 'alice@enyoi.example'"),
			details: { mailbox },
		});
		const unnamed = await httpFailure(answer(404, { 'x-caserrorcode': code }), {}, small);
		expect(unnamed.command).toBeUndefined();
	},
);

it.each(['ServerNotFound', 'MailboxDatabaseDown', 'DatabaseGuidNotFound'])(
	'what is about a server (%s) comes back',
	async (code) => {
		const failure = await httpFailure(answer(404, { 'x-caserrorcode': code }), { mailbox }, small);
		expect(failure.code).toBe('temporarilyUnavailable');
		expect(failure.remedy).toContain(code);
	},
);

it('shows no secret that stands in the code', async () => {
	const failure = await httpFailure(answer(503, { 'x-caserrorcode': 'x hunter2' }), {}, small);
	expect(failure.remedy).toContain('(x …)');
});

it.each([
	['413', 413, '', small],
	['404.13 on a page', 404, 'HTTP Error 404.13 - Not Found', small],
	['a reason on a page', 404, '<h2>Content Length Too Large</h2>', small],
	['404 to a large request', 404, '', 2 ** 20],
])('a request is too large: %s', async (_name, status, page, sent) => {
	const failure = await httpFailure(answer(status, {}, page), { mailbox }, sent);
	expect(failure).toMatchObject({
		code: 'limit',
		remedy: expect.stringContaining('larger than the web server allows'),
		remedyBy: 'exchangeAdmin',
	});
	expect(failure.field).toBeUndefined();
});

it.each([
	['404', 404, '', 2 ** 20 - 1],
	['404.1', 404, 'HTTP Error 404.1', small],
	['404.130', 404, 'HTTP Error 404.130', small],
	['405', 405, '', 2 ** 21],
])('%s is an address without EWS', async (_name, status, page, sent) => {
	const failure = await httpFailure(answer(status, {}, page), { mailbox }, sent);
	expect(failure).toMatchObject({ code: 'http', field: 'server' });
});

it('takes what came for known, without reading it', async () => {
	const response = answer(404, {}, 'HTTP Error 404.13');
	const known = { first: Buffer.from('<html>'), what: 'an HTML page' };
	expect(await httpFailure(response, {}, small, known)).toMatchObject({
		code: 'http',
		body: 'an HTML page',
	});
	const tooLarge = { first: Buffer.from('404.13 '), what: 'an HTML page' };
	expect((await httpFailure(response, {}, small, tooLarge)).code).toBe('limit');
	expect((await httpFailure(response, {}, small, { first: undefined, what: 'x' })).code).toBe(
		'http',
	);
});

it('names the mailbox for which EWS may be switched off', async () => {
	expect(await httpFailure(answer(403, {}), { mailbox }, small)).toMatchObject({
		code: 'accessDenied',
		remedy: expect.stringContaining(`switched off for ${mailbox}, `),
		command: expect.stringContaining(`Get-CASMailbox '${mailbox}'`),
	});
	expect(await httpFailure(answer(403, {}), {}, small)).toMatchObject({
		remedy: expect.stringContaining('switched off for this account'),
		command: expect.stringContaining('Get-CASMailbox <service account>'),
	});
});
