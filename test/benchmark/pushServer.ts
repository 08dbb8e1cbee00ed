/**
 * The test Exchange with so many appointments in a calendar, an hour each. Usage: pushServer.ts ITEMS; prints
 * its address, and ends with whoever started it.
 */
import { Company, startExchangeServer } from '../exchangeServer';
import { pushAccount, startOf, subjectOf } from './pushCalendar';

async function run(): Promise<void> {
	const company = new Company();
	company.addServiceAccount({ accountName: pushAccount.user, password: pushAccount.password });
	const { calendar } = company.addPerson({ accountName: 'alice' });
	for (let item = 0; item < Number(process.argv[2]); item++) {
		const appointment = { subject: subjectOf(item), start: startOf(item) };
		calendar.create({ ...appointment, body: 'Prepared by hand. '.repeat(40) });
	}
	const server = await startExchangeServer({ company, authentication: ['basic'] });
	process.stdout.write(`${server.url}\n`);
	process.on('disconnect', () => process.exit(0));
}

void run();
