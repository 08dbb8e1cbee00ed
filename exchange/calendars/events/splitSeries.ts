import { createHash } from 'node:crypto';
import { dayMs, instantOf, instantText } from '../../calendar/civil';
import { toEvent } from '../../calendar/event';
import { isSameStart, occurrenceStarts } from '../../calendar/occurrences';
import { utcZone } from '../../calendar/zone';
import { letSeePrivate } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { InvalidInput, type ExchangeError } from '../../errors';
import type { CalendarItemRecord, ItemReference } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { outcomeOf } from '../../outcome';
import { hasAttendees, isAttendeeCopy } from '../../push/carryOut/items';
import { hasOwnOccurrences } from '../../push/carryOut/resetSeries';
import { OccurrencesLost, SeriesLost, type Unwritten } from '../../push/carryOut/seriesErrors';
import type { PushInput } from '../../push/input/pushInput';
import { readInput } from '../../push/input/readInput';
import type { WritableEvent, WritableTimes } from '../../push/input/writableEvent';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { patternStart } from '../../push/series/carriedOccurrences';
import { invitesUnknown } from '../../push/series/ownContent';
import { ownTimes, ruleOf } from '../../push/series/ownTimes';
import { withExceptions } from '../../push/series/withExceptions';
import { copyAttachments, haveOwnFiles } from '../attachments/copyAttachments';
import { assertSeen, calendarOf } from './assertSeen';
import type { Change } from './change';
import { completedContent, differingFields } from './changeOf';
import { isHidden } from './clientKey';
import { completeSeries } from './completeSeries';
import { deleteItem } from './deleteItem';
import { SplitUnfinished } from './errors';
import { indexOf, type FoundEvent } from './findEvent';
import type { UpdatedEvent } from './options';
import { isCancelled } from './readWritten';
import { completeOccurrences, readAgain } from './seriesOfEvent';
import { cutRange } from './seriesTimes';
import { assertClockTime, assertOrder, timesOfSeries } from './timesOfChange';
import { writeDiffering } from './writeDiffering';
import { createOnce, type DeleteType, type Writing } from './writing';

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
 * on where it ended. Everybody invited is mailed about both or none: nobody is to have a date twice.
 * @throws InvalidInput naming the field
 * @throws OccurrencesLost when both parts are there, and the earlier one is not complete
 * @throws SplitUnfinished when the later part is there, and the earlier one may go on
 * @throws ExchangeError as the server answers; the series is whole then
 */
export async function splitSeries(
	exchange: Exchange,
	found: FoundEvent,
	change: Change,
	{ sending, ...others }: Writing,
): Promise<Parts> {
	const writing: Writing = { ...others, sending: sending === 'none' ? 'none' : 'all' };
	const master = found.master as CalendarItemRecord;
	assertOwn(master);
	const pivot = found.pivot as number;
	const series = await withExceptions(exchange, master, writing);
	await assertSeen(exchange, series, writing, { isWhole: true });
	const { event, notCopied } = laterPart(series, pivot, change);
	const { mailbox, signal } = writing;
	const folder = calendarOf(exchange, master, mailbox);
	await assertShown(exchange, folder, event, { mailbox, signal });
	const key = keyOf(master, pivot, change);
	const { item, isNew } = await createOnce(
		exchange,
		folder,
		{ event, key, isShared: true },
		writing,
	);
	let isCopied = true;
	let isEnding = false;
	const ended = await outcomeOf(
		(async () => {
			const between = { from: master.itemId.id, to: item.id };
			const occurrences = [...series.exceptions.values()]
				.filter(({ hasAttachments }) => hasAttachments)
				.map(({ itemId }) => itemId.id);
			const own = { series: master.itemId.id, occurrences };
			const isWhole = await copyAttachments(exchange, between, { mailbox, signal });
			isCopied = isWhole && !(await haveOwnFiles(exchange, own, { mailbox, signal }));
			await completeOccurrences(exchange, item, event, { ...writing, isNew });
			isEnding = true;
			return await endBefore(exchange, series, pivot, writing);
		})(),
		isCancelled,
	);
	if (!ended.ok) throw await takenBack(exchange, item, ended.error, isEnding, writing);
	const { isLeft, unwritten } = ended.value;
	if (unwritten) throw new OccurrencesLost(unwritten);
	return {
		...(isLeft && { before: master.itemId.id }),
		after: item.id,
		notCopied: [...(isCopied ? [] : (['attachments'] as const)), ...notCopied],
	};
}

/**
 * Deletes the later part where the series surely goes on: its dates would be there twice. Else they might not
 * be there at all.
 * @param isEnding false where nothing was sent yet that ends the series
 * @returns the failure, which says so where both may be there
 */
async function takenBack(
	exchange: Exchange,
	{ id }: ItemReference,
	failure: ExchangeError,
	isEnding: boolean,
	writing: Writing,
): Promise<ExchangeError> {
	if (failure instanceof SeriesLost) return failure;
	if (isEnding && failure.outcome === 'unknown') return new SplitUnfinished(failure, id);
	const deleted = await outcomeOf(deleteItem(exchange, id, 'toDeletedItems', writing));
	return deleted.ok ? failure : new SplitUnfinished(failure, id);
}

/** @throws InvalidInput naming `scope` */
function assertOwn(master: CalendarItemRecord): void {
	if (!isAttendeeCopy(master)) return;
	throw new InvalidInput('scope', 'Only the organizer splits a meeting that others take part in', {
		remedy: 'Change the whole series, or single occurrences of it.',
	});
}

/**
 * Refuses a later part that the account would not see: it could be neither completed, nor found again by a
 * repeat, nor taken back.
 * @throws InvalidInput naming `sensitivity`
 */
async function assertShown(
	exchange: Exchange,
	folder: FolderTarget,
	event: WritableEvent,
	{ mailbox, signal }: Pick<Writing, 'mailbox' | 'signal'>,
): Promise<void> {
	if (!(await isHidden(exchange, folder, event, { mailbox, signal }))) return;
	throw new InvalidInput(
		'sensitivity',
		`The later part would be ${event.sensitivity}, and the account may not see private items of ${mailbox}`,
		{
			remedy: `${letSeePrivate(mailbox)}. Otherwise make the whole series or single occurrences ${event.sensitivity}.`,
		},
	);
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
	const { recurrence, rule, first, day, index, lastDay } = placeOf(series, pivot);
	if (item.isAllDayEvent !== true) assertClockTime(rule, first);
	const range = cutRange(recurrence.range, index, lastDay, day).after;
	const part = { pivot, first, recurrence: { ...recurrence, range } };
	const times = timesOfSeries(series, part, change);
	assertOrder(times, series.zones);
	const { fields, isWhole } = contentOf(item, change);
	const before = readInput(fields, { ...change.reading, source: '', withAttendees: true });
	const content = completedContent(change, item);
	return {
		event: { ...before, ...content, times },
		notCopied: isWhole && !invitesUnknown(series, pivot) ? [] : ['attendees'],
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

/**
 * Where an occurrence stands in its series.
 * @throws InvalidInput naming `event`
 */
function placeOf(series: ItemWithOccurrences, pivot: number) {
	const { rule, start, recurrence } = ruleOf(series);
	const first = patternStart(rule, pivot, series.item.isAllDayEvent);
	const index = first === undefined ? undefined : indexOf({ rule }, first);
	if (first === undefined || index === undefined) {
		throw new InvalidInput(
			'event',
			`The pattern of the series gives nothing at ${instantText(pivot)}`,
			{
				remedy: 'Change single occurrences, or the series in Outlook.',
			},
		);
	}
	const earlier = [...occurrenceStarts(rule, start, first)];
	const dayOf = (instant: number) => Math.floor(rule.zone.toLocal(instant) / dayMs);
	return {
		rule,
		recurrence,
		first,
		day: dayOf(first),
		index,
		earlier,
		lastDay: dayOf(earlier.at(-1) ?? start),
	};
}

/**
 * Ends a series before an occurrence. Its occurrences before that keep what they have of their own.
 * @param how the series is deleted where none is left
 * @returns `isLeft`: false when none was left, so that it was deleted
 * @throws ExchangeError as the server answers; the series goes on then
 */
export async function endBefore(
	exchange: Exchange,
	series: ItemWithOccurrences,
	pivot: number,
	writing: Writing,
	how: DeleteType = 'toDeletedItems',
): Promise<{ isLeft: boolean; unwritten?: Unwritten }> {
	const { item } = series;
	const times = earlierTimes(series, pivot);
	if (!times) {
		await deleteItem(exchange, item.itemId.id, how, writing);
		return { isLeft: false };
	}
	const wanted: WritableEvent = { times };
	let first: ItemWithOccurrences | undefined = series;
	const ended = await writeDiffering(exchange, writing, async () => {
		const now = first ?? (await readAgain(exchange, item.itemId.id, writing, pivot));
		first = undefined;
		const differing = differingFields(now, wanted);
		const isAlone = !hasAttendees(now.item);
		return { item: now.item.itemId, wanted, differing, hasOwn: hasOwnOccurrences(item), isAlone };
	});
	const unwritten = await completeSeries(exchange, ended, writing);
	return { isLeft: true, unwritten };
}

/** Undefined when each of the earlier occurrences was deleted. */
function earlierTimes(series: ItemWithOccurrences, pivot: number): WritableTimes | undefined {
	const { item } = series;
	const { recurrence, earlier, first, day, index, lastDay } = placeOf(series, pivot);
	const { deletedOccurrences = [], isAllDayEvent } = item;
	const deleted = deletedOccurrences.map(({ start }) => instantOf(start) ?? NaN);
	const isLeft = (start: number) => !deleted.some((one) => isSameStart(one, start, isAllDayEvent));
	if (!earlier.some(isLeft)) return undefined;
	const range = cutRange(recurrence.range, index, lastDay, day).before;
	return ownTimes(series, { range, end: first });
}
