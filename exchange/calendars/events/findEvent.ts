import { instantOf, instantText, minuteMs } from '../../calendar/civil';
import { occurrenceStarts } from '../../calendar/occurrences';
import { propertiesReadBy, type Read } from '../../calendar/propertyUses';
import { timeZones } from '../../calendar/timeZone';
import { ewsCalendarReads } from '../../changes/exchangeReads';
import { readSeries, type Series } from '../../changes/seriesOccurrences';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import {
	fieldUris,
	type CalendarItemRecord,
	type ExtendedPropertyUri,
	type ItemFailure,
} from '../../ews/calendarItem';
import { responseError } from '../../ews/errors';
import type { ItemShape } from '../../ews/itemShape';
import type { GetItemResult, ItemTarget } from '../../ews/operations/getItem';
import { readBatch } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import { findOccurrences } from '../../push/carryOut/findOccurrences';
import { assertInCalendar, ownCalendarId } from './calendarOfItem';
import { EventNotFound, wrongEventId } from './errors';
import type { EventReference, EventScope } from './event';
import { readReference } from './reference';
import { isOccurrence } from '../../calendar/itemTimes';
import { withWritableZone } from '../../push/series/writableZone';

export interface FindOptions {
	mailbox: string;
	event: EventReference;
	/** Default: what the reference names. */
	scope?: EventScope;
	/** The requests whose properties are wanted. */
	reads: readonly Read[];
	body?: ItemShape['bodyType'];
	extendedProperties?: readonly ExtendedPropertyUri[];
	/** It is to be written again: its zone gets a name that can be. */
	isToWrite?: boolean;
	/** The event was found before, so that nobody asks once more which calendar it is in. */
	isKnown?: boolean;
	signal?: AbortSignal;
}

export interface FoundEvent {
	/** The event that is meant: a single, a series or an occurrence. */
	item: CalendarItemRecord;
	/** The scope that it has: a single one is a whole. */
	scope: EventScope;
	/** The series of an occurrence; of the scope `thisAndFollowing` alone. */
	master?: CalendarItemRecord;
	/** The id of that series; absent where it can't be read. */
	seriesId?: string;
	/** The start that the series gave the occurrence that was named, UTC milliseconds. */
	pivot?: number;
}

/**
 * Finds the event that a reference names, and makes sure that it is one, and in a calendar of the mailbox.
 * @throws InvalidInput naming `event`, for what is no event or none of this mailbox
 * @throws EventNotFound when it is gone
 * @throws ExchangeError as the server answers
 */
export async function findEvent(exchange: Exchange, options: FindOptions): Promise<FoundEvent> {
	const { mailbox, signal, event, scope } = options;
	const { id, seriesMasterId, originalStart } = readReference(event);
	const read = readerOf(exchange, options);
	const ownId = options.isKnown ? undefined : ownCalendarId(exchange, { mailbox, signal });
	// Its error is met after that of the event.
	ownId?.catch(() => undefined);
	const isSeriesMeant = id === undefined && (scope === 'series' || originalStart === undefined);
	let found = await read({ id: id ?? seriesMasterId ?? '' }).catch(async (error: unknown) => {
		// The id of an occurrence is that of its series and a date: it changes with both.
		if (!(error instanceof EventNotFound) || id === undefined || !seriesMasterId) throw error;
		if (originalStart === undefined) throw error;
		return await read({ id: seriesMasterId });
	});
	assertEvent(found);
	await assertInCalendar(exchange, found, await ownId, { mailbox, signal });
	let master: CalendarItemRecord | undefined;
	if (found.calendarItemType === 'RecurringMaster') {
		if (
			scope === 'series' ||
			isSeriesMeant ||
			(scope === undefined && originalStart === undefined)
		) {
			return { item: found, scope: 'series' };
		}
		if (originalStart === undefined) throw withoutOccurrence(scope);
		master = found;
		found = await occurrenceOf(exchange, master, originalStart, read, options);
	}
	if (!isOccurrence(found)) return { item: found, scope: 'series' };
	const ofSeries: ItemTarget = { occurrenceId: found.itemId.id };
	const pivot = instantOf(found.originalStart ?? found.recurrenceId ?? found.start);
	if (scope === 'series') return { item: await read(ofSeries), scope, pivot };
	if (scope === 'thisAndFollowing') {
		const whole = master ?? (await read(ofSeries));
		return { item: found, scope, master: whole, seriesId: whole.itemId.id, pivot };
	}
	const series = master ?? (await read(ofSeries, { base: 'IdOnly' }).catch(() => undefined));
	return {
		item: found,
		scope: 'occurrence',
		...(series && { seriesId: series.itemId.id }),
		pivot,
	};
}

/** Reads one item. @throws EventNotFound, InvalidInput naming `event`, ExchangeError */
type ReadItem = (target: ItemTarget, shape?: ItemShape) => Promise<CalendarItemRecord>;

function readerOf(
	exchange: Exchange,
	{ mailbox, signal, reads, body, extendedProperties, isToWrite }: FindOptions,
): ReadItem {
	const names = propertiesReadBy('named', ...reads);
	const whole: ItemShape = {
		base: 'IdOnly',
		...(body && { bodyType: body }),
		properties: fieldUris(names, schemaFor(exchange.settings.version)),
		...(extendedProperties?.length && { extendedProperties }),
	};
	return async (target, shape = whole) => {
		const [result]: GetItemResult[] = await readBatch(exchange, [target], shape, {
			mailbox,
			signal,
		});
		if (result.ok && isToWrite && shape === whole) {
			return await withWritableZone(exchange, result.item);
		}
		if (result.ok) return result.item;
		throw eventError(exchange, mailbox, result.failure);
	};
}

/** The failure to read or write one event, in terms of what was asked for. */
export function eventError(
	{ settings }: Exchange,
	mailbox: string,
	failure: ItemFailure,
	operation = 'GetItem',
): ExchangeError {
	const error = responseError(failure, {
		operation,
		mailbox,
		serviceAccount: settings.user,
		mailboxAccess: settings.mailboxAccess,
	});
	if (error.details.responseCode === 'ErrorOccurrenceCrossingBoundary') {
		return new InvalidInput('start', 'The occurrence would leave its place in the series', {
			cause: error,
			details: error.details,
			remedy:
				'Give a start and end between the occurrences before and after it. Or delete it, and create a single event for the new time.',
		});
	}
	const isOwner = settings.mailboxAccess === 'impersonation' && operation === 'GetItem';
	const about = { mailbox, field: 'event', isGone: isGone(failure), isOwner };
	return wrongEventId(error, about) ?? error;
}

function assertEvent({ itemClass = '', start, end }: CalendarItemRecord): void {
	const isMessage = /^IPM\.(Schedule|Note)\b/i.test(itemClass);
	if (start !== undefined && end !== undefined && !isMessage) return;
	throw new InvalidInput('event', 'The item with this id is not an event of a calendar', {
		remedy: 'Give the id of an event as getEvents or getChanges gave it; mails have ids, too.',
	});
}

function withoutOccurrence(scope: EventScope | undefined): InvalidInput {
	return new InvalidInput('event', `The event is a series, and the scope is ${scope}`, {
		remedy:
			'Give one of its occurrences, such as { seriesMasterId: "AAMkAD…", originalStart: "2026-11-25T09:00:00Z" }, or choose the scope series.',
	});
}

async function occurrenceOf(
	exchange: Exchange,
	master: CalendarItemRecord,
	originalStart: number,
	read: ReadItem,
	{ mailbox, signal }: FindOptions,
): Promise<CalendarItemRecord> {
	const series = readSeries(master, timeZones());
	const modified = series?.modified.get(originalStart);
	if (modified) return await read({ id: modified.id });
	if (series && !series.rule && !series.deleted.has(originalStart)) {
		const id = await occurrenceInView(exchange, master, originalStart, { mailbox, signal });
		if (id !== undefined) return await read({ id });
	}
	const text = instantText(originalStart);
	const instanceIndex = series && indexOf(series, originalStart);
	if (instanceIndex === undefined || series?.deleted.has(originalStart)) {
		throw new EventNotFound(mailbox, `its series has no occurrence that begins at ${text}`);
	}
	const wanted = { seriesId: master.itemId.id, instanceIndex, originalStart: text };
	const [found] = await findOccurrences(exchange, [wanted], { mailbox, signal });
	if (!found.ok) throw eventError(exchange, mailbox, found.failure);
	return await read({ id: found.item.itemId.id });
}

/** The id of an occurrence as the server shows it: only it can expand a series without a usable rule. */
async function occurrenceInView(
	exchange: Exchange,
	{ uid, parentFolderId: calendar }: CalendarItemRecord,
	originalStart: number,
	{ mailbox, signal }: Pick<FindOptions, 'mailbox' | 'signal'>,
): Promise<string | undefined> {
	const reads = ewsCalendarReads(exchange, { mailbox, calendar, includeBody: false, signal });
	const { items } = await reads.view({ start: originalStart, end: originalStart + minuteMs });
	return items.find(
		(item) =>
			uid !== undefined &&
			item.uid === uid &&
			isOccurrence(item) &&
			instantOf(item.originalStart ?? item.recurrenceId ?? item.start) === originalStart,
	)?.itemId.id;
}

/** The number of an occurrence in its series, from 1, deleted ones counted; undefined where there is none. */
export function indexOf({ rule }: Pick<Series, 'rule'>, originalStart: number): number | undefined {
	if (rule === undefined) return undefined;
	let index = 0;
	for (const start of occurrenceStarts(rule, rule.start, originalStart + 1)) {
		index++;
		if (start === originalStart) return index;
	}
	return undefined;
}
