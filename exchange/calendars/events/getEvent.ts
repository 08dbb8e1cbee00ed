import { batchesOf } from '../../batches';
import { startTimeZoneId } from '../../calendar/itemTimes';
import { ewsCalendarReads } from '../../changes/exchangeReads';
import type { Exchange } from '../../connection';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { GetItemResult } from '../../ews/operations/getItem';
import { itemBatchSize } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { assertOneOf, recordList, yesOrNo } from '../../inputs';
import type { ListedEvent } from './event';
import { eventError, findEvent } from './findEvent';
import type { GetEventOptions } from './options';
import { readReference } from './reference';
import { checkOptions, listedEvent, shownAs, type Shown } from './shown';
import { withWritableZone } from '../../push/series/writableZone';

/**
 * Reads one event: an appointment, a series with its recurrence, or an occurrence.
 * @throws InvalidInput naming `event`, for what is no event or none of this mailbox
 * @throws EventNotFound when it is gone
 * @throws ExchangeError as the server answers
 */
export async function getEvent(exchange: Exchange, options: GetEventOptions): Promise<ListedEvent> {
	const extendedProperties = recordList('{ name: "room", … }');
	checkOptions(exchange, options, { extendedProperties, exceptions: yesOrNo }, []);
	assertOneOf('scope', options.scope, ['occurrence', 'series']);
	readReference(options.event);
	return await readEvent(exchange, options);
}

/** @param options that were checked; `isKnown` as for `findEvent`, `shown` where that was found out before */
export async function readEvent(
	exchange: Exchange,
	options: GetEventOptions & { isKnown?: boolean; shown?: Shown },
): Promise<ListedEvent> {
	const { includeBody } = options;
	const [shown, { item, seriesId }] = await Promise.all([
		options.shown ?? shownAs(exchange, options),
		findEvent(exchange, {
			...options,
			reads: includeBody ? ['changes', 'body'] : ['changes'],
			...(includeBody && { body: includeBody === 'text' ? 'Text' : 'HTML' }),
		}),
	]);
	const event = await withNamedZone(exchange, item, listedEvent(item, shown, seriesId));
	if (!options.exceptions || !item.modifiedOccurrences?.length) return event;
	return { ...event, exceptions: await exceptionsOf(exchange, item, shown, options) };
}

/** The event, its recurrence in a zone that has a name elsewhere: one that Outlook made has none of its own. */
async function withNamedZone(
	exchange: Exchange,
	item: CalendarItemRecord,
	event: ListedEvent,
): Promise<ListedEvent> {
	const { recurrence } = event;
	if (!recurrence) return event;
	const recurrenceTimeZone = startTimeZoneId(await withWritableZone(exchange, item));
	const range = { ...recurrence.range, ...(recurrenceTimeZone && { recurrenceTimeZone }) };
	return { ...event, recurrence: { ...recurrence, range } };
}

/** The occurrences that differ from a series, in order, in the shape in which they are listed. */
async function exceptionsOf(
	exchange: Exchange,
	{ itemId, modifiedOccurrences = [] }: CalendarItemRecord,
	shown: Shown,
	{ mailbox, includeBody = false, extendedProperties, signal }: GetEventOptions,
): Promise<ListedEvent[]> {
	const target = { mailbox, includeBody, extendedProperties, signal };
	const ids = modifiedOccurrences.map(({ id }) => ({ id }));
	const results = await readItems(exchange, target, ids);
	return results.flatMap((result, index) => {
		if (result.ok) {
			const { originalStart } = modifiedOccurrences[index];
			return [listedEvent({ originalStart, ...result.item }, shown, itemId.id)];
		}
		if (isGone(result.failure)) return [];
		throw eventError(exchange, mailbox, result.failure);
	});
}

async function readItems(
	exchange: Exchange,
	target: Parameters<typeof ewsCalendarReads>[1],
	ids: ReadonlyArray<{ id: string }>,
): Promise<GetItemResult[]> {
	const reads = ewsCalendarReads(exchange, target);
	const found: GetItemResult[] = [];
	for (const batch of batchesOf(ids, itemBatchSize)) found.push(...(await reads.items(batch)));
	return found;
}
