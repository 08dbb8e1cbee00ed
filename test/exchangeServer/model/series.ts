import type { CalendarItem, EventFields, Recurrence, SeriesException } from '../contracts';
import { occurrenceId } from './ids';
import { parseDay, seriesDays, wrongField } from './recurrence';
import { momentOf, wallClock, wallDay, type ZoneTable } from './zonedTime';

const MS_PER_DAY = 86_400_000;

/** One event as a client sees it: a single, a master, or a member of a series. */
export interface EventInstance {
	kind: 'Single' | 'RecurringMaster' | 'Occurrence' | 'Exception';
	id: string;
	changeKey: string;
	/** The stored item: the master, for a member of a series. */
	item: CalendarItem;
	/** What it holds, the exception's changes laid over the master. */
	fields: EventFields;
	lastModified: Date;
	/** Of members of a series. */
	originalStart?: Date;
}

/** A planned member of a series, before exceptions are laid over it. */
export interface Slot {
	/** From 1, deleted ones counted. */
	index: number;
	originalStart: Date;
	originalEnd: Date;
}

/** Every planned member of the series, deleted ones included, in order. */
export function* slots(master: CalendarItem, zones: ZoneTable): Generator<Slot> {
	const recurrence = master.recurrence as Recurrence;
	const zone = zones.get(master.startTimeZone);
	const wallStart = wallClock(master.start, zone);
	const timeOfDay = wallStart - wallDay(wallStart) * MS_PER_DAY;
	const length = wallClock(master.end, zone) - wallStart;
	let index = 0;
	for (const day of seriesDays(recurrence)) {
		const wall = day * MS_PER_DAY + timeOfDay;
		yield {
			index: ++index,
			originalStart: momentOf(wall, zone),
			originalEnd: momentOf(wall + length, zone),
		};
	}
}

/** Members of the series that touch [start, end), exceptions included, deleted ones left out. */
export function instancesBetween(
	master: CalendarItem,
	start: number,
	end: number,
	zones: ZoneTable,
	endAtStart = false,
): EventInstance[] {
	const found: EventInstance[] = [];
	for (const exception of master.exceptions.values()) {
		if (touches(exception.start, exception.end, start, end, endAtStart)) {
			found.push(exceptionInstance(master, exception));
		}
	}
	for (const slot of slots(master, zones)) {
		const originalStart = slot.originalStart.getTime();
		if (originalStart >= end) break;
		if (!touches(slot.originalStart, slot.originalEnd, start, end, endAtStart)) continue;
		if (master.deletedOccurrences.has(originalStart)) continue;
		if (!master.exceptions.has(originalStart)) found.push(occurrenceInstance(master, slot));
	}
	return found;
}

/**
 * As CalendarView sees it: an event without length counts where it starts.
 * @param endAtStart one that ends exactly at the start counts too
 */
export function touches(
	from: Date,
	to: Date,
	start: number,
	end: number,
	endAtStart = false,
): boolean {
	if (from.getTime() >= end) return false;
	if (endAtStart && to.getTime() === start) return true;
	return to.getTime() > start || (to.getTime() === from.getTime() && from.getTime() >= start);
}

export function instanceOf(item: CalendarItem): EventInstance {
	return {
		kind: item.recurrence ? 'RecurringMaster' : 'Single',
		id: item.id,
		changeKey: item.changeKey,
		item,
		fields: item,
		lastModified: item.lastModified,
	};
}

export function occurrenceInstance(master: CalendarItem, slot: Slot): EventInstance {
	const { originalStart, originalEnd } = slot;
	return {
		kind: 'Occurrence',
		id: occurrenceId(master.id, originalStart.getTime()),
		changeKey: master.changeKey,
		item: master,
		fields: { ...eventFields(master), start: originalStart, end: originalEnd },
		lastModified: master.lastModified,
		originalStart,
	};
}

export function exceptionInstance(master: CalendarItem, exception: SeriesException): EventInstance {
	return {
		kind: 'Exception',
		id: occurrenceId(master.id, exception.originalStart.getTime()),
		changeKey: master.changeKey,
		item: master,
		fields: { ...eventFields(master), ...exception },
		lastModified: exception.lastModified,
		originalStart: exception.originalStart,
	};
}

function eventFields(master: CalendarItem): EventFields {
	return master;
}

/** The slot that starts there, undefined when the series has none. */
export function slotAt(
	master: CalendarItem,
	originalStart: number,
	zones: ZoneTable,
): Slot | undefined {
	for (const slot of slots(master, zones)) {
		const time = slot.originalStart.getTime();
		if (time === originalStart) return slot;
		if (time > originalStart) return undefined;
	}
	return undefined;
}

/** The member at that place, undefined when it was deleted or never was. */
export function memberAt(
	master: CalendarItem,
	originalStart: number,
	zones: ZoneTable,
): EventInstance | undefined {
	if (!master.recurrence || master.deletedOccurrences.has(originalStart)) return undefined;
	const exception = master.exceptions.get(originalStart);
	if (exception) return exceptionInstance(master, exception);
	const slot = slotAt(master, originalStart, zones);
	return slot && occurrenceInstance(master, slot);
}

/** First and last member that are left; a series without end has no last one. */
export function firstAndLast(
	master: CalendarItem,
	zones: ZoneTable,
): { first?: EventInstance; last?: EventInstance } {
	let first: EventInstance | undefined;
	let lastSlot: Slot | undefined;
	const endless = master.recurrence?.range.type === 'NoEndRecurrence';
	for (const slot of slots(master, zones)) {
		if (master.deletedOccurrences.has(slot.originalStart.getTime())) continue;
		first ??= member(master, slot);
		if (endless) break;
		lastSlot = slot;
	}
	return { first, last: lastSlot && member(master, lastSlot) };
}

function member(master: CalendarItem, slot: Slot): EventInstance {
	const exception = master.exceptions.get(slot.originalStart.getTime());
	return exception ? exceptionInstance(master, exception) : occurrenceInstance(master, slot);
}

/**
 * The recurrence with its range starting on the first day that fits the pattern, as Exchange stores it.
 * Undefined when no day fits.
 * @throws RangeError for a field that makes no series: its days would never end
 */
export function normalizedRecurrence(recurrence: Recurrence): Recurrence | undefined {
	const wrong = wrongField(recurrence);
	if (wrong !== undefined) throw new RangeError(`Not a series: ${wrong} is missing or wrong`);
	for (const day of seriesDays(recurrence)) {
		if (day === parseDay(recurrence.range.startDate)) return recurrence;
		const startDate = new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
		return { ...recurrence, range: { ...recurrence.range, startDate } };
	}
	return undefined;
}
