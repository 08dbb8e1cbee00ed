import { touches } from '../../calendar/civil';
import { each } from '../../eventLoop';
import {
	adopt,
	bothVersions,
	findCandidates,
	isOwned,
	referenceTo,
	refuseOtherId,
	refuseOwned,
	refuseStranger,
	type Candidates,
	type Decided,
	type Upsert,
} from './adoption';
import { isAlone } from './alone';
import { changeOfSeries } from './changeOfSeries';
import { changedByPeople, copyToRemove, describeCopies, sortOutCopies } from './copies';
import { decideUpdate, firstState, whoWins } from './decideUpdate';
import { fieldsOf, isGivenAsBefore } from './fields';
import type { CalendarItemView, PlannedAction, Planning, SourceEvent } from './plan';
import { shownSubject, shownVersion } from './shown';
import { unreadable } from './unreadable';
import { versionOf } from './versions';

/** Events between two pauses. */
const eventsAtOnce = 8;

/**
 * Decides what to do with each event: pure, so that every history of edits and crashes can be tried.
 *
 * Identity is the key in the item itself. Changes are found by three-way comparison with the fingerprints
 * that the item remembers of the last write, as file synchronizers do it.
 * @see https://www.cis.upenn.edu/~bcpierce/papers/snc-mobicom.pdf
 * @returns one action for each input, in order, then the deletions of a snapshot
 */
export function planPush(events: readonly SourceEvent[], planning: Planning): PlannedAction[] {
	const work = planInSteps(events, planning);
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}

/** The same, for callers that let others work in between. */
export function* planInSteps(
	events: readonly SourceEvent[],
	planning: Planning,
): Generator<void, PlannedAction[]> {
	const repeated = repeatedIds(events);
	const candidates = yield* findCandidates(planning);
	const actions: PlannedAction[] = [];
	const plan = (event: SourceEvent): PlannedAction => {
		const { externalId, input, failure } = event;
		if (failure) {
			return { action: 'fail', externalId, input, reason: 'invalidInput', ...failure };
		}
		if (repeated.has(externalId)) return refuseRepeated(event);
		const hidden = planning.hidden?.get(externalId);
		if (hidden !== undefined && !planning.linked.has(externalId)) return leaveHidden(event, hidden);
		const decide = (item: CalendarItemView | undefined) =>
			event.action === 'delete'
				? planDeletion(event, item, planning)
				: planUpsert(event as Upsert, item, planning, candidates);
		const failed = unreadableItem(event, planning);
		if (failed) return { externalId, input, ...failed };
		const items = planning.linked.get(externalId) ?? [];
		return { externalId, input, ...withCopies(externalId, items, planning, decide) };
	};
	yield* each(events, (event) => actions.push(plan(event)), eventsAtOnce);
	// What is sent under another external id is not missing.
	const present = new Set([
		...events.map(({ externalId }) => externalId),
		...actions.flatMap(({ reason, id = '' }) =>
			reason === 'otherExternalId' ? (candidates.ownerOf(id) ?? []) : [],
		),
	]);
	actions.push(...(yield* planWithoutInput(present, planning)));
	return actions;
}

function unreadableItem(
	{ externalId, given }: SourceEvent,
	{ linked, unreadable: unreadableIds, unreadableLinks }: Planning,
): Decided | undefined {
	const own = unreadableLinks?.get(externalId);
	const id = own ?? (linked.has(externalId) ? undefined : given?.id);
	const why = id === undefined ? undefined : unreadableIds?.get(id);
	if (why === undefined) return undefined;
	const field = own === undefined ? { field: 'id' } : {};
	return { ...unreadable(why), id, ...field };
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

/** Decides about the item of an event that stays; where people changed several, nothing is written to any. */
function withCopies(
	externalId: string,
	items: readonly CalendarItemView[],
	planning: Planning,
	decide: (item: CalendarItemView | undefined) => Decided,
): Decided {
	if (items.length < 2) return decide(items[0]);
	const sorted = sortOutCopies(items);
	const { kept, removable, changed } = sorted;
	const subjectOf = (item: CalendarItemView) => shownSubject(item, planning.privacy);
	const copies = removable.length > 0 && {
		copies: removable.map((item) => copyToRemove(item, subjectOf(item))),
	};
	if (changed.length === 0) return { ...decide(kept), ...copies };
	const subject = subjectOf(kept);
	return {
		action: 'conflict',
		reason: 'duplicateLink',
		id: kept.id,
		...(subject !== undefined && { subject }),
		duplicates: [kept, ...changed].map(({ id }) => id),
		message: describeCopies(externalId, sorted, subjectOf),
		...copies,
	};
}

function planUpsert(
	source: Upsert,
	item: CalendarItemView | undefined,
	planning: Planning,
	candidates: Candidates,
): Decided {
	if (!item) return planNew(source, planning, candidates);
	const known = referenceTo(item, planning, source.event);
	if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	const decision = decideUpdate(source, item, planning);
	const versions = decision.action === 'conflict' && bothVersions(source.event, item, planning);
	// What comes of an update is told under the subject that it has then.
	const subject = decision.action === 'update' ? decision.event?.subject : undefined;
	const isUpdate = decision.action === 'update';
	const isMoved = isUpdate && decision.event?.times !== undefined && !decision.missing;
	const series = isMoved && changeOfSeries(source.event, item, planning.zones, decision.event);
	const attendeesBefore = item.state?.fields.attendees;
	const isUnheard = isMoved && planning.mailsChangedOnly && item.hasAttendees;
	return {
		...known,
		...(subject !== undefined && { subject }),
		...decision,
		...versions,
		...series,
		...(isUpdate && isAlone(item, decision.event) && { isAlone: true }),
		...(isUpdate && attendeesBefore && { attendeesBefore }),
		...(isUnheard && { message: unheard }),
	};
}

const unheard =
	'The meeting has a new time, and Send Invitations is set to changed attendees only: the others keep the old time. Send to all to tell them';

function planNew(source: Upsert, planning: Planning, candidates: Candidates): Decided {
	const { event, externalId } = source;
	const tombstone = planning.deletedInExchange?.get(externalId);
	if (tombstone) {
		const isChanged = fieldsOf(event).some(
			(name) => !isGivenAsBefore(event, name, tombstone.fields[name], planning.zones),
		);
		if (!isChanged || planning.policy === 'exchangeWins') {
			return { action: 'skip', reason: 'deletedInExchange' };
		}
		if (planning.policy !== 'sourceWins') {
			return { action: 'conflict', reason: 'deletedInExchange', inSource: versionOf(event) };
		}
	}
	const { id } = source.given ?? {};
	const stranger = id === undefined ? undefined : planning.strangers?.get(id);
	if (stranger !== undefined) return refuseStranger(stranger);
	const owner = id === undefined ? undefined : candidates.ownerOf(id);
	if (id !== undefined && owner !== undefined) return refuseOtherId(id, owner);
	const candidate = candidates.find(source);
	if (candidate) {
		const { item } = candidate;
		if (isOwned(item)) return refuseOwned(item, planning);
		if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
			return { ...referenceTo(item, planning, event), action: 'skip', reason: 'attendeeCopy' };
		}
		candidates.take(item, externalId);
		return adopt(source, item, candidate.reason, planning);
	}
	if (id !== undefined && planning.goneIds?.has(id)) {
		return { action: 'skip', reason: 'deletedInExchange' };
	}
	const refused = candidates.refuseUnreadable(source);
	if (refused) return refused;
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

function planDeletion(
	source: Pick<SourceEvent, 'lastModified'>,
	item: CalendarItemView | undefined,
	planning: Planning,
	reason: 'deletedInSource' | 'missingInSnapshot' = 'deletedInSource',
): Decided {
	if (!item) return { action: 'skip', reason: 'notLinked' };
	const known = referenceTo(item, planning);
	if (item.isAttendeeCopy && !planning.allowAttendeeCopies) {
		return { ...known, action: 'skip', reason: 'attendeeCopy' };
	}
	if (planning.restored?.has(item.externalId ?? '')) {
		return { ...known, action: 'skip', reason: 'changedInExchange' };
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
				inExchange: shownVersion(item, planning.privacy),
			};
	}
}

/**
 * Linked items that the input lacks: a snapshot deletes them, unless it may be incomplete. In every mode
 * their copies go.
 */
function* planWithoutInput(
	present: ReadonlySet<string>,
	planning: Planning,
): Generator<void, PlannedAction[]> {
	const actions: PlannedAction[] = [];
	const plan = ([externalId, items]: [string, readonly CalendarItemView[]]) => {
		if (present.has(externalId) || planning.unreadableLinks?.has(externalId)) return;
		const decided = withCopies(externalId, items, planning, (item) => planMissing(item!, planning));
		const isNews = planning.mode === 'snapshot' && decided.reason !== 'outsideWindow';
		if (isNews || decided.copies) actions.push({ externalId, ...decided });
	};
	yield* each(planning.linked, plan, eventsAtOnce);
	for (const [externalId, id] of planning.mode === 'snapshot' ? (planning.hidden ?? []) : []) {
		if (!present.has(externalId) && !planning.linked.has(externalId)) {
			actions.push(leaveHidden({ externalId }, id));
		}
	}
	return actions;
}

function planMissing(item: CalendarItemView, planning: Planning): Decided {
	const known = referenceTo(item, planning);
	if (planning.mode !== 'snapshot') return { ...known, action: 'unchanged', reason: 'same' };
	if (!touches(item, planning.window)) {
		return { ...known, action: 'skip', reason: 'outsideWindow' };
	}
	if (planning.isIncomplete) return { ...known, action: 'skip', reason: 'sourceIncomplete' };
	return planDeletion({}, item, planning, 'missingInSnapshot');
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
			'The appointment is there, but the service account cannot read it or its External ID: it is private by now, an update by its organizer took the External ID away, or the server fails to give it. It stays as it is. With the right to view private items it is kept in step again, a meeting of somebody else after a push with its id (Link by Exchange ID).',
	};
}
