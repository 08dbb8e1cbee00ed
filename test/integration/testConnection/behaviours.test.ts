import { describeBehaviours, type BehaviourDescription, type Exchange } from '../../../exchange';
import { observations, unseenBehaviours } from '../../../exchange/diagnosis/behaviours';
import { Company } from '../../exchangeServer';
import { behaviours, chosenBehaviours, valuesOf } from '../../exchangeServer/behaviours';
import { soapFault } from '../../exchangeServer/faults';
import { keepTimeZone } from '../../exchangeServer/userConfiguration/userOptions';
import { startConnected, type Connected } from '../../support/startConnected';

const mailbox = 'alice@enyoi.example';
const start = Date.parse('2026-11-23T10:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

/** Steps on with each look at it, so that no two changes are of one moment. */
let clock = start;
const tick = () => new Date((clock += 1000));

let connected: Connected;
let delegate: Exchange;
let standard: Company['behaviours'];

beforeAll(async () => {
	const company = new Company({ now: tick });
	company.addPerson({ accountName: 'alice', aliases: ['a.liddell@enyoi.example'] });
	company.addPerson({ accountName: 'bob' });
	const { user, password: ownPassword } = company.serviceAccount;
	company.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
	company.user('alice').share('svc-delegate@enyoi.example', 'Editor');
	fill(company);
	connected = await startConnected({
		company,
		settings: { testMailbox: mailbox, user, password: ownPassword },
	});
	const { password } = company.account('svc-delegate')!;
	delegate = connected.reconnect({
		user: 'svc-delegate',
		password,
		mailboxAccess: 'delegate',
	});
	standard = { ...company.behaviours };
});

afterAll(async () => {
	await delegate?.close();
	await connected?.close();
});

afterEach(() => {
	Object.assign(connected.company.behaviours, standard);
	connected.server.faults.clear();
});

/** More than a search gives, and more occurrences than a view does. */
function fill(company: Company): void {
	const { calendar } = company.user('alice');
	for (let index = 0; index < 255; index++) {
		calendar.create({
			subject: `Secret plan ${index}`,
			start: new Date(start + index * hour),
			end: new Date(start + index * hour + 30 * minute),
			location: 'Hidden valley',
			timeZone: 'W. Europe Standard Time',
		});
	}
	for (const time of ['08:00', '18:00']) {
		calendar.create({
			subject: 'Round',
			start: `2026-01-01T${time}`,
			recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
		});
	}
	for (const [subject, time] of Object.entries({ Doctor: '10:00', Bank: '15:00' })) {
		calendar.create({ subject, start: `2026-12-01T${time}`, sensitivity: 'Private' });
	}
	keepTimeZone(company, company.user('alice').mailbox, 'W. Europe Standard Time');
}

const described = async (exchange = connected.exchange) =>
	await describeBehaviours(exchange, { now: () => new Date(start) });

const seenOf = ({ behaviours: list }: BehaviourDescription, name: string) =>
	list.find((one) => one.name === name);

it('knows every behaviour of the test Exchange, and its values', () => {
	const known = [
		...observations.map(({ name }) => name),
		...unseenBehaviours.flatMap(([, names]) => names),
	];
	expect([...known].sort()).toEqual(behaviours.map(({ name }) => name).sort());
});

const observed = behaviours.filter(({ name }) => observations.some((one) => one.name === name));
const rounds = Math.max(...observed.map((one) => valuesOf(one).length));
const valueIn = (round: number, one: (typeof observed)[number]) => valuesOf(one)[round];

/** The rest needs somebody who is not an owner. */
const forDelegates = ['privateItems', 'hiddenItems', 'folderRoot'];

describe.each([...Array(rounds).keys()])('a server with the values number %i', (round) => {
	const cases = observed
		.filter((one) => valueIn(round, one) !== undefined)
		.map((one): [string, string] => [one.name, valueIn(round, one)]);
	let asOwner: BehaviourDescription;
	let asDelegate: BehaviourDescription;

	beforeAll(async () => {
		Object.assign(connected.company.behaviours, Object.fromEntries(cases));
		asOwner = await described();
		asDelegate = await described(delegate);
		Object.assign(connected.company.behaviours, standard);
	});

	it.each(cases)('prints that %s is %s', (name, value) => {
		const description = forDelegates.includes(name) ? asDelegate : asOwner;
		if (`${name}=${value}` === 'privateItems=omitted') {
			expect(seenOf(description, name)).toEqual({ name, unseen: 'noPrivateItem' });
			return;
		}
		const isLike = name === 'searchedTexts' && value !== 'exactCase';
		const values = isLike ? ['first255', 'ignoringCase'] : [value];
		expect(seenOf(description, name)).toEqual({ name, values });
		expect(description.report).toMatch(new RegExp(`^\\| ${name} \\| .*\`${value}\`.* \\|$`, 'm'));
	});
});

describe('the print', () => {
	/** What the calendar, the directory and the credential hold, and what the server is called. */
	const privateWords = () => [
		'alice',
		'liddell',
		'bob',
		'enyoi',
		'svc-',
		connected.settings.password!,
		'Secret',
		'plan',
		'valley',
		'Round',
		'Doctor',
		'Europe',
		'127.0.0.1',
		'localhost',
		new URL(connected.server.url).port,
	];
	const expectNothingPrivate = (description: BehaviourDescription) => {
		const text = JSON.stringify(description).toLowerCase();
		expect(privateWords().filter((word) => text.includes(word.toLowerCase()))).toEqual([]);
	};

	it.each(['harsh', 'friendly'] as const)('holds nothing private of a %s server', async (kind) => {
		Object.assign(connected.company.behaviours, chosenBehaviours(kind), {
			busy: 'never',
			transient401: 'never',
		});

		expectNothingPrivate(await described());
		expectNothingPrivate(await described(delegate));
	});

	it('holds nothing of the words of a server that fails', async () => {
		connected.server.faults.add({
			fault: soapFault('ErrorOfAlice', { details: { Owner: 'Alice Liddell has a Secret plan.' } }),
			operation: 'SyncFolderItems',
		});
		const description = await described();

		expectNothingPrivate(description);
		expect(seenOf(description, 'syncEnd')).toMatchObject({ unseen: 'failed' });
		expect(seenOf(description, 'nameResolution')).toMatchObject({ values: [expect.any(String)] });
	});

	it('names the server, and every behaviour once', async () => {
		const { report, ...facts } = await described();

		expect(facts).toMatchObject({
			product: expect.stringContaining('Exchange Server'),
			build: expect.stringMatching(/^[\d.]+$/),
			mailboxAccess: 'impersonation',
		});
		const rows = [...report.matchAll(/^\| (\w+) \| .+ \|$/gm)].map(([, name]) => name);
		expect(rows.filter((name) => name !== 'behaviour').sort()).toEqual(
			behaviours.map(({ name }) => name).sort(),
		);
		expect(report).toContain('| subjectLength | not seen without writing |');
	});
});

it('only reads', async () => {
	// Else the front end answers before anything knows what was asked.
	const open = { unknownMailbox: 'inAnswer', largeRequests: 'accepted' } as const;
	Object.assign(connected.company.behaviours, open);
	connected.server.requests.length = 0;
	await described();
	await described(delegate);

	const answered = connected.server.requests.filter(({ status }) => status !== 401);
	const operations = new Set(answered.map(({ operation }) => operation));
	expect([...operations].sort()).toEqual([
		'FindItem',
		'GetFolder',
		'GetItem',
		'GetServerTimeZones',
		'GetUserAvailability',
		'GetUserConfiguration',
		'ResolveNames',
		'SyncFolderItems',
	]);
});

it('says so when the calendar can not be opened', async () => {
	const nobody = describeBehaviours(connected.exchange, { mailbox: 'nobody@enyoi.example' });

	await expect(nobody).rejects.toMatchObject({ code: 'mailboxUnavailable' });
});
