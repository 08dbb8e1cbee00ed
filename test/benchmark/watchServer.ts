/** The test Exchange for watch.ts, in a process of its own. Usage: watchServer.ts MAILBOXES */
import { Company, startExchangeServer } from '../exchangeServer';
import { subscriptionsOf } from '../exchangeServer/subscriptions';

export interface WatchServerMessage {
	url: string;
	user: string;
	password: string;
	addresses: string[];
	/** EWS requests since the last question, without those that stay open. */
	requests: number;
	/** Requests that stay open, and subscriptions, now. */
	streams: number;
	subscriptions: number;
}

async function run(): Promise<void> {
	const company = new Company();
	const { accountName, user, password } = company.serviceAccount;
	const mailboxes = Number(process.argv[2]);
	for (let number = 0; number < mailboxes; number++) {
		const { calendar } = company.addPerson({ accountName: `person${number}` });
		for (let day = 1; day <= 5; day++) {
			const start = new Date(Date.now() + day * 86_400_000);
			calendar.create({ subject: `Appointment ${day}`, start });
		}
	}
	const addresses = company.people
		.map(({ smtpAddress }) => smtpAddress)
		.filter((address) => address.startsWith('person'));
	const server = await startExchangeServer({ company, authentication: ['basic'], schemas: false });
	const book = subscriptionsOf(company);
	const isNoStream = ({ operation }: { operation: string }) => operation !== 'GetStreamingEvents';
	process.on('message', (mailbox: string) => {
		if (mailbox !== '') {
			// The time at which it was written, on the clock that all processes of a machine share.
			const subject = String(process.hrtime.bigint());
			const start = new Date(Date.now() + 86_400_000);
			company.user(mailbox).calendar.create({ subject, start });
		}
		const answer: WatchServerMessage = {
			url: server.url,
			user,
			password,
			addresses,
			requests: server.requests.filter(isNoStream).length,
			streams: book.openStreams,
			subscriptions: book.countOf(accountName),
		};
		if (mailbox === '') server.requests.length = 0;
		process.send?.(answer);
	});
	process.on('disconnect', () => process.exit(0));
}

void run();
