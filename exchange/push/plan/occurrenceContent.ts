import type { TimeZones } from '../../calendar/timeZone';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { bodyText, graphName, itemBodyText, line } from './comparable';
import type { LinkState } from './linkState';
import type { WritableEvent, WritableException } from '../input/writableEvent';

/**
 * What a single occurrence of a series can have of its own, beside its times: what Exchange keeps for
 * exceptions expressly, so that the rest is surely that of the series.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ (ExceptionInfo, OverrideFlags)
 */
export const occurrenceFields = ['subject', 'body', 'location', 'showAs'] as const;
export type OccurrenceField = (typeof occurrenceFields)[number];

/** What an occurrence has other than its series, comparable between both sides. */
export type OccurrenceContent = Partial<Record<OccurrenceField, string>>;

/** An item and, of a series, what its modified occurrences hold. */
export interface ItemWithOccurrences {
	item: CalendarItemRecord;
	/** By id; those that could not be read are missing. */
	exceptions: ReadonlyMap<string, CalendarItemRecord>;
	/** Which fields of single occurrences count as part of the series' times. */
	occurrenceFields: readonly OccurrenceField[];
	zones: TimeZones;
}

/** UTC milliseconds. */
export interface OccurrenceTimes {
	originalStart: number;
	start: number;
	end: number;
}

export function occurrenceTimes(texts: Record<keyof OccurrenceTimes, string>): OccurrenceTimes {
	return {
		originalStart: Date.parse(texts.originalStart),
		start: Date.parse(texts.start),
		end: Date.parse(texts.end),
	};
}

/** @param length of the series' occurrences, milliseconds */
export function isMoved({ originalStart, start, end }: OccurrenceTimes, length: number): boolean {
	return start !== originalStart || end - start !== length;
}

/** The fields of single occurrences that are the source's: it gives them for the series or for one of it. */
export function givenOccurrenceFields(event: WritableEvent): OccurrenceField[] {
	return occurrenceFields.filter(
		(name) =>
			event[name] !== undefined || event.times?.exceptions?.some((one) => one[name] !== undefined),
	);
}

/** The same, as an item remembers it; all of them when it remembers no times. */
export function rememberedOccurrenceFields(state: LinkState | undefined): OccurrenceField[] {
	if (state?.fields.times === undefined) return [...occurrenceFields];
	const { fields, occurrenceFields: more = [] } = state;
	return occurrenceFields.filter((name) => fields[name] !== undefined || more.includes(name));
}

export function contentSaid(
	event: WritableEvent,
	exception: WritableException,
	names: readonly OccurrenceField[],
): OccurrenceContent {
	return differing(names, (name) => [valueSaid(event, name), valueSaid(exception, name)]);
}

/** Nothing for an occurrence that could not be read. */
export function contentOfOccurrence(
	{ item, exceptions }: ItemWithOccurrences,
	id: string,
	names: readonly OccurrenceField[],
): OccurrenceContent {
	const own = exceptions.get(id);
	return own ? differing(names, (name) => [valueOf(item, name), valueOf(own, name)]) : {};
}

function differing(
	names: readonly OccurrenceField[],
	values: (name: OccurrenceField) => [ofSeries: string | undefined, own: string | undefined],
): OccurrenceContent {
	const content: OccurrenceContent = {};
	for (const name of names) {
		const [ofSeries, own] = values(name);
		if (own !== undefined && own !== ofSeries) content[name] = own;
	}
	return content;
}

function valueSaid(
	event: Pick<WritableEvent, OccurrenceField>,
	name: OccurrenceField,
): string | undefined {
	if (name === 'body') return event.body && bodyText(event.body);
	const value = event[name];
	return value === undefined || name === 'showAs' ? value : line(value);
}

function valueOf(item: CalendarItemRecord, name: OccurrenceField): string {
	if (name === 'body') return itemBodyText(item.body);
	if (name === 'showAs') return graphName(item.legacyFreeBusyStatus, 'busy');
	return line(item[name]);
}
