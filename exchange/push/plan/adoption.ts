import { minuteMs, shortestDayMs } from '../../calendar/civil';
import { each } from '../../eventLoop';
import type { WritableEvent, WritableTimes } from '../input/writableEvent';
import { isAlone } from './alone';
import { changeOfSeries } from './changeOfSeries';
import { givenOccurrenceFields, line } from './comparable';
import { firstState, whoWins } from './decideUpdate';
import {
	expectedFingerprint,
	fieldsOf,
	onlyFields,
	schedule,
	timesWith,
	type FieldName,
} from './fields';
import { markOf, type LinkState } from './link';
import type {
	CalendarItemView,
	PlannedAction,
	Planning,
	SourceEvent,
	Stranger,
	UnreadableItem,
} from './plan';
import {
	hidesSomething,
	isMasked,
	isOfHiddenWordsOnly,
	isOfWordsOnly,
	isShown,
	shownSubject,
	shownVersion,
} from './shown';
import { unreadable } from './unreadable';
import { versionOf } from './versions';

export type Upsert = SourceEvent & { event: WritableEvent };
export type Decided = Omit<PlannedAction, 'externalId' | 'input'>;

/** An item that an event is already, though it is not linked. */
interface Candidate {
	item: CalendarItemView;
	reason: 'givenItem' | 'matching';
}

/** Items that events may be linked to, each once. */
export interface Candidates {
	/** An item that the input names comes first, then one that is alike. */
	find(source: Upsert): Candidate | undefined;
	/** The refusal of an event that may be an item that can't be read. */
	refuseUnreadable(source: Upsert): Decided | undefined;
	/** Nobody else gets it. */
	take(item: CalendarItemView, externalId: string): void;
	/** The external id that the item of an id has already, or gets with this run. */
	ownerOf(id: string): string | undefined;
}

function add<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
	const there = lists.get(name);
	if (there) there.push(item);
	else lists.set(name, [item]);
}

/** Items between two pauses: each has two fingerprints to make. */
const itemsAtOnce = 16;

/** Sorts the items that are not linked, so that each event finds its own without looking at all. */
export function* findCandidates({
	linked,
	unlinked,
	unreadable: reasons,
	unreadableUnlinked = [],
	adoptMatching,
	zones,
}: Planning): Generator<void, Candidates> {
	const byName = new Map<string, CalendarItemView[]>();
	const sort = (item: CalendarItemView) => {
		add(byName, `id ${item.id}`, item);
		if (item.iCalUId !== undefined) add(byName, `uid ${item.iCalUId}`, item);
		if (adoptMatching && !item.isAttendeeCopy)
			add(byName, `like ${matched.map((name) => item.fingerprint(name)).join(' ')}`, item);
	};
	yield* each(unlinked, sort, itemsAtOnce);
	const unread = new Map<string, UnreadableItem[]>();
	const sortUnread = (item: UnreadableItem) => {
		if (item.iCalUId !== undefined) add(unread, `uid ${item.iCalUId}`, item);
		add(unread, `subject ${line(item.subject)}`, item);
	};
	yield* each(unreadableUnlinked, sortUnread, itemsAtOnce);
	const owners = new Map<string, string>();
	const own = ([externalId, items]: [string, readonly CalendarItemView[]]) => {
		for (const { id } of items) owners.set(id, externalId);
	};
	yield* each(linked, own, itemsAtOnce);
	const free = (name: string): CalendarItemView | undefined => {
		// Those of another source only where there is no other: they can be told, not linked.
		let owned: CalendarItemView | undefined;
		for (const item of byName.get(name) ?? []) {
			if (owners.has(item.id)) continue;
			if (item.managedBy === undefined) return item;
			owned ??= item;
		}
		return owned;
	};
	return {
		find({ given, event }) {
			const named =
				(given?.id !== undefined && free(`id ${given.id}`)) ||
				(given?.iCalUId !== undefined && free(`uid ${given.iCalUId}`));
			if (named) return { item: named, reason: 'givenItem' };
			if (!adoptMatching || !event.times || event.subject === undefined) return undefined;
			const like = matched.map((name) => expectedFingerprint(event, name, zones)).join(' ');
			const item = free(`like ${like}`);
			return item && { item, reason: 'matching' };
		},
		refuseUnreadable({ given, event }) {
			const { times, subject } = event;
			const named = given?.iCalUId === undefined ? undefined : unread.get(`uid ${given.iCalUId}`);
			const alike = adoptMatching && times && subject !== undefined;
			const like = alike ? unread.get(`subject ${line(subject)}`) : undefined;
			const item = named?.[0] ?? like?.find(({ start }) => times && isStart(times, start));
			if (!item) return undefined;
			const what = named ? undefined : 'An appointment that may be the event';
			return {
				...unreadable(reasons?.get(item.id) ?? '', what),
				id: item.id,
				...(named && { field: 'iCalUId' }),
				...(subject !== undefined && { subject }),
			};
		},
		take: ({ id }, externalId) => void owners.set(id, externalId),
		ownerOf: (id) => owners.get(id),
	};
}

/** The fields in which an item that is the event already is like it. */
const matched = ['subject', schedule];

/** Of days a list shows the instant at which they begin in their own zone, whichever that is. */
function isStart({ start, isAllDay }: WritableTimes, listed = NaN): boolean {
	return Math.abs(Date.parse(start) - listed) < (isAllDay ? shortestDayMs : minuteMs);
}

type Owned = CalendarItemView & { managedBy: string };

export function isOwned(item: CalendarItemView): item is Owned {
	return item.managedBy !== undefined;
}

/** An item has one owner, the source that made it. */
export function refuseOwned(item: Owned, planning: Planning): Decided {
	const { managedBy } = item;
	return {
		...referenceTo(item, planning),
		action: 'skip',
		reason: 'otherSource',
		managedBy,
		message: `The appointment belongs to the source "${managedBy}": it is neither linked nor changed, and no second one is made. Change it there, or leave the event out here`,
	};
}

/** What is no appointment of the calendar would never be found again by the key that is written into it. */
export function refuseStranger(stranger: Stranger): Decided {
	const isOccurrence = stranger === 'occurrence';
	return {
		action: 'fail',
		reason: 'invalidInput',
		field: 'id',
		message: isOccurrence
			? 'The id (Link by Exchange ID) is that of an occurrence: only a whole series can be linked'
			: 'The id (Link by Exchange ID) is that of an item that is not in this calendar',
		remedy: isOccurrence
			? 'Give the id of its series, with an event that repeats: Get Changes calls it seriesMasterId. Or leave the id out.'
			: 'Choose the mailbox and the calendar that it is in, or leave the id out.',
	};
}

/** An item has one external id of its source: under another one it would be a second event. */
export function refuseOtherId(id: string, externalId: string): Decided {
	return {
		action: 'skip',
		reason: 'otherExternalId',
		id,
		message: `The id is that of the appointment of "${externalId}", another external ID of this source: it is neither linked nor changed, and no second one is made. Send the event as "${externalId}", or leave the id out`,
	};
}

/**
 * Links an item that was there before. Where it differs from the source, the policy decides: what stays as
 * it is in Exchange counts as changed there.
 */
export function adopt(
	source: Upsert,
	item: CalendarItemView,
	reason: 'givenItem' | 'matching',
	planning: Planning,
): Decided {
	const { event } = source;
	const { policy, zones, unchangedSinceReport, privacy } = planning;
	const known = referenceTo(item, planning, event);
	const isAsTold = unchangedSinceReport?.has(item.id) === true;
	const has = (name: FieldName) =>
		item.fingerprint(name === 'times' ? timesWith(givenOccurrenceFields(event)) : name);
	const differing = fieldsOf(event).filter(
		(name) => has(name) !== expectedFingerprint(event, name, zones),
	);
	const hides = isAsTold && hidesSomething(item, privacy);
	const isOfWords = hides && differing.includes('times') && isOfWordsOnly(event, item, zones);
	// Words of one occurrence can't be written beside those of another one that are hidden.
	const isMixed = isOfWords && !isOfHiddenWordsOnly(event, item, planning);
	const winner = isAsTold && !isMixed ? 'source' : whoWins(policy, source, item);
	if (differing.length > 0 && (winner === 'nobody' || isMixed)) {
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
	const mark = markOf(item);
	const state: LinkState = {
		...firstState(event, zones),
		...(mark && { item: mark }),
		...(item.isAttendeeCopy && { ofAttendee: true }),
	};
	if (hides) {
		// Of what the source was not told it has a stand-in at most: that replaces nobody's words.
		for (const name of differing) {
			const isTold = name === 'times' ? !isOfWords : isShown(item, name, privacy);
			if (isTold) continue;
			written.delete(name);
			state.fields[name][1] = has(name);
		}
	}
	const fields = onlyFields(event, written);
	return {
		...known,
		action: 'adopt',
		reason,
		state,
		event: fields,
		...(written.has('times') && changeOfSeries(event, item, zones, fields)),
		...(isAlone(item, fields) && { isAlone: true }),
	};
}

export function referenceTo(
	item: CalendarItemView,
	{ privacy }: Planning,
	event: WritableEvent = {},
) {
	const { id, changeKey } = item;
	const isOwnOnly = item.isStandIn || (isMasked(item, privacy) && event.subject !== undefined);
	const subject = isOwnOnly ? event.subject : shownSubject(item, privacy);
	return { id, changeKey, ...(subject !== undefined && { subject }) };
}

export function bothVersions(event: WritableEvent, item: CalendarItemView, { privacy }: Planning) {
	return { inSource: versionOf(event), inExchange: shownVersion(item, privacy) };
}
