/**
 * The test Exchange with so many appointments in a calendar, an hour each, and people with a few. Usage: pushServer.ts ITEMS; prints
 * its address, and ends with whoever started it.
 */
import { Company, startExchangeServer } from '../exchangeServer';
import { people, pushAccount, startOf, subjectOf } from './pushCalendar';

async function run(): Promise<void> {
	// What is there was not made while the client looks.
	let ageMs = 3_600_000;
	const company = new Company({ now: () => new Date(Date.now() - ageMs) });
	company.addServiceAccount({ accountName: pushAccount.user, password: pushAccount.password });
	const { calendar } = company.addPerson({ accountName: 'alice' });
	for (let item = 0; item < Number(process.argv[2]); item++) {
		const appointment = { subject: subjectOf(item), start: startOf(item) };
		calendar.create({ ...appointment, body: 'Prepared by hand. '.repeat(40) });
	}
	for (let person = 0; person < people; person++) {
		const { calendar: busy } = company.addPerson({ accountName: `person${person}` });
		for (let item = person % 8; item < 100; item += 8) {
			busy.create({ subject: subjectOf(item), start: startOf(item) });
		}
	}
	ageMs = 0;
	const server = await startExchangeServer({
		company,
		authentication: ['basic'],
		// Servers that move change keys by themselves have each event that was written read once more.
		behaviours: { changeKeys: 'stable' },
	});
	process.stdout.write(`${server.url}\n`);
	process.on('disconnect', () => process.exit(0));
}

void run();
