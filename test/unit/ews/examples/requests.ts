import type { EwsOperation } from '../../../../exchange/ews/operation';
import type { ExtendedPropertyUri } from '../../../../exchange/ews/calendarItem';
import type { FolderTarget } from '../../../../exchange/ews/folderId';
import type { ItemShape } from '../../../../exchange/ews/itemShape';

/**
 * Example requests of an operation by their title, at least one; all kinds of what it can ask. Each is
 * checked against the schemas: `test/schemas/messages.xsd` has to describe it, too.
 */
export type RequestsOf<Operation> =
	Operation extends EwsOperation<infer Request, unknown> ? Record<string, Request> : never;

export const calendar: FolderTarget = { distinguished: 'calendar' };
export const delegate: FolderTarget = { distinguished: 'calendar', mailbox: 'alice@enyoi.example' };
export const byId: FolderTarget = { id: 'AAMk+/=', changeKey: 'AQAA' };

export const named: ExtendedPropertyUri = {
	setId: 'c11ff724-aa03-4555-9952-8fa248a11c3e',
	name: 'source',
	type: 'String',
};
export const tagged: ExtendedPropertyUri = { tag: '0x0E07', type: 'Integer' };
export const numbered: ExtendedPropertyUri = {
	distinguishedSetId: 'Appointment',
	id: 0x8223,
	type: 'Boolean',
};

export const idOnly: ItemShape = { base: 'IdOnly' };
export const rich: ItemShape = {
	base: 'AllProperties',
	bodyType: 'Text',
	properties: ['item:Subject', 'calendar:Start', 'calendar:StartTimeZone'],
	extendedProperties: [named, tagged, numbered],
};
