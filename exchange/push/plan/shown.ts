import { plainTimeNames } from '../../calendar/itemTimes';
import { isSameStart } from '../../calendar/occurrences';
import type { TimeZones } from '../../calendar/timeZone';
import { busyOnly, isPrivate, maskPrivateExceptions, type Privacy } from '../../changes/privacy';
import type { WritableEvent } from '../input/writableEvent';
import { givenOccurrenceFields } from './comparable';
import {
	expectedFingerprint,
	fieldsOf,
	shownTimesWith,
	sourceFingerprint,
	timesWith,
	type FieldName,
} from './fields';
import type { CalendarItemView } from './plan';
import { versionOf, type EventVersion } from './versions';

/** Fields that an item shows although privacy hides what it says. */
const alwaysShown: readonly FieldName[] = ['times', 'showAs', 'sensitivity'];

export function isMasked({ isPrivate }: CalendarItemView, privacy: Privacy): boolean {
	return privacy === 'busyOnly' || (privacy === 'maskPrivate' && isPrivate);
}

/** True for a field whose content privacy lets out. */
export function isShown(item: CalendarItemView, name: FieldName, privacy: Privacy): boolean {
	return alwaysShown.includes(name) || !isMasked(item, privacy);
}

/**
 * An item as it may leave: where privacy hides it, its times, its busy state, and what the source itself
 * wrote and nobody changed.
 */
export function shownVersion(item: CalendarItemView, privacy: Privacy): EventVersion {
	const version = item.event();
	if (privacy === 'full') return version;
	if (!isMasked(item, privacy)) return maskPrivateExceptions(version);
	return { ...busyOnly(version), ...ownContent(item, version), masked: true };
}

/** True where privacy hides something of an item, were it of one occurrence. */
export function hidesSomething(item: CalendarItemView, privacy: Privacy): boolean {
	return shownVersion(item, privacy).masked === true;
}

/** True where the times of both differ in nothing but the words of single occurrences, which may be hidden. */
export function isOfWordsOnly(
	event: WritableEvent,
	item: CalendarItemView,
	zones: TimeZones,
): boolean {
	const times = timesWith([]);
	return item.fingerprint(times) === expectedFingerprint(event, times, zones);
}

/** The same of words that privacy does hide: what the source says of other occurrences is a change of its own. */
export function isOfHiddenWordsOnly(
	event: WritableEvent,
	item: CalendarItemView,
	{ zones, privacy }: { zones: TimeZones; privacy: Privacy },
): boolean {
	const given = givenOccurrenceFields(event);
	const isWhole = isMasked(item, privacy);
	const times = shownTimesWith(isWhole ? given.filter((name) => name === 'showAs') : given);
	const shown = isWhole ? event : withoutPrivateWords(event, item);
	return item.fingerprint(times) === expectedFingerprint(shown, times, zones);
}

/** The event without what it says of occurrences that are private alone. */
function withoutPrivateWords(event: WritableEvent, item: CalendarItemView): WritableEvent {
	const { times } = event;
	if (!times?.exceptions) return event;
	const hidden = (item.event().exceptions ?? [])
		.filter(isPrivate)
		.map(({ originalStart }) => Date.parse(String(originalStart)));
	const exceptions = times.exceptions.map((one) => {
		const { originalStart, start, end, showAs } = one;
		const own = Date.parse(originalStart);
		if (!hidden.some((other) => isSameStart(other, own, times.isAllDay))) return one;
		return { originalStart, start, end, ...(showAs !== undefined && { showAs }) };
	});
	return { ...event, times: { ...times, exceptions } };
}

/** The subject of an item, if it may leave. */
export function shownSubject(item: CalendarItemView, privacy: Privacy): string | undefined {
	if (!isMasked(item, privacy)) return item.subject;
	return isOwn(item, 'subject', { subject: item.subject }) ? item.subject : undefined;
}

/**
 * The item as it is once the action is carried out, as far as it may leave.
 * @param own what the source gives of it
 * @param changed fields that people changed and the action leaves as they are
 */
export function mergedVersion(
	item: CalendarItemView,
	{ written, own, changed }: MergedFrom,
	privacy: Privacy,
): EventVersion {
	const version = shownVersion(item, privacy);
	const names = new Set(fieldsOf(written ?? {}));
	if (isMasked(item, privacy)) {
		// The source may hear its own words again, but not what people put in their place.
		for (const name of fieldsOf(own ?? {})) {
			if (name !== 'times' && !changed.includes(name)) names.add(name);
		}
	}
	const { extendedProperties, ...given } = { ...own, ...written };
	void extendedProperties;
	const kept = Object.entries(given).filter(([name]) => names.has(name));
	const overlaid = versionOf(Object.fromEntries(kept) as WritableEvent);
	if (overlaid.start && overlaid.recurrence === undefined) {
		for (const name of seriesOnly) delete version[name];
	}
	if (overlaid.start) for (const name of plainTimeNames) delete version[name];
	return { ...version, ...overlaid };
}

interface MergedFrom {
	written: WritableEvent | undefined;
	own: WritableEvent | undefined;
	changed: readonly FieldName[];
}

const seriesOnly = ['recurrence', 'exceptions', 'cancelledOccurrences'] as const;

/** Content of a masked item that is word for word what the source gave last. */
function ownContent(item: CalendarItemView, version: EventVersion): EventVersion {
	const { subject, location, importance, categories } = version;
	const own: EventVersion = {};
	if (isOwn(item, 'subject', { subject })) own.subject = subject;
	if (isOwn(item, 'location', { location: location?.displayName })) own.location = location;
	if (isOwn(item, 'importance', { importance })) own.importance = importance;
	if (isOwn(item, 'categories', { categories: categories && [...categories].sort() })) {
		own.categories = categories;
	}
	return own;
}

function isOwn({ state }: CalendarItemView, name: FieldName, has: WritableEvent): boolean {
	return state?.fields[name]?.[0] === sourceFingerprint(has, name);
}
