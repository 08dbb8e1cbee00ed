import type { Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import { createRetryPolicy } from '../../exchange/transport/createRetryPolicy';
import { Cancelled, TimedOut, Unreachable } from '../../exchange/transport/errors';
import type {
	Transport,
	TransportRequest,
	TransportResponse,
} from '../../exchange/transport/transport';
import { count } from './figures';
import { failure, halfOf, refusal } from './answers';
import { plainResponse } from './inMemory';
import { refusedWord } from './source';
import type { PlannedTrouble, Trouble } from './troubles';

/** One process that uses the package: its requests are counted, and it can be killed. */
export class Run {
	requests = 0;
	private readonly counts = { writes: 0, items: 0 };
	/** Others had their part in what came of it: a request that came late, or a run beside it. */
	isDisturbed = false;
	/** Milliseconds for which requests waited to be sent again. */
	waitedMs = 0;
	isKilled = false;
	beforeRequest?: (number: number) => void | Promise<void>;
	private stop!: () => void;
	readonly killed = new Promise<'killed'>((resolve) => {
		this.stop = () => resolve('killed');
	});
	private readonly connections: Exchange[] = [];

	constructor(
		readonly wire: Wire,
		readonly planned: readonly PlannedTrouble[] = [],
	) {}

	/** @returns what the work gives, or `killed` */
	async during<T>(work: () => Promise<T>): Promise<T | 'killed'> {
		return await Promise.race([work(), this.killed]);
	}

	kill(): void {
		this.isKilled = true;
		for (const connection of this.connections) void connection.transport.close();
		this.stop();
	}

	/** The trouble that its next request comes to. */
	nextTrouble(request: TransportRequest): Trouble | undefined {
		const number = ++this.requests;
		const which = sortOf(request);
		const count = which && ++this.counts[which];
		const due = this.planned.find(({ at, kind, of }) => {
			if (kind === 'outage') return number >= at;
			return of === undefined ? number === at : of === which && count === at;
		});
		return due?.kind;
	}

	holds(exchange: Exchange): void {
		this.connections.push(exchange);
	}
}

/** Settings of a connection, and what a world adds to them. */
export interface SettingsOfRun extends ConnectionSettings {
	/** Whose connection it is. */
	run: Run;
	/** In place of HTTP. */
	memory?: Transport;
}

interface KeptAnswer {
	operation: string;
	mailbox: string;
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/** A killed process does nothing more; here it unwinds, without reaching the server any more. */
const dead = () => new Cancelled('The process was killed');

/** What lies between the package and the test Exchange: it loses, delays and mixes up what goes through. */
export class Wire {
	private late: Array<{ left: number; carryOut: () => Promise<unknown> }> = [];
	private answers: KeptAnswer[] = [];

	/** The connection of a run with this wire in it; waits take no time. */
	decorate(exchange: Exchange, run: Run, transport = exchange.transport): Exchange {
		let now = 0;
		const decorated: Exchange = Object.create(exchange, {
			transport: { value: this.transport(transport, run) },
			retry: {
				value: createRetryPolicy({
					clock: () => now,
					sleep: async (milliseconds, signal) => {
						if (run.isKilled) throw dead();
						now += milliseconds;
						run.waitedMs += milliseconds;
						await new Promise(setImmediate);
						if (signal?.aborted) throw new Cancelled();
					},
					random: () => 0.5,
				}),
			},
		}) as Exchange;
		run.holds(exchange);
		return decorated;
	}

	/** Carries out what the server was still to get to. */
	async settle(): Promise<void> {
		const due = this.late;
		this.late = [];
		for (const { carryOut } of due) await carryOut().catch(() => undefined);
	}

	private transport(transport: Transport, run: Run): Transport {
		return {
			send: async (request) => await this.send(transport, run, request),
			close: async () => await transport.close(),
		};
	}

	private async send(
		transport: Transport,
		run: Run,
		request: TransportRequest,
	): Promise<TransportResponse> {
		if (run.isKilled) throw dead();
		const trouble = run.nextTrouble(request);
		const number = run.requests;
		if (await this.passTime()) run.isDisturbed = true;
		await run.beforeRequest?.(number);
		if (run.isKilled) throw dead();
		count('requests');
		if (trouble) count(`trouble ${trouble}`);
		const lost = () => new Unreachable('The server closed the connection', 'server:443', 'sent');
		const carryOut = async () => await this.carriedOut(transport, request);
		if (sortOf(request) === 'writes' && String(request.body).includes(refusedWord))
			return refusal();
		switch (trouble) {
			case undefined:
				return answerOf(await carryOut());
			case 'killBefore':
				run.kill();
				throw dead();
			case 'killAfter':
				await carryOut();
				run.kill();
				throw dead();
			case 'lostRequest':
				throw lost();
			case 'lostAnswer':
				await carryOut();
				throw lost();
			case 'late':
				this.late.push({ left: 1 + (number % 5), carryOut });
				run.isDisturbed = true;
				throw new TimedOut('server:443', 'sent', 60_000);
			case 'outage':
				return failure(503, undefined, { 'retry-after': number % 2 === 0 ? '30' : '600' });
			case 'refused503':
				return failure(503);
			case 'htmlPage':
				await carryOut();
				return failure(200, '<html><body>Sorry, try again</body></html>');
			case 'cutAnswer': {
				const whole = await carryOut();
				return { ...answerOf(whole), body: halfOf(whole.body, lost) };
			}
			case 'anothersAnswer': {
				const own = await carryOut();
				const earlier = this.answers.filter((answer) => answer !== own);
				const alike = earlier.filter(({ operation }) => operation === own.operation);
				// One that says as much about as many things is the hardest to tell from the right one.
				const fitting = alike.filter((one) => entriesOf(one) === entriesOf(own));
				const [other] = [fitting, alike, earlier].flatMap(
					(some) => some.findLast(({ mailbox }) => mailbox !== own.mailbox) ?? some.at(-1) ?? [],
				);
				if (!other) throw lost();
				return answerOf(other);
			}
			default:
				await carryOut();
				return failure(Number(trouble.slice('status'.length)));
		}
	}

	/** @returns true when something came late */
	private async passTime(): Promise<boolean> {
		for (const one of this.late) one.left--;
		const due = this.late.filter(({ left }) => left <= 0);
		this.late = this.late.filter(({ left }) => left > 0);
		for (const { carryOut } of due) await carryOut().catch(() => undefined);
		return due.length > 0;
	}

	private async carriedOut(transport: Transport, request: TransportRequest): Promise<KeptAnswer> {
		const response = await transport.send({ ...request, signal: undefined });
		const chunks: Buffer[] = [];
		for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
		const answer: KeptAnswer = {
			operation: String(request.headers?.SOAPAction ?? ''),
			mailbox: request.mailbox,
			status: response.status,
			headers: response.headers,
			body: Buffer.concat(chunks),
		};
		this.answers.push(answer);
		if (this.answers.length > 40) this.answers.shift();
		return answer;
	}
}

function answerOf({ status, headers, body }: KeptAnswer): TransportResponse {
	return plainResponse(status, headers, body);
}

function entriesOf({ body }: KeptAnswer): number {
	return body.toString().split(/ResponseMessage ResponseClass=/).length;
}

/** What changes something on the server, and what reads items. */
function sortOf({ headers }: TransportRequest): PlannedTrouble['of'] {
	const action = String(headers?.SOAPAction ?? '');
	if (/\/(Create|Update|Delete|Move)\w+"?$/.test(action)) return 'writes';
	return /\/GetItem"?$/.test(action) ? 'items' : undefined;
}
