import { MalformedResponse } from '../errors';
import { ExchangeError, InvalidInput } from '../../errors';
import { calendarItem, type CalendarItemRecord } from '../calendarItem';
import { folderId, type FolderTarget } from '../folderId';
import { fieldUri, itemShape, type ItemShape } from '../itemShape';
import type { EwsOperation } from '../operation';
import { restrictionElement, type Restriction } from '../restriction';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { fieldsOf, into, parseBoolean, parseInteger, record } from '../../xml/shapes';
import { assertRange, dateTime, element, type Xml } from '../../xml/writer';

/** Occurrences, exceptions and singles that touch the time from `start` to `end`; no masters. */
interface CalendarViewRequest {
	folder: FolderTarget;
	start: Date;
	/** At most two years after `start`. */
	end: Date;
	/** Most items to return. The server has a limit of its own, usually 1000. */
	maxEntries?: number;
	shape: ItemShape;
}

/** Singles and masters, one page after the other. */
interface IndexedPageRequest {
	folder: FolderTarget;
	/** Items to pass over, from 0. */
	offset: number;
	pageSize: number;
	restriction?: Restriction;
	/** Default: as the server likes. */
	sortedBy?: { property: string; order: 'Ascending' | 'Descending' };
	/** Hidden configuration items in place of normal ones. */
	associated?: boolean;
	shape: ItemShape;
}

type FindItemRequest = CalendarViewRequest | IndexedPageRequest;

interface FindItemResult {
	items: CalendarItemRecord[];
	includesLastItemInRange: boolean;
	totalItemsInView: number;
	/** Where the next page starts; not for calendar views. */
	nextOffset?: number;
}

interface Answer {
	root?: Partial<FindItemResult>;
}

const rootFolder = record<Partial<FindItemResult>>(
	{
		't:Items': into(
			record<{ items: CalendarItemRecord[] }>(
				{},
				{
					initial: () => ({ items: [] }),
					others: into(calendarItem, ({ items }: { items: CalendarItemRecord[] }, item) => {
						items.push(item);
					}),
				},
			),
			(root: Partial<FindItemResult>, { items }) => {
				root.items = items;
			},
		),
	},
	{
		attributes: {
			IncludesLastItemInRange: (root, value) => {
				root.includesLastItemInRange = parseBoolean(value, 'IncludesLastItemInRange');
			},
			TotalItemsInView: (root, value) => {
				root.totalItemsInView = parseInteger(value, 'TotalItemsInView');
			},
			IndexedPagingOffset: (root, value) => {
				root.nextOffset = parseInteger(value, 'IndexedPagingOffset');
			},
		},
	},
);

const messages = responseMessages<Answer>('FindItem', {
	'm:RootFolder': fieldsOf<Answer>()('root', rootFolder),
});

/**
 * Lists items of one folder.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/finditem-operation
 */
export const findItem: EwsOperation<FindItemRequest, FindItemResult> = {
	name: 'FindItem',
	repeatable: true,

	request(request) {
		const isView = 'start' in request;
		return element(
			'm:FindItem',
			[
				itemShape(request.shape),
				isView ? calendarView(request) : indexedPage(request),
				!isView && request.restriction && restrictionElement(request.restriction),
				!isView && request.sortedBy && sortOrder(request.sortedBy),
				element('m:ParentFolderIds', folderId(request.folder)),
			],
			{ Traversal: !isView && request.associated ? 'Associated' : 'Shallow' },
		);
	},

	response: (request) =>
		new SoapReader('FindItem', messages, (found, context) => {
			const { root } = onlyMessage(found, context);
			if (!root) throw new MalformedResponse('a FindItem response without items');
			const { items = [], totalItemsInView = items.length, nextOffset } = root;
			return {
				items,
				// The schema lets a server leave it out; then an answer that is not full was the last.
				includesLastItemInRange:
					root.includesLastItemInRange ?? items.length < (maxItems(request) ?? Infinity),
				totalItemsInView,
				...(nextOffset !== undefined && { nextOffset }),
			};
		}),
};

function maxItems(request: FindItemRequest): number | undefined {
	return 'start' in request ? request.maxEntries : request.pageSize;
}

const maxViewYears = 2;

function calendarView({ start, end, maxEntries }: CalendarViewRequest): Xml {
	const StartDate = dateTime('start', start);
	const EndDate = dateTime('end', end);
	const latest = new Date(start);
	latest.setUTCFullYear(latest.getUTCFullYear() + maxViewYears);
	if (end < start) {
		throw new InvalidInput('end', `end (${EndDate}) is before start (${StartDate})`, {
			remedy: 'Give an end that is after the start.',
		});
	}
	if (end > latest) {
		throw new InvalidInput('end', `${StartDate} to ${EndDate} is longer than two years`, {
			remedy: 'Ask for at most two years at a time.',
		});
	}
	if (maxEntries !== undefined) assertRange('maxEntries', maxEntries, 1, 2147483647);
	return element('m:CalendarView', undefined, {
		MaxEntriesReturned: maxEntries,
		StartDate,
		EndDate,
	});
}

function indexedPage({ offset, pageSize }: IndexedPageRequest): Xml {
	assertRange('offset', offset, 0, 2147483647);
	assertRange('pageSize', pageSize, 1, 1000);
	return element('m:IndexedPageItemView', undefined, {
		MaxEntriesReturned: pageSize,
		Offset: offset,
		BasePoint: 'Beginning',
	});
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/sortorder */
function sortOrder({ property, order }: { property: string; order: string }): Xml {
	return element('m:SortOrder', element('t:FieldOrder', fieldUri(property), { Order: order }));
}

/**
 * The number of results to ask for after so many were refused.
 * @param unnamed where the server does not say how many the throttling policy allows
 * @returns undefined where something else was refused, or there are no fewer
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
export function fewerEntries(error: unknown, asked: number, unnamed = 0): number | undefined {
	if (!(error instanceof ExchangeError)) return undefined;
	const { responseCode, messageXml } = error.details;
	if (responseCode !== 'ErrorExceededFindCountLimit') return undefined;
	const fewer = Math.floor(Number(messageXml?.PolicyLimit ?? unnamed));
	return fewer > 0 && fewer < asked ? fewer : undefined;
}
