import type {
	CompanyDirectory,
	Folder,
	FolderRights,
	PermissionLevel,
	XmlNode,
} from '../contracts';
import { entryAt } from '../directory/addressBook';
import { ResponseError } from '../responseErrors';
import { child, path, textOf } from '../xml/node';

/**
 * Takes over a PermissionSet of a request, which replaces all that there was: Default and Anonymous have
 * nothing where it does not name them. Without one the folder keeps what it has.
 * @throws ResponseError for unknown people, for one that is named twice or in ways that don't fit, for a
 * level with parts beside it, and for unknown entries
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
export function readPermissions(
	node: XmlNode | undefined,
	folder: Folder,
	company: CompanyDirectory,
): void {
	const entries = (child(node, 'CalendarPermissions') ?? child(node, 'Permissions'))?.children;
	if (!entries) return;
	if (child(node, 'UnknownEntries')) {
		throw new ResponseError(
			'ErrorCannotSetPermissionUnknownEntries',
			'Unknown permission entries cannot be set.',
		);
	}
	const permissions = new Map<string, PermissionLevel | FolderRights>();
	for (const entry of entries) {
		const who = userOf(child(entry, 'UserId'), company);
		if (permissions.has(who)) {
			throw new ResponseError(
				'ErrorDuplicateUserIdsSpecified',
				'There are duplicate user ids in the permission set.',
			);
		}
		permissions.set(who, permissionOf(entry));
	}
	for (const who of ['default', 'anonymous']) {
		if (!permissions.has(who)) permissions.set(who, 'None');
	}
	folder.permissions = permissions;
	delete folder.unknownPermissions;
}

function userOf(node: XmlNode | undefined, company: CompanyDirectory): string {
	const sid = textOf(node, 'SID');
	const address = textOf(node, 'PrimarySmtpAddress');
	const distinguished = textOf(node, 'DistinguishedUser');
	const external = textOf(node, 'ExternalUserIdentity');
	if (distinguished !== undefined) {
		if (sid || address || textOf(node, 'DisplayName')) throw invalidUser();
		return distinguished.toLowerCase();
	}
	if (sid !== undefined) {
		const owner = company.accounts.find((account) => account.sid === sid)?.mailbox;
		if (!owner || (address && address.toLowerCase() !== owner.toLowerCase())) throw invalidUser();
		return owner.toLowerCase();
	}
	if (address !== undefined) {
		const entry = entryAt(company, address);
		if (!entry || entry.kind === 'contact') throw invalidUser();
		return address.toLowerCase();
	}
	if (external === undefined) throw invalidUser();
	return external.toLowerCase();
}

function invalidUser(): ResponseError {
	return new ResponseError('ErrorInvalidUserInfo', 'The user ID information is invalid.');
}

function permissionOf(entry: XmlNode): PermissionLevel | FolderRights {
	const level = (path(entry, 'CalendarPermissionLevel') ?? path(entry, 'PermissionLevel'))?.text;
	const parts = entry.children.filter(({ name }) => !/^(UserId|\w*PermissionLevel)$/.test(name));
	if (level?.trim() !== 'Custom') {
		if (parts.length === 0) return level?.trim() as PermissionLevel;
		throw new ResponseError(
			'ErrorInvalidPermissionSettings',
			'The permission settings are invalid: only a custom level has parts.',
		);
	}
	const flag = (name: string) => textOf(entry, name) === 'true';
	const amount = (name: string) =>
		(textOf(entry, name)?.toLowerCase() ?? 'none') as FolderRights['edit'];
	const read: Record<string, FolderRights['read']> = {
		TimeOnly: 'freeBusy',
		TimeAndSubjectAndLocation: 'freeBusyDetails',
		FullDetails: 'full',
	};
	return {
		visible: flag('IsFolderVisible'),
		read: read[textOf(entry, 'ReadItems') ?? ''] ?? 'none',
		create: flag('CanCreateItems'),
		edit: amount('EditItems'),
		delete: amount('DeleteItems'),
		createSubfolders: flag('CanCreateSubFolders'),
		owner: flag('IsFolderOwner'),
	};
}
