import type { Exchange } from '../../connection';
import { responseError } from '../../ews/errors';
import { folderOf } from '../../ews/folderId';
import { AccessDenied } from '../../ews/mailboxErrors';
import { getFolder } from '../../ews/operations/getFolder';
import type { CalendarPermissionRecord, PermissionSetRecord } from '../../ews/permissions';
import { call } from '../../ews/request';
import { context, openGivenCalendar } from './openedCalendar';
import type {
	CalendarPermission,
	CalendarRights,
	GetCalendarPermissionsOptions,
} from './permission';
import { calendarPermissionLevels, type CalendarPermissionLevel } from './permissionLevels';

/** @throws AccessDenied where the server does not show the permissions to the account */
export async function readPermissionSet(
	exchange: Exchange,
	options: GetCalendarPermissionsOptions,
): Promise<{ id: string; set: PermissionSetRecord }> {
	const { mailbox, calendar } = options;
	const folder = calendar
		? (await openGivenCalendar(exchange, options, calendar, ['folder:PermissionSet'])).folder
		: await standardCalendar(exchange, options);
	const { permissionSet: set, id } = folder;
	if (set) return { id, set };
	throw new AccessDenied(mailbox, exchange.settings.user, context(exchange, 'GetFolder', mailbox));
}

async function standardCalendar(
	exchange: Exchange,
	{ mailbox, signal }: GetCalendarPermissionsOptions,
) {
	const [found] = await call(
		exchange,
		getFolder,
		{
			folders: [folderOf(exchange.settings, mailbox)],
			properties: ['folder:PermissionSet'],
		},
		{ mailbox, signal },
	);
	if (found.ok) return found.folder;
	throw responseError(found.failure, context(exchange, 'GetFolder', mailbox));
}

/** Default and Anonymous first, then people by name, then what is known by no name. */
export function shownPermissions({
	permissions,
	unknownEntries,
}: PermissionSetRecord): CalendarPermission[] {
	const known = permissions.map(shownPermission);
	const order: Array<CalendarPermission['kind']> = ['default', 'anonymous', 'person', 'external'];
	known.sort(
		(one, other) =>
			order.indexOf(one.kind) - order.indexOf(other.kind) ||
			(one.name ?? one.user).localeCompare(other.name ?? other.user),
	);
	return [...known, ...unknownEntries.map(unknown)];
}

function shownPermission(permission: CalendarPermissionRecord): CalendarPermission {
	const { user, level } = permission;
	const kind = kindOf(permission);
	const known = Object.hasOwn(calendarPermissionLevels, level)
		? (level as CalendarPermissionLevel)
		: 'Custom';
	return {
		user:
			kind === 'default' || kind === 'anonymous'
				? kind
				: (user.primarySmtpAddress ?? user.externalUserIdentity ?? ''),
		kind,
		...(user.displayName !== undefined && { name: user.displayName }),
		level: known,
		meaning: meaningOf(known),
		rights: rightsOf(permission),
	};
}

export function kindOf({ user }: CalendarPermissionRecord): CalendarPermission['kind'] {
	if (user.distinguishedUser === 'Default') return 'default';
	if (user.distinguishedUser === 'Anonymous') return 'anonymous';
	if (user.primarySmtpAddress || user.sid) return 'person';
	return user.externalUserIdentity ? 'external' : 'unknown';
}

function meaningOf(level: CalendarPermissionLevel | 'Custom'): string {
	return level === 'Custom'
		? 'A combination that no level has; the rights say which.'
		: calendarPermissionLevels[level];
}

function rightsOf(permission: CalendarPermissionRecord): CalendarRights {
	const amount = (value: string | undefined) =>
		(({ Owned: 'owned', All: 'all' }) as Record<string, 'owned' | 'all'>)[value ?? ''] ?? 'none';
	const read: Record<string, CalendarRights['read']> = {
		TimeOnly: 'timeOnly',
		TimeAndSubjectAndLocation: 'timeAndSubjectAndLocation',
		FullDetails: 'fullDetails',
	};
	return {
		read: read[permission.readItems ?? ''] ?? 'none',
		createItems: permission.canCreateItems ?? false,
		editItems: amount(permission.editItems),
		deleteItems: amount(permission.deleteItems),
		createSubfolders: permission.canCreateSubFolders ?? false,
		owner: permission.isFolderOwner ?? false,
		contact: permission.isFolderContact ?? false,
		visible: permission.isFolderVisible ?? false,
	};
}

function unknown(name: string): CalendarPermission {
	return {
		user: '',
		kind: 'unknown',
		name,
		level: 'Custom',
		meaning: 'An account that the directory does not know any more.',
		rights: rightsOf({ user: {}, level: 'Custom' }),
	};
}
