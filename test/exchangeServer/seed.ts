import type { Company } from './company';
import { fillCalendar, holdMeetings } from './seedAppointments';
import { foundCompany } from './seedPeople';
import { Dice } from './seedRandom';

/**
 * The company of tests and the demo: `enyoi.example` with 25 people, 3 rooms, the service account `svc-n8n`
 * (ApplicationImpersonation), two lists, a room list, a contact, a disabled user and one without mailbox,
 * and a year of appointments around `now`. The same number on the same day gives the same company.
 */
export function seedCompany(seed: number, now: () => Date = () => new Date()): Company {
	const company = foundCompany(seed, now);
	const dice = new Dice(seed);
	const today = now().toISOString().slice(0, 10);
	const staff = company.people.filter(
		({ mailbox, account }) =>
			mailbox.kind === 'user' && !mailbox.hiddenFromAddressLists && !account.disabled,
	);
	for (const user of staff) fillCalendar(user, dice, today);
	holdMeetings(company, staff, dice, today);
	// What was sent while the company came to be is of no interest to anybody.
	company.outbox.length = 0;
	return company;
}
