import { repairFolders } from '../../adminCommands';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { fewerEntries, findItem } from '../../ews/operations/findItem';
import { call, type CallTarget } from '../../ews/request';
import type { Restriction } from '../../ews/restriction';
import { externalKeyProperty } from '../plan/link';

/** The calendar, and how it is reached. */
export interface CalendarPlace {
	folder: FolderTarget;
	target: CallTarget;
}

/** Servers give fewer results of a search than of a list, 250 by default; this is surely below. */
const searchPageSize = 200;
/**
 * Results in a page of everything.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
export const listPageSize = 1000;
/** A list that counts further than this beyond its own total has no end. */
const maxBeyondTotal = 10_000;
/** Empty pages of one pass of which the server names the next: some show nothing of what they withhold. */
const mostEmptyPages = 10;
/** A calendar that changes while it is paged through is read again. */
const attempts = 4;

/** What is wanted of a calendar's items; all of it, without anything. */
interface Wanted {
	restriction?: Restriction;
	/** Properties beside the key. */
	properties?: readonly string[];
	sortedBy?: { property: string; order: 'Ascending' | 'Descending' };
	/** Begins a pass: gets each page, and says when the rest is not wanted. Default: all is. */
	untilEnough?(): { isEnough: boolean; add(items: readonly CalendarItemRecord[]): void };
}

/**
 * Every item of the calendar, or of a search, once, each with its key. Pages are counted from the
 * beginning: when an item is deleted meanwhile, the next page passes one over, which would be taken for a
 * deletion, or be created again. So the number has to be right, or two passes in a row alike. An empty page of
 * which the server says that more follows is no end.
 * @throws ExchangeError `temporarilyUnavailable` when the calendar changes in each pass,
 *   `malformedResponse` for a list without an end
 */
export async function everyItem(
	exchange: Exchange,
	place: CalendarPlace,
	wanted: Wanted,
): Promise<CalendarItemRecord[]> {
	let before: Map<string, CalendarItemRecord> | undefined;
	for (let attempt = 0; attempt < attempts; attempt++) {
		const { items, isSteady, isCut } = await onePass(exchange, place, wanted);
		if (isSteady || (!isCut && before && isSame(before, items))) return [...items.values()];
		before = isCut ? undefined : items;
	}
	throw new ExchangeError('temporarilyUnavailable', 'The calendar changes while it is read', {
		remedy: 'Run it again when fewer programs write into this calendar.',
		remedyBy: 'you',
	});
}

async function onePass(
	exchange: Exchange,
	{ folder, target }: CalendarPlace,
	{ restriction, properties, sortedBy, untilEnough }: Wanted,
) {
	const enough = untilEnough?.();
	let pageSize = restriction ? searchPageSize : listPageSize;
	const items = new Map<string, CalendarItemRecord>();
	let offset = 0;
	let emptyPages = 0;
	let isSteady = true;
	let isCut = false;
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
		if (items.size === before) {
			const goesOn = page.items.length === 0 && !page.includesLastItemInRange;
			const next = page.nextOffset ?? 0;
			if (goesOn && next > offset && emptyPages++ < mostEmptyPages) {
				offset = next;
				continue;
			}
			isCut = goesOn && items.size < Math.max(1, total, page.totalItemsInView);
			break;
		}
		if (total !== 0 && page.totalItemsInView !== total) isSteady = false;
		total = page.totalItemsInView;
		enough?.add(page.items);
		if (enough?.isEnough) return { items, isSteady, isCut: false };
		const isWhole = offset === 0 && items.size < searchPageSize && items.size >= total;
		if (page.includesLastItemInRange && isWhole) break;
		// Also after a page that is marked as the last one: where a server cuts, that may be wrong.
		offset = Math.max(page.nextOffset ?? 0, offset + page.items.length);
		if (offset > 2 * total + maxBeyondTotal) throw endless(offset, total, target.mailbox);
	}
	return { items, isCut, isSteady: !isCut && isSteady && items.size >= total };
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
