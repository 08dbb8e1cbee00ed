import type { Behaviours } from '../behaviours';
import type { Folder, FolderRights, Mailbox, PermissionLevel } from '../contracts';

const NONE: FolderRights = {
	visible: false,
	read: 'none',
	create: false,
	edit: 'none',
	delete: 'none',
	createSubfolders: false,
	owner: false,
};
const READER: FolderRights = { ...NONE, visible: true, read: 'full' };

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/calendarpermissionlevel */
const LEVELS: Record<PermissionLevel, FolderRights> = {
	None: NONE,
	FreeBusyTimeOnly: { ...NONE, read: 'freeBusy' },
	FreeBusyTimeAndSubjectAndLocation: { ...NONE, read: 'freeBusyDetails' },
	Reviewer: READER,
	Contributor: { ...NONE, visible: true, create: true },
	NoneditingAuthor: { ...READER, create: true, delete: 'owned' },
	Author: { ...READER, create: true, edit: 'owned', delete: 'owned' },
	PublishingAuthor: {
		...READER,
		create: true,
		edit: 'owned',
		delete: 'owned',
		createSubfolders: true,
	},
	Editor: { ...READER, create: true, edit: 'all', delete: 'all' },
	PublishingEditor: {
		...READER,
		create: true,
		edit: 'all',
		delete: 'all',
		createSubfolders: true,
	},
	Owner: {
		visible: true,
		read: 'full',
		create: true,
		edit: 'all',
		delete: 'all',
		createSubfolders: true,
		owner: true,
	},
};

export function permissionOf(
	folder: Folder,
	address: string | undefined,
): PermissionLevel | FolderRights {
	const own = address === undefined ? undefined : folder.permissions.get(address.toLowerCase());
	return own ?? folder.permissions.get('default') ?? 'None';
}

/** What somebody may do in a folder: everything in their own mailbox, else what its permissions say. */
export function folderRights(
	folder: Folder,
	actor: Mailbox | undefined,
	account: string,
): FolderRights {
	if (actor === folder.mailbox) return LEVELS.Owner;
	return rightsOf(permissionOf(folder, actor?.smtpAddress ?? account));
}

/** True for who may write user configurations into the folder. */
export function mayWriteHidden(rights: FolderRights, { hiddenItems }: Behaviours): boolean {
	if (hiddenItems === 'ownersOnly') return rights.owner;
	return rights.create && rights.edit !== 'none';
}

export function rightsOf(permission: PermissionLevel | FolderRights): FolderRights {
	return typeof permission === 'string' ? LEVELS[permission] : permission;
}
