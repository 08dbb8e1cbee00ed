import { boolean, fieldsOf, into, list, record, text } from '../xml/shapes';
import { element, type Xml } from '../xml/writer';

/** A person, group or kind of people as the server knows them; those in the directory have a SID. */
export interface UserIdRecord {
	sid?: string;
	primarySmtpAddress?: string;
	displayName?: string;
	/** `Default`: everybody of the organization; `Anonymous`: everybody else. */
	distinguishedUser?: string;
	/** Somebody of another organization, by address. */
	externalUserIdentity?: string;
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/calendarpermission */
export interface CalendarPermissionRecord {
	user: UserIdRecord;
	/** `Owner`, `Editor`, …, `Custom`. */
	level: string;
	canCreateItems?: boolean;
	canCreateSubFolders?: boolean;
	isFolderOwner?: boolean;
	isFolderVisible?: boolean;
	isFolderContact?: boolean;
	/** `None`, `Owned`, `All`. */
	editItems?: string;
	deleteItems?: string;
	/** `None`, `TimeOnly`, `TimeAndSubjectAndLocation`, `FullDetails`. */
	readItems?: string;
}

export interface PermissionSetRecord {
	permissions: CalendarPermissionRecord[];
	/** Entries of accounts that the directory does not know any more. */
	unknownEntries: string[];
}

const userField = fieldsOf<UserIdRecord>();
const userId = record<UserIdRecord>({
	't:SID': userField('sid', text),
	't:PrimarySmtpAddress': userField('primarySmtpAddress', text),
	't:DisplayName': userField('displayName', text),
	't:DistinguishedUser': userField('distinguishedUser', text),
	't:ExternalUserIdentity': userField('externalUserIdentity', text),
});

const permissionField = fieldsOf<CalendarPermissionRecord>();
const permission = record<CalendarPermissionRecord>(
	{
		't:UserId': permissionField('user', userId),
		't:CanCreateItems': permissionField('canCreateItems', boolean),
		't:CanCreateSubFolders': permissionField('canCreateSubFolders', boolean),
		't:IsFolderOwner': permissionField('isFolderOwner', boolean),
		't:IsFolderVisible': permissionField('isFolderVisible', boolean),
		't:IsFolderContact': permissionField('isFolderContact', boolean),
		't:EditItems': permissionField('editItems', text),
		't:DeleteItems': permissionField('deleteItems', text),
		't:ReadItems': permissionField('readItems', text),
		't:CalendarPermissionLevel': permissionField('level', text),
	},
	{ initial: () => ({ user: {}, level: 'Custom' }) },
);

/** Reads t:PermissionSet of a calendar. */
export const permissionSet = record<PermissionSetRecord>(
	{
		't:CalendarPermissions': into(
			list({ 't:CalendarPermission': permission }),
			(set: PermissionSetRecord, permissions) => void (set.permissions = permissions),
		),
		't:UnknownEntries': into(
			list({ 't:UnknownEntry': text }),
			(set: PermissionSetRecord, entries) => void (set.unknownEntries = entries),
		),
	},
	{ initial: () => ({ permissions: [], unknownEntries: [] }) },
);

/** Writes t:PermissionSet of a calendar. Unknown entries can't be written. */
export function permissionSetElement(permissions: readonly CalendarPermissionRecord[]): Xml {
	return element(
		't:PermissionSet',
		element('t:CalendarPermissions', permissions.map(permissionElement)),
	);
}

/** Servers refuse a level with parts beside it; `Custom` is nothing but its parts. */
function permissionElement({ user, level, ...parts }: CalendarPermissionRecord): Xml {
	const of = (name: keyof typeof parts) =>
		level === 'Custom' && parts[name] !== undefined
			? element(`t:${name.charAt(0).toUpperCase()}${name.slice(1)}`, parts[name])
			: undefined;
	return element('t:CalendarPermission', [
		userElement(user),
		of('canCreateItems'),
		of('canCreateSubFolders'),
		of('isFolderOwner'),
		of('isFolderVisible'),
		of('isFolderContact'),
		of('editItems'),
		of('deleteItems'),
		of('readItems'),
		element('t:CalendarPermissionLevel', level),
	]);
}

/** One name of the user alone: servers refuse several that do not fit each other. */
function userElement(user: UserIdRecord): Xml {
	const { distinguishedUser, sid, primarySmtpAddress, externalUserIdentity } = user;
	const [name, value] = distinguishedUser
		? (['t:DistinguishedUser', distinguishedUser] as const)
		: sid
			? (['t:SID', sid] as const)
			: primarySmtpAddress
				? (['t:PrimarySmtpAddress', primarySmtpAddress] as const)
				: (['t:ExternalUserIdentity', externalUserIdentity] as const);
	return element('t:UserId', element(name, value));
}
