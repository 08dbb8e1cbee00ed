import fc from 'fast-check';
import { InvalidInput } from '../../../exchange/errors';
import type { ExtendedPropertyUri } from '../../../exchange/ews/calendarItem';
import { envelope, type Impersonation } from '../../../exchange/ews/envelope';
import { folderOf, type FolderTarget } from '../../../exchange/ews/folderId';
import type { ItemShape } from '../../../exchange/ews/itemShape';
import type { EwsOperation } from '../../../exchange/ews/operation';
import { findFolder } from '../../../exchange/ews/operations/findFolder';
import { findItem } from '../../../exchange/ews/operations/findItem';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { getServerTimeZones } from '../../../exchange/ews/operations/getServerTimeZones';
import { resolveNames } from '../../../exchange/ews/operations/resolveNames';
import { syncFolderItems } from '../../../exchange/ews/operations/syncFolderItems';
import {
	createUserConfiguration,
	deleteUserConfiguration,
	getUserConfiguration,
	updateUserConfiguration,
} from '../../../exchange/ews/operations/userConfiguration';
import { loadEwsSchemas, type EwsSchemas } from '../../exchangeServer/schemaValidation';
import { describeWith, schemaDirectory, schemas as schemasAtHand } from '../../requirements';
import { find, saxesTree } from '../xml/xmlTree';

const schema = 'Exchange2013_SP1';
const calendar: FolderTarget = { distinguished: 'calendar' };
const delegate: FolderTarget = { distinguished: 'calendar', mailbox: 'alice@enyoi.example' };
const byId: FolderTarget = { id: 'AAMk+/=', changeKey: 'AQAA' };

const named: ExtendedPropertyUri = {
	setId: 'c11ff724-aa03-4555-9952-8fa248a11c3e',
	name: 'source',
	type: 'String',
};
const tagged: ExtendedPropertyUri = { tag: '0x0E07', type: 'Integer' };
const numbered: ExtendedPropertyUri = {
	distinguishedSetId: 'Appointment',
	id: 0x8223,
	type: 'Boolean',
};

const idOnly: ItemShape = { base: 'IdOnly' };
const rich: ItemShape = {
	base: 'AllProperties',
	bodyType: 'Text',
	properties: ['item:Subject', 'calendar:Start', 'calendar:StartTimeZone'],
	extendedProperties: [named, tagged, numbered],
};

function written<Q>(
	operation: EwsOperation<Q, unknown>,
	request: Q,
	impersonation?: Impersonation,
): string {
	return envelope(operation.request(request), { schema, impersonation });
}

const start = new Date('2026-10-01T00:00:00Z');
const end = new Date('2027-10-01T00:00:00Z');
const configuration = { folder: delegate, name: 'n8n.position-1_a' };

const requests: Record<string, string> = {
	'SyncFolderItems, first': written(syncFolderItems, { folder: calendar }),
	'SyncFolderItems, next': written(syncFolderItems, {
		folder: byId,
		syncState: 'H4sIAAA=',
		pageSize: 1,
		shape: rich,
	}),
	'GetItem, every kind of id': written(getItem, {
		shape: rich,
		ids: [
			{ id: 'a', changeKey: 'b' },
			{ id: 'a' },
			{ recurringMasterId: 'm', instanceIndex: 3 },
			{ occurrenceId: 'o' },
		],
	}),
	'FindItem, calendar view': written(findItem, { folder: delegate, start, end, shape: idOnly }),
	'FindItem, calendar view with limit': written(findItem, {
		folder: calendar,
		start,
		end,
		maxEntries: 1000,
		shape: rich,
	}),
	'FindItem, page': written(findItem, { folder: byId, offset: 0, pageSize: 100, shape: rich }),
	'FindItem, restricted': written(findItem, {
		folder: byId,
		offset: 512,
		pageSize: 512,
		associated: true,
		shape: idOnly,
		restriction: {
			and: [
				{ exists: named },
				{ or: [{ compare: tagged, is: 'equalTo', to: '1' }, { not: { exists: numbered } }] },
				{ compare: 'calendar:Start', is: 'greaterThanOrEqualTo', to: '2026-10-01T00:00:00Z' },
				{ contains: 'item:Subject', text: 'a "quoted" <b>', mode: 'Prefixed' },
			],
		},
	}),
	GetFolder: written(getFolder, { folders: [calendar, delegate, byId] }),
	'GetFolder, chosen properties': written(getFolder, {
		folders: [calendar],
		properties: ['folder:DisplayName'],
		extendedProperties: [tagged],
	}),
	'GetFolder, ids only': written(getFolder, { folders: [calendar], properties: [] }),
	FindFolder: written(findFolder, {
		parent: { distinguished: 'msgfolderroot' },
		traversal: 'Deep',
		restriction: { compare: 'folder:FolderClass', is: 'equalTo', to: 'IPF.Appointment' },
	}),
	'GetServerTimeZones, all': written(getServerTimeZones, {}),
	'GetServerTimeZones, some': written(getServerTimeZones, {
		ids: ['W. Europe Standard Time', 'UTC'],
		full: true,
	}),
	ResolveNames: written(resolveNames, { query: 'smtp:alice@enyoi.example', fullContactData: true }),
	GetUserConfiguration: written(getUserConfiguration, configuration),
	CreateUserConfiguration: written(createUserConfiguration, {
		...configuration,
		xmlData: Buffer.from('<a/>'),
		binaryData: Buffer.from([0, 255]),
	}),
	UpdateUserConfiguration: written(updateUserConfiguration, {
		...configuration,
		binaryData: Buffer.from([0, 255]),
	}),
	DeleteUserConfiguration: written(deleteUserConfiguration, configuration),
	'as an SMTP address': written(
		getFolder,
		{ folders: [calendar] },
		{ smtpAddress: 'alice@enyoi.example' },
	),
	'as a principal': written(
		getFolder,
		{ folders: [calendar] },
		{ userPrincipalName: 'alice@enyoi.example' },
	),
	'as a SID': written(getFolder, { folders: [calendar] }, { sid: 'S-1-5-21-1-2-3-1104' }),
};

describeWith(schemasAtHand, 'requests are valid against the schema of Exchange SE', () => {
	let schemas: EwsSchemas;
	beforeAll(async () => {
		schemas = await loadEwsSchemas(schemaDirectory);
	});
	afterAll(async () => {
		await schemas.close();
	});

	it.each(Object.entries(requests))('%s', (_name, xml) => {
		expect(schemas.validate(xml)).toEqual([]);
	});

	it('whatever the texts in them are', () => {
		const text = fc
			.string({ unit: 'grapheme', minLength: 1 })
			// eslint-disable-next-line no-control-regex -- refused by the writer, see there
			.filter((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value));
		fc.assert(
			fc.property(text, text, (one, other) => {
				const xml = written(
					syncFolderItems,
					{ folder: { id: one }, syncState: other },
					{ smtpAddress: `${one}@enyoi.example` },
				);
				expect(schemas.validate(xml)).toEqual([]);
				const root = saxesTree(xml);
				expect(find(root, 't:FolderId')!.attributes.Id).toBe(one);
				expect(find(root, 'm:SyncState')!.text).toBe(other);
			}),
			{ numRuns: 100 },
		);
	});
});

describe('arguments out of range are refused by name', () => {
	const page = { folder: calendar, offset: 0, pageSize: 100, shape: idOnly };
	it.each<[string, () => unknown]>([
		['pageSize', () => written(syncFolderItems, { folder: calendar, pageSize: 0 })],
		['pageSize', () => written(syncFolderItems, { folder: calendar, pageSize: 513 })],
		['folderId', () => written(syncFolderItems, { folder: { id: '' } })],
		['ids', () => written(getItem, { ids: [], shape: idOnly })],
		['id', () => written(getItem, { ids: [{ id: '' }], shape: idOnly })],
		[
			'instanceIndex',
			() =>
				written(getItem, { ids: [{ recurringMasterId: 'a', instanceIndex: 0 }], shape: idOnly }),
		],
		['end', () => written(findItem, { folder: calendar, start: end, end: start, shape: idOnly })],
		[
			'end',
			() =>
				written(findItem, {
					folder: calendar,
					start,
					end: new Date('2028-10-01T00:00:01Z'),
					shape: idOnly,
				}),
		],
		[
			'start',
			() => written(findItem, { folder: calendar, start: new Date(NaN), end, shape: idOnly }),
		],
		['offset', () => written(findItem, { ...page, offset: -1 })],
		['pageSize', () => written(findItem, { ...page, pageSize: 1.5 })],
		['restriction', () => written(findItem, { ...page, restriction: { and: [] } })],
		[
			'extendedProperties',
			() =>
				written(findItem, {
					...page,
					shape: { base: 'IdOnly', extendedProperties: [{ name: 'a', type: 'String' }] },
				}),
		],
		['folders', () => written(getFolder, { folders: [] })],
		['query', () => written(resolveNames, { query: '' })],
		['name', () => written(getUserConfiguration, { folder: calendar, name: 'a b' })],
		['maxEntries', () => written(findFolder, { parent: byId, traversal: 'Deep', maxEntries: 0 })],
	])('%s', (field, write) => {
		expect(write).toThrow(InvalidInput);
		expect(write).toThrow(expect.objectContaining({ field, code: 'input' }));
	});
});

it('addresses a calendar as the access to mailboxes needs it', () => {
	const alice = 'alice@enyoi.example';
	expect(folderOf({ mailboxAccess: 'impersonation' }, alice)).toEqual({
		distinguished: 'calendar',
	});
	expect(folderOf({ mailboxAccess: 'delegate' }, alice)).toEqual(delegate);
	expect(folderOf({ mailboxAccess: 'delegate' }, undefined, 'root')).toEqual({
		distinguished: 'root',
	});
});
