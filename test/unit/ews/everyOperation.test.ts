import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Exchange } from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import { expandDistributionList } from '../../../exchange/ews/library/expandGroup';
import {
	createAppointments,
	deleteItems,
	existingAppointment,
	updateAppointments,
} from '../../../exchange/ews/library/writeItems';
import type { ElementReader, EwsOperation } from '../../../exchange/ews/operation';
import { call } from '../../../exchange/ews/request';
import { resolveSettings } from '../../../exchange/settings';
import { element } from '../../../exchange/xml/writer';

const mailbox = 'alice@enyoi.example';
const folder = path.join(__dirname, '../../../exchange/ews/operations');

/** Every operation that has a file of its own. */
const own = readdirSync(folder).flatMap((file) => {
	const exported = jest.requireActual<Record<string, unknown>>(path.join(folder, file));
	return Object.values(exported).filter(
		(value): value is EwsOperation<unknown, unknown> =>
			typeof value === 'object' && value !== null && 'repeatable' in value && 'name' in value,
	);
});

type Send = (exchange: Exchange) => Promise<unknown>;

const ways: Record<string, Send> = {
	...Object.fromEntries(
		own.map((operation): [string, Send] => [
			operation.name,
			async (exchange) => {
				const request = () => element(`m:${operation.name}`);
				await call(exchange, { ...operation, request, response: unused }, {}, { mailbox });
			},
		]),
	),
	CreateItem: async (exchange) =>
		await createAppointments(exchange, { mailbox }, (api, service) => {
			const appointment = new api.Appointment(service);
			appointment.Subject = 'Jour fixe';
			return [appointment];
		}),
	UpdateItem: async (exchange) =>
		await updateAppointments(exchange, { mailbox }, (api, service) => {
			const item = existingAppointment(api, service, { id: 'AAMk', changeKey: 'DwAA' });
			item.Subject = 'Jour fixe';
			return [item];
		}),
	DeleteItem: async (exchange) => await deleteItems(exchange, { mailbox }, [{ id: 'AAMk' }]),
	ExpandDL: async (exchange) => await expandDistributionList(exchange, 'staff@enyoi.example'),
};

/** An answer that is no SOAP is not read. */
function unused(): ElementReader<unknown> {
	return { feed: () => undefined, end: () => undefined, result: () => undefined };
}

/** What the only attempt ended with, when the server answers with these headers. */
async function failureOf(send: Send, headers: Record<string, string>) {
	const sent: string[] = [];
	const exchange: Exchange = {
		settings: resolveSettings({
			server: 'mail.enyoi.example',
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'svc',
			password: 'secret',
		}),
		transport: {
			async send({ headers: asked = {} }) {
				sent.push(asked.SOAPAction.split('/').at(-1)!.replace('"', ''));
				return {
					status: 503,
					headers: { 'content-type': 'text/html', ...headers },
					conceal: (text) => text,
					body: (async function* () {
						yield Buffer.from('<html></html>');
					})(),
					discard: () => undefined,
				};
			},
			close: async () => undefined,
		},
		retry: { run: async (attempt) => await attempt(1) },
		ewsUrl: async () => 'https://ex1.enyoi.example/EWS/Exchange.asmx',
		close: async () => undefined,
	};
	const error: unknown = await send(exchange).catch((failure: unknown) => failure);
	if (!(error instanceof ExchangeError)) throw new Error(`no ExchangeError: ${String(error)}`);
	return { details: error.details, sent };
}

describe.each(Object.entries(ways))('%s', (name, send) => {
	it('waits as long as a balancer asks for, be it seconds or a date', async () => {
		const { details, sent } = await failureOf(send, { 'retry-after': '300' });
		expect(sent).toEqual([name]);
		expect(details).toMatchObject({ operation: name, httpStatus: 503, backOffMs: 300_000 });
		const later = new Date(Date.now() + 3_600_000).toUTCString();
		const { backOffMs } = (await failureOf(send, { 'retry-after': later })).details;
		expect(backOffMs).toBeGreaterThan(1_800_000);
		expect(backOffMs).toBeLessThanOrEqual(3_600_000);
	});

	it('names the servers and the request for the administrator', async () => {
		const all = {
			'request-id': '6b0b',
			'x-feserver': 'FE01',
			'x-calculatedbetarget': 'be01.enyoi.example',
			'x-targetbeserver': 'BE02',
			'x-beserver': 'BE03',
			'x-diaginfo': 'BE04',
			'x-ms-diagnostics': '2000003;reason="busy"',
			'x-caserrorcode': 'ServerNotFound',
		};
		const { details } = await failureOf(send, all);
		expect(details).toMatchObject({
			requestId: '6b0b',
			clientRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			frontEndServer: 'FE01',
			backEndServer: 'be01.enyoi.example',
			diagnostics: '2000003;reason="busy"',
		});
		for (const header of ['x-targetbeserver', 'x-beserver', 'x-diaginfo'] as const) {
			const one = await failureOf(send, { [header]: all[header] });
			expect(one.details.backEndServer).toBe(all[header]);
		}
		const code = await failureOf(send, { 'x-caserrorcode': all['x-caserrorcode'] });
		expect(code.details.diagnostics).toBe(all['x-caserrorcode']);
	});
});

it('the table has every operation', () => {
	expect(Object.keys(ways)).toEqual(
		expect.arrayContaining(['SyncFolderItems', 'GetItem', 'ResolveNames', 'CreateItem']),
	);
	expect(own.length).toBeGreaterThanOrEqual(11);
});
