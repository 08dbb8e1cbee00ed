import { createHash } from 'node:crypto';
import { dayMs, instantOf } from '../../calendar/civil';
import { toEvent } from '../../calendar/event';
import { occurrenceStarts } from '../../calendar/occurrences';
import { utcZone } from '../../calendar/zone';
import type { Exchange } from '../../connection';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import { outcomeOf } from '../../outcome';
import type { PushInput } from '../../push/input/pushInput';
import { readInput } from '../../push/input/readInput';
import type { WritableEvent, WritableTimes } from '../../push/input/writableEvent';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { copyAttachments } from '../attachments/copyAttachments';
import type { Change } from './change';
import { completedContent, differingFields } from './changeOf';
import { writeDiffering } from './changeItem';
import { indexOf, type FoundEvent } from './findEvent';
import type { UpdatedEvent } from './options';
import { completeOccurrences, readAgain, withExceptions } from './seriesOfEvent';
import { cutRange } from './seriesTimes';
import { assertClockTime, ownTimes, ruleOf, timesOfSeries } from './timesOfChange';
import { createOnce, deleteOnce, type Writing } from './writing';

/** True for the first occurrence of its series: from there on is all of it. */
export function isFirstOf({ master, pivot }: FoundEvent): boolean {
	const start = instantOf(master?.start);
	return start === undefined || pivot === undefined || pivot <= start;
}

interface Parts {
	/** Ids of the series; the first is absent when it had no other occurrences left. */
	before?: string;
	after: string;
	notCopied: NonNullable<UpdatedEvent['notCopied']>;
}

/**
 * Splits a series before an occurrence, and changes the later part. Its files are copied; what no server
 * lists, such as extended properties, is not. That one is created first, under a key
 * made of the split, then the earlier part ends: broken off in between, nothing is lost, and a repeat goes
 * on where it ended.
 * @throws InvalidInput naming the field
 * @throws ExchangeError as the server answers; the series is whole then
 */
export async function splitSeries(
	exchange: Exchange,
	found: FoundEvent,
	change: Change,
	writing: Writing,
): Promise<Parts> {
	const master = found.master as CalendarItemRecord;
	const pivot = found.pivot as number;
	const series = await withExceptions(exchange, master, writing);
	const { event, notCopied } = laterPart(series, pivot, change);
	const { mailbox, signal } = writing;
	const folder: FolderTarget = master.parentFolderId ?? folderOf(exchange.settings, mailbox);
	const key = keyOf(master, pivot, change);
	const { item, isNew } = await createOnce(
		exchange,
		folder,
		{ event, key, isShared: true },
		writing,
	);
	let isCopied = true;
	const ended = await outcomeOf(
		(async () => {
			const between = { from: master.itemId.id, to: item.id };
			isCopied = await copyAttachments(exchange, between, { mailbox, signal });
			await completeOccurrences(exchange, item, event, { ...writing, isNew });
			return await endBefore(exchange, series, pivot, writing);
		})(),
		({ outcome, code }) => outcome === 'unknown' || code === 'cancelled',
	);
	if (!ended.ok) {
		await outcomeOf(deleteOnce(exchange, item, 'toDeletedItems', writing));
		throw ended.error;
	}
	return {
		...(ended.value && { before: master.itemId.id }),
		after: item.id,
		notCopied: [...(isCopied ? [] : (['attachments'] as const)), ...notCopied],
	};
}

/** The same for the same split, however often it is tried. */
function keyOf({ itemId }: CalendarItemRecord, pivot: number, { input }: Change): string {
	const what = JSON.stringify([itemId.id, pivot, input]);
	return `split:${createHash('sha256').update(what).digest('hex')}`;
}

/** The attendees of the new series, from the old one and the change. */
function laterPart(
	series: ItemWithOccurrences,
	pivot: number,
	change: Change,
): { event: WritableEvent; notCopied: Parts['notCopied'] } {
	const { item } = series;
	const { recurrence, rule, index, lastDay } = placeOf(series, pivot);
	const day = Math.floor(rule.zone.toLocal(pivot) / dayMs);
	if (item.isAllDayEvent !== true) assertClockTime(rule, pivot);
	const range = cutRange(recurrence.range, index, lastDay, day).after;
	const part = { pivot, first: pivot, recurrence: { ...recurrence, range } };
	const times = timesOfSeries(series, part, change);
	const { fields, isWhole } = contentOf(item, change);
	const before = readInput(fields, { ...change.reading, source: '', withAttendees: true });
	const content = completedContent(change, item);
	return {
		event: { ...before, ...content, times },
		notCopied: isWhole ? [] : ['attendees'],
	};
}

/** An item's content, as fields that can be written. */
function contentOf(
	item: CalendarItemRecord,
	{ reading, content }: Change,
): { fields: PushInput; isWhole: boolean } {
	const shown = { outputZone: utcZone, zones: reading.zones, includeBody: true };
	const { subject, body, location, sensitivity, importance, categories, ...event } = toEvent(
		item,
		shown,
	);
	const organizer = event.organizer?.emailAddress.address?.toLowerCase();
	const others = (event.attendees ?? []).filter(
		({ emailAddress: { address } }) => address === undefined || address.toLowerCase() !== organizer,
	);
	const named = others.filter(({ emailAddress: { address = '' } }) => address.includes('@'));
	const isKnown = event.showAs !== undefined && !/^unknown/.test(event.showAs);
	return {
		fields: {
			externalId: '',
			subject: subject?.slice(0, 255),
			body,
			location,
			sensitivity,
			importance,
			categories,
			...(isKnown && { showAs: event.showAs }),
			isReminderOn: event.isReminderOn,
			...(event.isReminderOn && {
				reminderMinutesBeforeStart: event.reminderMinutesBeforeStart,
			}),
			...(named.length > 0 && { attendees: named }),
		},
		isWhole: named.length === others.length || content.attendees !== undefined,
	};
}

/** Where an occurrence stands in its series. */
function placeOf(series: ItemWithOccurrences, pivot: number) {
	const { rule, start, recurrence } = ruleOf(series);
	const index = indexOf({ rule }, pivot) ?? 1;
	let last = start;
	for (const one of occurrenceStarts(rule, start, pivot)) last = one;
	const lastDay = Math.floor(rule.zone.toLocal(last) / dayMs);
	return { rule, start, recurrence, index, lastDay };
}

/**
 * Ends a series before an occurrence. Its occurrences before that keep what they have of their own.
 * @returns false when none was left, so that it was deleted
 */
export async function endBefore(
	exchange: Exchange,
	series: ItemWithOccurrences,
	pivot: number,
	writing: Writing,
): Promise<boolean> {
	const { item } = series;
	const times = earlierTimes(series, pivot);
	if (!times) {
		await deleteOnce(exchange, item.itemId, 'toDeletedItems', writing);
		return false;
	}
	const wanted: WritableEvent = { times };
	let first: ItemWithOccurrences | undefined = series;
	const ended = await writeDiffering(exchange, writing, async () => {
		const now = first ?? (await readAgain(exchange, item.itemId.id, writing));
		first = undefined;
		return { item: now.item.itemId, wanted, differing: differingFields(now, wanted) };
	});
	await completeOccurrences(exchange, ended.item, wanted, writing);
	return true;
}

/** Undefined when each of the earlier occurrences was deleted. */
function earlierTimes(series: ItemWithOccurrences, pivot: number): WritableTimes | undefined {
	const { item } = series;
	const { rule, start, recurrence, index, lastDay } = placeOf(series, pivot);
	const deleted = new Set((item.deletedOccurrences ?? []).map((one) => instantOf(one.start)));
	let left = 0;
	for (const one of occurrenceStarts(rule, start, pivot)) if (!deleted.has(one)) left++;
	if (left === 0) return undefined;
	const day = Math.floor(rule.zone.toLocal(pivot) / dayMs);
	const range = cutRange(recurrence.range, index, lastDay, day).before;
	return ownTimes(series, { range, end: pivot });
}
