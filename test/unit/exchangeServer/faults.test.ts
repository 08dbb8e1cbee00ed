import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ResponseError } from '../../exchangeServer/contracts';
import type { Answer, CallDescription, Connection } from '../../exchangeServer/contracts';
import {
	allFaults,
	createFaults,
	illegalCharacter,
	itemError,
	serverBusy,
	serverBusyInMessage,
	unauthorized,
	type Fault,
} from '../../exchangeServer/faults';
import { loadEwsSchemas } from '../../exchangeServer/schemaValidation';
import { endingStalls } from '../../support/stalledFault';
import { describeWith, schemaDirectory, schemas as schemasAtHand } from '../../requirements';

const call = (changes: Partial<CallDescription> = {}): CallDescription => ({
	operation: 'GetFolder',
	mailbox: 'alice@enyoi.example',
	user: 'svc-n8n',
	number: 1,
	schemaVersion: 'Exchange2013_SP1',
	...changes,
});

const good: Answer = {
	status: 200,
	headers: { 'X-BEServer': 'EX01' },
	body: `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:X xmlns:m="m" xmlns:t="t"><t:Subject>${'long '.repeat(200)}</t:Subject></m:X></s:Body></s:Envelope>`,
};

/** Beyond what a busy machine takes for an answer; a stalled one is ended by `endingStalls`. */
const maxSilenceMs = 600_000;

interface Seen {
	status?: number;
	headers?: http.IncomingHttpHeaders;
	body: string;
	/** `end`, the error's code, or `hanging` when nothing more came. */
	ending: string;
	ran: boolean;
}

/** A plain client's view of a fault. It hangs up after a mebibyte or when nothing comes. */
async function seen(fault: Fault, description = call()): Promise<Seen> {
	let ran = false;
	const faults = createFaults();
	faults.add({ fault: endingStalls(fault) });
	const server = http.createServer((request, response) => {
		const connection: Connection = { id: 1, secure: false, state: new Map() };
		const firing = faults.next('call', description)!;
		const answer = async () => {
			ran = true;
			return good;
		};
		void firing.respond!({ request, response, connection }, answer);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const result = await new Promise<Omit<Seen, 'ran'>>((resolve) => {
		const outcome: Omit<Seen, 'ran'> = { body: '', ending: '' };
		const finish = (ending: string) => resolve({ ...outcome, ending });
		const request = http.get({ port, host: '127.0.0.1' }, (response) => {
			outcome.status = response.statusCode;
			outcome.headers = response.headers;
			response.setEncoding('utf8');
			response.on('data', (text: string) => {
				outcome.body += text;
				if (outcome.body.length > 1 << 20) finish('endless');
			});
			response.on('end', () => finish('end'));
			response.on('error', (error: NodeJS.ErrnoException) => finish(error.code!));
		});
		request.on('error', (error: NodeJS.ErrnoException) => finish(error.code!));
		request.setTimeout(maxSilenceMs, () => {
			finish('hanging');
			request.destroy();
		});
	});
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	return { ...result, ran };
}

describe('rules', () => {
	it('fire for their mailbox and operation, after so many calls, so often', () => {
		const faults = createFaults();
		const active = faults.add({
			fault: unauthorized(),
			mailbox: 'Alice@enyoi.example',
			operation: ['GetItem', 'SyncFolderItems'],
			after: 1,
			count: 2,
		});
		const fires = (changes: Partial<CallDescription>, stage: 'connection' | 'call' = 'call') =>
			faults.next(stage, call(changes)) !== undefined;
		expect(fires({ operation: 'GetFolder' })).toBe(false);
		expect(fires({ operation: 'GetItem', mailbox: 'bob@enyoi.example' })).toBe(false);
		expect(fires({ operation: 'GetItem' }, 'connection')).toBe(false);
		expect([1, 2, 3, 4].map(() => fires({ operation: 'GetItem' }))).toEqual([
			false,
			true,
			true,
			false,
		]);
		expect(active.fired).toBe(2);
		expect(faults.log.map(({ name }) => name)).toEqual(['unauthorized', 'unauthorized']);
	});

	it('can be taken back', () => {
		const faults = createFaults();
		faults.add({ fault: unauthorized() }).remove();
		expect(faults.next('call', call())).toBeUndefined();
		faults.add({ fault: unauthorized(), stage: 'connection' });
		expect(faults.next('connection', call({ operation: '' }))).toBeDefined();
		faults.clear();
		expect(faults.next('connection', call())).toBeUndefined();
	});

	it('slow down everything but streams', () => {
		const faults = createFaults();
		faults.latencyMs = 50;
		expect(faults.next('call', call())?.respond).toBeDefined();
		expect(faults.next('call', call({ operation: 'GetStreamingEvents' }))).toBeUndefined();
		expect(faults.next('connection', call())).toBeUndefined();
		expect(faults.log).toEqual([]);
	});

	it('fail one item of a batch, each item the same way when it is asked for again', () => {
		const faults = createFaults();
		faults.add({ fault: itemError('ErrorItemNotFound', 1) });
		const { itemFault, respond } = faults.next('call', call({ operation: 'GetItem' }))!;
		expect(respond).toBeUndefined();
		expect(['a', 'b', 'c', 'b'].map((id) => itemFault!(id) instanceof ResponseError)).toEqual([
			false,
			true,
			false,
			true,
		]);
	});
});

describe('what a client sees', () => {
	it.each(
		allFaults()
			.filter((fault) => fault.respond)
			.map((fault) => [fault.name, fault] as const),
	)('%s', async (name, fault) => {
		const { status, ending, ran, body } = await seen(fault);
		expect({ name, status, ending, ran, body: body.length > 0 }).toMatchSnapshot();
		expect(ran).toBe(fault.carriesOut);
	});

	it('names the wait in a fault and in a response message', async () => {
		const value = '<t:Value Name="BackOffMilliseconds">297749</t:Value>';
		expect((await seen(serverBusy(297749))).body).toContain(value);
		const { body } = await seen(serverBusyInMessage(297749));
		expect(body).toContain('<m:GetFolderResponseMessage ResponseClass="Error">');
		expect(body).toContain(value);
	});

	it('puts a forbidden reference into a text', async () => {
		expect((await seen(illegalCharacter())).body).toContain('<t:Subject>&#x19;long');
	});
});

describeWith(schemasAtHand, 'faults of EWS', () => {
	it('are valid against the schema', async () => {
		const schemas = await loadEwsSchemas(schemaDirectory);
		const operations = ['GetFolder', 'SyncFolderItems', 'CreateItem', 'GetUserAvailability'];
		for (const fault of allFaults().filter(({ name }) => /busy|^Error|sync|soap/i.test(name))) {
			if (!fault.respond) continue;
			for (const operation of operations) {
				const { body } = await seen(fault, call({ operation }));
				expect({ fault: fault.name, operation, violations: schemas.validate(body) }).toEqual({
					fault: fault.name,
					operation,
					violations: [],
				});
			}
		}
		await schemas.close();
	});
});
