import { Company } from './company';
import type { NewPerson } from './company';
import { keepTimeZone } from './userConfiguration/userOptions';

const amsterdam = 'W. Europe Standard Time';

type Row = [account: string, given: string, surname: string, department: string, zone?: string];

/** Names of many languages: what they are called must survive every way through the system. */
const people: Row[] = [
	['alice', 'Alice', 'Jansen', 'Sales'],
	['bob', 'Bob', 'de Vries', 'Sales'],
	['carol', 'Carol', 'van den Berg', 'Sales'],
	['dmartina', 'Dayenne', 'Martina', 'Human Resources'],
	['erik', 'Erik', 'Bakker', 'Human Resources'],
	['fatima', 'Fatima', 'El Idrissi', 'Finance'],
	['guus', 'Guus', "in 't Veld", 'Finance'],
	['hanna', 'Hanna', 'Müller-Lüdenscheidt', 'Engineering'],
	['ines', 'Inês', 'Gonçalves', 'Engineering', 'GMT Standard Time'],
	['jiri', 'Jiří', 'Dvořák', 'Engineering', 'Central Europe Standard Time'],
	['lukasz', 'Łukasz', 'Żółkowski', 'Engineering', 'Central European Standard Time'],
	['sinead', 'Sinéad', "O'Brien", 'Engineering', 'GMT Standard Time'],
	['soren', 'Søren', 'Ærø', 'Engineering', 'Romance Standard Time'],
	['eleni', 'Ελένη', 'Παπαδοπούλου', 'Support', 'GTB Standard Time'],
	['yuliya', 'Юлия', 'Ковальчук', 'Support', 'FLE Standard Time'],
	['omar', 'عمر', 'حداد', 'Support', 'Arab Standard Time'],
	['noa', 'נועה', 'לוי', 'Support', 'Israel Standard Time'],
	['priya', 'Priya', 'Natarajan', 'Engineering', 'India Standard Time'],
	['lina', '李', '娜', 'Engineering', 'China Standard Time'],
	['kenji', '健二', '田中', 'Sales', 'Tokyo Standard Time'],
	['jisoo', '지수', '김', 'Sales', 'Korea Standard Time'],
	['mateo', 'Mateo', 'Muñoz', 'Sales', 'Pacific SA Standard Time'],
	['nancy', 'Nancy', 'Smith & Sons', 'Finance', 'Eastern Standard Time'],
	['oliver', 'Oliver', 'Nguyễn', 'Support', 'AUS Eastern Standard Time'],
	['zoe', 'Zoë', 'Peeters', 'Management', 'Romance Standard Time'],
];

const rooms: Array<[account: string, name: string]> = [
	['room-atrium', 'Atrium (8)'],
	['room-noord', 'Vergaderzaal Noord (12)'],
	['room-boardroom', 'Boardroom'],
];

/** The company without appointments: 25 people, 3 rooms, groups, a contact, and those who cause trouble. */
export function foundCompany(seed: number, now: () => Date): Company {
	const company = new Company({ domain: 'enyoi.example', seed, now, timeZone: amsterdam });
	people.forEach((row, index) => company.addPerson(person(row, index)));
	for (const [accountName, displayName] of rooms) company.addRoom(accountName, displayName);
	company.addServiceAccount({ accountName: 'svc-n8n', impersonation: 'all' });

	company.addPerson({
		accountName: 'leaver',
		displayName: 'Leo Verlaten',
		disabled: true,
		department: 'Sales',
	});
	const kiosk = company.addServiceAccount({
		accountName: 'kiosk',
		impersonation: null,
		mailbox: false,
	});
	kiosk.displayName = 'Kiosk without mailbox';

	for (const { mailbox } of company.people) keepTimeZone(company, mailbox, mailbox.timeZone);

	addGroups(company);
	company.user('alice').share('bob@enyoi.example', 'Editor');
	company.user('carol').share('svc-n8n@enyoi.example', 'Reviewer');
	company.user('erik').share('svc-n8n@enyoi.example', 'Editor');
	return company;
}

function person([accountName, givenName, surname, department, timeZone]: Row, index: number) {
	const asian = ['lina', 'kenji', 'jisoo'].includes(accountName);
	return {
		accountName,
		givenName,
		surname,
		displayName: asian ? `${surname}${givenName}` : `${givenName} ${surname}`,
		department,
		jobTitle: department === 'Management' ? 'Managing Director' : `${department} Specialist`,
		office: `Building A, ${101 + index}`,
		phone: `+31 20 555 ${String(100 + index).padStart(4, '0')}`,
		timeZone: timeZone ?? amsterdam,
		...(accountName === 'carol' && { aliases: ['c.vandenberg@enyoi.example'] }),
	} satisfies NewPerson;
}

function addGroups(company: Company): void {
	const at = (name: string) => `${name}@${company.domain}`;
	const membersOf = (department: string) =>
		people.filter((row) => row[3] === department).map(([account]) => at(account));
	company.addGroup({
		smtpAddress: at('sales'),
		displayName: 'Sales Team',
		members: membersOf('Sales'),
	});
	company.addGroup({
		smtpAddress: at('customers'),
		displayName: 'All who meet customers',
		members: [at('sales'), ...membersOf('Support'), 'petra@fabrikam.example'],
	});
	company.addGroup({
		smtpAddress: at('rooms-amsterdam'),
		displayName: 'Rooms Amsterdam',
		members: rooms.map(([account]) => at(account)),
		roomList: true,
	});
	company.addContact({ smtpAddress: 'petra@fabrikam.example', displayName: 'Petra Fabrikam' });
}
