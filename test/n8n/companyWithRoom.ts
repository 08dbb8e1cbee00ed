import { Company } from '../exchangeServer/company';

/** The address of somebody, a room or a list of the company. */
export const at = (name: string) => `${name}@enyoi.example`;

/** Some people, and a list of rooms with one in it, for 8 people. */
export function companyWithRoom(people: readonly string[]): Company {
	const company = new Company();
	company.addServiceAccount();
	for (const accountName of people) company.addPerson({ accountName });
	company.addPerson({ accountName: 'atrium', displayName: 'Atrium (8)', kind: 'room' });
	company.addGroup({
		smtpAddress: at('rooms'),
		displayName: 'Rooms',
		members: [at('atrium')],
		roomList: true,
	});
	return company;
}
