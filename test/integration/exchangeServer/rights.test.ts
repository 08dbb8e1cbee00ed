import type { ExchangeServer } from '../../exchangeServer';
import {
	calendarOf,
	calendarView,
	call,
	codes,
	createItem,
	deleteItem,
	getFolder,
	getItem,
	ids,
	setField,
	smallCompany,
	startSmallExchange,
	text,
	updateItem,
} from './rawClient';

const ALICE = 'alice@enyoi.example';
const ITEM =
	'<t:CalendarItem><t:Subject>x</t:Subject><t:Start>2026-11-24T09:00:00Z</t:Start><t:End>2026-11-24T10:00:00Z</t:End></t:CalendarItem>';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange({
		behaviours: { othersDeletedItems: 'allowed', privateItems: 'masked' },
	});
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const connectingSid = (kind: string, value: string) =>
	`<t:ExchangeImpersonation><t:ConnectingSID><t:${kind}>${value}</t:${kind}></t:ConnectingSID></t:ExchangeImpersonation>`;

describe('impersonation', () => {
	it('takes the mailbox by address, UPN or SID', async () => {
		const { account, mailbox } = server.company.user('alice');
		for (const header of [
			connectingSid('SmtpAddress', ALICE.toUpperCase()),
			connectingSid('PrimarySmtpAddress', ALICE),
			connectingSid('PrincipalName', account.userPrincipalName),
			connectingSid('SID', account.sid),
		]) {
			const answer = await call(server, getFolder(), { mailbox: null, header });
			expect(ids(answer, 'FolderId')).toEqual([mailbox.distinguished.get('calendar')?.id]);
		}
	});

	it.each([
		['SmtpAddress', 'nobody@enyoi.example', 'ErrorNonExistentMailbox'],
		['PrincipalName', 'nobody@enyoi.example', 'ErrorInvalidUserPrincipalName'],
		['SID', 'S-1-5-21-1-2-3-4', 'ErrorInvalidUserSid'],
	])('says what is wrong with %s %s', async (kind, value, code) => {
		const fault = await call(server, getFolder(), {
			mailbox: null,
			header: connectingSid(kind, value),
		});
		expect(fault.name).toBe('Fault');
		expect(codes(fault)).toEqual([code]);
	});

	it('needs the role, and stays within its scope', async () => {
		const { company } = server;
		const { user, password } = company.user('bob');
		const denied = await call(server, getFolder(), { as: { user, password } });
		expect(codes(denied)).toEqual(['ErrorImpersonateUserDenied']);
		company.serviceAccount.impersonation = [ALICE];
		expect(codes(await call(server, getFolder()))).toEqual(['NoError']);
		const outside = await call(server, getFolder(), { mailbox: 'bob@enyoi.example' });
		expect(codes(outside)).toEqual(['ErrorImpersonateUserDenied']);
	});
});

describe('a service account without mailbox', () => {
	it('has to name the mailbox, and can impersonate', async () => {
		const company = smallCompany();
		const account = company.addServiceAccount({ accountName: 'svc-bare', mailbox: false });
		const as = { user: account.accountName, password: account.password };
		const other = await startSmallExchange({ company });
		expect(codes(await call(other, getFolder(), { as, mailbox: null }))).toEqual([
			'ErrorMissingEmailAddress',
		]);
		expect(codes(await call(other, getFolder(), { as }))).toEqual(['NoError']);
		await other.close();
	});
});

describe('rights on a calendar that somebody shares', () => {
	const bob = () => {
		const { user, password } = server.company.user('bob');
		return { as: { user, password }, mailbox: null };
	};
	const folder = calendarOf(ALICE);

	it.each([
		// level, open, read, create, change, delete
		['Owner', 'NoError', 'NoError', 'NoError', 'NoError', 'NoError'],
		['Editor', 'NoError', 'NoError', 'NoError', 'NoError', 'NoError'],
		[
			'Reviewer',
			'NoError',
			'NoError',
			'ErrorAccessDenied',
			'ErrorAccessDenied',
			'ErrorAccessDenied',
		],
		[
			'None',
			...Array(2).fill('ErrorFolderNotFound'),
			'ErrorFolderNotFound',
			...Array(2).fill('ErrorItemNotFound'),
		],
		[
			'FreeBusyTimeOnly',
			...Array(3).fill('ErrorFolderNotFound'),
			...Array(2).fill('ErrorItemNotFound'),
		],
	] as const)('%s', async (level, ...expected) => {
		const alice = server.company.user('alice');
		alice.share('bob@enyoi.example', level);
		const { id } = alice.calendar.create({ subject: 'hers', start: '2026-11-24T10:00' });
		const answers = [
			await call(server, getFolder(folder), bob()),
			await call(
				server,
				calendarView('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z', folder),
				bob(),
			),
			await call(server, createItem(ITEM, 'SendToNone', folder), bob()),
			await call(
				server,
				updateItem(id, setField('item:Subject', '<t:Subject>y</t:Subject>')),
				bob(),
			),
			await call(server, deleteItem(id), bob()),
		];
		expect(answers.flatMap(codes)).toEqual(expected);
	});

	it('tells the rights in EffectiveRights', async () => {
		server.company.user('alice').share('bob@enyoi.example', 'Reviewer');
		const answer = await call(server, getFolder(folder, 'AllProperties'), bob());
		expect(text(answer, 'Read')).toBe('true');
		expect(text(answer, 'CreateContents')).toBe('false');
		expect(text(answer, 'Modify')).toBe('false');
	});

	it('hides what is private, but not that the time is taken', async () => {
		const alice = server.company.user('alice');
		alice.share('bob@enyoi.example', 'Editor');
		const { id } = alice.calendar.create({
			subject: 'Doctor',
			location: 'Clinic',
			start: '2026-11-24T10:00',
			sensitivity: 'Private',
		});
		const seen = await call(server, getItem([id]), bob());
		expect(text(seen, 'Subject')).toBe('Private Appointment');
		expect(text(seen, 'Location')).toBeUndefined();
		expect(text(seen, 'Start')).toBe('2026-11-24T09:00:00Z');
		expect(text(await call(server, getItem([id])), 'Subject')).toBe('Doctor');
	});

	it('answers for a mailbox that is not there', async () => {
		const answer = await call(server, getFolder(calendarOf('nobody@enyoi.example')), bob());
		expect(codes(answer)).toEqual(['ErrorNonExistentMailbox']);
	});
});
