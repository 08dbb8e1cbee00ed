import { ExchangeError } from '../../exchange/errors';
import { Cancelled } from '../../exchange/transport/errors';
import { managedService } from '../../exchange/ews/library/managedService';
import { getChanges } from '../../exchange/changes/getChanges';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import {
	allFaults,
	invalidSyncState,
	responseError,
	serverBusy,
	type Fault,
} from '../exchangeServer/faults';
import { changesSince, columns, readSubjects, subjects, type Column } from './faultMatrix/columns';
import { Table } from './faultMatrix/table';
import { testedExchange, VirtualTime } from './faultMatrix/testedExchange';
import { endingStalls } from '../support/stalledFault';

/** All attempts and waits of one request, as the retry policy allows them. */
const deadlineMs = 120_000;
/** What the server asks for where it names a time. */
const backOffMs = 20_000;

interface Expectation {
	/** Kind of the error; absent: it works all the same. */
	code?: string;
	/** Whether a read, and a write that may not be sent twice, works when the fault passes. */
	passing: { read: boolean; write: boolean };
	/** The wait before the second attempt, in milliseconds. */
	wait?: number;
	/** Items that are read together are read apart: what passes does no harm, and nobody waits for it. */
	readsApart?: true;
	/** Another code that it may end with when it lasts. */
	lastingCode?: string;
	/** Fails items, not the run: how many of them are read. The others are told with the position. */
	itemsRead?: number;
}

const never = { read: false, write: false };
const readsOnly = { read: true, write: false };
const both = { read: true, write: true };

/** By the name of the fault. */
const expectations: Record<string, Expectation> = {
	// NTLM signs in once more over the same connection, which is no second try with a wrong password.
	// While a question about no mailbox is let in, it is about the mailbox. The pause of the account is one of
	// real time, which may not be over when that of the table is.
	unauthorized: {
		code: 'temporarilyUnavailable',
		passing: both,
		wait: 0,
		lastingCode: 'throttled',
	},
	forbidden: { code: 'accessDenied', passing: never },
	notFound: { code: 'http', passing: never },
	serviceUnavailable: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	serviceUnavailableRetryAfter: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	signInRedirect: { code: 'redirect', passing: never },
	signInPage: { code: 'malformedResponse', passing: never },
	casError: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	soapFault500: { code: 'server', passing: never, readsApart: true },
	soapFault200: { code: 'server', passing: never, readsApart: true },
	serverBusy500: { code: 'throttled', passing: readsOnly, wait: 1_000 },
	serverBusy500BackOff: { code: 'throttled', passing: readsOnly, wait: backOffMs },
	serverBusy503: { code: 'throttled', passing: readsOnly, wait: 1_000 },
	serverBusy503BackOff: { code: 'throttled', passing: readsOnly, wait: backOffMs },
	serverBusyInMessage: { code: 'throttled', passing: readsOnly, wait: 1_000 },
	serverBusyInMessageBackOff: { code: 'throttled', passing: readsOnly, wait: backOffMs },
	innerServerBusy: { code: 'throttled', passing: readsOnly, wait: backOffMs },
	// Here nobody sent a state; the test below has one.
	invalidSyncState: { code: 'syncState', passing: never, itemsRead: 0 },
	ErrorMailboxMoveInProgress: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	ErrorMailboxStoreUnavailable: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	movedLately: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	ErrorConnectionFailed: { code: 'temporarilyUnavailable', passing: readsOnly, wait: 1_000 },
	ErrorTimeoutExpired: {
		code: 'temporarilyUnavailable',
		passing: readsOnly,
		wait: 1_000,
		readsApart: true,
	},
	ErrorExceededConnectionCount: { code: 'throttled', passing: readsOnly, wait: 1_000 },
	// Gone between the list and the reading: no event.
	itemErrorErrorItemNotFound: { passing: both, itemsRead: 2 },
	resetBeforeRunning: { code: 'unreachable', passing: readsOnly },
	resetAfterRunning: { code: 'unreachable', passing: readsOnly },
	resetInBody: { code: 'unreachable', passing: readsOnly, wait: 1_000 },
	stallBeforeHeaders: { code: 'timeout', passing: readsOnly, wait: 1_000, readsApart: true },
	stallInBody: { code: 'timeout', passing: readsOnly, wait: 1_000, readsApart: true },
	truncatedBody: { code: 'malformedResponse', passing: readsOnly, wait: 1_000 },
	notXml: { code: 'malformedResponse', passing: never },
	delay: { passing: both },
	illegalCharacter: { passing: both },
	entityBomb: { code: 'malformedResponse', passing: never },
	externalEntity: { code: 'malformedResponse', passing: never },
	endlessBody: { code: 'limit', passing: never, readsApart: true },
};

const faults = allFaults({ backOffMs }).map(endingStalls);
const tables = {
	passing: new Table(['fault, once', ...columns.map(({ title }) => title)]),
	lasting: new Table(['fault, for good', ...columns.map(({ title }) => title)]),
};

let server: ExchangeServer;
let people = 0;

beforeAll(async () => {
	const company = new Company();
	company.addServiceAccount();
	server = await startExchangeServer({ company, authentication: ['ntlm'] });
	company.addPerson({ accountName: 'other' });
	fill('other');
	const exchange = testedExchange(server, { time: new VirtualTime() });
	// Loading the library takes a second, in which no server of the same process can answer.
	await managedService(exchange);
	await exchange.close();
});

afterAll(async () => {
	await server.close();
	process.stdout.write(`\n${tables.passing}\n\n${tables.lasting}\n\n`);
	expect(server.schemaViolations).toEqual([]);
});

function fill(accountName: string): void {
	const { calendar } = server.company.user(accountName);
	subjects.forEach((subject, day) => {
		const start = `2026-11-2${4 + day}T09:00:00Z`;
		calendar.create({ subject, start, end: start.replace('09:', '10:') });
	});
}

function newPerson() {
	const person = server.company.addPerson({ accountName: `person${++people}` });
	fill(person.user);
	return person;
}

interface Outcome {
	result?: unknown;
	error?: unknown;
	attempts: number;
	fired: number;
	time: VirtualTime;
	carriedOut?: number;
	/** What somebody else read at the same time. */
	others: unknown;
	/** What a run finds afterwards, when the server is well again. */
	afterwards: unknown[];
}

/** Does one thing while the fault is in force, and looks at what the company has of it. */
async function happens(fault: Fault, column: Column, count?: number): Promise<Outcome> {
	const person = newPerson();
	const time = new VirtualTime();
	// A connection that is signed in is asked to sign in again, not one that never was.
	const maxConnections = fault.name === 'unauthorized' ? 1 : undefined;
	const exchange = testedExchange(server, { time, maxConnections });
	await readSubjects(exchange, 'other@enyoi.example');
	const { smtpAddress: mailbox } = person;
	const { operation } = column;
	const rule = server.faults.add({ fault, mailbox, operation, count });
	const before = server.requests.length;
	try {
		const [ours, others] = await Promise.allSettled([
			column.run(exchange, person),
			readSubjects(exchange, 'other@enyoi.example'),
		]);
		rule.remove();
		const attempts = server.requests
			.slice(before)
			.filter((request) => request.mailbox === mailbox && request.operation === operation).length;
		const afterwards = await readAnew(mailbox);
		return {
			...(ours.status === 'fulfilled' ? { result: ours.value } : { error: ours.reason }),
			attempts,
			fired: rule.fired,
			time,
			carriedOut: column.carriedOut?.(person),
			others: others.status === 'fulfilled' ? others.value : others.reason,
			afterwards,
		};
	} finally {
		rule.remove();
		await exchange.close();
	}
}

async function readAnew(mailbox: string): Promise<unknown[]> {
	const exchange = testedExchange(server, { time: new VirtualTime(), maxConnections: 2 });
	try {
		return await readSubjects(exchange, mailbox);
	} finally {
		await exchange.close();
	}
}

function inWords({ result, error, attempts, time, carriedOut }: Outcome): string {
	const waited = time.waits.reduce((sum, wait) => sum + wait, 0);
	const more = [
		attempts > 1 && `${attempts}×`,
		waited > 0 && `${waited / 1000} s`,
		error !== undefined && carriedOut === 1 && 'written',
		Array.isArray(result) && result.length === 0 && 'nothing read',
		Array.isArray(result) && result.length === subjects.length - 1 && 'without the lost item',
	].filter(Boolean);
	const what = error === undefined ? 'ok' : error instanceof ExchangeError ? error.code : 'BUG';
	return [what, ...more].join(', ');
}

/** What must hold whatever happens. */
function expectNothingWrong(fault: Fault, column: Column, outcome: Outcome): void {
	const { error, result, carriedOut, time, afterwards } = outcome;
	const place = `${fault.name}, ${column.title}`;
	expect([place, outcome.fired > 0]).toEqual([place, true]);
	if (column.carriedOut) {
		const isWritten = error === undefined || fault.carriesOut;
		expect([place, 'carried out', carriedOut]).toEqual([place, 'carried out', isWritten ? 1 : 0]);
	}
	const own = afterwards.filter((subject) => subject !== 'Written');
	expect([place, own]).toEqual([place, subjects]);
	expect(time.elapsed).toBeLessThanOrEqual(deadlineMs);
	if (error !== undefined) {
		expect([place, error]).toEqual([place, expect.any(ExchangeError)]);
		const { details, remedy } = error as ExchangeError;
		expect([place, details]).toEqual([
			place,
			expect.objectContaining({
				operation: column.operation,
				clientRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
				mailbox: expect.stringMatching(/^person/),
			}),
		]);
		expect(remedy).toBeTruthy();
		if (!/^(resetBefore|resetAfter|stallBefore|unauthorized)/.test(fault.name)) {
			expect([place, details]).toEqual([
				place,
				expect.objectContaining({ requestId: expect.any(String), frontEndServer: 'EX01' }),
			]);
		}
		return;
	}
	const { itemsRead } = expectations[fault.name];
	if (itemsRead === undefined || column.operation !== 'GetItem') {
		expect([place, result]).toEqual([place, column.success]);
	} else {
		expect(subjects).toEqual(expect.arrayContaining(result as string[]));
		expect([place, result]).toHaveProperty('1.length', itemsRead);
	}
}

it('knows what to expect of every fault', () => {
	expect(Object.keys(expectations)).toEqual(faults.map(({ name }) => name));
});

describe.each(faults.map((fault) => [fault.name, fault] as const))('%s', (name, fault) => {
	const { code, passing, wait, itemsRead, readsApart, lastingCode } = expectations[name];
	const isApart = ({ operation }: Column) => readsApart === true && operation === 'GetItem';
	const onlyItems = ({ operation }: Column) => itemsRead !== undefined && operation === 'GetItem';

	it('once', async () => {
		const cells: string[] = [];
		for (const column of columns) {
			const outcome = await happens(fault, column, 1);
			cells.push(inWords(outcome));
			expectNothingWrong(fault, column, outcome);
			const isFine =
				code === undefined ||
				onlyItems(column) ||
				isApart(column) ||
				(column.repeatable ? passing.read : passing.write);
			expect([column.title, outcome.error === undefined]).toEqual([column.title, isFine]);
			if (!isFine) {
				expect([column.title, outcome.error]).toEqual([
					column.title,
					expect.objectContaining({ code }),
				]);
			}
			if (isFine && wait !== undefined && !isApart(column)) {
				const waits = outcome.time.waits.filter((one) => one > 0);
				expect([column.title, waits]).toEqual([column.title, wait > 0 ? [wait] : []]);
			}
			expect(outcome.others).toEqual(subjects);
		}
		tables.passing.add([name, ...cells]);
	});

	it('for good', async () => {
		const cells: string[] = [];
		for (const column of columns) {
			const outcome = await happens(fault, column);
			cells.push(inWords(outcome));
			expectNothingWrong(fault, column, outcome);
			if (code !== undefined && !onlyItems(column)) {
				const told = (outcome.error as ExchangeError | undefined)?.code;
				expect([column.title, [code, lastingCode]]).toEqual([
					column.title,
					expect.arrayContaining([told]),
				]);
			}
			const mayRepeat = isApart(column) || (column.repeatable ? passing.read : passing.write);
			if (!mayRepeat) expect([column.title, outcome.attempts]).toEqual([column.title, 1]);
			// They wait for the same pause; test/integration/refusedAccount.test.ts shows that they go on.
			if (name !== 'unauthorized') expect(outcome.others).toEqual(subjects);
		}
		tables.lasting.add([name, ...cells]);
	});
});

describe('a run with a position', () => {
	it('reads everything again when the state is refused, and tells only what differs', async () => {
		const person = newPerson();
		const { smtpAddress: mailbox } = person;
		const exchange = testedExchange(server, { time: new VirtualTime() });
		const first = await changesSince(exchange, mailbox);
		person.calendar.create({ subject: 'New', start: '2026-11-27T09:00:00Z' });
		server.faults.add({ fault: invalidSyncState(), mailbox, count: 1 });
		const second = await changesSince(exchange, mailbox, first.position);
		await exchange.close();
		expect(second).toMatchObject({ created: 1, updated: 0, deleted: 0, resynced: true });
		expect(second.changes.map(({ subject }) => subject)).toEqual(['New']);
	});
});

it('names the calendar whose id Exchange can not read, and the mailbox', async () => {
	const { smtpAddress: mailbox } = newPerson();
	const exchange = testedExchange(server, { time: new VirtualTime() });
	const reading = getChanges(exchange, { mailbox, calendar: { id: 'nonsense' } });
	await expect(reading.next()).rejects.toMatchObject({
		code: 'input',
		field: 'calendar',
		message: expect.stringContaining(mailbox),
		details: { responseCode: 'ErrorInvalidIdMalformed', requestId: expect.any(String) },
	});
	await exchange.close();
});

/** Waits end when the test says so. */
function heldTime() {
	const waiting: Array<{ milliseconds: number; wake: () => void }> = [];
	let elapsed = 0;
	return {
		waiting,
		clock: () => elapsed,
		random: () => 1,
		sleep: async (milliseconds: number, signal?: AbortSignal) => {
			await new Promise<void>((resolve, reject) => {
				const wake = () => {
					elapsed += milliseconds;
					resolve();
				};
				waiting.push({ milliseconds, wake });
				signal?.addEventListener('abort', () => reject(new Cancelled()));
			});
		},
	};
}

describe('a mailbox that backs off', () => {
	it('does not hold up others, and sends nothing itself meanwhile', async () => {
		const person = newPerson();
		const { smtpAddress: mailbox } = person;
		const time = heldTime();
		const exchange = testedExchange(server, { time, maxConnections: 1 });
		const rule = server.faults.add({ fault: serverBusy(backOffMs), mailbox });
		const before = server.requests.length;
		const busy = readSubjects(exchange, mailbox).catch((error: unknown) => error);
		const others = Array.from({ length: 20 }, () => newPerson().smtpAddress);
		expect(
			await Promise.all(others.map(async (other) => await readSubjects(exchange, other))),
		).toEqual(others.map(() => subjects));
		const sent = server.requests.slice(before).filter((request) => request.mailbox === mailbox);
		expect(sent).toHaveLength(1);
		expect(time.waiting.map(({ milliseconds }) => milliseconds)).toEqual([backOffMs]);
		await exchange.close();
		rule.remove();
		time.waiting[0].wake();
		await busy;
	});

	it('can be cancelled', async () => {
		const { smtpAddress: mailbox } = newPerson();
		const time = heldTime();
		const exchange = testedExchange(server, { time });
		const rule = server.faults.add({ fault: serverBusy(backOffMs), mailbox });
		const cancel = new AbortController();
		const reading = changesSince(exchange, mailbox, undefined, cancel.signal);
		const end = expect(reading).rejects.toMatchObject({ code: 'cancelled' });
		while (time.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
		cancel.abort();
		await end;
		rule.remove();
		await exchange.close();
	});
});

it('uses fewer connections after ErrorExceededConnectionCount', async () => {
	const mailboxes = Array.from({ length: 24 }, () => newPerson().smtpAddress);
	const exchange = testedExchange(server, { time: new VirtualTime(), maxConnections: 4 });
	const connectionsUsed = async () => {
		const before = server.requests.length;
		const all = mailboxes.map(async (mailbox) => await readSubjects(exchange, mailbox));
		expect(await Promise.all(all)).toEqual(mailboxes.map(() => subjects));
		return new Set(server.requests.slice(before).map(({ connection }) => connection)).size;
	};
	server.faults.latencyMs = 2;
	expect(await connectionsUsed()).toBe(4);
	const fault = responseError('ErrorExceededConnectionCount');
	server.faults.add({ fault, mailbox: mailboxes[0], count: 2 });
	await readSubjects(exchange, mailboxes[0]);
	expect(await connectionsUsed()).toBe(2);
	server.faults.clear();
	await exchange.close();
});
