import { batchesOf } from '../../batches';
import { mapConcurrently } from '../../concurrency';
import { repairFolders } from '../../adminCommands';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { fewerEntries, findItem } from '../../ews/operations/findItem';
import { getFolder } from '../../ews/operations/getFolder';
import { call, requestsAtOnce, type CallTarget } from '../../ews/request';
import type { Restriction } from '../../ews/restriction';
import { externalKey, externalKeyProperty, ownerOf } from '../plan/link';
import type { ItemLink, KnownBefore } from '../ports';

export interface LinkOptions {
	folder: FolderTarget;
	source: string;
	target: CallTarget;
}

/** Keys in one restriction. */
const keysAtOnce = 50;
/** Servers give fewer results of a search than of a list, 250 by default; this is surely below. */
const searchPageSize = 200;
/**
 * Results in a page of everything.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
const listPageSize = 1000;
/** A list that counts further than this beyond its own total has no end. */
const maxBeyondTotal = 10_000;
/** More ids than these may be found quicker by listing the calendar. */
const fewIds = 200;
/** Milliseconds by which times of creation, which are whole seconds, and clocks may be wrong. */
const clockStepMs = 5_000;
/** A calendar that changes while it is paged through is read again. */
const attempts = 4;

const details = ['item:Subject', 'calendar:UID'];

/**
 * The items of those ids. A search may be cut, so that what it lacks proves nothing: ids that it lacks
 * are asked for again as long as a search finds any.
 */
export async function itemsOfIds(
	exchange: Exchange,
	options: LinkOptions,
	externalIds: readonly string[],
	{ created, listed }: KnownBefore = {},
): Promise<ItemLink[]> {
	if (externalIds.length > fewIds) {
		const found =
			(created && (await itemsCreatedSince(exchange, options, externalIds, created))) ??
			(await itemsFromList(exchange, options, externalIds, listed));
		if (found) return found;
	}
	const found = new Map<string, ItemLink>();
	const keys = [...new Set(externalIds)].map((id) => externalKey(options.source, id));
	let due = batchesOf(keys, keysAtOnce);
	while (due.length > 0) {
		const groups = await mapConcurrently(
			due,
			requestsAtOnce(exchange),
			async (keys) => await searchKeys(exchange, options, keys),
		);
		const open: string[] = [];
		for (const [index, items] of groups.entries()) {
			const there = new Set<string>();
			for (const { key, link } of items) {
				there.add(key);
				found.set(link.id, link);
			}
			// A search that was cut has found something.
			if (there.size > 0) open.push(...due[index].filter((key) => !there.has(key)));
		}
		due = batchesOf(open, keysAtOnce);
	}
	return [...found.values()];
}

async function searchKeys(exchange: Exchange, options: LinkOptions, keys: readonly string[]) {
	const wanted = new Set(keys);
	const or = keys.map((key) => ({
		compare: externalKeyProperty,
		is: 'equalTo' as const,
		to: key,
	}));
	const items = await pages(exchange, options, { restriction: { or } });
	return items.flatMap((item) => {
		const key = keyOf(item);
		// Exchange compares without regard to case.
		return key !== undefined && wanted.has(key) ? [{ key, link: linkOf(item, options) }] : [];
	});
}

/**
 * The same from a list of the calendar.
 * @returns undefined where keys are quicker, or where the list lacks something that the folder has
 */
async function itemsFromList(
	exchange: Exchange,
	options: LinkOptions,
	externalIds: readonly string[],
	listed = -1,
): Promise<ItemLink[] | undefined> {
	const total = await countItems(exchange, options);
	if (total === undefined) return undefined;
	if (listed >= total) return [];
	if (Math.floor(total / listPageSize) + 2 > Math.ceil(externalIds.length / keysAtOnce)) {
		return undefined;
	}
	const items = await pages(exchange, options, {});
	return items.length < total ? undefined : linksTo(externalIds, items, options);
}

/**
 * The same for ids that this run created, of the newest items alone: what else has one of the ids was
 * created after the run had looked.
 * @returns undefined where the list does not show all of those
 */
async function itemsCreatedSince(
	exchange: Exchange,
	options: LinkOptions,
	externalIds: readonly string[],
	{ ids, lookedAgoMs }: NonNullable<KnownBefore['created']>,
): Promise<ItemLink[] | undefined> {
	let list = newestFirst(ids, lookedAgoMs);
	const items = await pages(exchange, options, {
		properties: ['item:DateTimeCreated'],
		sortedBy: { property: 'item:DateTimeCreated', order: 'Descending' },
		untilEnough: () => (list = newestFirst(ids, lookedAgoMs)),
	});
	if (!list.isEnough) {
		const total = await countItems(exchange, options);
		if (total === undefined || items.length < total) return undefined;
	}
	return linksTo(externalIds, items, options);
}

/** Tells when a list has come to items that were there before a run looked, by the server's own clock. */
function newestFirst(created: readonly string[], lookedAgoMs: number) {
	const missing = new Set(created);
	let newest = -Infinity;
	let oldest = Infinity;
	let last = Infinity;
	let isSorted = true;
	return {
		isEnough: false,
		add(items: readonly CalendarItemRecord[]): void {
			for (const { itemId, dateTimeCreated } of items) {
				const time = Date.parse(dateTimeCreated ?? '');
				isSorted &&= time <= last;
				last = time;
				if (!missing.delete(itemId.id)) continue;
				newest = Math.max(newest, time);
				oldest = Math.min(oldest, time);
			}
			const looked = Math.min(oldest, newest - lookedAgoMs) - clockStepMs;
			this.isEnough = isSorted && missing.size === 0 && last < looked;
		},
	};
}

async function countItems(
	exchange: Exchange,
	{ folder, target }: LinkOptions,
): Promise<number | undefined> {
	const properties = ['folder:TotalCount'];
	const [answer] = await call(exchange, getFolder, { folders: [folder], properties }, target);
	return answer.ok ? answer.folder.totalCount : undefined;
}

function linksTo(
	externalIds: readonly string[],
	items: readonly CalendarItemRecord[],
	options: LinkOptions,
): ItemLink[] {
	const wanted = new Set(externalIds.map((id) => externalKey(options.source, id)));
	return items.filter((item) => wanted.has(keyOf(item) ?? '')).map((item) => linkOf(item, options));
}

/** Every item of the calendar; without a restriction, since servers cut searches. */
export async function allItems(
	exchange: Exchange,
	options: LinkOptions,
	{ withDetails = false }: { withDetails?: boolean } = {},
): Promise<ItemLink[]> {
	const items = await pages(exchange, options, { properties: withDetails ? details : undefined });
	return items.map((item) => linkOf(item, options));
}

interface Wanted {
	restriction?: Restriction;
	/** Beside the key. */
	properties?: readonly string[];
	sortedBy?: { property: string; order: 'Ascending' | 'Descending' };
	/** Begins a pass: gets each page, and says when the rest is not wanted. Default: all is. */
	untilEnough?(): { isEnough: boolean; add(items: readonly CalendarItemRecord[]): void };
}

/** Every item of the calendar, with some properties. */
export async function listItems(
	exchange: Exchange,
	options: LinkOptions,
	properties: readonly string[],
): Promise<CalendarItemRecord[]> {
	return await pages(exchange, options, { properties });
}

/**
 * Every item once. Pages are counted from the beginning: when an item is deleted meanwhile, the next page
 * passes one over, which would be taken for a deletion, or be created again. So the number has to be
 * right, or two passes in a row alike.
 */
async function pages(
	exchange: Exchange,
	options: LinkOptions,
	wanted: Wanted,
): Promise<CalendarItemRecord[]> {
	let before: Map<string, CalendarItemRecord> | undefined;
	for (let attempt = 0; attempt < attempts; attempt++) {
		const { items, isSteady } = await onePass(exchange, options, wanted);
		if (isSteady || (before && isSame(before, items))) return [...items.values()];
		before = items;
	}
	throw new ExchangeError('temporarilyUnavailable', 'The calendar changes while it is read', {
		remedy: 'Run it again when fewer programs write into this calendar.',
		remedyBy: 'you',
	});
}

async function onePass(
	exchange: Exchange,
	{ folder, target }: LinkOptions,
	{ restriction, properties, sortedBy, untilEnough }: Wanted,
) {
	const enough = untilEnough?.();
	let pageSize = restriction ? searchPageSize : listPageSize;
	const items = new Map<string, CalendarItemRecord>();
	let offset = 0;
	let isSteady = true;
	let total = 0;
	for (;;) {
		const shape = {
			base: 'IdOnly' as const,
			extendedProperties: [externalKeyProperty],
			...(properties && { properties }),
		};
		const request = { folder, offset, pageSize, restriction, sortedBy, shape };
		const page = await call(exchange, findItem, request, target).catch((error: unknown) => {
			const fewer = fewerEntries(error, pageSize, pageSize / 2);
			if (fewer === undefined) throw error;
			pageSize = fewer;
			return undefined;
		});
		if (page === undefined) continue;
		const before = items.size;
		for (const item of page.items) items.set(item.itemId.id, item);
		// Nothing new: the end, or a server that goes round in circles.
		if (items.size === before) break;
		if (total !== 0 && page.totalItemsInView !== total) isSteady = false;
		total = page.totalItemsInView;
		enough?.add(page.items);
		if (enough?.isEnough) return { items, isSteady };
		const isWhole = offset === 0 && items.size < searchPageSize && items.size >= total;
		if (page.includesLastItemInRange && isWhole) break;
		// Also after a page that is marked as the last one: where a server cuts, that may be wrong.
		offset = Math.max(page.nextOffset ?? 0, offset + page.items.length);
		if (offset > 2 * total + maxBeyondTotal) throw endless(offset, total, target.mailbox);
	}
	return { items, isSteady: isSteady && items.size >= total };
}

function endless(offset: number, total: number, mailbox?: string): ExchangeError {
	const message = `Exchange says that the calendar has ${total} items, and lists more than ${offset} without an end`;
	return new ExchangeError('malformedResponse', message, {
		details: { operation: findItem.name, mailbox },
		remedy: 'Run it again. If it stays so, have the mailbox checked.',
		remedyBy: 'exchangeAdmin',
		command: repairFolders(mailbox),
	});
}

function isSame(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
	return a.size === b.size && [...a.keys()].every((id) => b.has(id));
}

export function keyOf({ extendedProperties }: CalendarItemRecord): string | undefined {
	return extendedProperties?.find(({ uri }) => uri.name === externalKeyProperty.name)?.value;
}

function linkOf(item: CalendarItemRecord, { source }: LinkOptions): ItemLink {
	const { itemId, uid, subject } = item;
	return {
		...itemId,
		...ownerOf(source, keyOf(item)),
		...(uid !== undefined && { iCalUId: uid }),
		...(subject !== undefined && { subject }),
	};
}
