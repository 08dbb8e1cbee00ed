import { getCalendarPermissions } from '../../../exchange/calendars/folders/getCalendarPermissions';
import type {
	CalendarPermission,
	SetCalendarPermissionOptions,
} from '../../../exchange/calendars/folders/permission';
import { calendarPermissionLevels } from '../../../exchange/calendars/folders/permissionLevels';
import { setCalendarPermission } from '../../../exchange/calendars/folders/setCalendarPermission';
import { AccessDenied } from '../../../exchange/ews/mailboxErrors';
import { Company } from '../../exchangeServer';
import { send } from '../../exchangeServer/faults/http';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const at = (name: string) => `${name}@enyoi.example`;
const mailbox = at('alice');

let connected: Connected;
let company: Company;

beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol', 'dave']) company.addPerson({ accountName });
	company.addContact({ smtpAddress: 'eve@partner.example', displayName: 'Eve' });
	connected = await startConnected({ company, behaviours: harsh });
});
afterAll(async () => await connected?.close());

beforeEach(() => {
	const folder = company.mailboxOf(mailbox)!.distinguished.get('calendar')!;
	folder.permissions = new Map([
		['default', 'FreeBusyTimeOnly'],
		['anonymous', 'None'],
		[at('bob'), 'Editor'],
	]);
	delete folder.unknownPermissions;
});

const get = async () => await getCalendarPermissions(connected.exchange, { mailbox });
const set = async (options: Partial<SetCalendarPermissionOptions>) =>
	await setCalendarPermission(connected.exchange, {
		mailbox,
		user: at('carol'),
		level: 'Reviewer',
		...options,
	});
const levels = (permissions: CalendarPermission[]) =>
	Object.fromEntries(permissions.map(({ user, level }) => [user, level]));

describe('permissions of a calendar', () => {
	it('are told by level, meaning and parts', async () => {
		const [standard, anonymous, bob] = await get();
		expect(standard).toMatchObject({
			user: 'default',
			kind: 'default',
			level: 'FreeBusyTimeOnly',
			meaning: calendarPermissionLevels.FreeBusyTimeOnly,
			rights: { read: 'timeOnly', editItems: 'none', createItems: false, visible: false },
		});
		expect(anonymous).toMatchObject({ user: 'anonymous', kind: 'anonymous', level: 'None' });
		expect(bob).toEqual({
			user: at('bob'),
			kind: 'person',
			name: expect.any(String),
			level: 'Editor',
			meaning: calendarPermissionLevels.Editor,
			rights: {
				read: 'fullDetails',
				createItems: true,
				editItems: 'all',
				deleteItems: 'all',
				createSubfolders: false,
				owner: false,
				contact: false,
				visible: true,
			},
		});
	});

	it.each(Object.keys(calendarPermissionLevels) as Array<keyof typeof calendarPermissionLevels>)(
		'are set to %s, and all others stay',
		async (level) => {
			const before = levels(await get());
			expect(levels(await set({ level }))).toEqual({ ...before, [at('carol')]: level });
			expect(levels(await set({ user: 'Default', level }))).toEqual({
				...before,
				default: level,
				[at('carol')]: level,
			});
		},
	);

	it('of no level stay as they are', async () => {
		const rights = {
			visible: true,
			read: 'freeBusyDetails',
			create: true,
			edit: 'owned',
			delete: 'none',
			createSubfolders: true,
			owner: false,
		} as const;
		company.mailboxOf(mailbox)!.distinguished.get('calendar')!.permissions.set(at('dave'), rights);
		const after = await set({ level: 'Author' });
		expect(after.find(({ user }) => user === at('dave'))).toMatchObject({
			level: 'Custom',
			rights: {
				read: 'timeAndSubjectAndLocation',
				createItems: true,
				editItems: 'owned',
				deleteItems: 'none',
				createSubfolders: true,
			},
		});
		expect(levels(after)).toMatchObject({ [at('bob')]: 'Editor', [at('carol')]: 'Author' });
	});

	it('of people of another organization stay, too', async () => {
		const folder = company.mailboxOf(mailbox)!.distinguished.get('calendar')!;
		folder.permissions.set('frank@other.example', 'Reviewer');
		expect(await set({})).toContainEqual(
			expect.objectContaining({
				user: 'frank@other.example',
				kind: 'external',
				level: 'Reviewer',
			}),
		);
	});

	it('are changed and taken away', async () => {
		expect(levels(await set({ user: at('BOB'), level: 'Reviewer' }))[at('bob')]).toBe('Reviewer');
		expect(levels(await set({ user: at('bob'), level: 'Remove' }))).toEqual({
			default: 'FreeBusyTimeOnly',
			anonymous: 'None',
		});
		expect(levels(await set({ user: at('bob'), level: 'Remove' }))).not.toHaveProperty(at('bob'));
	});

	it('are set by several runs at once, and each has its way', async () => {
		connected.server.faults.latencyMs = 20;
		try {
			const [left] = await Promise.all([
				set({ user: at('bob'), level: 'Remove' }),
				set({ user: at('carol') }),
				set({ user: 'default', level: 'None' }),
			]);
			expect(levels(left)).not.toHaveProperty(at('bob'));
		} finally {
			connected.server.faults.latencyMs = 0;
		}
		expect(levels(await get())).toEqual({
			default: 'None',
			anonymous: 'None',
			[at('carol')]: 'Reviewer',
		});
	});

	it.each([1, 3])(
		'that another process undid %d times are written again, up to an end',
		async (times) => {
			const folder = company.mailboxOf(mailbox)!.distinguished.get('calendar')!;
			const { faults } = connected.server;
			faults.add({
				fault: {
					name: 'other process',
					carriesOut: true,
					respond: async ({ response }, answer) => {
						const given = await answer();
						folder.permissions.set(at('bob'), 'Editor').set(at('dave'), 'Reviewer');
						send(response, given);
					},
				},
				operation: 'UpdateFolder',
				count: times,
			});
			try {
				const removed = set({ user: at('bob'), level: 'Remove' });
				if (times === 1) {
					expect(levels(await removed)).toEqual({
						default: 'FreeBusyTimeOnly',
						anonymous: 'None',
						[at('dave')]: 'Reviewer',
					});
				} else await expect(removed).rejects.toMatchObject({ code: 'server' });
			} finally {
				faults.clear();
			}
		},
	);

	it('of accounts that are gone are told', async () => {
		company.mailboxOf(mailbox)!.distinguished.get('calendar')!.unknownPermissions = [
			'NT User:S-1-5-21-1-2-3-4',
		];
		expect(await get()).toContainEqual(
			expect.objectContaining({ user: '', kind: 'unknown', name: 'NT User:S-1-5-21-1-2-3-4' }),
		);
		await set({});
	});

	it('of another calendar are its own', async () => {
		const { folder } = company.user('alice').addCalendar('Team');
		const calendar = { id: folder.id };
		const before = await get();
		expect(levels(await set({ calendar, level: 'Owner' }))[at('carol')]).toBe('Owner');
		expect(await get()).toEqual(before);
	});

	it('are shown to the owner alone', async () => {
		const delegate = connected.reconnect({
			mailboxAccess: 'delegate',
			user: company.user('bob').user,
			password: company.user('bob').password,
		});
		try {
			await expect(getCalendarPermissions(delegate, { mailbox })).rejects.toThrow(AccessDenied);
		} finally {
			await delegate.close();
		}
	});
});

describe('bad input', () => {
	it.each<[string, Partial<SetCalendarPermissionOptions>, string]>([
		['user', { user: at('nobody') }, 'bob@enyoi.com'],
		['user', { user: 'Bob' }, 'default or anonymous'],
		['user', { user: 'eve@partner.example' }, 'contacts and distribution groups'],
		['user', { user: undefined }, 'bob@enyoi.com'],
		['level', { level: 'Editr' as never }, 'PublishingEditor'],
		['level', { user: 'anonymous', level: 'Remove' }, 'None'],
		['level', { level: undefined }, 'Reviewer'],
		['mailbox', { mailbox: ' ' }, 'alice@enyoi.com'],
		['calendar', { calendar: { id: '' } }, 'folder id'],
	])('names %s: %p', async (field, options, words) => {
		const before = levels(await get());
		await expect(set(options)).rejects.toMatchObject({
			code: 'input',
			field,
			remedy: expect.stringContaining(words),
		});
		expect(levels(await get())).toEqual(before);
	});
});
