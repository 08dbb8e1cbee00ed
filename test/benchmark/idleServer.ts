/** The test Exchange for idle.ts, in a process of its own. Usage: idleServer.ts MAILBOXES basic|ntlm */
import { Company, startExchangeServer } from '../exchangeServer';

export interface IdleServerMessage {
	url: string;
	ca: string;
	user: string;
	password: string;
	addresses: string[];
	/** Requests with an EWS operation, those of the sign-in, and connections, since `slow`. */
	requests: number;
	signInRequests: number;
	connections: number;
}

async function run(): Promise<void> {
	const company = new Company();
	for (let number = 0; number < Number(process.argv[2]); number++) {
		const { calendar } = company.addPerson({ accountName: `person${number}` });
		for (let appointment = 0; appointment < 5; appointment++) {
			const start = new Date(Date.now() + (appointment + 1) * 86_400_000);
			calendar.create({
				subject: `Appointment ${appointment}`,
				start,
				end: new Date(start.getTime() + 3_600_000),
			});
		}
	}
	const { user, password } = company.serviceAccount;
	const addresses = company.people
		.map(({ smtpAddress }) => smtpAddress)
		.filter((address) => address.startsWith('person'));
	const server = await startExchangeServer({
		company,
		authentication: [process.argv[3] as 'basic' | 'ntlm'],
		extendedProtection: 'require',
		schemas: false,
	});
	let from = { requests: 0, connections: 0 };
	process.on('message', (message) => {
		if (message === 'slow') {
			server.faults.latencyMs = 50;
			from = { requests: server.requests.length, connections: server.connectionsOpened };
		}
		const since = server.requests.slice(from.requests);
		const answer: IdleServerMessage = {
			url: server.httpsUrl,
			ca: server.caCertificate,
			user,
			password,
			addresses,
			requests: since.filter(({ operation }) => operation !== '').length,
			signInRequests: since.filter(({ operation }) => operation === '').length,
			connections: server.connectionsOpened - from.connections,
		};
		process.send?.(answer);
	});
	process.on('disconnect', () => process.exit(0));
}

void run();
