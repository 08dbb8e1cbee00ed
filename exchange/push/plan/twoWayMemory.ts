import { timeZones } from '../../calendar/timeZone';
import type { Privacy } from '../../changes/privacy';
import { shortDigest } from '../../shortDigest';
import type { WritableEvent } from '../input/writableEvent';
import { occurrenceFields, rememberedOccurrenceFields } from './comparable';
import {
	type FieldName,
	expectedFingerprint,
	fieldOfOccurrences,
	fieldsOf,
	isUnwatched,
	plainFields,
} from './fields';
import type { LinkState } from './link';
import type { CalendarItemView, PlannedAction } from './plan';
import { isMasked, isShown, shownVersion } from './shown';
import { isUnfinished } from './unfinished';

/**
 * Memory from one two-way run to the next: the state of each side that the other one knows. Ids of the
 * source may be any text, so they are keys of maps and never of objects.
 */
export interface TwoWayMemory {
	/** Mailbox, source and calendar; a memory of another scope is refused. */
	scope: string;
	/** Exchange's own mark in its list of changes; absent before the first run. */
	syncState?: string;
	/** UTC milliseconds. */
	writtenAt: number;
	/** By external id. */
	links: Map<string, RememberedLink>;
	/** Items without a link, by item id. */
	others: Map<string, RememberedItem>;
	/** Linked events that people deleted, until the source drops them as well. */
	deleted: Map<string, RememberedDeletion>;
	/** What became of ids that the source was told, and that name nothing any more. */
	formerIds: Map<string, FormerId>;
}

/** Fingerprint of a field that is as it was, and was not told yet. */
export const unknown = '';

export type Fingerprints = Record<FieldName, string>;

export interface RememberedLink
	extends Pick<CalendarItemView, 'start' | 'days' | 'isSeries' | 'isPrivate' | 'isAttendeeCopy'> {
	id: string;
	/** Of the version that is remembered; empty when it has to be read again. */
	changeKey: string;
	/** UTC milliseconds; absent of a series without end. */
	end?: number;
	/** As the item has it. */
	state?: LinkState;
	/** Fingerprints of what the source gave last. */
	source: Fingerprints;
	/** Fingerprints of the fields that people changed, as the source was told. */
	reported: Fingerprints;
	/** Fingerprints of the fields that the source does not give, as it was told. */
	otherFields?: Fingerprints;
	/** Made by the last run, so that Exchange has not listed it yet: were it gone, nothing would be listed. */
	isUnlisted?: true;
	/** Ids of further items with the same key. */
	copies?: string[];
	/** Brought back by people and told as created; the source has not given it since. */
	restored?: 'told' | 'doubt';
	/** Fingerprints now of further fields that people changed: conflicts, and what privacy hides. */
	untold?: Fingerprints;
	/** Fields that were told, nobody knows whether it arrived: told again until a run is confirmed. */
	doubts?: FieldName[];
}

export interface RememberedItem {
	changeKey: string;
	iCalUId?: string;
	/** Digest of the version that was reported; absent while the item lay outside the window. */
	reported?: string;
	/** UTC milliseconds; `end` absent of a series without end. */
	start: number;
	end?: number;
	/** Told, nobody knows whether it arrived; `created`: no run that was confirmed told of it. */
	doubt?: 'created' | 'updated';
	/** Told as deleted, beside a doubt: it may have to be told again. */
	isGone?: true;
}

/** Place and UID as they were last: what is gone may come back under another id. */
export interface FormerId extends Pick<RememberedItem, 'iCalUId' | 'start' | 'end'> {
	/** The id after that one; absent where the item is gone. */
	id?: string;
}

export interface RememberedDeletion {
	source: Fingerprints;
	/** Of the item, until the source was told. */
	id?: string;
	/** The same once it was told; of use until the run is confirmed. */
	toldId?: string;
	/** Told by a run that was never confirmed. */
	isDoubtful?: true;
}

/** True once the source was told, or may have been. */
export function isToldDeletion({ id, isDoubtful }: RememberedDeletion): boolean {
	return id === undefined || isDoubtful === true;
}

export function emptyMemory(scope: string): TwoWayMemory {
	return {
		scope,
		writtenAt: 0,
		links: new Map(),
		others: new Map(),
		deleted: new Map(),
		formerIds: new Map(),
	};
}

/** True when both hold the same of every event. Yields now and then. */
export function* remembersSame(a: TwoWayMemory, b: TwoWayMemory): Generator<void, boolean> {
	return (
		(yield* sameEntries(a.links, b.links)) &&
		(yield* sameEntries(a.others, b.others)) &&
		(yield* sameEntries(a.deleted, b.deleted)) &&
		(yield* sameEntries(a.formerIds, b.formerIds))
	);
}

function* sameEntries<T>(
	a: ReadonlyMap<string, T>,
	b: ReadonlyMap<string, T>,
): Generator<void, boolean> {
	if (a.size !== b.size) return false;
	for (const [key, value] of a) {
		const other = b.get(key);
		if (other === value) continue;
		if (JSON.stringify(other) !== JSON.stringify(value)) return false;
		yield;
	}
	return true;
}

/** Fields of the source that people changed, with their fingerprints now. */
function changedFields(item: CalendarItemView): Fingerprints {
	const changed: Fingerprints = {};
	for (const [name, [, had]] of Object.entries(item.state?.fields ?? {})) {
		const has = item.fingerprint(name);
		if (has !== had && !(name === 'times' && isUnfinished(item))) changed[name] = has;
	}
	return changed;
}

/** Changes of people that the action does not overwrite. */
export function unwrittenChanges(
	item: CalendarItemView,
	action: PlannedAction | undefined,
): Fingerprints {
	const changed = changedFields(item);
	for (const name of Object.keys(changed)) {
		const after = action?.state?.fields[name];
		if (after && after[1] !== item.state?.fields[name]?.[1]) delete changed[name];
		else if (action?.event && fieldsOf(action.event).includes(name)) delete changed[name];
	}
	return changed;
}

/** Changed fields among those that the source does not give: its own writes never touch them. */
export function otherChanges(
	item: CalendarItemView,
	link: RememberedLink | undefined,
	privacy: Privacy,
): FieldName[] {
	return otherFields(item).filter((name) => {
		if (!isShown(item, name, privacy)) return false;
		const has = item.fingerprint(name);
		const before = link?.otherFields?.[name];
		if (has === unknown) return false;
		return before === undefined ? !isDefault(item, name, has) : before !== has;
	});
}

/** Fingerprints of the fields that the source is told and does not give. */
export function toldOfOthers(
	item: CalendarItemView,
	link: RememberedLink | undefined,
	privacy: Privacy,
): Fingerprints {
	const told: Fingerprints = {};
	for (const name of otherFields(item)) {
		const before = link?.otherFields?.[name];
		const has = item.fingerprint(name);
		if (has !== unknown && isShown(item, name, privacy)) told[name] = has;
		else if (before !== undefined) told[name] = before;
	}
	return told;
}

function otherFields({ state, isSeries }: CalendarItemView): FieldName[] {
	const fields = reportedFields.filter((name) => state?.fields[name] === undefined);
	if (!isSeries || state?.fields.times === undefined) return fields;
	const own = rememberedOccurrenceFields(state);
	const ofOthers = occurrenceFields.filter((name) => !own.includes(name));
	return [...fields, ...ofOthers.map(fieldOfOccurrences)];
}

/** True for the fingerprint of a field that nobody has set: nothing to report. */
function isDefault(item: CalendarItemView, name: FieldName, has: string): boolean {
	const [busy, free] = defaultFingerprints(name);
	if (has === busy) return true;
	// All-day events are free by themselves.
	return has === free && item.event().isAllDay !== false;
}

/** True for a field that is empty by itself, and is not any more. What a stand-in has is not known yet. */
export function isFilledIn(item: CalendarItemView, name: FieldName): boolean {
	const has = item.fingerprint(name);
	const isOfItem = name === 'subject' || name === 'times' || isUnwatched(name);
	return !isOfItem && has !== unknown && !isDefault(item, name, has);
}

/** Fingerprints of a field that nobody has set. */
export function defaultFingerprints(name: FieldName): string[] {
	const zones = timeZones();
	return defaults.map((event) => expectedFingerprint(event, name, zones));
}

const nothing: WritableEvent = {
	subject: '',
	body: { contentType: 'text', content: '' },
	location: '',
	sensitivity: 'normal',
	importance: 'normal',
	categories: [],
	attendees: [],
};
/** Exchange shows all-day events as free. */
const defaults: readonly WritableEvent[] = [
	{ ...nothing, showAs: 'busy' },
	{ ...nothing, showAs: 'free' },
];

/** Reminders are everybody's own. */
export const reportedFields: readonly FieldName[] = plainFields.filter(
	(name) => !isUnwatched(name),
);

/** All that the source is told of an item that is not linked. */
export function digestOf(item: CalendarItemView, privacy: Privacy): string {
	const all = isMasked(item, privacy)
		? shownDigest(item, privacy)
		: reportedFields.map((name) => item.fingerprint(name)).join(' ');
	return shortDigest(all);
}

function shownDigest(item: CalendarItemView, privacy: Privacy): string {
	const { start, end, isAllDay, showAs, sensitivity, recurrence, exceptions } = shownVersion(
		item,
		privacy,
	);
	return JSON.stringify({ start, end, isAllDay, showAs, sensitivity, recurrence, exceptions });
}
