import type { Exchange } from '../../../exchange/connection';
import { pushEvents } from '../../../exchange/push/pushEvents';
import { twoWay, type TwoWayOptions, type TwoWayResult } from '../../../exchange/push/twoWay';
import type { Company, ExchangeServer } from '../../exchangeServer';
import type { CalendarItem } from '../../exchangeServer/contracts';
import { type PushOptions, type PushResult } from '../../../exchange/push/options';
import { type PushInput } from '../../../exchange/push/input/pushInput';
import type { ConnectionSettings } from '../../../exchange/settings';
import { startConnected, type ConnectedOptions } from '../../support/startConnected';

export const mailbox = 'alice@enyoi.example';

/** Alice's calendar on an Exchange of its own, and a connection that may write it. */
export interface TestCalendar {
	server: ExchangeServer;
	company: Company;
	exchange: Exchange;
	push(events: PushInput[], options?: Partial<PushOptions>): Promise<PushResult[]>;
	items(): CalendarItem[];
	/** Operations since the last call. */
	operations(): string[];
	/** Another connection, as after a restart. */
	reconnect(changes?: Partial<ConnectionSettings>): void;
	close(): Promise<void>;
}

/** A clock that is a second later at each look: each write has a second of its own, and the oldest can be told. */
export function ticking(from: Date): () => Date {
	let seconds = 0;
	return () => new Date(from.getTime() + 1000 * seconds++);
}

export async function startCalendar(
	now?: () => Date,
	options: ConnectedOptions = {},
): Promise<TestCalendar> {
	const connected = await startConnected({ now, ...options });
	const { server, company } = connected;
	let { exchange } = connected;
	let seen = 0;
	return {
		server,
		company,
		get exchange() {
			return exchange;
		},
		push: async (events, options) =>
			await collect(pushEvents(exchange, { mailbox, source: 'hr', ...options }, events)),
		items: () => company.user('alice').calendar.items(),
		operations() {
			const operations = server.requests
				.slice(seen)
				.filter(({ status }) => status === 200)
				.map(({ operation }) => operation);
			seen = server.requests.length;
			return operations;
		},
		reconnect(changes) {
			exchange = connected.reconnect(changes);
		},
		async close() {
			await exchange.close();
			await connected.close();
		},
	};
}

/** Closes it, and makes sure that all traffic was as the schema says and that no message left. */
export async function closeQuietly(calendar: TestCalendar): Promise<void> {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
	expect(calendar.server.outbox).toEqual([]);
}

export type TwoWayRun = (
	events: PushInput[],
	options?: Partial<TwoWayOptions>,
) => Promise<TwoWayResult>;

/** Two-way syncs of complete sets, each going on from where the last one ended. */
export function twoWayRuns(exchange: Exchange, clock: Date | (() => Date)): TwoWayRun {
	let position: string | undefined;
	return async (events, options) => {
		const now = clock instanceof Date ? clock : clock();
		const usual = { mailbox, source: 'hr', input: 'snapshot', now, position } as const;
		const result = await twoWay(exchange, { ...usual, ...options }, events);
		({ position } = result);
		return result;
	};
}

export async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
	const list: T[] = [];
	for await (const one of all) list.push(one);
	return list;
}

export const appointment = (externalId: string, more: Partial<PushInput> = {}): PushInput => ({
	externalId,
	subject: `Event ${externalId}`,
	start: { dateTime: '2026-11-25T09:00:00', timeZone: 'Europe/Berlin' },
	end: { dateTime: '2026-11-25T10:00:00', timeZone: 'Europe/Berlin' },
	...more,
});
