import { instantOf, instantText } from '../../calendar/civil';
import { overlaps, type Window } from '../../changes/compare';
import { assertCalendar, ewsCalendarReads } from '../../changes/exchangeReads';
import type { CalendarReads } from '../../changes/ports';
import { viewReader, type ViewReader } from '../../changes/viewReader';
import { abortWith } from '../../transport/onAbort';
import { batchesFrom } from '../../batches';
import { mapInOrder } from '../../concurrency';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { EventLoopTurns } from '../../eventLoop';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { itemBatchSize } from '../../ews/readItemBatches';
import { requestsAtOnce } from '../../ews/request';
import { isGone } from '../../ews/responseCodes';
import { anyText, calendarId, moment, recordList, yesOrNo, type Allowed } from '../../inputs';
import { addressKey } from '../../mailboxes/address';
import { addressesOf } from '../../mailboxes/directory';
import { outcomeOf } from '../../outcome';
import type { ListedEvent } from './event';
import { matching, type EventFilter } from './filter';
import type { GetEventsOptions, ListedEvents } from './options';
import { isOccurrence } from '../../calendar/itemTimes';
import { SeriesIds } from './seriesIds';
import { checkOptions, listedEvent, shownAs } from './shown';

/**
 * Lists the events of a time by their start, occurrences of series one by one.
 *
 * Costs a request for each 1,000 events of at most a year, one for each 100 of them, and one for each 100
 * series, or for 100 of their occurrences where it is not clear which series they are of. Exchange can't search in a view of a calendar: with `search`, `category` or `attendee` every event
 * of the window is read, and those that match are given. `limit` ends the reading early.
 * @returns at the end how many there were, and what could not be read
 * @throws InvalidInput naming the option
 * @throws ExchangeError as the server answers
 */
export async function* getEvents(
	exchange: Exchange,
	options: GetEventsOptions,
): AsyncGenerator<ListedEvent, ListedEvents> {
	check(exchange, options);
	const { mailbox, calendar, includeBody = false, extendedProperties, limit = Infinity } = options;
	const { turns = new EventLoopTurns() } = exchange;
	const stopped = new AbortController();
	const { signal } = stopped;
	const stopListening = abortWith(options.signal, stopped);
	const unreadable: NonNullable<ListedEvents['unreadable']> = [];
	let count = 0;
	const told = (isLimited: boolean): ListedEvents => ({
		count,
		isLimited,
		...(unreadable.length > 0 && { unreadable }),
	});
	try {
		if (calendar) await assertCalendar(exchange, mailbox, calendar, signal);
		const shown = await shownAs(exchange, options);
		const filter = await filterOf(exchange, options);
		const isWanted = matching(filter, options.searchBodies);
		const target = { mailbox, calendar, includeBody, extendedProperties, signal };
		const reads = ewsCalendarReads(exchange, target);
		const views = viewReader(reads);
		const window = { start: options.start.getTime(), end: options.end.getTime() };
		const masters = new SeriesIds(exchange, { mailbox, signal });
		const isFiltered = Object.values(filter).some((one) => one !== undefined);
		const ahead = isFiltered ? Infinity : limit;
		const read = mapInOrder(
			batchesFrom(entries(views, window), Math.min(itemBatchSize, ahead)),
			Math.min(requestsAtOnce(exchange), Math.ceil(ahead / itemBatchSize)),
			async (batch) => await readBatch(batch, reads, masters),
		);
		for await (const batch of read) {
			for (const { entry, item, reason, seriesMasterId } of batch) {
				if (turns.isOver) await turns.next();
				if (reason !== undefined) unreadable.push({ id: entry.itemId.id, reason });
				if (!item || !overlaps(spanOf(item) ?? window, window)) continue;
				const event = listedEvent(item, shown, seriesMasterId);
				if (!isWanted(event)) continue;
				if (count === limit) return told(true);
				count++;
				yield event;
			}
		}
		const [first] = views.refused;
		const isAllRefused = first?.start === window.start && first.end === window.end;
		if (isAllRefused && views.failure) throw views.failure;
		for (const { start, end, reason } of views.refused) {
			unreadable.push({ id: `${instantText(start)}/${instantText(end)}`, reason });
		}
		return told(false);
	} finally {
		stopListening();
		stopped.abort();
	}
}

/** The events of the view, each once. */
async function* entries(
	views: ViewReader,
	window: Window,
): AsyncGenerator<CalendarItemRecord[], void> {
	/** Ends of those that may come again, by id: parts of a view share what reaches over their border. */
	const seen = new Map<string, number>();
	for await (const items of views.read(window)) {
		const spans = items.map(spanOf);
		const first = spans[0]?.start ?? -Infinity;
		for (const [id, end] of seen) if (end < first) seen.delete(id);
		yield items.filter(({ itemId: { id } }, index) => {
			const span = spans[index];
			// Servers differ in what only touches the window.
			if (!span || !overlaps(span, window) || seen.has(id)) return false;
			seen.set(id, span.end);
			return true;
		});
	}
}

function spanOf(item: CalendarItemRecord): Window | undefined {
	const start = instantOf(item.start);
	const end = instantOf(item.end);
	return start === undefined || end === undefined ? undefined : { start, end };
}

interface ReadEntry {
	entry: CalendarItemRecord;
	/** Absent when it is gone, or could not be read for that reason. */
	item?: CalendarItemRecord;
	reason?: string;
	seriesMasterId?: string;
}

async function readBatch(
	batch: readonly CalendarItemRecord[],
	reads: Pick<CalendarReads, 'items'>,
	masters: SeriesIds,
): Promise<ReadEntry[]> {
	const [results, ids] = await Promise.all([
		reads.items(batch.map(({ itemId }) => ({ id: itemId.id }))),
		masters.of(batch.filter((entry) => entry.calendarItemType !== 'Single')),
	]);
	return batch.map((entry, index): ReadEntry => {
		const result = results[index];
		if (!result.ok) {
			return isGone(result.failure) ? { entry } : { entry, reason: result.failure.responseCode };
		}
		const { item } = result;
		const seriesMasterId = isOccurrence(item) ? ids.get(entry.itemId.id) : undefined;
		return { entry, item, ...(seriesMasterId !== undefined && { seriesMasterId }) };
	});
}

/** Somebody's address stands for all addresses of theirs that the directory knows. */
async function filterOf(
	exchange: Exchange,
	{ search, category, attendee, signal }: GetEventsOptions,
): Promise<EventFilter> {
	const given = attendee?.trim();
	if (!given?.includes('@')) return { search, category, attendee: given };
	const known = await outcomeOf(
		addressesOf(exchange, given, signal),
		({ code }) => code === 'cancelled',
	);
	return { search, category, attendee: [given, ...(known.ok ? known.value : [])].map(addressKey) };
}

function check(exchange: Exchange, options: GetEventsOptions): void {
	checkOptions(
		exchange,
		options,
		{
			calendar: calendarId,
			start: moment,
			end: moment,
			search: anyText('budget'),
			searchBodies: yesOrNo,
			category: words('Holiday'),
			attendee: words('bob@enyoi.com'),
			limit: {
				isAllowed: (value) => Number.isSafeInteger(value) && (value as number) > 0,
				words: 'a whole number, 1 or more, such as 50',
			},
			extendedProperties: recordList('{ name: "room", … }'),
		},
		['start', 'end'],
	);
	const { start, end } = options;
	if (end > start) return;
	const [from, to] = [start, end].map((time) => instantText(time.getTime()));
	throw new InvalidInput('end', `end (${to}) is not after start (${from})`, {
		remedy: 'Give the end of the window, such as a day after start.',
	});
}

const words = (example: string): Allowed => ({
	isAllowed: (value) => typeof value === 'string' && value.trim() !== '',
	words: `a text with something in it, such as ${JSON.stringify(example)}`,
});
