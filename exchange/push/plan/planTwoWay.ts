import { expectedFingerprint, fieldsOf, sourceFingerprint, type FieldName } from './fields';
import type { CalendarItemView, Planning, SourceEvent, PlannedAction } from './plan';
import { planPush } from './planPush';
import {
	otherChanges,
	digestOf,
	otherFields,
	unwrittenChanges,
	type RememberedLink,
	type TwoWayMemory,
} from './twoWayMemory';
import type { EventVersion } from './versions';

/** A change in Exchange to report to the source. */
export interface SourceReport {
	changeType: 'created' | 'updated' | 'deleted';
	externalId?: string;
	id: string;
	iCalUId?: string;
	event: EventVersion;
}

interface TwoWayPlan {
	actions: PlannedAction[];
	forSource: SourceReport[];
	/** The next memory, once it is known which actions succeeded. */
	remember(written: ReadonlyMap<string, { id: string }>): TwoWayMemory;
}

export interface TwoWayPlanning extends Planning {
	memory: TwoWayMemory;
	/** Ids of all items of the calendar with their change keys, read or not. */
	present: ReadonlyMap<string, string>;
	newFromExchange: boolean;
}

/**
 * Decides both directions at once. A field that one side copied from the other is not a change, so
 * nothing is echoed; a report that the source has not taken over is not repeated. It is the three-way
 * comparison of `planPush`, in both directions.
 * @see https://www.cis.upenn.edu/~bcpierce/papers/snc-mobicom.pdf
 */
export function planTwoWay(events: readonly SourceEvent[], planning: TwoWayPlanning): TwoWayPlan {
	const { memory } = planning;
	const byId = new Map(
		events.filter(({ failure }) => !failure).map((one) => [one.externalId, one]),
	);
	const deleted = deletedLinks(planning);
	const adjusted = new Map(
		[...planning.linked].map(([externalId, items]) => [
			externalId,
			items.map((item) =>
				withTakenOver(item, byId.get(externalId), memory.links[externalId], planning),
			),
		]),
	);
	const actions = planPush(events, {
		...planning,
		linked: adjusted,
		unchangedSinceReport: new Set(
			planning.unlinked
				.filter((item) => memory.others[item.id]?.reported === digestOf(item))
				.map(({ id }) => id),
		),
		deletedInExchange: new Map(
			[...deleted].map(([externalId, { source }]) => [externalId, { fields: source }]),
		),
	});
	const actionOf = new Map(actions.map((action) => [action.externalId, action]));
	const forSource = [
		...reportDeleted(planning, deleted, events),
		...reportLinked(planning, adjusted, actionOf, events),
		...reportUnlinked(planning, actions),
	];
	return {
		actions,
		forSource,
		remember: (written) =>
			nextMemory(planning, { events, byId, adjusted, actionOf, deleted, written }),
	};
}

/** Linked items that are gone, reported to the source or not yet. */
function deletedLinks({ memory, linked }: TwoWayPlanning) {
	const gone = new Map<string, { source: Record<FieldName, string>; id?: string }>();
	for (const [externalId, entry] of Object.entries(memory.deleted)) {
		if (!linked.has(externalId)) gone.set(externalId, entry);
	}
	for (const [externalId, { id, source }] of Object.entries(memory.links)) {
		if (!linked.has(externalId)) gone.set(externalId, { source, id });
	}
	return gone;
}

/**
 * A field that the source gives back just as it was reported to it is not changed by the source: the
 * report is what both sides had in common last.
 */
function withTakenOver(
	item: CalendarItemView,
	source: SourceEvent | undefined,
	link: RememberedLink | undefined,
	{ zones }: TwoWayPlanning,
): CalendarItemView {
	const { state } = item;
	if (!state || !source?.event || !link) return item;
	const fields = { ...state.fields };
	for (const name of fieldsOf(source.event)) {
		const reported = link.reported[name];
		const expected = expectedFingerprint(source.event, name, zones);
		if (reported === undefined || reported !== expected || item.fingerprint(name) === expected)
			continue;
		fields[name] = [sourceFingerprint(source.event, name), reported];
	}
	return { ...item, state: { ...state, fields } };
}

function reportDeleted(
	{ memory, mode }: TwoWayPlanning,
	deleted: ReturnType<typeof deletedLinks>,
	events: readonly SourceEvent[],
): SourceReport[] {
	const inputs = new Map(events.map((event) => [event.externalId, event]));
	const reports: SourceReport[] = [];
	for (const [externalId, { id }] of deleted) {
		const input = inputs.get(externalId);
		const isGoneInSource = input ? input.action === 'delete' : mode === 'snapshot';
		if (id === undefined || isGoneInSource || memory.deleted[externalId]) continue;
		reports.push({ changeType: 'deleted', externalId, id, event: {} });
	}
	return reports;
}

function reportLinked(
	{ memory, mode }: TwoWayPlanning,
	linked: ReadonlyMap<string, readonly CalendarItemView[]>,
	actionOf: ReadonlyMap<string, PlannedAction>,
	events: readonly SourceEvent[],
): SourceReport[] {
	const reports: SourceReport[] = [];
	const deletions = new Set(
		events.flatMap(({ action, input }) => (action === 'delete' ? [input] : [])),
	);
	const isDeletion = (input: number | undefined) => input !== undefined && deletions.has(input);
	for (const [externalId, items] of linked) {
		const action = actionOf.get(externalId);
		if (items.length > 1 || action?.action === 'conflict' || action?.action === 'delete') continue;
		const [item] = items;
		const changed = unwrittenChanges(item, action);
		const before = memory.links[externalId]?.reported ?? {};
		// A source that changed the same and lost has to hear what counts now.
		const hasLost = action?.reason === 'exchangeWins' || action?.reason === 'exchangeIsNewer';
		// It was deleted in the source, but people went on with it: the source gets it back.
		const isRestored =
			action?.action === 'skip' &&
			action.reason === 'changedInExchange' &&
			(isDeletion(action.input) || (mode === 'snapshot' && action.input === undefined));
		const hasOtherChanges = otherChanges(item, memory.links[externalId]).length > 0;
		if (!hasLost && !isRestored && !hasOtherChanges && sameRecord(changed, before)) continue;
		// Taken back by people after the report: the source has to hear that as well.
		const isOver = Object.keys(changed).length === 0 && !isTakenBack(item, action, before);
		if (isOver && !hasOtherChanges && !isRestored) continue;
		reports.push({
			changeType: isRestored ? 'created' : 'updated',
			externalId,
			id: item.id,
			iCalUId: item.iCalUId,
			event: item.event(),
		});
	}
	return reports;
}

function isTakenBack(
	item: CalendarItemView,
	action: PlannedAction | undefined,
	before: Readonly<Record<FieldName, string>>,
): boolean {
	const written = new Set(action?.event ? fieldsOf(action.event) : []);
	return Object.entries(before).some(
		([name, reported]) => item.fingerprint(name) !== reported && !written.has(name),
	);
}

function reportUnlinked(
	{ unlinked, memory, window, newFromExchange, present }: TwoWayPlanning,
	actions: readonly PlannedAction[],
): SourceReport[] {
	if (!newFromExchange) return [];
	const adopted = new Set(actions.flatMap(({ action, id }) => (action === 'adopt' ? [id] : [])));
	const reports: SourceReport[] = [];
	for (const item of unlinked) {
		if (adopted.has(item.id) || !isInside(item, window)) continue;
		const before = memory.others[item.id]?.reported;
		if (before === digestOf(item)) continue;
		reports.push({
			changeType: before === undefined ? 'created' : 'updated',
			id: item.id,
			iCalUId: item.iCalUId,
			event: item.event(),
		});
	}
	for (const [id, { reported: before, iCalUId }] of Object.entries(memory.others)) {
		if (before === undefined || present.has(id)) continue;
		reports.push({ changeType: 'deleted', id, iCalUId, event: {} });
	}
	return reports;
}

function isInside({ start, end }: CalendarItemView, window: Planning['window']): boolean {
	return start < window.end && (end > window.start || start >= window.start);
}

function sameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

interface Outcome {
	events: readonly SourceEvent[];
	byId: ReadonlyMap<string, SourceEvent>;
	adjusted: ReadonlyMap<string, readonly CalendarItemView[]>;
	actionOf: ReadonlyMap<string, PlannedAction>;
	deleted: ReturnType<typeof deletedLinks>;
	/** Actions that succeeded, by external id. */
	written: ReadonlyMap<string, { id: string }>;
}

function nextMemory(planning: TwoWayPlanning, outcome: Outcome): TwoWayMemory {
	const { memory, mode, unlinked, window, present } = planning;
	const { byId, adjusted, actionOf, deleted, written } = outcome;
	const next: TwoWayMemory = { ...memory, links: {}, others: {}, deleted: {} };
	for (const [externalId, [item]] of adjusted) {
		const action = actionOf.get(externalId);
		const isWritten = written.has(externalId);
		if (action?.action === 'delete' && isWritten) continue;
		const event = byId.get(externalId)?.event;
		const isConflict = action?.action === 'conflict';
		next.links[externalId] = {
			id: item.id,
			source: event
				? sourceOf(event)
				: (memory.links[externalId]?.source ?? firstOf(item.state?.fields ?? {})),
			reported: isConflict
				? (memory.links[externalId]?.reported ?? {})
				: unwrittenChanges(item, isWritten ? action : undefined),
			otherFields: isConflict
				? (memory.links[externalId]?.otherFields ?? {})
				: Object.fromEntries(otherFields(item).map((name) => [name, item.fingerprint(name)])),
		};
	}
	for (const [externalId, { id }] of written) {
		const event = byId.get(externalId)?.event;
		if (!event || next.links[externalId]) continue;
		next.links[externalId] = { id, source: sourceOf(event), reported: {} };
	}
	for (const [externalId, { source }] of deleted) {
		const input = outcome.events.find((one) => one.externalId === externalId);
		const isGoneInSource = input ? input.action === 'delete' : mode === 'snapshot';
		if (!isGoneInSource && !written.has(externalId)) next.deleted[externalId] = { source };
	}
	const linkedIds = new Set(Object.values(next.links).map(({ id }) => id));
	for (const [id, entry] of Object.entries(memory.others)) {
		if (present.has(id) && !linkedIds.has(id)) next.others[id] = entry;
	}
	for (const item of unlinked) {
		if (linkedIds.has(item.id)) continue;
		const reported = isInside(item, window) ? digestOf(item) : memory.others[item.id]?.reported;
		next.others[item.id] = {
			changeKey: item.changeKey,
			...(item.iCalUId !== undefined && { iCalUId: item.iCalUId }),
			...(reported !== undefined && { reported }),
		};
	}
	return next;
}

function sourceOf(event: NonNullable<SourceEvent['event']>): Record<FieldName, string> {
	return Object.fromEntries(fieldsOf(event).map((name) => [name, sourceFingerprint(event, name)]));
}

function firstOf(fields: Readonly<Record<FieldName, [string, string]>>): Record<FieldName, string> {
	return Object.fromEntries(Object.entries(fields).map(([name, [source]]) => [name, source]));
}
