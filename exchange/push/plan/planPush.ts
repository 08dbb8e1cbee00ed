import { changedByPeople, copyToRemove, describeCopies, sortOutCopies } from './copies';
import { decideUpdate, firstState, whoWins } from './decideUpdate';
import { expectedFingerprint, fieldsOf, onlyFields, schedule, sourceFingerprint } from './fields';
import type { CalendarItemView, Planning, SourceEvent, PlannedAction } from './plan';
import { versionOf } from './versions';
import type { WritableEvent } from '../input/writableEvent';

type Upsert = SourceEvent & { event: WritableEvent };

/**
 * Decides what to do with each event: pure, so that every history of edits and crashes can be tried.
 *
 * Identity is the key in the item itself. Changes are found by three-way comparison with the fingerprints
 * that the item remembers of the last write, as file synchronizers do it.
 * @see https://www.cis.upenn.edu/~bcpierce/papers/snc-mobicom.pdf
 * @returns one action for each input, in order, then the deletions of a snapshot
 */
export function planPush(events: readonly SourceEvent[], planning: Planning): PlannedAction[] {
	const repeated = repeatedIds(events);
	const adopted = new Set<CalendarItemView>();
	const actions = events.map((event): PlannedAction => {
		const { externalId, input, failure } = event;
		if (failure) {
			return { action: 'fail', externalId, input, reason: 'invalidInput', ...failure };
		}
		if (repeated.has(externalId)) return refuseRepeated(event);
		const decide = (item: CalendarItemView | undefined) =>
			event.action === 'delete'
				? planDeletion(event, item, planning)
				: planUpsert(event as Upsert, item, planning, adopted);
		const items = planning.linked.get(externalId) ?? [];
		return { externalId, input, ...withCopies(externalId, items, decide) };
	});
	actions.push(...withoutInput(events, planning));
	return actions;
}

function repeatedIds(events: readonly SourceEvent[]): ReadonlySet<string> {
	const seen = new Set<string>();
	const repeated = new Set<string>();
	for (const { externalId } of events) {
		if (externalId === '') continue;
		if (seen.has(externalId)) repeated.add(externalId);
		seen.add(externalId);
	}
	return repeated;
}

function refuseRepeated({ externalId, input }: SourceEvent): PlannedAction {
	return {
		action: 'fail',
		externalId,
		input,
		reason: 'duplicateInput',
		field: 'externalId',
		message: `The input has more than one event with the externalId "${externalId}"`,
	};
}

type Decided = Omit<PlannedAction, 'externalId' | 'input'>;

/** Decides about the item of an event that stays; where people changed several, nothing is written to any. */
function withCopies(
	externalId: string,
	items: readonly CalendarItemView[],
	decide: (item: CalendarItemView | undefined) => Decided,
): Decided {
	if (items.length < 2) return decide(items[0]);
	const sorted = sortOutCopies(items);
	const { kept, removable, changed } = sorted;
	const copies = removable.length > 0 && { copies: removable.map(copyToRemove) };
	if (changed.length === 0) return { ...decide(kept), ...copies };
	return {
		action: 'conflict',
		reason: 'duplicateLink',
		id: kept.id,
		subject: kept.subject,
		duplicates: [kept, ...changed].map(({ id }) => id),
		message: describeCopies(externalId, sorted),
		...copies,
	};
}

function planUpsert(
	source: Upsert,
	item: CalendarItemView | undefined,
	planning: Planning,
	adopted: Set<CalendarItemView>,
): Decided {
	if (!item) return planNew(source, planning, adopted);
	const known = referenceTo(item);
	if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	const decision = decideUpdate(source, item, planning);
	const versions = decision.action === 'conflict' && bothVersions(source.event, item);
	const endsSeries = item.isSeries && decision.event?.times && !decision.event.times.recurrence;
	return { ...known, ...decision, ...versions, ...(endsSeries && { endsSeries: true }) };
}

function planNew(source: Upsert, planning: Planning, adopted: Set<CalendarItemView>): Decided {
	const { event, externalId } = source;
	const tombstone = planning.deletedInExchange?.get(externalId);
	if (tombstone) {
		const isChanged = fieldsOf(event).some(
			(name) => sourceFingerprint(event, name) !== tombstone.fields[name],
		);
		if (!isChanged || planning.policy === 'exchangeWins') {
			return { action: 'skip', reason: 'deletedInExchange' };
		}
		if (planning.policy !== 'sourceWins') {
			return { action: 'conflict', reason: 'deletedInExchange', inSource: versionOf(event) };
		}
	}
	const candidate = findCandidate(source, planning, adopted);
	if (candidate) {
		const { item } = candidate;
		if (isOwned(item)) return refuseOwned(item);
		adopted.add(item);
		return adopt(source, item, candidate.reason, planning);
	}
	if (!event.times) {
		return {
			action: 'fail',
			reason: 'invalidInput',
			field: 'start',
			message: 'The event is not in the calendar yet, and its start and end are missing',
		};
	}
	return {
		action: 'create',
		reason: 'new',
		event,
		state: firstState(event, planning.zones),
		...(event.subject !== undefined && { subject: event.subject }),
	};
}

/** The item that the event is already, though it is not linked; the input's own words come first. */
function findCandidate(
	{ given, event }: Upsert,
	{ unlinked, adoptMatching, zones }: Planning,
	adopted: ReadonlySet<CalendarItemView>,
) {
	const free = (item: CalendarItemView) => !adopted.has(item) && !item.isAttendeeCopy;
	const named = unlinked.filter(
		(item) =>
			free(item) &&
			((given?.id !== undefined && item.id === given.id) ||
				(given?.iCalUId !== undefined && item.iCalUId === given.iCalUId)),
	);
	if (named.length > 0) return { item: ownedLast(named), reason: 'givenItem' as const };
	if (!adoptMatching || !event.times || event.subject === undefined) return undefined;
	const matching = unlinked.filter(
		(item) =>
			free(item) &&
			['subject', schedule].every(
				(name) => item.fingerprint(name) === expectedFingerprint(event, name, zones),
			),
	);
	return matching.length === 0
		? undefined
		: { item: ownedLast(matching), reason: 'matching' as const };
}

/** An item of another source only where there is no other. */
function ownedLast(items: readonly CalendarItemView[]): CalendarItemView {
	return items.find(({ managedBy }) => managedBy === undefined) ?? items[0];
}

type Owned = CalendarItemView & { managedBy: string };

function isOwned(item: CalendarItemView): item is Owned {
	return item.managedBy !== undefined;
}

/** An item has one owner, the source that made it. */
function refuseOwned(item: Owned): Decided {
	const { managedBy } = item;
	return {
		...referenceTo(item),
		action: 'skip',
		reason: 'otherSource',
		managedBy,
		message: `The appointment belongs to the source "${managedBy}": it is neither linked nor changed, and no second one is made. Change it there, or leave the event out here`,
	};
}

/**
 * Links an item that was there before. Where it differs from the source, the policy decides: what stays as
 * it is in Exchange counts as changed there.
 */
function adopt(
	source: Upsert,
	item: CalendarItemView,
	reason: 'givenItem' | 'matching',
	planning: Planning,
): Decided {
	const { event } = source;
	const { policy, zones, unchangedSinceReport } = planning;
	const known = referenceTo(item);
	const differing = fieldsOf(event).filter(
		(name) => item.fingerprint(name) !== expectedFingerprint(event, name, zones),
	);
	const winner = unchangedSinceReport?.has(item.id) ? 'source' : whoWins(policy, source, item);
	if (differing.length > 0 && winner === 'nobody') {
		const versions = bothVersions(event, item);
		return {
			...known,
			action: 'conflict',
			reason: 'changedInBoth',
			fields: differing,
			...versions,
		};
	}
	const written = new Set(winner === 'source' ? differing : []);
	const state = firstState(event, zones);
	const endsSeries = item.isSeries && written.has('times') && !event.times?.recurrence;
	return {
		...known,
		action: 'adopt',
		reason,
		state,
		event: onlyFields(event, written),
		...(endsSeries && { endsSeries: true }),
	};
}

function planDeletion(
	source: Pick<SourceEvent, 'lastModified'>,
	item: CalendarItemView | undefined,
	planning: Planning,
	reason: 'deletedInSource' | 'missingInSnapshot' = 'deletedInSource',
): Decided {
	if (!item) return { action: 'skip', reason: 'notLinked' };
	const known = referenceTo(item);
	if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	const changed = changedByPeople(item);
	if (item.state && changed.length === 0) return { ...known, action: 'delete', reason };
	switch (whoWins(planning.policy, source, item)) {
		case 'source':
			return { ...known, action: 'delete', reason };
		case 'exchange':
			return { ...known, action: 'skip', reason: 'changedInExchange', fields: changed };
		case 'nobody':
			return {
				...known,
				action: 'conflict',
				reason: 'changedInExchange',
				fields: changed,
				inExchange: item.event(),
			};
	}
}

/**
 * Linked items that the input lacks: a snapshot deletes them, unless it may be incomplete. In every mode
 * their copies go.
 */
function withoutInput(events: readonly SourceEvent[], planning: Planning): PlannedAction[] {
	const present = new Set(events.map(({ externalId }) => externalId));
	const actions: PlannedAction[] = [];
	for (const [externalId, items] of planning.linked) {
		if (present.has(externalId)) continue;
		const decided = withCopies(externalId, items, (item) => planMissing(item!, planning));
		const isNews = planning.mode === 'snapshot' && decided.reason !== 'outsideWindow';
		if (isNews || decided.copies) actions.push({ externalId, ...decided });
	}
	return actions;
}

function planMissing(item: CalendarItemView, planning: Planning): Decided {
	const known = referenceTo(item);
	if (planning.mode !== 'snapshot') return { ...known, action: 'unchanged', reason: 'same' };
	if (!touches(item, planning.window)) {
		return { ...known, action: 'skip', reason: 'outsideWindow' };
	}
	if (planning.isIncomplete) return { ...known, action: 'skip', reason: 'sourceIncomplete' };
	return planDeletion({}, item, planning, 'missingInSnapshot');
}

function touches(item: CalendarItemView, window: Planning['window']): boolean {
	return item.start < window.end && (item.end > window.start || item.start >= window.start);
}

function referenceTo({ id, changeKey, subject }: CalendarItemView) {
	return { id, changeKey, subject };
}

function bothVersions(event: WritableEvent, item: CalendarItemView) {
	return { inSource: versionOf(event), inExchange: item.event() };
}
