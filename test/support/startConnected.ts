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
	/** Account names of people who are there from the beginning. Default: alice and bob. */
	people?: string[];
	/** What differs from a service account that signs in with basic authentication. */
	settings?: Partial<ConnectionSettings>;
}

/** An Exchange with a small company, and a connection to it. */
export interface Connected {
	server: ExchangeServer;
	company: Company;
	exchange: Exchange;
	/** What `exchange` was connected with. */
	settings: ConnectionSettings;
	/** Closes both. @throws Error when an answer or a request broke the schemas */
	close(): Promise<void>;
}

/** Starts what most integration tests begin with; its traffic is validated where schemas are at hand. */
export async function startConnected({
	people = ['alice', 'bob'],
	settings: changes,
	company = new Company(),
	...options
}: ConnectedOptions = {}): Promise<Connected> {
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
	const exchange = connect(settings);
	return {
		server,
		company,
		exchange,
		settings,
		async close() {
			await exchange.close();
			await server.close();
		},
	};
}
