import {
	extendedElement,
	extendedKey,
	readExtendedPath,
	type ExtendedPath,
} from '../calendarItems/extendedProperties';
import type { Call } from '../context';
import type { Folder, FolderRights, XmlElement, XmlNode } from '../contracts';
import { mayWriteHidden } from '../model/rights';
import { element, type XmlContent } from '../xml/element';
import { child, textOf } from '../xml/node';
import { permissionSet } from './permissionSet';

const PidTagAttributeHidden = '0x10f4 Boolean';
const PidTagMessageSize = '0xe08 Integer';
const PidTagContainerClass = '0x3613 String';
const PidTagDisplayName = '0x3001 String';
const PidTagContentCount = '0x3602 Integer';
const PidTagContentUnreadCount = '0x3603 Integer';
const PidTagSubfolders = '0x360a Boolean';
const PidTagLastModificationTime = '0x3008 SystemTime';
const PidTagLocalCommitTimeMax = '0x670a SystemTime';

/** A FolderShape, resolved once for a whole answer. */
export class FolderShape {
	private readonly base: string;
	private readonly uris: ReadonlySet<string>;
	private readonly extended: readonly ExtendedPath[];

	constructor(
		node: XmlNode,
		private readonly call: Call,
	) {
		this.base = textOf(node, 'BaseShape')?.trim() ?? 'IdOnly';
		const named = child(node, 'AdditionalProperties')?.children ?? [];
		this.extended = named.filter(({ name }) => name === 'ExtendedFieldURI').map(readExtendedPath);
		this.uris = new Set(
			named
				.filter(({ name }) => name === 'FieldURI')
				.map(({ attributes }) => attributes.FieldURI.toLowerCase()),
		);
	}

	render(folder: Folder): XmlElement {
		const all = this.base === 'AllProperties';
		const some = this.base !== 'IdOnly';
		const wanted = (name: string, inShape: boolean) =>
			inShape || this.uris.has(`folder:${name}`.toLowerCase());
		const childCount = childFolders(folder).length;
		const rights = this.call.rights(folder);
		const isCalendar = folder.folderClass.startsWith('IPF.Appointment');
		const distinguished = this.call.supports('Exchange2013') ? folder.distinguishedName : undefined;
		const content: XmlContent[] = [
			element('t:FolderId', undefined, { Id: folder.id, ChangeKey: folder.changeKey }),
			wanted('ParentFolderId', all) && folder.parent
				? element('t:ParentFolderId', undefined, { Id: folder.parent.id, ChangeKey: 'AQAAAA==' })
				: undefined,
			wanted('FolderClass', all) && folder.folderClass !== ''
				? element('t:FolderClass', folder.folderClass)
				: undefined,
			wanted('DisplayName', some) ? element('t:DisplayName', folder.displayName) : undefined,
			wanted('TotalCount', some) ? element('t:TotalCount', folder.items.size) : undefined,
			wanted('ChildFolderCount', some) ? element('t:ChildFolderCount', childCount) : undefined,
			this.extended.map((path) => extendedOf(folder, path, this.call)),
			wanted('EffectiveRights', all) ? effectiveRights(rights, this.call, folder) : undefined,
			wanted('DistinguishedFolderId', all) && distinguished !== undefined
				? element('t:DistinguishedFolderId', distinguished)
				: undefined,
			wanted('PermissionSet', all) && rights.owner
				? permissionSet(folder, isCalendar, this.call.company)
				: undefined,
			!isCalendar && folderElement(folder) !== 't:ContactsFolder' && wanted('UnreadCount', some)
				? element('t:UnreadCount', unreadCount(folder))
				: undefined,
		];
		return element(folderElement(folder), content);
	}
}

/** t:CalendarFolder, t:ContactsFolder, t:TasksFolder or t:Folder. */
export function folderElement({ folderClass }: Folder): string {
	if (folderClass.startsWith('IPF.Appointment')) return 't:CalendarFolder';
	if (folderClass.startsWith('IPF.Contact')) return 't:ContactsFolder';
	if (folderClass.startsWith('IPF.Task')) return 't:TasksFolder';
	return 't:Folder';
}

export function childFolders(folder: Folder): Folder[] {
	return [...folder.mailbox.folders.values()].filter(({ parent }) => parent === folder);
}

function unreadCount(folder: Folder): number {
	let count = 0;
	for (const item of folder.items.values()) {
		if (item.element !== 'CalendarItem' && !item.isRead) count++;
	}
	return count;
}

function extendedOf(folder: Folder, path: ExtendedPath, call: Call): XmlElement | undefined {
	const found = folder.extendedProperties.find((property) => extendedKey(property) === path.key);
	if (found) return extendedElement(path, found.values, call.behaviours);
	const derived = derivedValue(folder, path.key);
	return derived === undefined ? undefined : extendedElement(path, [derived], call.behaviours);
}

/**
 * MAPI properties that every folder has, by key.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcfold/
 */
function derivedValue(folder: Folder, key: string): string | undefined {
	switch (key) {
		case PidTagAttributeHidden:
			return 'false';
		case PidTagMessageSize:
			return String(sizeOf(folder));
		case PidTagContainerClass:
			return folder.folderClass === '' ? undefined : folder.folderClass;
		case PidTagDisplayName:
			return folder.displayName;
		case PidTagContentCount:
			return String(folder.items.size);
		case PidTagContentUnreadCount:
			return String(unreadCount(folder));
		case PidTagSubfolders:
			return String(childFolders(folder).length > 0);
		case PidTagLastModificationTime:
		case PidTagLocalCommitTimeMax:
			return `${folder.committed.toISOString().slice(0, 19)}Z`;
		default:
			return undefined;
	}
}

/** Bytes of the folder and what lies in it, roughly. */
function sizeOf(folder: Folder): number {
	let size = 1024;
	for (const { subject, body } of folder.items.values()) {
		size += 1500 + 2 * (subject.length + body.text.length);
	}
	return size;
}

function effectiveRights(rights: FolderRights, call: Call, folder: Folder): XmlElement {
	return element('t:EffectiveRights', [
		element('t:CreateAssociated', mayWriteHidden(rights, call.behaviours)),
		element('t:CreateContents', rights.create),
		element('t:CreateHierarchy', rights.createSubfolders),
		element('t:Delete', rights.delete !== 'none'),
		element('t:Modify', rights.edit !== 'none'),
		element('t:Read', rights.read === 'full'),
		call.supports('Exchange2010_SP1')
			? element('t:ViewPrivateItems', !call.hidesPrivate(folder))
			: undefined,
	]);
}
