import { batchesOf } from '../../batches';
import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import { each, EventLoopTurns, inTurns } from '../../eventLoop';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { getFolder } from '../../ews/operations/getFolder';
import { call, requestsAtOnce } from '../../ews/request';
import { externalKey, externalKeyProperty, ownerOf } from '../plan/link';
import type { ItemLink, KnownBefore } from '../ports';
import { everyItem, listPageSize, type CalendarPlace } from './everyItem';

/** Where to look for the items of which source. */
export interface LinkOptions extends CalendarPlace {
	source: string;
}

/** Keys in one restriction. */
const keysAtOnce = 50;
/** More ids than these may be found quicker by listing the calendar. */
const fewIds = 200;
/** Milliseconds by which times of creation, which are whole seconds, and clocks may be wrong. */
const clockStepMs = 5_000;
const details = ['item:Subject', 'calendar:UID', 'calendar:Start'];

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
	const items = await everyItem(exchange, options, { restriction: { or } });
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
	const items = await everyItem(exchange, options, {});
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
	const items = await everyItem(exchange, options, {
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
	const items = await everyItem(exchange, options, {
		properties: withDetails ? details : undefined,
	});
	const links: ItemLink[] = [];
	const work = each(items, (item) => links.push(linkOf(item, options)));
	await inTurns(work, exchange.turns ?? new EventLoopTurns());
	return links;
}

export function keyOf({ extendedProperties }: CalendarItemRecord): string | undefined {
	return extendedProperties?.find(({ uri }) => uri.name === externalKeyProperty.name)?.value;
}

function linkOf(item: CalendarItemRecord, { source }: LinkOptions): ItemLink {
	const { itemId, uid, subject, start } = item;
	return {
		...itemId,
		...ownerOf(source, keyOf(item)),
		...(uid !== undefined && { iCalUId: uid }),
		...(subject !== undefined && { subject }),
		...(start !== undefined && { start: Date.parse(start) }),
	};
}
