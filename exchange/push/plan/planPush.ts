import { decideUpdate, firstState, whoWins } from './decideUpdate';
import { expectedFingerprint, fieldsOf, onlyFields, schedule, sourceFingerprint } from './fields';
import type { CalendarItemView, Planning, SourceEvent, PlannedAction } from './plan';
import { isMasked, isShown, shownSubject, shownVersion } from './shown';
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
		const items = planning.linked.get(externalId) ?? [];
		if (items.length > 1) return quarantine(externalId, items, planning, input);
		const hidden = planning.hidden?.get(externalId);
		if (items.length === 0 && hidden !== undefined) return leaveHidden(event, hidden);
		const decided =
			event.action === 'delete'
				? planDeletion(event, items[0], planning)
				: planUpsert(event as Upsert, items[0], planning, adopted);
		return { externalId, input, ...decided };
	});
	if (planning.mode === 'snapshot') actions.push(...missing(events, planning));
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

/** None of them can be picked as the event, so nothing is written to any of them. */
function quarantine(
	externalId: string,
	items: readonly CalendarItemView[],
	{ privacy }: Planning,
	input?: number,
): PlannedAction {
	const subject = shownSubject(items[0], privacy);
	return {
		action: 'conflict',
		externalId,
		...(input !== undefined && { input }),
		reason: 'duplicateLink',
		id: items[0].id,
		...(subject !== undefined && { subject }),
		duplicates: items.map(({ id }) => id),
		message: `The calendar has ${items.length} items of "${externalId}"; delete the wrong ones, or remove their link`,
	};
}

function planUpsert(
	source: Upsert,
	item: CalendarItemView | undefined,
	planning: Planning,
	adopted: Set<CalendarItemView>,
): Omit<PlannedAction, 'externalId' | 'input'> {
	if (!item) return planNew(source, planning, adopted);
	const known = referenceTo(item, planning, source.event);
	if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	const decision = decideUpdate(source, item, planning);
	const versions = decision.action === 'conflict' && bothVersions(source.event, item, planning);
	const endsSeries = item.isSeries && decision.event?.times && !decision.event.times.recurrence;
	return { ...known, ...decision, ...versions, ...(endsSeries && { endsSeries: true }) };
}

function planNew(
	source: Upsert,
	planning: Planning,
	adopted: Set<CalendarItemView>,
): Omit<PlannedAction, 'externalId' | 'input'> {
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
	if (candidate?.item.isAttendeeCopy) {
		const known = referenceTo(candidate.item, planning, event);
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	if (candidate) {
		adopted.add(candidate.item);
		return adopt(source, candidate.item, candidate.reason, planning);
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

function findCandidate(
	{ given, event }: Upsert,
	{ unlinked, adoptMatching, zones }: Planning,
	adopted: ReadonlySet<CalendarItemView>,
) {
	const free = (item: CalendarItemView) => !adopted.has(item) && !item.isAttendeeCopy;
	const named = unlinked.find(
		(item) =>
			!adopted.has(item) &&
			((given?.id !== undefined && item.id === given.id) ||
				(given?.iCalUId !== undefined && item.iCalUId === given.iCalUId)),
	);
	if (named) return { item: named, reason: 'givenItem' as const };
	if (!adoptMatching || !event.times || event.subject === undefined) return undefined;
	const matching = unlinked.filter((item) =>
		['subject', schedule].every(
			(name) => item.fingerprint(name) === expectedFingerprint(event, name, zones),
		),
	);
	const item = matching.find(free);
	return item && { item, reason: 'matching' as const };
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
): Omit<PlannedAction, 'externalId' | 'input'> {
	const { event } = source;
	const { policy, zones, unchangedSinceReport, privacy } = planning;
	const known = referenceTo(item, planning, event);
	const isAsTold = unchangedSinceReport?.has(item.id) === true;
	const differing = fieldsOf(event).filter(
		(name) => item.fingerprint(name) !== expectedFingerprint(event, name, zones),
	);
	const winner = isAsTold ? 'source' : whoWins(policy, source, item);
	if (differing.length > 0 && winner === 'nobody') {
		const versions = bothVersions(event, item, planning);
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
	if (isAsTold && isMasked(item, privacy)) {
		// Of what the source was not told it has a stand-in at most: that replaces nobody's words.
		for (const name of differing) {
			if (isShown(item, name, privacy)) continue;
			written.delete(name);
			state.fields[name][1] = item.fingerprint(name);
		}
	}
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
): Omit<PlannedAction, 'externalId' | 'input'> {
	if (!item) return { action: 'skip', reason: 'notLinked' };
	const known = referenceTo(item, planning);
	if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	const { state } = item;
	const changed = Object.entries(state?.fields ?? {})
		.filter(([name, [, had]]) => (item.fingerprint(name) ?? had) !== had)
		.filter(([name]) => !(name === 'times' && state?.pending))
		.map(([name]) => name);
	if (state && changed.length === 0) return { ...known, action: 'delete', reason };
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
				inExchange: shownVersion(item, planning.privacy),
			};
	}
}

/** Deletions of linked items that the input lacks, unless the input may be incomplete. */
function missing(events: readonly SourceEvent[], planning: Planning): PlannedAction[] {
	const present = new Set(events.map(({ externalId }) => externalId));
	const actions: PlannedAction[] = [];
	for (const [externalId, items] of planning.linked) {
		if (present.has(externalId)) continue;
		const [item] = items;
		if (!touches(item, planning.window)) continue;
		if (items.length > 1) actions.push(quarantine(externalId, items, planning));
		else if (planning.isIncomplete) {
			const known = referenceTo(item, planning);
			actions.push({ externalId, ...known, action: 'skip', reason: 'sourceIncomplete' });
		} else {
			const decided = planDeletion({}, item, planning, 'missingInSnapshot');
			actions.push({ externalId, ...decided });
		}
	}
	for (const [externalId, id] of planning.hidden ?? []) {
		if (!present.has(externalId) && !planning.linked.has(externalId)) {
			actions.push(leaveHidden({ externalId }, id));
		}
	}
	return actions;
}

function touches(item: CalendarItemView, window: Planning['window']): boolean {
	return item.start < window.end && (item.end > window.start || item.start >= window.start);
}

function referenceTo(item: CalendarItemView, { privacy }: Planning, event: WritableEvent = {}) {
	const { id, changeKey } = item;
	const isOwnOnly = item.isStandIn || (isMasked(item, privacy) && event.subject !== undefined);
	const subject = isOwnOnly ? event.subject : shownSubject(item, privacy);
	return { id, changeKey, ...(subject !== undefined && { subject }) };
}

function bothVersions(event: WritableEvent, item: CalendarItemView, { privacy }: Planning) {
	return { inSource: versionOf(event), inExchange: shownVersion(item, privacy) };
}

function leaveHidden(
	{ externalId, input }: Pick<SourceEvent, 'externalId'> & Partial<SourceEvent>,
	id: string,
): PlannedAction {
	return {
		action: 'skip',
		externalId,
		...(input !== undefined && { input }),
		reason: 'hiddenInExchange',
		id,
		message:
			'The appointment is private by now, and the service account may not see it. It stays as it is; with the right to view private items it is kept in step again.',
	};
}
