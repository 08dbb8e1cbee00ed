import type { Exchange } from '../../../exchange/connection';
import { createAppointments, deleteItems } from '../../../exchange/ews/library/writeItems';
import { readItemBatches } from '../../../exchange/ews/readItemBatches';
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
let server: AnotherServer;
afterEach(async () => await server.close());

async function start(
	answering: (request: Received) => string | RawAnswer,
	options: { timeoutSeconds?: number; maxResponseMegabytes?: number } = {},
): Promise<Exchange> {
	server = await anotherServer(answering);
	return { ...server.exchange(options), retry: createRetryPolicy(new VirtualTime()) };
}

const asked = ({ body }: Received) =>
	[...body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map(([, id]) => id);
const message = (operation: string, id: string, content = '') =>
	`<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items><t:CalendarItem><t:ItemId Id="${id}" ChangeKey="C"/>${content}</t:CalendarItem></m:Items></m:${operation}ResponseMessage>`;
const page = (status: string) =>
	plainly('<html/>', { status, headers: { 'Content-Type': 'text/html' } });
const fault = (code: string) =>
	plainly(
		envelope(
			`<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode></detail></s:Fault>`,
		),
		{ status: '500 Error' },
	);

describe('items that are read', () => {
	const ids = Array.from({ length: 250 }, (_, number) => `item${number}`);
	const culprit = 'item137';
	const read = async (exchange: Exchange, some = ids) =>
		await readItemBatches(
			exchange,
			some.map((id) => ({ id })),
			{ base: 'IdOnly' },
			{ mailbox },
		);

	it.each<[string, string, (request: Received) => string | RawAnswer]>([
		['HTTP 500', 'HTTP 500', () => page('500 Internal Server Error')],
		['a fault', 'ErrorInternalServerError', () => fault('ErrorInternalServerError')],
		[
			'a fault without code',
			'SoapFault',
			() =>
				plainly(envelope('<s:Fault><faultstring>x</faultstring></s:Fault>'), {
					status: '500 Error',
				}),
		],
		['the end of its time', 'ErrorTimeoutExpired', () => fault('ErrorTimeoutExpired')],
		['silence', 'timeout', () => ({ raw: Buffer.alloc(0) })],
		[
			'bytes that are no text',
			'malformedResponse',
			(request) =>
				plainly(
					Buffer.from(
						answered(
							'GetItem',
							...asked(request).map((id) => message('GetItem', id, '<t:Subject>\xff</t:Subject>')),
						),
						'latin1',
					),
				),
		],
		[
			'an answer too large',
			'limit',
			(request) =>
				answered(
					'GetItem',
					...asked(request).map((id) =>
						message('GetItem', id, `<t:Subject>${'x'.repeat(1_100_000)}</t:Subject>`),
					),
				),
		],
		[
			'the end of the batch',
			'ErrorBatchProcessingStopped',
			(request) =>
				answered(
					'GetItem',
					...asked(request).map(() => failed('GetItem', 'ErrorBatchProcessingStopped')),
				),
		],
	])('one that the server answers with %s fails alone', async (_what, responseCode, badly) => {
		const exchange = await start(
			(request) => {
				const items = asked(request);
				if (!items.includes(culprit))
					return answered('GetItem', ...items.map((id) => message('GetItem', id)));
				return badly(request);
			},
			{ timeoutSeconds: 1, maxResponseMegabytes: 1 },
		);
		const results = await read(exchange);
		expect(results.filter(({ ok }) => !ok)).toEqual([
			{ ok: false, failure: expect.objectContaining({ responseCode }) },
		]);
		expect(results[137].ok).toBe(false);
		results.forEach((result, place) => {
			if (result.ok) expect(result.item.itemId.id).toBe(ids[place]);
		});
		expect(server.received.length).toBeLessThanOrEqual(3 + 2 * 7 + 2);
	});

	it('fail alone where they come first, and where there are no others', async () => {
		const bad = new Set(ids.slice(0, 5));
		const exchange = await start((request) => {
			const items = asked(request);
			if (items.some((id) => bad.has(id))) return page('500 Internal Server Error');
			const answer = (id: string) =>
				ids.includes(id) ? message('GetItem', id) : failed('GetItem', 'ErrorInvalidIdMalformed');
			return answered('GetItem', ...items.map(answer));
		});
		const failures = (results: Awaited<ReturnType<typeof read>>) =>
			results.flatMap((result) => (result.ok ? [] : [result.failure]));
		const failure = expect.objectContaining({ responseCode: 'HTTP 500', isOfItem: true });
		expect(failures(await read(exchange))).toEqual([...bad].map(() => failure));
		expect(failures(await read(exchange, [...bad]))).toEqual([...bad].map(() => failure));
	});

	it('fail together when the server has no time for any', async () => {
		const exchange = await start((request) => {
			const items = asked(request);
			if (items.some((id) => ids.includes(id))) return fault('ErrorTimeoutExpired');
			return answered('GetItem', ...items.map(() => failed('GetItem', 'ErrorInvalidIdMalformed')));
		});
		await expect(read(exchange, ids.slice(0, 100))).rejects.toMatchObject({
			details: { responseCode: 'ErrorTimeoutExpired' },
		});
	});

	it('fail together when not one can be read', async () => {
		const exchange = await start(() => page('500 Internal Server Error'));
		await expect(read(exchange, ids.slice(0, 100))).rejects.toMatchObject({
			code: 'http',
			details: { httpStatus: 500 },
		});
		expect(server.received.length).toBeLessThan(20);
	});

	it('are each named, when there are others that can be read', async () => {
		const bad = (id: string) => Number(id.slice(4)) >= 40;
		const exchange = await start((request) => {
			const items = asked(request);
			if (items.some(bad)) return page('500 Internal Server Error');
			return answered('GetItem', ...items.map((id) => message('GetItem', id)));
		});
		const results = await read(exchange, ids.slice(0, 64));
		expect(results.map(({ ok }) => ok)).toEqual(ids.slice(0, 64).map((id) => !bad(id)));
	});

	it.each<[string, string, () => string | RawAnswer]>([
		[
			'a sign-in page',
			'malformedResponse',
			() => '<html><form><input type="password"/></form></html>',
		],
		['no access', 'accessDenied', () => fault('ErrorAccessDenied')],
	])('are not asked for one by one after %s', async (_what, code, answer) => {
		const exchange = await start(answer);
		await expect(read(exchange, ids.slice(0, 100))).rejects.toMatchObject({ code });
		expect(server.received).toHaveLength(1);
	});
});

describe('items that are written', () => {
	const subjects = Array.from({ length: 50 }, (_, number) => `event${number}`);
	const sizes = () => server.received.map(({ body }) => Buffer.byteLength(body));
	const create = async (exchange: Exchange, bodies: (number: number) => string) =>
		await createAppointments(exchange, { mailbox }, (api, service) =>
			subjects.map((subject, number) => {
				const appointment = new api.Appointment(service);
				appointment.Subject = subject;
				appointment.Body = new api.MessageBody(bodies(number));
				appointment.Start = new api.DateTime(Date.parse('2026-11-25T09:00:00Z'));
				appointment.End = new api.DateTime(Date.parse('2026-11-25T10:00:00Z'));
				return appointment;
			}),
		);
	const created = ({ body }: Received) =>
		answered(
			'CreateItem',
			...[...body.matchAll(/<t:Subject>(\w+)</g)].map(([, subject]) =>
				message('CreateItem', subject),
			),
		);
	/** Answers what is no larger than `limit`, and the rest as a web server does. */
	const upTo = (limit: number, status: string) => (request: Received) =>
		Buffer.byteLength(request.body) > limit ? page(status) : created(request);
	const idsOf = (results: Awaited<ReturnType<typeof create>>) =>
		results.map((result) => (result.ok ? result.item.id : 'failed'));

	it('go in requests of about a megabyte, in their order', async () => {
		const exchange = await start(created);
		const results = await create(exchange, () => 'x'.repeat(100_000));
		expect(idsOf(results)).toEqual(subjects);
		expect(Math.max(...sizes())).toBeLessThan(1_001_000);
		expect(sizes().length).toBeLessThanOrEqual(8);
	});

	it('go alone when they are larger than that', async () => {
		const exchange = await start(created);
		const results = await create(exchange, (number) => 'x'.repeat(number === 7 ? 1_500_000 : 1));
		expect(idsOf(results)).toEqual(subjects);
		expect(sizes().filter((size) => size > 1_000_000)).toHaveLength(1);
	});

	it('go in smaller requests after 413, and the one that is too large fails alone', async () => {
		const exchange = await start(upTo(100_000, '413 Content Too Large'));
		const results = await create(exchange, (number) => 'x'.repeat(number === 7 ? 150_000 : 9_000));
		expect(idsOf(results)).toEqual(
			subjects.map((subject, number) => (number === 7 ? 'failed' : subject)),
		);
		expect(results[7]).toMatchObject({
			failure: {
				error: {
					code: 'limit',
					outcome: 'refused',
					message: expect.stringMatching(/does not take a request of 1\d\d KB \(HTTP 413\)/),
				},
			},
		});
	});

	it('is told when there is only one, and that is too large', async () => {
		const exchange = await start(() => page('413 Content Too Large'));
		await expect(deleteItems(exchange, { mailbox }, [{ id: 'A' }])).rejects.toMatchObject({
			outcome: 'refused',
		});
		expect(server.received).toHaveLength(1);
	});

	it('are not sent again after 404, but the next requests are smaller', async () => {
		const exchange = await start(upTo(100_000, '404 Not Found'));
		exchange.serverVersion = { majorVersion: 15, minorVersion: 1, majorBuild: 0, minorBuild: 0 };
		const once = async () =>
			await create(exchange, () => 'x'.repeat(9_000)).then(idsOf, (error: unknown) => error);
		expect(await once()).toMatchObject({ name: 'RequestTooLarge', outcome: 'unknown' });
		expect(server.received).toHaveLength(1);
		expect(await once()).toMatchObject({ outcome: 'unknown' });
		const before = server.received.length;
		expect(await once()).toEqual(subjects);
		expect(Math.max(...sizes().slice(before))).toBeLessThan(100_000);
	});

	it('fail one by one when the server refuses after it has written some', async () => {
		let count = 0;
		const exchange = await start((request) =>
			++count === 2 ? fault('ErrorAccessDenied') : created(request),
		);
		const results = await create(exchange, () => 'x'.repeat(100_000));
		const lost = idsOf(results).filter((id) => id === 'failed').length;
		expect(lost).toBeGreaterThan(0);
		expect(lost).toBeLessThan(25);
		const sent = server.received.flatMap(({ body }) => body.match(/<t:Subject>\w+/g) ?? []);
		expect(new Set(sent).size).toBe(sent.length);
	});

	it('are all unknown when one answer is lost, and refused when the first is', async () => {
		let count = 0;
		const exchange = await start((request) =>
			++count === 2 ? page('503 Service Unavailable') : created(request),
		);
		await expect(create(exchange, () => 'x'.repeat(100_000))).rejects.toMatchObject({
			outcome: 'unknown',
		});
		expect(server.received).toHaveLength(2);
		await server.close();
		const another = await start(() => fault('ErrorAccessDenied'));
		await expect(create(another, () => 'x'.repeat(100_000))).rejects.toMatchObject({
			outcome: 'refused',
		});
		expect(server.received).toHaveLength(1);
	});

	it('are deleted in one request', async () => {
		const exchange = await start(({ body }) =>
			succeeded('DeleteItem', ...(body.match(/<t:ItemId /g) ?? []).map(() => '')),
		);
		const results = await deleteItems(exchange, { mailbox }, [{ id: 'A' }, { id: 'B' }]);
		expect(results).toEqual([{ ok: true }, { ok: true }]);
		expect(server.received).toHaveLength(1);
	});
});
