import fc from 'fast-check';
import { InvalidInput } from '../../../exchange/errors';
import { envelope, type Impersonation } from '../../../exchange/ews/envelope';
import { folderOf } from '../../../exchange/ews/folderId';
import type { EwsOperation } from '../../../exchange/ews/operation';
import { findFolder } from '../../../exchange/ews/operations/findFolder';
import { findItem } from '../../../exchange/ews/operations/findItem';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { getUserAvailability } from '../../../exchange/ews/operations/getUserAvailability';
import { resolveNames } from '../../../exchange/ews/operations/resolveNames';
import { getRooms } from '../../../exchange/ews/operations/rooms';
import { syncFolderItems } from '../../../exchange/ews/operations/syncFolderItems';
import { getUserConfiguration } from '../../../exchange/ews/operations/userConfiguration';
import { loadEwsSchemas, type EwsSchemas } from '../../exchangeServer/schemaValidation';
import {
	describeWith,
	ownSchemaDirectory,
	schemaDirectory,
	schemas as schemasAtHand,
	type Requirement,
} from '../../requirements';
import { find, saxesTree } from '../xml/xmlTree';
import { exampleRequests, ownRequests } from './exampleRequests';
import { byId, calendar, delegate, idOnly } from './examples/requests';
import { operations } from './operations';

const schema = 'Exchange2013_SP1';

function written<Q>(
	operation: EwsOperation<Q, unknown>,
	request: Q,
	impersonation?: Impersonation,
): string {
	return envelope(operation.request(request), { schema, impersonation });
}

const start = new Date('2026-10-01T00:00:00Z');
const end = new Date('2027-10-01T00:00:00Z');

it.each(operations.map(({ file, exported, requests }) => [exported, file, requests]))(
	'%s has example requests, in test/unit/ews/examples/%s.ts',
	(_exported, _file, requests) => {
		expect(Object.keys(requests)).not.toEqual([]);
	},
);

/** Always at hand: a check that needs nothing from outside. */
const ownSchemas: Requirement = { name: "the project's own schemas", met: () => true };

describe.each([
	['the schema of Exchange SE', schemasAtHand, schemaDirectory],
	["the project's own schema", ownSchemas, ownSchemaDirectory],
])('requests', (title, requirement, directory) => {
	describeWith(requirement, `are valid against ${title}`, () => {
		let schemas: EwsSchemas;
		beforeAll(async () => {
			schemas = await loadEwsSchemas(directory);
		});
		afterAll(async () => {
			await schemas.close();
		});

		it.each(Object.entries(ownRequests()))('%s', (_name, xml) => {
			expect(schemas.validate(xml)).toEqual([]);
		});

		it('those that the library writes', async () => {
			for (const [name, xml] of Object.entries(await exampleRequests())) {
				expect([name, schemas.validate(xml)]).toEqual([name, []]);
			}
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
});

describe('arguments out of range are refused by name', () => {
	const day = {
		addresses: ['alice@enyoi.example'],
		start: start.getTime(),
		end: start.getTime() + 86_400_000,
		interval: 30,
		view: 'MergedOnly',
	} as const;
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
		['list', () => written(getRooms, { list: '' })],
		['addresses', () => written(getUserAvailability, { ...day, addresses: [] })],
		['addresses', () => written(getUserAvailability, { ...day, addresses: Array(101).fill('a') })],
		['interval', () => written(getUserAvailability, { ...day, interval: 4 })],
		['interval', () => written(getUserAvailability, { ...day, interval: 1441 })],
		['end', () => written(getUserAvailability, { ...day, end: day.start })],
		['name', () => written(getUserConfiguration, { folder: calendar, name: 'a b' })],
		['maxEntries', () => written(findFolder, { parent: byId, traversal: 'Deep', maxEntries: 0 })],
		['offset', () => written(findFolder, { parent: byId, traversal: 'Deep', offset: -1 })],
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
