import type { Exchange } from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { updateUserConfiguration } from '../../../exchange/ews/operations/userConfiguration';
import { createAppointments, deleteItems } from '../../../exchange/ews/library/writeItems';
import { call } from '../../../exchange/ews/request';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { VirtualTime } from '../faultMatrix/testedExchange';
import {
	anotherServer,
	answered,
	envelope,
	failed,
	plainly,
	succeeded,
	type AnotherServer,
	type RawAnswer,
	type Received,
} from './anotherServer';

const mailbox = 'alice@enyoi.example';
const item = (id: string) =>
	`<m:Items><t:CalendarItem><t:ItemId Id="${id}" ChangeKey="C"/></t:CalendarItem></m:Items>`;
const right: Record<string, string> = {
	GetItem: succeeded('GetItem', item('A'), item('B')),
	CreateItem: succeeded('CreateItem', item('A'), item('B')),
	DeleteItem: succeeded('DeleteItem', '', ''),
	UpdateUserConfiguration: succeeded('UpdateUserConfiguration', ''),
};

/** One read and three writes; each asks for what `right` answers. */
const columns: Record<string, (exchange: Exchange) => Promise<unknown>> = {
	GetItem: async (exchange) =>
		await call(
			exchange,
			getItem,
			{ ids: [{ id: 'A' }, { id: 'B' }], shape: { base: 'IdOnly' } },
			{ mailbox },
		),
	CreateItem: async (exchange) =>
		await createAppointments(exchange, { mailbox }, (api, service) =>
			['a', 'b'].map((subject) => {
				const appointment = new api.Appointment(service);
				appointment.Subject = subject;
				appointment.Start = new api.DateTime(Date.parse('2026-11-25T09:00:00Z'));
				appointment.End = new api.DateTime(Date.parse('2026-11-25T10:00:00Z'));
				return appointment;
			}),
		),
	DeleteItem: async (exchange) =>
		await deleteItems(exchange, { mailbox }, [{ id: 'A' }, { id: 'B' }]),
	UpdateUserConfiguration: async (exchange) =>
		await call(
			exchange,
			updateUserConfiguration,
			{ folder: { distinguished: 'calendar' }, name: 'n', binaryData: Buffer.from('x') },
			{ mailbox },
		),
};
const writes = Object.keys(columns).filter((name) => name !== 'GetItem');

let server: AnotherServer;
afterEach(async () => await server.close());

/** The first request is answered badly, all others rightly. */
async function ask(name: string, first: (request: Received) => string | RawAnswer) {
	let isFirst = true;
	server = await anotherServer((request) => {
		if (!request.operation || !isFirst) return right[request.operation] ?? '';
		isFirst = false;
		return first(request);
	});
	const exchange = {
		...server.exchange({ timeoutSeconds: 1 }),
		retry: createRetryPolicy(new VirtualTime()),
	};
	const error: unknown = await columns[name](exchange).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	const requests = server.received.filter(({ operation }) => operation === name);
	if (error !== undefined && !(error instanceof ExchangeError)) throw error;
	return { error, requests };
}

const nothing: RawAnswer = { raw: Buffer.alloc(0) };
const page = (status: string, headers = {}) =>
	plainly('<html><body>Sorry</body></html>', {
		status,
		headers: { 'Content-Type': 'text/html', ...headers },
	});
const fault = (code: string, status = '500 Error') =>
	plainly(
		envelope(
			`<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode></detail></s:Fault>`,
		),
		{ status },
	);
const everyMessage = (code: string) => (name: string) =>
	answered(
		name,
		...(name === 'UpdateUserConfiguration' ? [1] : [1, 2]).map(() => failed(name, code)),
	);

type Expected = 'repeated' | 'told';

/** What comes of a read; of a write its outcome is always unknown, and it is never sent again. */
const unknown: Array<[string, Expected, (name: string) => string | RawAnswer]> = [
	['a reset', 'repeated', () => ({ ...nothing, close: true })],
	['silence', 'repeated', () => nothing],
	[
		'half a head',
		'repeated',
		() => ({ raw: Buffer.from('HTTP/1.1 200 OK\r\nConte'), close: true }),
	],
	[
		'half a body',
		'repeated',
		(name) => ({ raw: plainly(right[name]).raw.subarray(0, -40), close: true }),
	],
	['half a document', 'repeated', (name) => right[name].slice(0, -40)],
	['no HTTP', 'told', () => ({ raw: Buffer.from('220 mail ESMTP\r\n'), close: true })],
	['no XML', 'told', () => 'An unexpected error occurred.'],
	['a page', 'repeated', () => page('200 OK')],
	['an envelope of nothing', 'repeated', () => envelope('')],
	['the response of another operation', 'repeated', () => succeeded('FindItem', '')],
	['no response messages', 'told', (name) => envelope(`<m:${name}Response/>`)],
	['too few response messages', 'repeated', (name) => answered(name)],
	[
		'too many response messages',
		'repeated',
		(name) => succeeded(name, item('A'), item('B'), item('C')),
	],
	[
		'messages of another name',
		'repeated',
		(name) => right[name].replaceAll(`${name}ResponseMessage`, 'OtherResponseMessage'),
	],
	[
		'messages without class',
		'told',
		(name) => right[name].replaceAll('ResponseClass="Success"', 'ResponseClass="Odd"'),
	],
	[
		'another client-request-id',
		'repeated',
		(name) => plainly(right[name], { headers: { 'client-request-id': 'another' } }),
	],
	['400', 'told', () => page('400 Bad Request')],
	['404', 'told', () => page('404 Not Found')],
	['429', 'repeated', () => page('429 Too Many Requests')],
	['500', 'told', () => page('500 Internal Server Error')],
	['502', 'repeated', () => page('502 Bad Gateway')],
	['503', 'repeated', () => page('503 Service Unavailable')],
	[
		'503 with a dated Retry-After',
		'repeated',
		() => page('503 Service Unavailable', { 'Retry-After': new Date().toUTCString() }),
	],
	['504', 'repeated', () => page('504 Gateway Timeout')],
	[
		'the page of Exchange for errors',
		'repeated',
		() => page('302 Found', { Location: '/owa/auth/errorFE.aspx?httpCode=500' }),
	],
	[
		'a front end without back end',
		'repeated',
		() =>
			plainly('', { status: '500 Error', headers: { 'X-CasErrorCode': 'BackEndRequestTimedOut' } }),
	],
	['ErrorServerBusy as a fault', 'repeated', () => fault('ErrorServerBusy')],
	['ErrorServerBusy as a fault with 200', 'repeated', () => fault('ErrorServerBusy', '200 OK')],
	['ErrorInternalServerError as a fault', 'told', () => fault('ErrorInternalServerError')],
	['ErrorTimeoutExpired as a fault', 'repeated', () => fault('ErrorTimeoutExpired')],
	['ErrorServerBusy in every message', 'repeated', everyMessage('ErrorServerBusy')],
	['ErrorTimeoutExpired in every message', 'repeated', everyMessage('ErrorTimeoutExpired')],
];

describe.each(unknown)('after %s', (_kind, read, answer) => {
	it(`a read is ${read}`, async () => {
		const { error, requests } = await ask('GetItem', ({ operation }) => answer(operation));
		expect(error === undefined).toBe(read === 'repeated');
		expect(requests).toHaveLength(read === 'repeated' ? 2 : 1);
		expect(error ?? {}).not.toHaveProperty('outcome', expect.anything());
	});

	it.each(writes)('%s is not sent again, and nobody knows what became of it', async (name) => {
		const { error, requests } = await ask(name, ({ operation }) => answer(operation));
		expect(error).toMatchObject({ outcome: 'unknown', details: { operation: name, mailbox } });
		expect(requests).toHaveLength(1);
	});
});

const refused: Array<[string, (name: string) => string | RawAnswer]> = [
	['a sign-in page', () => page('302 Found', { Location: '/owa/auth/logon.aspx' })],
	['another host', () => page('307 Temporary Redirect', { Location: 'https://other.example/' })],
	['an older version', () => fault('ErrorInvalidServerVersion')],
	['the schema', () => fault('ErrorSchemaValidation')],
	['no impersonation', () => fault('ErrorImpersonateUserDenied')],
	['no right', () => fault('ErrorAccessDenied')],
];

describe.each(refused)('refused because of %s', (_kind, answer) => {
	it.each(writes)('%s is not sent again, and nothing of it was done', async (name) => {
		const { error, requests } = await ask(name, ({ operation }) => answer(operation));
		expect(error).toMatchObject({ outcome: 'refused' });
		expect(new Set(requests.map(({ body }) => body)).size).toBe(requests.length);
	});
});

it('an item of another is no data, and the connection that brought it is not used again', async () => {
	const { error, requests } = await ask('GetItem', () =>
		succeeded('GetItem', item('A'), item('of Bob')),
	);
	expect(error).toBeUndefined();
	expect(requests.map(({ connection }) => connection)).toEqual([1, 2]);
});

it('items in another order are no data', async () => {
	const { requests } = await ask('GetItem', () => succeeded('GetItem', item('B'), item('A')));
	expect(requests).toHaveLength(2);
});

it('an unknown element beside what is known changes nothing', async () => {
	const strange = '<m:Novelty><m:Inner>x</m:Inner></m:Novelty>';
	const { error, requests } = await ask('CreateItem', () =>
		succeeded('CreateItem', strange + item('A'), item('B') + strange),
	);
	expect(error).toBeUndefined();
	expect(requests).toHaveLength(1);
});

it('a gateway that puts its own id into every answer does not keep anybody from reading', async () => {
	let count = 0;
	server = await anotherServer(({ operation }) =>
		plainly(right[operation] ?? '', { headers: { 'client-request-id': `gateway ${++count}` } }),
	);
	const exchange = { ...server.exchange(), retry: createRetryPolicy(new VirtualTime()) };
	await columns.GetItem(exchange);
	await columns.GetItem(exchange);
	expect(server.received).toHaveLength(3);
});
