import { MalformedResponse } from '../errors';
import type { ExtendedPropertyRecord, ExtendedPropertyUri, ItemReference } from '../itemParts';
import { additionalProperties } from '../itemShape';
import { permissionSet, type PermissionSetRecord } from '../permissions';
import { boolean, fieldsOf, integer, into, mapped, record, text } from '../../xml/shapes';
import { element, type Xml } from '../../xml/writer';
import { extendedProperty, reference } from './itemPartsReader';

/** Rights of the acting account on a folder and in it. */
export interface EffectiveRights {
	createAssociated: boolean;
	createContents: boolean;
	createHierarchy: boolean;
	delete: boolean;
	modify: boolean;
	read: boolean;
	/** Not before Exchange 2010 SP1. */
	viewPrivateItems?: boolean;
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/calendarfolder */
export interface FolderRecord {
	id: string;
	changeKey?: string;
	parentId?: string;
	displayName?: string;
	/** `IPF.Appointment` for calendars. */
	folderClass?: string;
	/** `CalendarFolder`, `Folder`, `ContactsFolder`, `TasksFolder`, `SearchFolder`. */
	element: string;
	/** Items in the folder; series count once. */
	totalCount?: number;
	childFolderCount?: number;
	effectiveRights?: EffectiveRights;
	/** Of calendars. Who does not own the folder may not see it. */
	permissionSet?: PermissionSetRecord;
	extendedProperties?: ExtendedPropertyRecord[];
}

const rightsField = fieldsOf<EffectiveRights>();

const effectiveRights = record<EffectiveRights>(
	{
		't:CreateAssociated': rightsField('createAssociated', boolean),
		't:CreateContents': rightsField('createContents', boolean),
		't:CreateHierarchy': rightsField('createHierarchy', boolean),
		't:Delete': rightsField('delete', boolean),
		't:Modify': rightsField('modify', boolean),
		't:Read': rightsField('read', boolean),
		't:ViewPrivateItems': rightsField('viewPrivateItems', boolean),
	},
	{
		initial: () => ({
			createAssociated: false,
			createContents: false,
			createHierarchy: false,
			delete: false,
			modify: false,
			read: false,
		}),
	},
);

const field = fieldsOf<FolderRecord>();

/** Reads any element of a folder. */
export const folder = mapped(
	record<FolderRecord>(
		{
			't:FolderId': into(reference, (target: FolderRecord, { id, changeKey }: ItemReference) => {
				target.id = id;
				if (changeKey !== undefined) target.changeKey = changeKey;
			}),
			't:ParentFolderId': into(reference, (target: FolderRecord, { id }: ItemReference) => {
				target.parentId = id;
			}),
			't:FolderClass': field('folderClass', text),
			't:DisplayName': field('displayName', text),
			't:TotalCount': field('totalCount', integer),
			't:ChildFolderCount': field('childFolderCount', integer),
			't:EffectiveRights': field('effectiveRights', effectiveRights),
			't:PermissionSet': field('permissionSet', permissionSet),
			't:ExtendedProperty': into(extendedProperty, (target: FolderRecord, property) => {
				(target.extendedProperties ??= []).push(property);
			}),
		},
		{ initial: () => ({ id: '', element: '' }) },
	),
	(found, name) => {
		if (found.id === '') throw new MalformedResponse(`${name} without id`);
		found.element = name.slice(2);
		return found;
	},
);

/** Properties for callers that name none. */
const usualProperties = [
	'folder:DisplayName',
	'folder:FolderClass',
	'folder:ParentFolderId',
	'folder:TotalCount',
	'folder:ChildFolderCount',
	'folder:EffectiveRights',
];

export interface FolderProperties {
	/** FieldURIs; default: all of `FolderRecord` but permissions and extended properties. */
	properties?: readonly string[];
	extendedProperties?: readonly ExtendedPropertyUri[];
}

export function folderShape({
	properties = usualProperties,
	extendedProperties,
}: FolderProperties): Xml {
	return element('m:FolderShape', [
		element('t:BaseShape', 'IdOnly'),
		additionalProperties(properties, extendedProperties),
	]);
}
