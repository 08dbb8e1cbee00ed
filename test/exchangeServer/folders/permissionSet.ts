import type {
	CompanyDirectory,
	Folder,
	FolderRights,
	PermissionLevel,
	XmlElement,
} from '../contracts';
import { entryAt, entryName } from '../directory/addressBook';
import { rightsOf } from '../model/rights';
import { element, optionalElement, type XmlContent } from '../xml/element';

/** t:PermissionSet of a folder, as its owner sees it. */
export function permissionSet(
	folder: Folder,
	isCalendar: boolean,
	company: CompanyDirectory,
): XmlElement {
	const entries = [...folder.permissions].map(([who, permission]) =>
		element(isCalendar ? 't:CalendarPermission' : 't:Permission', [
			userId(who, company),
			permissionFlags(permission, isCalendar),
		]),
	);
	return element('t:PermissionSet', [
		element(isCalendar ? 't:CalendarPermissions' : 't:Permissions', entries),
		optionalElement(
			't:UnknownEntries',
			folder.unknownPermissions?.map((entry) => element('t:UnknownEntry', entry)),
		),
	]);
}

function userId(who: string, company: CompanyDirectory): XmlElement {
	if (who === 'default') return element('t:UserId', element('t:DistinguishedUser', 'Default'));
	if (who === 'anonymous') return element('t:UserId', element('t:DistinguishedUser', 'Anonymous'));
	const entry = entryAt(company, who);
	if (!entry) return element('t:UserId', element('t:ExternalUserIdentity', who));
	const sid = entry.kind === 'mailbox' ? sidOf(company, who) : undefined;
	return element('t:UserId', [
		sid === undefined ? undefined : element('t:SID', sid),
		element('t:PrimarySmtpAddress', who),
		element('t:DisplayName', entryName(entry)),
	]);
}

/** Of the account that owns the mailbox with that address. */
function sidOf(company: CompanyDirectory, address: string): string | undefined {
	return company.accounts.find(({ mailbox }) => mailbox?.toLowerCase() === address.toLowerCase())
		?.sid;
}

function permissionFlags(
	permission: PermissionLevel | FolderRights,
	isCalendar: boolean,
): XmlContent {
	const rights = rightsOf(permission);
	const amount = (value: 'none' | 'owned' | 'all') =>
		({ none: 'None', owned: 'Owned', all: 'All' })[value];
	const read = isCalendar
		? {
				none: 'None',
				freeBusy: 'TimeOnly',
				freeBusyDetails: 'TimeAndSubjectAndLocation',
				full: 'FullDetails',
			}
		: { none: 'None', freeBusy: 'None', freeBusyDetails: 'None', full: 'FullDetails' };
	return [
		element('t:CanCreateItems', rights.create),
		element('t:CanCreateSubFolders', rights.createSubfolders),
		element('t:IsFolderOwner', rights.owner),
		element('t:IsFolderVisible', rights.visible),
		element('t:IsFolderContact', rights.owner),
		element('t:EditItems', amount(rights.edit)),
		element('t:DeleteItems', amount(rights.delete)),
		element('t:ReadItems', read[rights.read]),
		element(
			isCalendar ? 't:CalendarPermissionLevel' : 't:PermissionLevel',
			typeof permission === 'string' ? permission : 'Custom',
		),
	];
}
