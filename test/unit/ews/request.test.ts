import type { Exchange } from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import { contentPlace } from '../../../exchange/ews/envelope';
import { call, type CallTarget } from '../../../exchange/ews/request';
import type { EwsOperation } from '../../../exchange/ews/operation';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { syncFolderItems } from '../../../exchange/ews/operations/syncFolderItems';
import { createUserConfiguration } from '../../../exchange/ews/operations/userConfiguration';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import type { TransportRequest } from '../../../exchange/transport/transport';
import { element } from '../../../exchange/xml/writer';
import { collectGarbage } from '../../support/collectGarbage';
import { find, saxesTree } from '../xml/xmlTree';

interface Answer {
	status?: number;
	headers?: Record<string, string>;
	body: string | Buffer[];
}

const alice = 'alice@enyoi.example';
const marker = 'marker-8841';
const calendar = { distinguished: 'calendar' };

/** An Exchange whose server answers from a list; records what was asked and how long was waited. */
function exchangeThatAnswers(answers: Answer[], settings: Partial<ConnectionSettings> = {}) {
	const requests: TransportRequest[] = [];
	const waits: number[] = [];
	let now = 0;
	let discarded = 0;
	const exchange: Exchange = {
		settings: resolveSettings({
			server: 'mail.enyoi.example',
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'ENYOI\\svc',
			password: marker,
			...settings,
		}),
		transport: {
			async send(request) {
				requests.push(request);
				const { status = 200, headers = {}, body } = answers.shift()!;
				const chunks = typeof body === 'string' ? [Buffer.from(body)] : body;
				return {
					status,
					headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
					conceal: (text) => text.replaceAll(marker, '…'),
					body: (async function* () {
						yield* chunks;
					})(),
					discard: () => void discarded++,
				};
			},
			close: async () => undefined,
		},
		retry: createRetryPolicy({
			clock: () => now,
			random: () => 1,
			sleep: async (milliseconds) => {
				waits.push(milliseconds);
				now += milliseconds;
			},
		}),
		ewsUrl: async () => 'https://mail.enyoi.example/EWS/Exchange.asmx',
		close: async () => undefined,
	};
	return { exchange, requests, waits, discarded: () => discarded };
}

const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

function soap(body: string): string {
	return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="1748" MinorBuildNumber="10" Version="V2017_07_11" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

function messages(operation: string, ...entries: string[]): string {
	return soap(
		`<m:${operation}Response ${namespaces}><m:ResponseMessages>${entries.join('')}</m:ResponseMessages></m:${operation}Response>`,
	);
}

function failed(operation: string, code: string, xml = ''): string {
	return `<m:${operation}ResponseMessage ResponseClass="Error"><m:MessageText>Words of the server.</m:MessageText><m:ResponseCode>${code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${xml && `<m:MessageXml>${xml}</m:MessageXml>`}</m:${operation}ResponseMessage>`;
}

function value(name: string, text: string): string {
	return `<t:Value Name="${name}">${text}</t:Value>`;
}

function fault(code: string, xml = ''): string {
	return soap(
		`<s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:${code}</faultcode><faultstring xml:lang="en-US">Words of the server.</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode><e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">Words of the server.</e:Message>${xml && `<t:MessageXml ${namespaces}>${xml}</t:MessageXml>`}</detail></s:Fault>`,
	);
}

const folder =
	'<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:CalendarFolder><t:FolderId Id="F" ChangeKey="C"/><t:DisplayName>Kalender</t:DisplayName></t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>';
const found = messages('GetFolder', folder);

async function open(
	answers: Answer[],
	target: CallTarget = { mailbox: alice },
	settings: Partial<ConnectionSettings> = {},
) {
	const server = exchangeThatAnswers(answers, settings);
	const result = await call(server.exchange, getFolder, { folders: [calendar] }, target);
	return { ...server, result };
}

async function failureOf(answers: Answer[], target?: CallTarget): Promise<ExchangeError> {
	const error: unknown = await open(answers, target).catch((thrown: unknown) => thrown);
	if (!(error instanceof ExchangeError)) throw new Error(`no ExchangeError: ${String(error)}`);
	return error;
}

describe('the request', () => {
	it('is the same in each attempt, and nobody holds it while its answer is read', async () => {
		const { exchange } = exchangeThatAnswers([]);
		const sent: string[] = [];
		const held: boolean[] = [];
		exchange.transport.send = async ({ body }) => {
			sent.push(String(body));
			const one = new WeakRef(body as Buffer);
			const status = sent.length === 1 ? 503 : 200;
			return await Promise.resolve({
				status,
				headers: { 'content-type': 'text/xml; charset=utf-8' },
				conceal: (text) => text,
				body: (async function* () {
					await collectGarbage();
					held.push(one.deref() !== undefined);
					yield Buffer.from(status === 200 ? found : 'Busy');
				})(),
				discard: () => undefined,
			});
		};
		const operation = {
			...getFolder,
			request: () => element('m:GetFolder', contentPlace),
			content: () => Buffer.alloc(100_000, 'x'),
		};
		await call(exchange, operation, { folders: [calendar] }, { mailbox: alice });
		expect(held).toEqual([false, false]);
		expect(sent[0].length).toBeGreaterThan(100_000);
		expect(sent[1]).toBe(sent[0]);
	});

	it('acts as the mailbox, anchored at it, and can be found in the server’s logs', async () => {
		const { requests, result, exchange, discarded } = await open([{ body: found }]);
		expect(result).toEqual([
			{
				ok: true,
				folder: { id: 'F', changeKey: 'C', displayName: 'Kalender', element: 'CalendarFolder' },
			},
		]);
		const [{ url, method, headers, mailbox, body }] = requests;
		expect({ url, method, mailbox }).toEqual({
			url: 'https://mail.enyoi.example/EWS/Exchange.asmx',
			method: 'POST',
			mailbox: alice,
		});
		expect(headers).toEqual({
			'Content-Type': 'text/xml; charset=utf-8',
			SOAPAction: '"http://schemas.microsoft.com/exchange/services/2006/messages/GetFolder"',
			Accept: 'text/xml',
			'Accept-Encoding': 'gzip',
			'client-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
			'return-client-request-id': 'true',
			'X-AnchorMailbox': alice,
		});
		const root = saxesTree(body as string);
		expect(find(root, 't:RequestServerVersion')!.attributes).toEqual({
			Version: 'Exchange2013_SP1',
		});
		expect(find(root, 't:SmtpAddress')!.text).toBe(alice);
		expect(exchange.serverVersion).toEqual({
			majorVersion: 15,
			minorVersion: 2,
			majorBuild: 1748,
			minorBuild: 10,
			version: 'V2017_07_11',
		});
		expect(discarded()).toBe(1);
	});

	it('acts as nobody without a mailbox, as a delegate, or when told so', async () => {
		const attempts = [
			await open([{ body: found }], {}),
			await open([{ body: found }], { mailbox: alice }, { mailboxAccess: 'delegate' }),
			await open([{ body: found }], { mailbox: alice, impersonate: false }),
		];
		for (const { requests } of attempts) {
			expect(requests[0].body).not.toContain('ExchangeImpersonation');
		}
		expect(attempts[0].requests[0].mailbox).toBe('ENYOI\\svc');
		expect(attempts[1].requests[0].headers).toMatchObject({ 'X-AnchorMailbox': alice });
	});
});

describe('a busy server is asked again, in every shape of "busy"', () => {
	const busy = value('BackOffMilliseconds', '12500');
	const inner = value('InnerErrorResponseCode', 'ErrorServerBusy') + busy;
	it.each<[string, Answer]>([
		['SOAP fault with HTTP 500', { status: 500, body: fault('ErrorServerBusy', busy) }],
		['SOAP fault with HTTP 503', { status: 503, body: fault('ErrorServerBusy', busy) }],
		['SOAP fault with HTTP 200', { body: fault('ErrorServerBusy', busy) }],
		[
			'response message',
			{ body: messages('GetFolder', failed('GetFolder', 'ErrorServerBusy', busy)) },
		],
		['inner error of a fault', { status: 500, body: fault('ErrorInternalServerError', inner) }],
		[
			'inner error of a response message',
			{ body: messages('GetFolder', failed('GetFolder', 'ErrorInternalServerError', inner)) },
		],
		[
			'HTTP 503 without SOAP',
			{
				status: 503,
				headers: { 'content-type': 'text/html', 'retry-after': '12' },
				body: '<html>Service Unavailable</html>',
			},
		],
	])('%s', async (_shape, answer) => {
		const { result, waits, requests } = await open([answer, { body: found }]);
		expect(result).toHaveLength(1);
		expect(waits).toEqual([answer.headers ? 12000 : 12500]);
		const ids = requests.map(({ headers }) => headers!['client-request-id']);
		expect(new Set(ids).size).toBe(2);
	});

	it('also when only one entry of a batch says so', async () => {
		const item =
			'<m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items><t:CalendarItem><t:ItemId Id="1" ChangeKey="c"/></t:CalendarItem></m:Items></m:GetItemResponseMessage>';
		const server = exchangeThatAnswers([
			{ body: messages('GetItem', item, failed('GetItem', 'ErrorServerBusy', busy)) },
			{ body: messages('GetItem', item, failed('GetItem', 'ErrorItemNotFound')) },
		]);
		const request = { ids: [{ id: '1' }, { id: '2' }], shape: { base: 'IdOnly' } } as const;
		expect(await call(server.exchange, getItem, request, { mailbox: alice })).toEqual([
			{ ok: true, item: { itemId: { id: '1', changeKey: 'c' } } },
			{
				ok: false,
				failure: {
					responseCode: 'ErrorItemNotFound',
					messageText: 'Words of the server.',
					request: expect.objectContaining({ operation: 'GetItem', httpStatus: 200 }),
				},
			},
		]);
		expect(server.waits).toEqual([12500]);
	});

	it('but a write whose fate is unknown is not', async () => {
		const server = exchangeThatAnswers([
			{
				body: messages(
					'CreateUserConfiguration',
					failed('CreateUserConfiguration', 'ErrorTimeoutExpired'),
				),
			},
		]);
		const request = { folder: calendar, name: 'a', xmlData: Buffer.from('x') };
		await expect(call(server.exchange, createUserConfiguration, request)).rejects.toMatchObject({
			code: 'temporarilyUnavailable',
		});
		expect(server.requests).toHaveLength(1);
	});
});

describe('an answer that is an error names its kind, the ids of the request and the remedy', () => {
	const headers = {
		'request-id': '6b0b…',
		'x-feserver': 'EX01',
		'x-calculatedbetarget': 'ex02.enyoi.example',
		'x-ms-diagnostics': '2000003;reason="…"',
	};

	it.each<[string, Answer, object]>([
		[
			'impersonation',
			{ status: 500, headers, body: fault('ErrorImpersonateUserDenied') },
			{
				code: 'impersonation',
				name: 'ImpersonationDenied',
				mailbox: alice,
				serviceAccount: 'ENYOI\\svc',
				details: {
					operation: 'GetFolder',
					mailbox: alice,
					responseCode: 'ErrorImpersonateUserDenied',
					messageText: 'Words of the server.',
					httpStatus: 500,
					clientRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
					requestId: '6b0b…',
					frontEndServer: 'EX01',
					backEndServer: 'ex02.enyoi.example',
					diagnostics: '2000003;reason="…"',
				},
			},
		],
		[
			'schema violation',
			{
				status: 500,
				body: fault(
					'ErrorSchemaValidation',
					'<t:LineNumber>1</t:LineNumber><t:LinePosition>7</t:LinePosition><t:Violation>No such element.</t:Violation>',
				),
			},
			{
				code: 'schemaValidation',
				details: expect.objectContaining({
					messageXml: { LineNumber: '1', LinePosition: '7', Violation: 'No such element.' },
				}),
			},
		],
		[
			'EWS switched off',
			{ status: 403, headers: { 'content-type': 'text/html' }, body: '<html/>' },
			{ code: 'accessDenied', status: 403, body: 'an HTML page' },
		],
		[
			'wrong path',
			{ status: 404, headers: { 'content-type': 'text/html' }, body: '<html/>' },
			{ code: 'http', field: 'server' },
		],
		['no body', { status: 500, headers: {}, body: '' }, { code: 'http', status: 500 }],
		[
			'sign-in page',
			{
				headers: { 'content-type': 'text/html' },
				body: '<html xmlns="http://www.w3.org/1999/xhtml"><form><input type="password"/></form></html>',
			},
			{ code: 'malformedResponse', what: 'a sign-in page' },
		],
		['other SOAP', { body: soap('<x/>') }, { code: 'malformedResponse' }],
		['other XML', { body: '<feed/>' }, { code: 'malformedResponse' }],
	])('%s', async (_what, answer, expected) => {
		// Some come again before they are told.
		const error = await failureOf([answer, answer, answer]);
		expect(error).toMatchObject(expected);
		expect(error.remedy).toBeTruthy();
		expect(error.details.clientRequestId).toBeTruthy();
		expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain(
			marker,
		);
	});

	it('too few entries, three times', async () => {
		const few = { body: messages('GetFolder') };
		expect(await failureOf([few, few, few])).toMatchObject({
			code: 'malformedResponse',
			name: 'WrongAnswer',
			what: '0 response messages instead of 1',
			details: { operation: 'GetFolder' },
		});
	});

	it('an answer cut short three times', async () => {
		const cut = { headers, body: found.slice(0, -20) };
		const error = await failureOf([cut, cut, cut]);
		expect(error).toMatchObject({
			code: 'malformedResponse',
			truncated: true,
			details: { requestId: '6b0b…', operation: 'GetFolder' },
		});
	});

	it('an entry of a batch that fails is a result', async () => {
		const { result } = await open([
			{ body: messages('GetFolder', failed('GetFolder', 'ErrorFolderNotFound')) },
		]);
		expect(result).toMatchObject([{ ok: false, failure: { responseCode: 'ErrorFolderNotFound' } }]);
	});

	it('the only message of a request that fails is an error', async () => {
		const server = exchangeThatAnswers([
			{
				body: messages('SyncFolderItems', failed('SyncFolderItems', 'ErrorInvalidSyncStateData')),
			},
		]);
		await expect(
			call(server.exchange, syncFolderItems, { folder: calendar, syncState: 'x' }),
		).rejects.toMatchObject({ code: 'syncState', name: 'InvalidSyncState' });
	});
});

it('lets others have their turn while a large page is read', async () => {
	const change = `<t:Create><t:CalendarItem><t:ItemId Id="${'x'.repeat(150)}" ChangeKey="c"/><t:Subject>Jour fixe</t:Subject><t:Body BodyType="HTML">${'&lt;p&gt;'.repeat(400)}</t:Body></t:CalendarItem></t:Create>`;
	const page = Buffer.from(
		messages(
			'SyncFolderItems',
			`<m:SyncFolderItemsResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:SyncState>S</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes>${change.repeat(4000)}</m:Changes></m:SyncFolderItemsResponseMessage>`,
		),
	);
	const server = exchangeThatAnswers([{ body: [page] }]);
	let turns = 0;
	let reading = true;
	const count = () => {
		turns++;
		if (reading) setImmediate(count);
	};
	setImmediate(count);
	const operation: EwsOperation<Parameters<typeof syncFolderItems.request>[0], unknown> =
		syncFolderItems;
	const result = await call(server.exchange, operation, { folder: calendar });
	reading = false;
	expect(result).toMatchObject({ syncState: 'S', includesLastItemInRange: true });
	expect(turns).toBeGreaterThan(1);
});
