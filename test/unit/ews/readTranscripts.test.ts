import { ExchangeError } from '../../../exchange/errors';
import { WrongAnswer } from '../../../exchange/ews/errors';
import type { AvailabilityEntry } from '../../../exchange/ews/operations/getUserAvailability';
import type { ResolveNamesResult } from '../../../exchange/ews/operations/resolveNames';
import { describeWith, transcripts as transcriptsAtHand } from '../../requirements';
import { seed, seeded } from '../../support/seed';
import { chunked, find, saxesTree, type XmlNode } from '../xml/xmlTree';
import { operations, type FoundOperation } from './operations';
import { folderOf, itemOf, mailboxOf, zoneOf } from './recordOracle';
import { readTranscripts } from './transcripts';

/** A second opinion on what an answer says. */
interface Oracle {
	expected(messages: XmlNode[]): unknown;
	/** The part of the result that is compared. Default: all of it. */
	compared?(result: unknown): unknown;
	/** Each message has a result of its own; an error in one does not fail the call. */
	isBatch?: boolean;
	/** The code of an answer that is a result, though one without content. */
	empty?: string;
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

/** By the name under which an operation is exported; who has none is only read. */
const oracles: Record<string, Oracle> = {
	findItem: {
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
	getItem: {
		isBatch: true,
		expected: batch((message) => ({ item: itemOf(find(message, 'm:Items')!.children[0]) })),
	},
	syncFolderItems: {
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
	getFolder: {
		isBatch: true,
		expected: batch((message) => ({ folder: folderOf(find(message, 'm:Folders')!.children[0]) })),
	},
	findFolder: {
		compared: (result) => (result as { folders: unknown[] }).folders,
		expected: only((message) => (find(message, 't:Folders')?.children ?? []).map(folderOf)),
	},
	getServerTimeZones: {
		expected: only((message) => find(message, 'm:TimeZoneDefinitions')!.children.map(zoneOf)),
	},
	resolveNames: {
		empty: 'ErrorNameResolutionNoResults',
		compared: (result) =>
			(result as ResolveNamesResult).candidates.map(({ mailbox, contact }) => [
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
	getUserConfiguration: {
		compared: (result) => Object.keys(result as object).sort(),
		expected: only((message) =>
			['ItemId', 'XmlData', 'BinaryData']
				.filter((name) => find(message, `t:${name}`))
				.map((name) => name[0].toLowerCase() + name.slice(1))
				.sort(),
		),
	},
	getRooms: {
		expected: only((message) =>
			(find(message, 'm:Rooms')?.children ?? [])
				.flatMap((room) => find(room, 't:Id') ?? [])
				.map(mailboxOf),
		),
	},
	getUserAvailability: {
		isBatch: true,
		compared: (result) => (result as AvailabilityEntry[]).map(seenOf),
		expected: (messages) => messages.map(seenIn),
	},
	getUserOptions: {
		expected: only((message) =>
			Object.fromEntries(
				(find(message, 't:Dictionary')?.children ?? []).map(({ children: [key, value] }) => [
					find(key, 't:Value')!.text,
					find(value, 't:Value')!.text,
				]),
			),
		),
	},
};

/** The parts of an answer about somebody's time that are compared. */
function seenOf(entry: AvailabilityEntry): unknown {
	if (!entry.ok) return entry.failure.responseCode;
	const { type, merged, events, workingHours } = entry.view;
	return {
		type,
		merged,
		events: events.map(({ start, end, busyType, details }) => [
			start,
			end,
			busyType,
			details?.subject,
		]),
		bias: workingHours?.timeZone?.daylight?.bias,
		days: workingHours?.periods.map(({ days }) => days?.join(' ')),
	};
}

function seenIn(entry: XmlNode): unknown {
	const text = (name: string, node = entry) => find(node, name)?.text;
	if (text('m:ResponseCode') !== 'NoError') return text('m:ResponseCode');
	const daylight = find(entry, 't:DaylightTime');
	return {
		type: text('t:FreeBusyViewType')!.split(' '),
		merged: text('t:MergedFreeBusy'),
		events: (find(entry, 't:CalendarEventArray')?.children ?? []).map((event) =>
			['t:StartTime', 't:EndTime', 't:BusyType', 't:Subject'].map((name) => text(name, event)),
		),
		bias: daylight && Number(text('t:Bias', daylight)),
		days: find(entry, 't:WorkingPeriodArray')?.children.map((one) => text('t:DayOfWeek', one)),
	};
}

interface Response {
	name: string;
	bytes: Buffer;
	operation: FoundOperation;
	messages: XmlNode[];
}

function read({ operation: { operation, requests }, bytes, messages }: Response): unknown {
	const [request = {}] = Object.values(requests);
	const asked = Object.entries(request as Record<string, unknown>).map(([key, value]) => [
		key,
		// A batch asked for as many things as there are answers, and not by an id that they should have.
		Array.isArray(value)
			? messages.map(() => value.find(isWithoutId) ?? (value[0] as unknown))
			: (answeredIds[key]?.(messages[0]) ?? value),
	]);
	const reader = operation.response(Object.fromEntries(asked) as object);
	for (const chunk of chunked(bytes, [1000, 37])) reader.feed(chunk);
	reader.end();
	return reader.result({ mailbox: 'alice@enyoi.example' });
}

/** Requests for one thing by its id are taken for those that were answered. */
const answeredIds: Record<string, ((message: XmlNode) => string | undefined) | undefined> = {
	id: (message) => find(message, 't:AttachmentId')?.attributes.Id,
	itemId: (message) => find(message, 't:ItemId')?.attributes.Id,
};

/** Operations for one thing: an answer about several is none to them. */
const ofOneThing = new Set(['meetingAction', 'listAttachments', 'getAttachment']);

const isWithoutId = (asked: unknown) => typeof asked !== 'object' || !('id' in (asked ?? {}));

/** The messages of an answer; where EWS puts none in between, the answer is its own and only one. */
function messagesIn(body: XmlNode): XmlNode[] {
	const [first] = body.children;
	const isList = /^m:(ResponseMessages|FreeBusyResponseArray)$/.test(first?.name ?? '');
	return isList ? first.children : [body];
}

/** The code with which the call as a whole fails. */
function failureIn(
	[first]: XmlNode[],
	{ isBatch, empty }: Partial<Oracle> = {},
): string | undefined {
	const code = find(first, 'm:ResponseCode')?.text;
	if (isBatch || (code !== undefined && code === empty)) return undefined;
	return first.attributes.ResponseClass === 'Error' ? code : undefined;
}

/** The oracle knows only what is whole; where it stumbles there is nothing to compare. */
function tolerant(expected: () => unknown, otherwise: unknown): unknown {
	try {
		return expected();
	} catch {
		return otherwise;
	}
}

/** Every recorded answer with every operation that reads such answers. */
function responsesAtHand(): Response[] {
	return readTranscripts().flatMap(({ name, bytes }) => {
		if (name.startsWith('autodiscover/')) return [];
		const root = saxesTree(bytes.toString('utf8').replace(/^\ufeff/, ''));
		const body = find(root, 's:Body')?.children[0];
		const asked = /^m:(\w+)Response$/.exec(body?.name ?? '')?.[1];
		if (!body || !asked) return [];
		return operations
			.filter(({ operation }) => operation.name === asked)
			.map((operation) => ({ name, bytes, operation, messages: messagesIn(body) }));
	});
}

describeWith(transcriptsAtHand, 'responses of real servers and of the documentation', () => {
	const responses = responsesAtHand();

	it.each(responses.map((one) => [one.operation.exported, one.name, one] as const))(
		'%s: %s',
		(exported, _name, response) => {
			const { messages } = response;
			const oracle: Oracle | undefined = oracles[exported];
			const code = failureIn(messages, oracle);
			if (code !== undefined) {
				expect(() => read(response)).toThrow(
					expect.objectContaining({ details: expect.objectContaining({ responseCode: code }) }),
				);
				return;
			}
			if (messages.length > 1 && ofOneThing.has(exported)) {
				expect(() => read(response)).toThrow(WrongAnswer);
				return;
			}
			const result = read(response);
			if (!oracle) return;
			const { compared = (all) => all } = oracle;
			expect(compared(result)).toEqual(oracle.expected(messages));
		},
	);

	it('damaged, are read as the second opinion reads them or refused', () => {
		const { below: random } = seeded(seed);
		for (const response of responses) {
			const { name, bytes, operation } = response;
			const oracle: Oracle | undefined = oracles[operation.exported];
			for (let turn = 0; turn < 40; turn++) {
				const damaged = Buffer.from(bytes);
				const at = random(damaged.length);
				damaged[at] = random(2) ? 0x20 + random(95) : random(256);
				let result: unknown;
				try {
					result = read({ ...response, bytes: damaged });
				} catch (error) {
					expect(error).toBeInstanceOf(ExchangeError);
					continue;
				}
				if (!oracle) continue;
				const { compared = (all) => all, expected } = oracle;
				const root = saxesTree(damaged.toString('utf8').replace(/^\ufeff/, ''));
				const seen = messagesIn(find(root, `m:${operation.operation.name}Response`)!);
				expect([name, at, damaged[at], compared(result)]).toEqual([
					name,
					at,
					damaged[at],
					tolerant(() => expected(seen), compared(result)),
				]);
			}
		}
	});

	it('cover what a calendar needs', () => {
		const seen = new Set(responses.map(({ operation }) => operation.exported));
		expect([...seen]).toEqual(
			expect.arrayContaining([
				'findItem',
				'getItem',
				'syncFolderItems',
				'getFolder',
				'resolveNames',
			]),
		);
	});
});
