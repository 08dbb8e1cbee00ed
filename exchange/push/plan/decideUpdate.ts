import type { TimeZones } from '../../calendar/timeZone';
import {
	expectedFingerprint,
	fieldsOf,
	isGivenAsBefore,
	isUnwatched,
	onlyFields,
	sourceFingerprint,
	type FieldName,
} from './fields';
import { isGivenTheSame, markOf, type FieldState, type LinkState } from './link';
import { isFilledIn } from './twoWayMemory';
import type {
	CalendarItemView,
	SourceEvent,
	ConflictPolicy,
	PlannedAction,
	PlanReason,
} from './plan';
import { givenOccurrenceFields } from './comparable';
import { isUnfinished, missingExceptions, refusedPart } from './unfinished';
import type { WritableEvent } from '../input/writableEvent';

type Decision = Pick<
	PlannedAction,
	'action' | 'reason' | 'event' | 'missing' | 'state' | 'fields' | 'field' | 'message' | 'remedy'
>;

interface Comparison {
	/** To write, since only the source changed them. */
	source: FieldName[];
	/** Changed by people only. */
	exchange: FieldName[];
	/** Changed on both sides, differently. */
	both: FieldName[];
	/** Alike, but not remembered as such. */
	alike: FieldName[];
}

/**
 * Decides about an event that is linked: field by field, what the source gives is compared with what it
 * gave last, and what Exchange has with what it had then.
 */
export function decideUpdate(
	source: SourceEvent & { event: WritableEvent },
	item: CalendarItemView,
	{ policy, zones }: { policy: ConflictPolicy; zones: TimeZones },
): Decision {
	const { event } = source;
	const compared = compare(event, item, zones);
	const winner = whoWins(policy, source, item);
	if (compared.both.length > 0 && winner === 'nobody') {
		return { action: 'conflict', reason: 'changedInBoth', fields: compared.both };
	}
	const overwrites = policy === 'sourceWins';
	const written = new Set([
		...compared.source,
		...(winner === 'source' ? compared.both : []),
		...(overwrites ? compared.exchange : []),
	]);
	const isRefused = item.state?.refused !== undefined;
	const isTimesOfPeople = [...compared.exchange, ...compared.both].includes('times');
	// An exception that Exchange refused is tried again with the next write; times take the series apart.
	const isTriedAgain = isRefused && !item.state?.refusedTimes;
	if (written.size > 0 && isTriedAgain && event.times && !isTimesOfPeople) written.add('times');
	if (written.size > 0) {
		const hasLost = compared.both.length > 0 && winner === 'exchange';
		const isOpen = written.has('times') && (isRefused || isUnfinished(item));
		const missing = isOpen ? missingExceptions(event, item, zones) : undefined;
		return {
			action: 'update',
			reason: reasonToWrite(compared, item, winner === 'source' ? policy : undefined),
			event: onlyFields(event, written),
			...(missing && { missing }),
			state: afterWrite(nextState(event, item, { written, alike: compared.alike }, zones), item),
			...(hasLost && { fields: compared.both }),
		};
	}
	if (compared.both.length > 0) {
		const reason = policy === 'newestWins' ? 'exchangeIsNewer' : 'exchangeWins';
		return { action: 'skip', reason, fields: compared.both };
	}
	if (compared.exchange.length > 0) {
		return { action: 'skip', reason: 'changedInExchange', fields: compared.exchange };
	}
	if (compared.alike.length === 0) {
		return refusedPart(event, item) ?? { action: 'unchanged', reason: 'same' };
	}
	return {
		action: 'unchanged',
		reason: 'sameInBoth',
		state: nextState(event, item, { written, alike: compared.alike }, zones),
	};
}

function compare(event: WritableEvent, item: CalendarItemView, zones: TimeZones): Comparison {
	const found: Comparison = { source: [], exchange: [], both: [], alike: [] };
	const { state } = item;
	for (const name of fieldsOf(event)) {
		const known = state?.fields[name];
		const expected = expectedFingerprint(event, name, zones);
		const has = item.fingerprint(name);
		const isAlike = has === expected || item.asTold?.includes(name) === true;
		if (name === 'times' && isUnfinished(item)) found.source.push(name);
		else if (known === undefined) {
			// A field that the source gives for the first time is the source's, unless people filled it in; an
			// item whose memory is lost is not.
			if (has === expected && !(state && isUnseen(event, item, name))) found.alike.push(name);
			else (state && !isFilledIn(item, name) ? found.source : found.both).push(name);
		} else {
			const isNewInSource = !isGivenAsBefore(event, name, known[0], zones);
			const isNewInExchange = has !== known[1];
			if (isNewInSource && isNewInExchange) {
				(isAlike ? found.alike : found.both).push(name);
			} else if (isNewInSource) {
				const isAsItem = has === expected && isInOtherWords(event, item, name);
				(isAsItem ? found.alike : found.source).push(name);
			} else if (isNewInExchange) {
				// What the source has anyway takes nobody's change away: the rules of a zone may be others by now.
				(has === expected ? found.alike : found.exchange).push(name);
			}
		}
	}
	return found;
}

/** Only at the first time it counts what the item has of a field that is not watched. */
function isUnseen(event: WritableEvent, item: CalendarItemView, name: FieldName): boolean {
	return isUnwatched(name) && item.event()[name] !== event[name];
}

/**
 * The same times in the words of another zone, of which the appointment keeps its own; or the same people by the
 * names that Exchange gives them, as a source that takes over what it was told sends them back.
 */
function isInOtherWords({ attendees }: WritableEvent, item: CalendarItemView, name: FieldName) {
	if (name !== 'attendees') return name === 'times';
	const names = new Map(
		(item.event().attendees ?? []).map(({ emailAddress: one }) => [
			one.address?.toLowerCase(),
			one.name,
		]),
	);
	return attendees?.every(
		(one) => one.name === undefined || one.name === names.get(one.address.toLowerCase()),
	);
}

/** The side whose version counts where both changed. */
export function whoWins(
	policy: ConflictPolicy,
	source: Pick<SourceEvent, 'lastModified'>,
	item: CalendarItemView,
): 'source' | 'exchange' | 'nobody' {
	if (policy === 'report') return 'nobody';
	if (policy !== 'newestWins') return policy === 'sourceWins' ? 'source' : 'exchange';
	if (source.lastModified === undefined || item.lastModified === undefined) return 'nobody';
	return source.lastModified > item.lastModified ? 'source' : 'exchange';
}

/** @param won the policy by which the source's version counts where both changed; undefined where it does not */
function reasonToWrite(
	{ source, exchange, both }: Comparison,
	item: CalendarItemView,
	won: ConflictPolicy | undefined,
): PlanReason {
	if (isUnfinished(item) && source.includes('times')) return 'unfinished';
	if (won && both.length > 0) return won === 'newestWins' ? 'sourceIsNewer' : 'sourceWins';
	return source.length === 0 && exchange.length > 0 ? 'sourceWins' : 'changedInSource';
}

/** Extended properties that are remembered though the source gives them no more. */
const maxKeptProperties = 20;

/**
 * Memory of the item after the write. Fields that the source gives no more stay as they are in Exchange, so
 * their memory stays as well.
 */
function nextState(
	event: WritableEvent,
	item: CalendarItemView,
	{ written, alike }: { written: ReadonlySet<FieldName>; alike: FieldName[] },
	zones: TimeZones,
): LinkState {
	const fields: LinkState['fields'] = {};
	for (const name of fieldsOf(event)) {
		const known = item.state?.fields[name];
		if (written.has(name)) {
			fields[name] = [
				sourceFingerprint(event, name, zones),
				expectedFingerprint(event, name, zones),
			];
		} else if (alike.includes(name)) {
			fields[name] = [sourceFingerprint(event, name, zones), item.fingerprint(name)];
		} else if (known) {
			fields[name] = name === 'times' ? timesAlong(event, item, known, zones) : known;
		}
	}
	const kept = Object.entries(item.state?.fields ?? {}).filter(([name]) => !(name in fields));
	const isProperty = ([name]: [FieldName, unknown]) => name.startsWith('x:');
	const all = {
		...fields,
		...Object.fromEntries(kept.filter((one) => !isProperty(one))),
		// A source that names others each time must not make the item's own memory grow for ever.
		...Object.fromEntries(kept.filter(isProperty).slice(0, maxKeptProperties)),
	};
	const known: Partial<LinkState> = {
		...((item.isAttendeeCopy || item.state?.ofAttendee) && { ofAttendee: true }),
		// A stand-in has no UID.
		item: markOf(item) ?? item.state?.item,
	};
	if (!event.times) return stateOf(event, all, { ...item.state, ...known });
	const isSettled = !fields.times || written.has('times') || alike.includes('times');
	const { refused, refusedTimes } = item.state ?? {};
	return stateOf(event, all, { ...known, ...(!isSettled && { refused, refusedTimes }) });
}

/** A memory that no write before has left: it proves that this one was carried out. */
function afterWrite(state: LinkState, { state: before }: CalendarItemView): LinkState {
	if (!before || !isGivenTheSame(state, before)) return state;
	return { ...state, rewrites: (before.rewrites ?? 0) + 1 };
}

/**
 * The memory of times that are not written. Occurrences are compared with their series: another text of the
 * series changes how they differ from it, although nobody has touched them.
 */
function timesAlong(
	event: WritableEvent,
	item: CalendarItemView,
	known: FieldState,
	zones: TimeZones,
): FieldState {
	const [given, had] = known;
	const isSettled =
		given === sourceFingerprint(event, 'times', zones) && had === item.fingerprint('times');
	if (!isSettled || !item.isSeries) return known;
	const { subject, body, location, showAs } = item.event();
	const before = onlyFields(
		{ subject, body, location: location?.displayName, showAs },
		new Set(fieldsOf(event)),
	);
	// What Exchange made of times otherwise stays what they are compared with.
	const isAsExpected = had === expectedFingerprint({ ...event, ...before }, 'times', zones);
	return isAsExpected ? [given, expectedFingerprint(event, 'times', zones)] : known;
}

/** Memory of a new item. */
export function firstState(event: WritableEvent, zones: TimeZones): LinkState {
	const fields: LinkState['fields'] = {};
	for (const name of fieldsOf(event)) {
		fields[name] = [sourceFingerprint(event, name, zones), expectedFingerprint(event, name, zones)];
	}
	return stateOf(event, fields);
}

function stateOf(
	event: WritableEvent,
	fields: LinkState['fields'],
	before: Partial<LinkState> = {},
): LinkState {
	const { occurrenceFields = [], pending, schedule, refused, refusedTimes } = before;
	const { ofAttendee, item } = before;
	const ofOccurrences = new Set<string>([...givenOccurrenceFields(event), ...occurrenceFields]);
	const more = [...ofOccurrences].filter((name) => fields[name] === undefined);
	return {
		version: 1,
		fields,
		...(more.length > 0 && { occurrenceFields: more }),
		...(pending && { pending }),
		...(schedule !== undefined && { schedule }),
		...(refused !== undefined && { refused }),
		...(refusedTimes && { refusedTimes }),
		...(ofAttendee && { ofAttendee }),
		...(item && { item }),
	};
}
