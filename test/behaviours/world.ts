import {
	connect,
	getChanges,
	pushEvents,
	type CalendarChange,
	type ConnectionSettings,
	type Exchange,
	type PushInput,
	type PushOptions,
	type PushResult,
} from '../../exchange';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import type { Behaviours } from '../exchangeServer/behaviours';
import type { CalendarItem } from '../exchangeServer/contracts';
import type { ExchangeServerOptions } from '../exchangeServer/options';
import { keepTimeZone } from '../exchangeServer/userConfiguration/userOptions';

export const MAILBOX = 'alice@enyoi.example';
export const NOW = new Date('2026-11-23T10:00:00Z');
const WRITES = ['CreateItem', 'UpdateItem', 'DeleteItem'];

/** A small company on a server with those behaviours, and the product connected to it. */
export class World {
	private constructor(
		readonly server: ExchangeServer,
		readonly exchange: Exchange,
	) {}

	static async start(
		behaviours: Partial<Behaviours>,
		options: Pick<ExchangeServerOptions, 'certificate'>,
		settings: Partial<ConnectionSettings> = {},
	): Promise<World> {
		const company = new Company({ now: () => NOW });
		const aliases = ['a.liddell@enyoi.example'];
		const alice = company.addPerson({ accountName: 'alice', aliases });
		keepTimeZone(company, alice.mailbox, 'W. Europe Standard Time');
		company.addPerson({ accountName: 'rbrasil', smtpAddress: 'bob@enyoi.example.br' });
		company.addPerson({ accountName: 'carol' });
		const { user, password } = company.serviceAccount;
		const server = await startExchangeServer({
			...options,
			company,
			behaviours,
			authentication: ['basic'],
			now: () => NOW,
		});
		const exchange = connect({
			server: server.url,
			version: 'Exchange2019',
			emailDns: company.domain,
			user,
			password,
			...settings,
		});
		return new World(server, exchange);
	}

	get company(): Company {
		return this.server.company;
	}

	get calendar() {
		return this.company.user('alice').calendar;
	}

	items(): CalendarItem[] {
		return this.calendar.items();
	}

	/** Items of that external id: the test's subjects end with it. */
	itemsOf(externalId: string): CalendarItem[] {
		return this.items().filter(({ subject }) => subject.trimEnd().endsWith(` ${externalId}`));
	}

	async push(events: PushInput[], options: Partial<PushOptions> = {}): Promise<PushResult[]> {
		const all = { mailbox: MAILBOX, source: 'hr', now: NOW, ...options };
		const results: PushResult[] = [];
		for await (const result of pushEvents(this.exchange, all, events)) results.push(result);
		return results;
	}

	async changes(
		position?: string,
		unconfirmed: string[] = [],
	): Promise<{ changes: CalendarChange[]; position: string }> {
		const changes: CalendarChange[] = [];
		const running = getChanges(this.exchange, {
			mailbox: MAILBOX,
			now: NOW,
			privacy: 'full',
			position,
			unconfirmed,
		});
		for (;;) {
			const next = await running.next();
			if (next.done) return { changes, position: next.value.position };
			changes.push(next.value);
		}
	}

	/** Writing requests that `action` sends. */
	async writesOf(action: () => Promise<unknown>): Promise<string[]> {
		const before = this.server.requests.length;
		await action();
		const { requests } = this.server;
		return requests
			.slice(before)
			.map(({ operation }) => operation)
			.filter((operation) => WRITES.includes(operation));
	}

	/** @throws Error when an answer broke Microsoft's schema */
	async close(): Promise<void> {
		await this.exchange.close();
		await this.server.close();
	}
}
