import { ExchangeError } from '../../../exchange/errors';
import type { EwsOperation } from '../../../exchange/ews/operation';
import { findFolder } from '../../../exchange/ews/operations/findFolder';
import { findItem } from '../../../exchange/ews/operations/findItem';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { getServerTimeZones } from '../../../exchange/ews/operations/getServerTimeZones';
import { resolveNames } from '../../../exchange/ews/operations/resolveNames';
import { syncFolderItems } from '../../../exchange/ews/operations/syncFolderItems';
import { getUserConfiguration } from '../../../exchange/ews/operations/userConfiguration';
import { folderOf, itemOf, mailboxOf, zoneOf } from './recordOracle';
import { describeWith, transcripts as transcriptsAtHand } from '../../requirements';
import { readTranscripts } from './transcripts';
import { chunked, find, saxesTree, type XmlNode } from '../xml/xmlTree';

function read<Q, R>(operation: EwsOperation<Q, R>, request: unknown, bytes: Buffer): R {
	const reader = operation.response(request as Q);
	for (const chunk of chunked(bytes, [1000, 37])) reader.feed(chunk);
	reader.end();
	return reader.result({ mailbox: 'alice@enyoi.example' });
}

interface Expectation {
	read(bytes: Buffer, messages: XmlNode[]): unknown;
	expected(messages: XmlNode[]): unknown;
}

const only = <T>(parse: (message: XmlNode) => T) => {
	return (messages: XmlNode[]) => parse(messages[0]);
};

const batch = (parse: (message: XmlNode) => object) => (messages: XmlNode[]) =>
	messages.map((message) =>
		message.attributes.ResponseClass === 'Error'
			? expect.objectContaining({
					ok: false,
					failure: expect.objectContaining({
						responseCode: find(message, 'm:ResponseCode')!.text,
					}),
				})
			: { ok: true, ...parse(message) },
	);

const operations: Record<string, Expectation> = {
	FindItem: {
		read: (bytes) => read(findItem, {}, bytes),
		expected: only((message) => {
			const root = find(message, 'm:RootFolder')!;
			const { IndexedPagingOffset, TotalItemsInView, IncludesLastItemInRange } = root.attributes;
			const items = (find(root, 't:Items')?.children ?? []).map(itemOf);
			return {
				items,
				// Optional by the schema: an answer that does not fill its page then counts as the last.
				includesLastItemInRange: (IncludesLastItemInRange ?? 'true') === 'true',
				totalItemsInView: Number(TotalItemsInView ?? items.length),
				...(IndexedPagingOffset && { nextOffset: Number(IndexedPagingOffset) }),
			};
		}),
	},
	GetItem: {
		read: (bytes, { length }) => read(getItem, { ids: new Array(length) }, bytes),
		expected: batch((message) => ({ item: itemOf(find(message, 'm:Items')!.children[0]) })),
	},
	SyncFolderItems: {
		read: (bytes) => read(syncFolderItems, {}, bytes),
		expected: only((message) => ({
			syncState: find(message, 'm:SyncState')!.text,
			includesLastItemInRange: find(message, 'm:IncludesLastItemInRange')!.text === 'true',
			changes: find(message, 'm:Changes')!.children.map((change) => {
				const [content] = change.children;
				const kind = change.name.slice(2).toLowerCase().replace('readflagchange', 'readFlag');
				const { id, changeKey } = itemOf(content.name === 't:ItemId' ? change : content)
					.itemId as Record<string, string>;
				return content.name === 't:ItemId'
					? { kind, itemId: { id, changeKey } }
					: {
							kind,
							itemId: { id, changeKey },
							element: content.name.slice(2),
							item: itemOf(content),
						};
			}),
		})),
	},
	GetFolder: {
		read: (bytes, { length }) => read(getFolder, { folders: new Array(length) }, bytes),
		expected: batch((message) => ({ folder: folderOf(find(message, 'm:Folders')!.children[0]) })),
	},
	FindFolder: {
		read: (bytes) => read(findFolder, {}, bytes),
		expected: only((message) => (find(message, 't:Folders')?.children ?? []).map(folderOf)),
	},
	GetServerTimeZones: {
		read: (bytes) => read(getServerTimeZones, {}, bytes),
		expected: only((message) => find(message, 'm:TimeZoneDefinitions')!.children.map(zoneOf)),
	},
	ResolveNames: {
		read: (bytes) =>
			read(resolveNames, {}, bytes).candidates.map(({ mailbox, contact }) => [
				mailbox,
				contact?.displayName,
			]),
		expected: only((message) =>
			(find(message, 'm:ResolutionSet')?.children ?? []).map((resolution) => [
				mailboxOf(find(resolution, 't:Mailbox')!),
				find(resolution, 't:Contact') && find(resolution, 't:DisplayName')?.text,
			]),
		),
	},
	GetUserConfiguration: {
		read: (bytes) => Object.keys(read(getUserConfiguration, {}, bytes)).sort(),
		expected: only((message) =>
			['ItemId', 'XmlData', 'BinaryData']
				.filter((name) => find(message, `t:${name}`))
				.map((name) => name[0].toLowerCase() + name.slice(1))
				.sort(),
		),
	},
};

/** The oracle knows only what is whole; where it stumbles there is nothing to compare. */
function tolerant(expected: () => unknown, otherwise: unknown): unknown {
	try {
		return expected();
	} catch {
		return otherwise;
	}
}

describeWith(transcriptsAtHand, 'responses of real servers and of the documentation', () => {
	const responses = readTranscripts().flatMap(({ name, bytes }) => {
		if (name.startsWith('autodiscover/')) return [];
		const root = saxesTree(bytes.toString('utf8').replace(/^\ufeff/, ''));
		const body = find(root, 's:Body')?.children[0];
		const operation = /^m:(\w+)Response$/.exec(body?.name ?? '')?.[1];
		if (!body || !operation || !(operation in operations)) return [];
		return [{ name, bytes, operation, messages: body.children[0].children }];
	});

	it.each(responses.map((response) => [response.operation, response.name, response] as const))(
		'%s: %s',
		(operation, _name, { bytes, messages }) => {
			const { read: readWith, expected } = operations[operation];
			const [first] = messages;
			const code = find(first, 'm:ResponseCode')!.text;
			const isResult =
				/^Get(Item|Folder)$/.test(operation) || code === 'ErrorNameResolutionNoResults';
			const failed = first.attributes.ResponseClass === 'Error' && !isResult;
			if (failed) {
				expect(() => readWith(bytes, messages)).toThrow(
					expect.objectContaining({
						details: expect.objectContaining({ responseCode: code }),
					}),
				);
				return;
			}
			expect(readWith(bytes, messages)).toEqual(expected(messages));
		},
	);

	it('damaged, are read as the second opinion reads them or refused', () => {
		let state = 20261123;
		const random = (below: number) => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return Math.floor((state / 4294967296) * below);
		};
		for (const { name, bytes, operation, messages } of responses) {
			for (let turn = 0; turn < 40; turn++) {
				const damaged = Buffer.from(bytes);
				const at = random(damaged.length);
				damaged[at] = random(2) ? 0x20 + random(95) : random(256);
				let result: unknown;
				try {
					result = operations[operation].read(damaged, messages);
				} catch (error) {
					expect(error).toBeInstanceOf(ExchangeError);
					continue;
				}
				const root = saxesTree(damaged.toString('utf8').replace(/^\ufeff/, ''));
				const seen = find(root, `m:${operation}Response`)!.children[0].children;
				expect([name, at, damaged[at], result]).toEqual([
					name,
					at,
					damaged[at],
					tolerant(() => operations[operation].expected(seen), result),
				]);
			}
		}
	});

	it('cover what a calendar needs', () => {
		const seen = new Set(responses.map(({ operation }) => operation));
		expect([...seen]).toEqual(
			expect.arrayContaining([
				'FindItem',
				'GetItem',
				'SyncFolderItems',
				'GetFolder',
				'ResolveNames',
			]),
		);
	});
});
