import type { ConnectionSettings } from '../../../exchange/settings';
import { Company, startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import type { Behaviours } from '../../exchangeServer/behaviours';

export interface SmallCompany {
	server: ExchangeServer;
	company: Company;
	/** What the service account's credential holds: Basic, over http on loopback. */
	credential: ConnectionSettings;
	/** Operations that the server ran since the last call, oldest first. */
	operations(): string[];
}

/** Alice, Bob and Carol on an Exchange of their own, and a service account that may act as all of them. */
export async function startCompany(behaviours?: Behaviours): Promise<SmallCompany> {
	const company = new Company();
	const account = company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol']) company.addPerson({ accountName });
	const server = await startExchangeServer({ company, behaviours });
	let seen = 0;
	return {
		server,
		company,
		credential: {
			server: server.url,
			version: 'Exchange2019',
			emailDns: company.domain,
			user: account.userPrincipalName,
			password: account.password,
			authScheme: 'basic',
		},
		operations() {
			const answered = server.requests.slice(seen).filter(({ status }) => status === 200);
			const operations = answered.map(({ operation }) => operation);
			seen = server.requests.length;
			return operations;
		},
	};
}

/** Items as Resolve Mailbox gives them. */
export function mailboxes(...names: string[]): Array<{ emailAddress: string }> {
	return names.map((name) => ({ emailAddress: `${name}@enyoi.example` }));
}
