import { urlOf } from '../../urlOf';
import type { TimeZones } from '../../calendar/timeZone';
import { nearestMidnight } from '../../calendar/itemTimes';
import type { Zone } from '../../calendar/zone';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { LinkState } from './link';
import type { WritableEvent, WritableException } from '../input/writableEvent';
import { withCharacters } from './htmlEntities';

/** A line of text, forgiving what Exchange and Outlook do to white space. */
export function line(text: string | undefined): string {
	return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** `WorkingElsewhere` to `workingElsewhere`; `OOF` is Graph's `oof`. */
export function graphName(name: string | undefined, fallback: string): string {
	if (name === undefined) return fallback;
	return name === 'OOF' ? 'oof' : name.charAt(0).toLowerCase() + name.slice(1);
}

/** The text of an item's body. */
export function itemBodyText({ type = 'Text', text = '' }: { type?: string; text?: string } = {}) {
	return bodyText({ contentType: type.toLowerCase(), content: text });
}

/**
 * The characters of a body without its markup: Exchange rewrites HTML, wraps plain text into it, and turns
 * addresses into links. White space is left out altogether, since both sides set it as they like.
 */
export function bodyText({
	contentType,
	content,
}: {
	contentType: string;
	content: string;
}): string {
	const text = contentType === 'html' ? withCharacters(partsOf(content).texts.join('')) : content;
	return text.replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '');
}

/**
 * Where the links of a body lead, but for those that show it themselves: servers make links of addresses. As
 * browsers write them, in order, each once.
 */
export function hiddenLinks({
	contentType,
	content,
}: {
	contentType: string;
	content: string;
}): string[] {
	const { texts, markups } = contentType === 'html' ? partsOf(content) : { texts: [], markups: [] };
	const hidden = new Set<string>();
	for (let at = 0; at < markups.length; at++) {
		const link = linkOf(markups[at]);
		if (!link) continue;
		let shown = '';
		for (; at < markups.length && !/^<\/a\b/i.test(markups[at]); at++) shown += texts[at + 1];
		if (!link.forms.some((form) => isIn(form, shown))) hidden.add(link.href);
	}
	return [...hidden].sort();
}

/** The address of a link to a page or a mailbox, as browsers write it, and as it is given. */
function linkOf(markup: string): { href: string; forms: string[] } | undefined {
	const [, twice, once, bare] =
		/^<a\s(?:.*?\s)?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/is.exec(markup) ?? [];
	const given = withCharacters(twice ?? once ?? bare ?? '').trim();
	const href = /^(https?|mailto):/i.test(given) ? urlOf(given)?.href : undefined;
	return href === undefined ? undefined : { href, forms: [given, href] };
}

function isIn(link: string, html: string): boolean {
	const address = link.replace(/^\w+:(\/\/)?|\/$/g, '').toLowerCase();
	return bodyText({ contentType: 'html', content: html }).toLowerCase().includes(address);
}

/**
 * The texts of HTML, and the markups between them. One pass: bodies can be large, and regular expressions over
 * them slow.
 */
function partsOf(html: string): { texts: string[]; markups: string[] } {
	const parts = { texts: [] as string[], markups: [] as string[] };
	const lower = html.toLowerCase();
	let at = 0;
	let from = 0;
	while (at < html.length) {
		const open = html.indexOf('<', at);
		if (open < 0) break;
		at = open + 1;
		if (!/[a-z/!?]/.test(lower[at] ?? '')) continue;
		parts.texts.push(html.slice(from, open));
		at = endOfMarkup(lower, open);
		parts.markups.push(html.slice(open, at));
		from = at;
	}
	parts.texts.push(html.slice(from));
	return parts;
}

function endOfMarkup(lower: string, open: number): number {
	const after = (mark: string, from: number) => {
		const found = lower.indexOf(mark, from);
		return found < 0 ? lower.length : found + mark.length;
	};
	if (lower.startsWith('<!--', open)) return after('-->', open + 4);
	for (const name of ['script', 'style', 'head', 'title']) {
		if (!lower.startsWith(name, open + 1)) continue;
		if (!/[\s>]/.test(lower[open + 1 + name.length] ?? '>')) continue;
		return after(
			'>',
			lower.indexOf(`</${name}`, open) < 0 ? open : lower.indexOf(`</${name}`, open),
		);
	}
	return after('>', open);
}

/**
 * Fields that a single occurrence of a series can have of its own, beside its times: those that Exchange
 * keeps for exceptions expressly, so that the rest is surely that of the series.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ (ExceptionInfo, OverrideFlags)
 */
export const occurrenceFields = ['subject', 'body', 'location', 'showAs'] as const;
export type OccurrenceField = (typeof occurrenceFields)[number];

/** Content of an occurrence that differs from its series, comparable between both sides. */
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

/**
 * What the clock shows at that instant, in milliseconds: of days this is what they are, since some have 23
 * hours and some 25. Where a clock skips midnight, it is midnight all the same.
 */
export function clockFace(zone: Zone, utc: number): number {
	const local = zone.toLocal(utc);
	const midnight = nearestMidnight(local);
	return zone.toUtc(midnight) === utc ? midnight : local;
}

/** UTC milliseconds; of days what the clock shows. */
export interface OccurrenceTimes {
	originalStart: number;
	start: number;
	end: number;
}

/** @param zone of the series, where it is one of days */
export function occurrenceTimes(
	texts: Record<keyof OccurrenceTimes, string>,
	zone?: Zone,
): OccurrenceTimes {
	const time = (text: string) => (zone ? clockFace(zone, Date.parse(text)) : Date.parse(text));
	return {
		originalStart: time(texts.originalStart),
		start: time(texts.start),
		end: time(texts.end),
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

export function contentOfException(
	event: WritableEvent,
	exception: WritableException,
	names: readonly OccurrenceField[],
): OccurrenceContent {
	return differing(names, (name) => [valueOfEvent(event, name), valueOfEvent(exception, name)]);
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

function valueOfEvent(
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
