import { each } from '../../eventLoop';
import { expectedFingerprint, fieldsOf, sourceFingerprint, type FieldName } from './fields';
import type { LinkState } from './link';
import { goneOfNamed } from './formerIds';
import { nextMemory, type WrittenItem } from './nextMemory';
import type { CalendarItemView, SourceEvent, PlannedAction } from './plan';
import { planInSteps } from './planPush';
import { hidesSomething, isOfHiddenWordsOnly } from './shown';
import {
	hasEndedBefore,
	reportDeleted,
	reportLinked,
	reportUnlinked,
	type SourceReport,
} from './sourceReports';
import {
	defaultFingerprints,
	digestOf,
	isFilledIn,
	isToldDeletion,
	unknown,
	type RememberedDeletion,
	type RememberedLink,
	type TwoWayMemory,
} from './twoWayMemory';
import type { Decided, TwoWayPlanning } from './twoWayPlanning';

export interface TwoWayPlan {
	actions: PlannedAction[];
	forSource: SourceReport[];
	/** The next memory, once it is known which actions succeeded; yields now and then. */
	remember(written: ReadonlyMap<string, WrittenItem>): Generator<void, TwoWayMemory>;
}

/**
 * Decides both directions at once. A field that one side copied from the other is not a change, so
 * nothing is echoed; a report that the source has not taken over is not repeated. It is the three-way
 * comparison of `planInSteps`, in both directions. What is a conflict is told as a conflict and nothing else.
 * Yields now and then, so that a large calendar does not hold the event loop.
 * @see https://www.cis.upenn.edu/~bcpierce/papers/snc-mobicom.pdf
 */
export function* planTwoWay(
	events: readonly SourceEvent[],
	planning: TwoWayPlanning,
): Generator<void, TwoWayPlan> {
	const { memory, privacy, unlinked } = planning;
	const byId = new Map(
		events.filter(({ failure }) => !failure).map((one) => [one.externalId, one]),
	);
	const unchangedSinceReport = new Set<string>();
	for (const item of unlinked) {
		if (memory.others.get(item.id)?.reported === digestOf(item, privacy)) {
			unchangedSinceReport.add(item.id);
		}
		yield;
	}
	const items = new Map<string, readonly CalendarItemView[]>();
	for (const [externalId, own] of planning.linked) {
		items.set(
			externalId,
			own.map((item) => withTakenOver(item, byId.get(externalId), planning)),
		);
		yield;
	}
	const names = events.some(isNamedDeletion) ? yield* unlinkedByName(unlinked) : noItems;
	yield* each(events, (event) => {
		const named = namedForDeletion(event, names, { planning, unchangedSinceReport });
		if (named && !items.has(event.externalId)) items.set(event.externalId, [named]);
	});
	const deleted = deletedLinks(planning);
	const restored = restoredLinks(events, byId, planning);
	const actions = yield* planInSteps(events, {
		...planning,
		linked: items,
		unchangedSinceReport,
		restored,
		goneIds: goneOfNamed(events, planning),
		deletedInExchange: new Map(
			[...deleted].map(([externalId, { source }]) => [externalId, { fields: source }]),
		),
	});
	const actionOf = new Map(actions.map((action) => [action.externalId, action]));
	const decided: Decided = { byId, items, actionOf, deleted, restored };
	const forSource = [
		...reportDeleted(planning, decided),
		...(yield* reportLinked(planning, decided)),
		...(yield* reportUnlinked(planning, actions)),
	];
	return { actions, forSource, remember: (written) => nextMemory(planning, decided, written) };
}

/** Linked items that are gone, whether the source was told, is to be told, or hears nothing of it. */
function deletedLinks({ memory, linked, gone, hidden, window }: TwoWayPlanning) {
	const deleted = new Map<string, RememberedDeletion>();
	for (const [externalId, entry] of memory.deleted) {
		if (!linked.has(externalId) && !hidden?.has(externalId)) deleted.set(externalId, entry);
	}
	if (gone.size === 0) return deleted;
	for (const [externalId, link] of memory.links) {
		const { id, source } = link;
		if (!gone.has(id) || linked.has(externalId)) continue;
		deleted.set(externalId, hasEndedBefore(window, link) ? { source } : { source, id });
	}
	return deleted;
}

/**
 * Linked items that the source has not: neither side has an event that nobody remembers, until people bring
 * it back, out of Deleted Items or another calendar. Only a first run can't tell it from one that was there
 * all the time. What is newer than the memory was written without being remembered: by Apply, or by a run
 * that was broken off.
 */
function restoredLinks(
	events: readonly SourceEvent[],
	byId: ReadonlyMap<string, SourceEvent>,
	{ memory, linked }: TwoWayPlanning,
): Set<string> {
	const restored = new Set<string>();
	if (memory.writtenAt === 0) return restored;
	const given = new Set(events.map(({ externalId }) => externalId));
	for (const [externalId, items] of linked) {
		const link = memory.links.get(externalId);
		const deletion = memory.deleted.get(externalId);
		// The source that deletes what it was told as deleted changes nothing.
		const isRestored = given.has(externalId)
			? byId.get(externalId)?.action === 'delete' && deletion && isToldDeletion(deletion)
			: link?.restored || (link === undefined && isOlder(items, memory));
		if (isRestored) restored.add(externalId);
	}
	return restored;
}

/** Exchange's clock may go so much before ours, in milliseconds. */
const clockToleranceMs = 60_000;

function isOlder(
	[{ created = 0 }]: readonly CalendarItemView[],
	{ writtenAt }: Pick<TwoWayMemory, 'writtenAt'>,
): boolean {
	return created <= writtenAt + clockToleranceMs;
}

/**
 * A field that the source was told and gives back just so is not changed by the source: what it was told
 * is what both sides had in common last.
 */
function withTakenOver(
	item: CalendarItemView,
	source: SourceEvent | undefined,
	{ zones, memory, privacy }: TwoWayPlanning,
): CalendarItemView {
	const { state, externalId = '' } = item;
	const link = memory.links.get(externalId);
	if (!state || !link) return item;
	const fields = { ...keptBases(link), ...state.fields };
	if (!source?.event) return { ...item, state: { ...state, fields } };
	for (const name of fieldsOf(source.event)) {
		const base = fields[name] === undefined && firstBase(item, name, link);
		const expected = expectedFingerprint(source.event, name, zones);
		if (base && item.fingerprint(name) !== expected) fields[name] = [unknown, base];
	}
	for (const [name, reported] of Object.entries(link.reported)) {
		if (!fieldsOf(source.event).includes(name)) continue;
		const expected = expectedFingerprint(source.event, name, zones);
		if (reported !== expected || item.fingerprint(name) === expected) continue;
		fields[name] = [sourceFingerprint(source.event, name, zones), reported];
	}
	// Of words that privacy hides the source gives back nothing.
	const isAsTold =
		link.reported.times !== undefined &&
		link.reported.times === item.fingerprint('times') &&
		hidesSomething(item, privacy) &&
		isOfHiddenWordsOnly(source.event, item, { zones, privacy });
	return { ...item, state: { ...state, fields }, ...(isAsTold && { asTold: ['times'] }) };
}

/** What both sides had in common last of a field that the source gives for the first time. */
function firstBase(
	item: CalendarItemView,
	name: FieldName,
	{ otherFields = {} }: RememberedLink,
): string | undefined {
	if (item.fingerprint(name) === unknown) return undefined;
	return otherFields[name] ?? (isFilledIn(item, name) ? defaultFingerprints(name)[0] : undefined);
}

/** The same of earlier runs in which the source's version did not win: the item itself knows nothing of it. */
function keptBases({ state }: RememberedLink): LinkState['fields'] {
	return Object.fromEntries(
		Object.entries(state?.fields ?? {}).filter(([, [given]]) => given === unknown),
	);
}

/**
 * An item that the source was told of and deletes by its id before it ever sent it: as if it were linked,
 * and written by the source just as it was told.
 */
function namedForDeletion(
	event: SourceEvent,
	names: ReadonlyMap<string, CalendarItemView>,
	{ planning: { memory }, unchangedSinceReport }: NamedIn,
): CalendarItemView | undefined {
	if (!isNamedDeletion(event)) return undefined;
	const { given, externalId } = event;
	const item = names.get(`id ${given?.id}`) ?? names.get(`uid ${given?.iCalUId}`);
	if (item === undefined || memory.others.get(item.id)?.reported === undefined) return undefined;
	const isAsTold = unchangedSinceReport.has(item.id);
	return { ...item, externalId, ...(isAsTold && { state: { version: 1, fields: {} } }) };
}

interface NamedIn {
	planning: TwoWayPlanning;
	unchangedSinceReport: ReadonlySet<string>;
}

function isNamedDeletion({ action, given, failure }: SourceEvent): boolean {
	return action === 'delete' && !failure && given !== undefined;
}

const noItems: ReadonlyMap<string, CalendarItemView> = new Map();

/** The first item of each id and UID, so that nobody looks through all for each event. */
function* unlinkedByName(
	unlinked: readonly CalendarItemView[],
): Generator<void, ReadonlyMap<string, CalendarItemView>> {
	const names = new Map<string, CalendarItemView>();
	const add = (name: string, item: CalendarItemView) => {
		if (!names.has(name)) names.set(name, item);
	};
	yield* each(unlinked, (item) => {
		add(`id ${item.id}`, item);
		if (item.iCalUId !== undefined) add(`uid ${item.iCalUId}`, item);
	});
	return names;
}
