import { batchesOf } from '../../batches';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import { call, type CallTarget } from '../../ews/request';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { findItem } from '../../ews/operations/findItem';
import type { Restriction } from '../../ews/restriction';
import { externalIdOf, externalKey, externalKeyProperty, sourcePrefix } from '../plan/link';
import type { ItemLink } from '../ports';

export interface LinkOptions {
	folder: FolderTarget;
	source: string;
	target: CallTarget;
}

const pageSize = 1000;
/** Keys in one restriction. */
const keysAtOnce = 50;
/** A calendar that changes while it is paged through is read again. */
const attempts = 4;

/** All items with a key of the source: one request for each thousand. */
export async function itemsOfSource(exchange: Exchange, options: LinkOptions): Promise<ItemLink[]> {
	const prefix = sourcePrefix(options.source);
	const found = await pages(exchange, options, {
		contains: externalKeyProperty,
		text: prefix,
		mode: 'Prefixed',
	});
	return found.filter(({ externalId }) => externalId !== undefined);
}

/** The items of those ids: one request for each fifty. */
export async function itemsOfKeys(
	exchange: Exchange,
	options: LinkOptions,
	externalIds: readonly string[],
): Promise<ItemLink[]> {
	const wanted = new Set(externalIds);
	const found: ItemLink[] = [];
	for (const batch of batchesOf(externalIds, keysAtOnce)) {
		const or = batch.map((externalId) => ({
			compare: externalKeyProperty,
			is: 'equalTo' as const,
			to: externalKey(options.source, externalId),
		}));
		found.push(...(await pages(exchange, options, { or })));
	}
	// Exchange compares without regard to case.
	return found.filter(({ externalId }) => externalId !== undefined && wanted.has(externalId));
}

export async function allItems(exchange: Exchange, options: LinkOptions): Promise<ItemLink[]> {
	return await pages(exchange, options, undefined);
}

/**
 * Every item once. Pages are counted from the beginning: when an item is deleted meanwhile, the next page
 * passes one over, which would be taken for a deletion, or be created again. So the number has to be right.
 */
async function pages(
	exchange: Exchange,
	{ folder, source, target }: LinkOptions,
	restriction: Restriction | undefined,
): Promise<ItemLink[]> {
	for (let attempt = 0; attempt < attempts; attempt++) {
		const items = new Map<string, CalendarItemRecord>();
		let offset = 0;
		let isSteady = true;
		let total: number | undefined;
		for (;;) {
			const page = await call(
				exchange,
				findItem,
				{
					folder,
					offset,
					pageSize,
					restriction,
					shape: { base: 'IdOnly', extendedProperties: [externalKeyProperty] },
				},
				target,
			);
			for (const item of page.items) items.set(item.itemId.id, item);
			if (total !== undefined && page.totalItemsInView !== total) isSteady = false;
			total = page.totalItemsInView;
			if (page.includesLastItemInRange || page.items.length === 0) break;
			offset = page.nextOffset ?? offset + page.items.length;
		}
		if (isSteady && items.size === total)
			return [...items.values()].map((item) => linkOf(item, source));
	}
	throw new ExchangeError('temporarilyUnavailable', 'The calendar changes while it is read', {
		remedy: 'Run it again when fewer programs write into this calendar.',
		remedyBy: 'you',
	});
}

function linkOf({ itemId, extendedProperties }: CalendarItemRecord, source: string): ItemLink {
	const key = extendedProperties?.find(({ uri }) => uri.name === externalKeyProperty.name)?.value;
	const externalId = externalIdOf(source, key);
	return { ...itemId, ...(externalId !== undefined && { externalId }) };
}
