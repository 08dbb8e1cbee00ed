import { connect, type Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import {
	Company,
	startExchangeServer,
	type ExchangeServer,
	type ExchangeServerOptions,
} from '../exchangeServer';
import { serverSchemas } from '../requirements';

export interface ConnectedOptions extends ExchangeServerOptions {
	/** Account names of people to add. Default: alice and bob, none where a company is given. */
	people?: string[];
	/** Differences from a service account that signs in with basic authentication. */
	settings?: Partial<ConnectionSettings>;
}

/** An Exchange with a small company, and a connection to it. */
export interface Connected {
	server: ExchangeServer;
	company: Company;
	exchange: Exchange;
	/** The settings of `exchange`. */
	settings: ConnectionSettings;
	/** Another connection, as after a restart; who opens it closes it. */
	reconnect(changes?: Partial<ConnectionSettings>): Exchange;
	/** Closes both. @throws Error when an answer or a request broke the schemas */
	close(): Promise<void>;
}

/** Milliseconds before a request is sent again, in place of a second: nobody else asks the server. */
const firstWaitMs = 10;

/** Starts what most integration tests begin with; its traffic is validated where schemas are at hand. */
export async function startConnected({
	settings: changes,
	company: given,
	people = given ? [] : ['alice', 'bob'],
	...options
}: ConnectedOptions = {}): Promise<Connected> {
	const company = given ?? new Company({ now: options.now });
	for (const accountName of people) company.addPerson({ accountName });
	const { user, password } = company.serviceAccount;
	const server = await startExchangeServer({
		schemas: serverSchemas(),
		authentication: ['basic'],
		...options,
		company,
	});
	const settings: ConnectionSettings = {
		server: server.url,
		version: 'Exchange2019',
		emailDns: company.domain,
		user,
		password,
		...changes,
	};
	const open = (changes?: Partial<ConnectionSettings>) =>
		connect({ ...settings, ...changes }, { firstWaitMs });
	const exchange = open();
	return {
		server,
		company,
		exchange,
		settings,
		reconnect: open,
		async close() {
			await exchange.close();
			await server.close();
		},
	};
}
