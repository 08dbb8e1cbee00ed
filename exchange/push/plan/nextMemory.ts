import type { TimeZones } from '../../calendar/timeZone';
import { lastOccurrenceStart } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { each } from '../../eventLoop';
import type { WritableEvent, WritableTimes } from '../input/writableEvent';
import { daysOfTimes } from './actionTimes';
import { expectedFingerprint, fieldsOf, sourceFingerprint, type FieldName } from './fields';
import { nextFormerIds } from './formerIds';
import type { LinkState } from './link';
import type { CalendarItemView, PlannedAction, SourceEvent } from './plan';
import { isGoneInSource, isSilentAbout, isToTell } from './sourceReports';
import { isShown } from './shown';
import {
	digestOf,
	isToldDeletion,
	toldOfOthers,
	unwrittenChanges,
	type Fingerprints,
	type RememberedLink,
	type TwoWayMemory,
} from './twoWayMemory';
import type { Decided, TwoWayPlanning } from './twoWayPlanning';

/** An item as a write left it. */
export interface WrittenItem {
	id: string;
	/** Empty where it is not known to be of the planned version: the item is then read again. */
	changeKey: string;
	/** What it remembers, where that is more than was planned. */
	state?: LinkState;
}

/** Entries between two pauses. */
const entriesAtOnce = 32;

/** The memory after a run. Yields now and then. */
export function* nextMemory(
	planning: TwoWayPlanning,
	decided: Decided,
	written: ReadonlyMap<string, WrittenItem>,
): Generator<void, TwoWayMemory> {
	const { memory } = planning;
	const next: TwoWayMemory = {
		...memory,
		links: new Map(memory.links),
		others: new Map(memory.others),
		deleted: new Map(),
	};
	rememberDeleted(next, planning, decided, written);
	yield* rememberLinked(next, planning, decided, written);
	rememberHidden(next, planning);
	yield* rememberUnlinked(next, planning, decided, written);
	next.formerIds = yield* nextFormerIds(planning, next.others, decided.byId.values());
	return next;
}

function rememberDeleted(
	next: TwoWayMemory,
	planning: TwoWayPlanning,
	decided: Decided,
	written: ReadonlyMap<string, WrittenItem>,
): void {
	const { memory } = planning;
	const { deleted, actionOf } = decided;
	for (const [externalId, { source, id }] of deleted) {
		next.links.delete(externalId);
		if (isGoneInSource(externalId, planning, decided) || written.has(externalId)) continue;
		// A conflict is not told to the source, so it is still to be told once that is settled.
		const isOpen = id !== undefined && /^(conflict|create)$/.test(kindOf(actionOf, externalId));
		const before = memory.deleted.get(externalId);
		const isSilent = isSilentAbout(actionOf.get(externalId));
		const wasOpen = id !== undefined && isSilent && before && !before.isDoubtful;
		const isStillOpen = isOpen || wasOpen;
		const isTold = id !== undefined && !isStillOpen;
		next.deleted.set(externalId, {
			source,
			...(isStillOpen && { id }),
			...(isTold && { toldId: id }),
		});
	}
}

/** What people change in them meanwhile is not listed once more when they can be read. */
function rememberHidden({ links }: TwoWayMemory, { hidden = new Map() }: TwoWayPlanning): void {
	for (const externalId of hidden.keys()) {
		const link = links.get(externalId);
		if (link !== undefined) links.set(externalId, { ...link, changeKey: '' });
	}
}

function kindOf(actionOf: Decided['actionOf'], externalId: string): string {
	return actionOf.get(externalId)?.action ?? '';
}

function* rememberLinked(
	next: TwoWayMemory,
	planning: TwoWayPlanning,
	{ items, byId, actionOf, restored }: Decided,
	written: ReadonlyMap<string, WrittenItem>,
): Generator<void, void> {
	const { memory } = planning;
	const unlinked = new Map(planning.unlinked.map((item) => [item.id, item]));
	const remember = ([externalId, [item, ...copies]]: [string, readonly CalendarItemView[]]) => {
		// Named to be deleted, without ever being linked.
		if (unlinked.has(item.id)) return;
		const action = actionOf.get(externalId);
		const done = written.get(externalId);
		if (done && action?.action === 'delete') {
			next.links.delete(externalId);
			return;
		}
		const event = byId.get(externalId)?.event;
		const before = memory.links.get(externalId);
		const deletion = memory.deleted.get(externalId);
		const isAsBefore = before?.changeKey === item.changeKey;
		// A source that was told of a deletion may give the event for a while still.
		const isRestored = restored.has(externalId) || (deletion && isToldDeletion(deletion));
		if (item.isStandIn && isAsBefore && !event && !done) return;
		next.links.set(externalId, {
			...linkOf(item, { action, event, done }, planning),
			...(copies.length > 0 && { copies: copies.map(({ id }) => id) }),
			...(isRestored && { restored: before?.restored ?? 'told' }),
		});
	};
	yield* each(items, remember, entriesAtOnce);
	const add = ([externalId, done]: [string, WrittenItem]) => {
		const event = byId.get(externalId)?.event;
		const action = actionOf.get(externalId);
		if (!event || items.has(externalId)) return;
		next.links.set(externalId, newLink({ action, event, done }, unlinked.get(done.id), planning));
		next.others.delete(done.id);
	};
	yield* each(written, add, entriesAtOnce);
}

interface Outcome {
	action: PlannedAction | undefined;
	event: SourceEvent['event'];
	done: WrittenItem | undefined;
}

function linkOf(
	item: CalendarItemView,
	{ action, event, done }: Outcome,
	{ memory, privacy, zones }: TwoWayPlanning,
): RememberedLink {
	const before = memory.links.get(item.externalId ?? '');
	const state = (done && (done.state ?? action?.state)) ?? item.state;
	const isConflict = action?.action === 'conflict';
	const unwritten = unwrittenChanges(item, done ? action : undefined);
	const told: Fingerprints = {};
	const untold: Fingerprints = {};
	for (const [name, has] of Object.entries(unwritten)) {
		const isTold = !isConflict && isShown(item, name, privacy);
		const known = isTold ? has : before?.reported[name];
		if (known !== undefined) told[name] = known;
		if (known !== has) untold[name] = has;
	}
	const reported = isConflict ? (before?.reported ?? {}) : told;
	const doubts = before?.doubts;
	// What the source gives no more is no news to it either.
	const linked = state === item.state ? item : { ...item, state };
	const otherFields = isConflict
		? (before?.otherFields ?? {})
		: toldOfOthers(linked, before, privacy);
	const times = done && action?.event?.times;
	const { isPrivate, isAttendeeCopy } = item;
	return {
		...(times
			? { ...placeOfTimes(times, zones), isPrivate, isAttendeeCopy }
			: { ...placeOf(item), ...daysGiven(item, event, zones) }),
		id: item.id,
		changeKey: done ? done.changeKey : item.changeKey,
		...(state && { state }),
		source: event ? sourceOf(event, zones) : (before?.source ?? firstOf(item.state?.fields ?? {})),
		reported,
		otherFields,
		...(Object.keys(untold).length > 0 && { untold }),
		...(doubts && { doubts }),
	};
}

function newLink(
	{ action, event = {}, done }: Outcome & { done: WrittenItem },
	adopted: CalendarItemView | undefined,
	{ memory, privacy, zones }: TwoWayPlanning,
): RememberedLink {
	const isTold = memory.others.get(done.id)?.reported !== undefined;
	const state = done.state ?? action?.state;
	const linked = adopted && { ...adopted, state };
	// What stays as people have it counts as their change; the next run tells it.
	const untold = linked ? unwrittenChanges(linked, action) : {};
	const place = {
		...(event.times ? placeOfTimes(event.times, zones) : { start: NaN, isSeries: false }),
		isPrivate: event.sensitivity === 'private' || event.sensitivity === 'confidential',
		isAttendeeCopy: false,
	};
	return {
		...(adopted ? placeOf(adopted) : place),
		id: done.id,
		changeKey: done.changeKey,
		...(!adopted && { isUnlisted: true }),
		...(state && { state }),
		source: sourceOf(event, zones),
		reported: {},
		...(linked && isTold && { otherFields: toldOfOthers(linked, undefined, privacy) }),
		...(Object.keys(untold).length > 0 && { untold }),
	};
}

/** Where an item is to whose times these are written. */
function placeOfTimes(
	times: WritableTimes,
	zones: TimeZones,
): Pick<RememberedLink, 'start' | 'end' | 'days' | 'isSeries'> {
	const start = Date.parse(times.start);
	const days = daysOfTimes(times, zones);
	const last = times.recurrence ? lastStart(times, zones) : start;
	return {
		start,
		...(last !== undefined && { end: last + Date.parse(times.end) - start }),
		...(days && { days }),
		isSeries: times.recurrence !== undefined,
	};
}

/** Undefined of a series without end. */
function lastStart(
	{ start, timeZone, recurrence: given }: WritableTimes,
	zones: TimeZones,
): number | undefined {
	const zone = zones.byName(timeZone);
	const recurrence = given && recurrenceRecord(given);
	if (!zone || !recurrence) return undefined;
	return lastOccurrenceStart({ recurrence, start: Date.parse(start), zone });
}

/** The days of an item that has been as it is since they were not remembered yet. */
function daysGiven(
	item: CalendarItemView,
	event: WritableEvent = {},
	zones: TimeZones,
): Pick<RememberedLink, 'days'> {
	const { times } = event;
	if (!times?.isAllDay || !item.isStandIn || item.days) return {};
	const isAsGiven = item.fingerprint('times') === expectedFingerprint(event, 'times', zones);
	const days = isAsGiven ? daysOfTimes(times, zones) : undefined;
	return days ? { days } : {};
}

function placeOf({ start, end, days, isSeries, isPrivate, isAttendeeCopy }: CalendarItemView) {
	return {
		start,
		...(end !== Infinity && { end }),
		...(days && { days }),
		isSeries,
		isPrivate,
		isAttendeeCopy,
	};
}

function* rememberUnlinked(
	next: TwoWayMemory,
	{ unlinked, window, gone, privacy, memory, newFromExchange }: TwoWayPlanning,
	{ actionOf, items }: Decided,
	written: ReadonlyMap<string, WrittenItem>,
): Generator<void, void> {
	for (const id of gone) {
		const known = next.others.get(id);
		if (known?.doubt) next.others.set(id, { ...known, isGone: true });
		else next.others.delete(id);
	}
	const linkedIds = new Set([...written.values()].map(({ id }) => id));
	for (const [externalId, [{ id }]] of items) {
		if (kindOf(actionOf, externalId) === 'delete' && written.has(externalId))
			next.others.delete(id);
	}
	const open = new Set(
		[...actionOf.values()].flatMap(({ action, id }) => (action === 'conflict' && id ? [id] : [])),
	);
	const remember = (item: CalendarItemView) => {
		if (linkedIds.has(item.id)) return;
		const { id, iCalUId, start, end } = item;
		const { reported: before, doubt } = memory.others.get(id) ?? {};
		// A conflict is told as nothing else, so it is to be looked at until it is settled.
		const isTold = newFromExchange && isToTell(item, window, before) && !open.has(id);
		const changeKey = open.has(id) ? '' : item.changeKey;
		const reported = isTold ? digestOf(item, privacy) : before;
		next.others.set(id, {
			changeKey,
			...(iCalUId !== undefined && { iCalUId }),
			start,
			...(end !== Infinity && { end }),
			...(reported !== undefined && { reported }),
			...(doubt && { doubt }),
		});
	};
	yield* each(unlinked, remember, entriesAtOnce);
}

function sourceOf(
	event: NonNullable<SourceEvent['event']>,
	zones: TimeZones,
): Record<FieldName, string> {
	return Object.fromEntries(
		fieldsOf(event).map((name) => [name, sourceFingerprint(event, name, zones)]),
	);
}

function firstOf(fields: Readonly<Record<FieldName, [string, string]>>): Record<FieldName, string> {
	return Object.fromEntries(Object.entries(fields).map(([name, [source]]) => [name, source]));
}
