import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { Exchange } from '../../../exchange/connection';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { Cancelled } from '../../../exchange/transport/errors';
import type { TransportRequest, TransportResponse } from '../../../exchange/transport/transport';
import type { Company } from '../../exchangeServer';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { settled, TestClock } from './testClock';

/** Turns without any request after which nothing more happens by itself. */
const quietTurns = 4;

const pack = promisify(deflateRaw);

/** Threads that may be packing; each gets something to do behind that. */
const packers = 4;

/** Signs of life come more often than they are missed. */
const stepMs = 30_000;

/**
 * Hours that pass in no time, between a real connection and a test Exchange in the same process: whatever
 * waits, waits on one clock, and it moves only when no request is under way.
 */
export class SimulatedTime {
	/** Fails requests before they are sent, as when the network is gone. */
	failure?: (request: TransportRequest) => Error | undefined;
	private underWay = 0;

	constructor(
		private readonly company: Company,
		readonly clock = new TestClock(Date.now()),
	) {
		subscriptionsOf(company).now = () => clock.now();
	}

	/** The connection, with this time in it. */
	decorate(exchange: Exchange): Exchange {
		const { transport } = exchange;
		const { clock } = this;
		return Object.create(exchange, {
			transport: {
				value: {
					send: async (request: TransportRequest) => {
						const failure = this.failure?.(request);
						if (failure) throw failure;
						if (request.hanging) return await transport.send(request);
						this.underWay++;
						const response = await transport.send(request).catch((error: unknown) => {
							this.underWay--;
							throw error;
						});
						return this.counted(response);
					},
					close: async () => await transport.close(),
				},
			},
			retry: {
				value: createRetryPolicy({
					clock: () => clock.now(),
					sleep: async (milliseconds, signal) => {
						await clock.wait(milliseconds, signal ?? new AbortController().signal);
						if (signal?.aborted) throw new Cancelled();
					},
					random: () => 0.5,
				}),
			},
		}) as Exchange;
	}

	/** Lets time pass, with all that happens in it, and then waits until everything is at rest. */
	async pass(milliseconds: number): Promise<void> {
		await this.quiet();
		for (let left = milliseconds; left > 0; left -= stepMs) {
			await this.clock.pass(Math.min(left, stepMs));
			subscriptionsOf(this.company).beat();
			await this.quiet();
		}
	}

	/** Waits until no request is under way, and none begins. */
	async quiet(): Promise<void> {
		for (let turns = 0; turns < quietTurns; turns++) {
			if (this.underWay > 0) turns = 0;
			// What goes through sockets is there a moment later, and positions are packed by other threads.
			await new Promise((resolve) => setTimeout(resolve, 1));
			await Promise.all(Array.from({ length: packers }, async () => await pack('')));
			await settled();
		}
	}

	/** An answer counts as under way until it is read, or nobody wants it. */
	private counted(response: TransportResponse): TransportResponse {
		let isOver = false;
		const over = () => {
			if (!isOver) this.underWay--;
			isOver = true;
		};
		const body = (async function* () {
			try {
				yield* response.body;
			} finally {
				over();
			}
		})();
		return {
			status: response.status,
			headers: response.headers,
			conceal: (text) => response.conceal(text),
			body,
			discard: (isSpoiled) => {
				over();
				response.discard(isSpoiled);
			},
		};
	}
}
