import { isDeepStrictEqual } from 'node:util';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import { updateFolder } from '../../ews/operations/writeFolders';
import type {
	CalendarPermissionRecord,
	PermissionSetRecord,
	UserIdRecord,
} from '../../ews/permissions';
import { call } from '../../ews/request';
import { anyText, assertExchange, assertOneOf, assertOptions } from '../../inputs';
import { addressKey } from '../../mailboxes/address';
import { lookUp } from '../../mailboxes/directory';
import { notDone } from '../../notDone';
import { oneAtATime } from '../../push/oneAtATime';
import { throwIfCancelled } from '../../transport/errors';
import { mailboxOptions } from './openedCalendar';
import type { CalendarPermission, SetCalendarPermissionOptions } from './permission';
import { calendarPermissionLevels } from './permissionLevels';
import { kindOf, readPermissionSet, shownPermissions } from './readPermissions';

/**
 * Gives one person or group, Default or Anonymous a level in a calendar; all others keep what they have.
 * Entries of accounts that the directory does not know any more can't be written again by anybody: those
 * are gone then.
 * @returns the permissions as they are afterwards
 * @throws InvalidInput for a person whom the directory does not know, naming `user`; AccessDenied for who
 * does not own the calendar; ExchangeError as the server answers
 */
export async function setCalendarPermission(
	exchange: Exchange,
	options: SetCalendarPermissionOptions,
): Promise<CalendarPermission[]> {
	assertExchange(exchange);
	const allowed = {
		...mailboxOptions,
		user: anyText('bob@enyoi.com'),
		level: anyText('Reviewer'),
	};
	assertOptions(options, allowed, ['mailbox', 'user', 'level']);
	const { level, signal } = options;
	assertOneOf('level', level, [...Object.keys(calendarPermissionLevels), 'Remove']);
	const given = options.user.trim();
	const distinguished = distinguishedUser(given);
	if (distinguished && level === 'Remove') {
		throw new InvalidInput('level', `The entry of ${distinguished} always stays`, {
			remedy: 'Use None, by which they see nothing.',
		});
	}
	throwIfCancelled(signal);
	// A list is read and written as a whole: who writes at the same time would undo the other.
	const exclusively = oneAtATime(exchange, { ...options, source: 'permissions' });
	return await exclusively(async () => await writeAndLook(exchange, options, distinguished));
}

/** Times that it is written where somebody else wrote at the same time. */
const attempts = 3;

async function writeAndLook(
	exchange: Exchange,
	options: SetCalendarPermissionOptions,
	distinguished: 'Default' | 'Anonymous' | undefined,
): Promise<CalendarPermission[]> {
	const { mailbox, level } = options;
	const given = options.user.trim();
	let { id, set } = await readPermissionSet(exchange, options);
	const user = distinguished
		? { distinguishedUser: distinguished }
		: await personOf(exchange, given, set.permissions, options);
	const isOf = (one: CalendarPermissionRecord) => isSame(one.user, user);
	for (let attempt = 1; ; attempt++) {
		const others = set.permissions.filter((one) => kindOf(one) !== 'unknown' && !isOf(one));
		const permissions = level === 'Remove' ? others : [...others, { user, level }];
		if (level !== 'Remove' || set.permissions.some(isOf)) {
			await write(exchange, options, id, permissions);
		}
		const after = await readPermissionSet(exchange, { ...options, calendar: { id } });
		const there = after.set.permissions.find(isOf) ?? newEntry(set, after.set, level);
		const shown = shownPermissions(after.set);
		const isWanted = level === 'Remove' ? there === undefined : there?.level === level;
		if (isWanted) return shown;
		if (attempt === attempts) {
			const isAsBefore = isDeepStrictEqual(shown, shownPermissions(set));
			const what = isAsBefore ? 'all are as they were' : 'somebody else changes it as well';
			const message = `Exchange answered that the permission of ${given} was written, and ${what}`;
			throw notDone('UpdateFolder', mailbox, message);
		}
		({ id, set } = after);
	}
}

/** A server may name a user otherwise than its directory does. */
function newEntry(
	before: PermissionSetRecord,
	after: PermissionSetRecord,
	level: string,
): CalendarPermissionRecord | undefined {
	return after.permissions.find(
		(one) => one.level === level && !before.permissions.some(({ user }) => isSame(one.user, user)),
	);
}

function distinguishedUser(user: string): 'Default' | 'Anonymous' | undefined {
	const name = user.toLowerCase();
	return name === 'default' ? 'Default' : name === 'anonymous' ? 'Anonymous' : undefined;
}

/** The entry that is there already, by any of its addresses; else what the directory has. */
async function personOf(
	exchange: Exchange,
	address: string,
	permissions: readonly CalendarPermissionRecord[],
	{ level, signal }: SetCalendarPermissionOptions,
): Promise<UserIdRecord> {
	if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(address)) {
		throw new InvalidInput('user', `"${address}" is not an address`, {
			remedy:
				'Give the address of a person or group, such as bob@enyoi.com, or default or anonymous.',
		});
	}
	const byAddress = (wanted: string) =>
		permissions.find(({ user }) =>
			[user.primarySmtpAddress, user.externalUserIdentity].some(
				(one) => one !== undefined && addressKey(one) === addressKey(wanted),
			),
		)?.user;
	const listed = byAddress(address);
	if (listed) return listed;
	const found = await lookUp(exchange, address, signal);
	if (found.found === 'one') {
		const { emailAddress } = found.entry;
		return byAddress(emailAddress) ?? { primarySmtpAddress: emailAddress };
	}
	const nearest = found.candidates.map(({ emailAddress }) => emailAddress).join(', ');
	throw new InvalidInput(
		'user',
		`The directory has nobody with the address ${address}${nearest ? `, but ${nearest}` : ''}`,
		{
			remedy: `Give the primary address of a person or security group of this Exchange${level === 'Remove' ? ' who has an entry' : ''}, such as bob@enyoi.com.`,
		},
	);
}

/** Servers may add names to a user whom they were given by one. */
function isSame(one: UserIdRecord, other: UserIdRecord): boolean {
	const names = ['distinguishedUser', 'sid', 'primarySmtpAddress', 'externalUserIdentity'] as const;
	return names.some(
		(name) => one[name] !== undefined && one[name].toLowerCase() === other[name]?.toLowerCase(),
	);
}

async function write(
	exchange: Exchange,
	{ mailbox, user, signal }: SetCalendarPermissionOptions,
	id: string,
	permissions: readonly CalendarPermissionRecord[],
): Promise<void> {
	const request = { folder: { id }, permissions };
	await call(exchange, updateFolder, request, { mailbox, signal }).catch((error: unknown) => {
		const isUser =
			error instanceof ExchangeError && error.details.responseCode === 'ErrorInvalidUserInfo';
		if (!isUser) throw error;
		throw new InvalidInput('user', `Exchange takes no permission for ${user}`, {
			cause: error,
			details: error.details,
			remedy:
				'Give a person with a mailbox, or a mail-enabled security group, of this Exchange; contacts and distribution groups have no rights.',
		});
	});
}
