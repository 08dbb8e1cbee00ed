import { createHash } from 'node:crypto';
import { InvalidInput } from '../../errors';
import { shortDigest } from '../../shortDigest';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';

/** The property set of this package; never used by Exchange or Outlook. */
export const linkPropertySet = '7c1ee7f2-6f0c-4f5b-9d0e-3a4f6a1c52d8';

/** Holds the key: which source an item belongs to and what it is called there. */
export const externalKeyProperty: ExtendedPropertyUri = {
	setId: linkPropertySet,
	name: 'ExternalKey',
	type: 'String',
};

/** Holds the whole id of an event whose key has room for its digest only. */
export const externalIdProperty: ExtendedPropertyUri = {
	setId: linkPropertySet,
	name: 'ExternalId',
	type: 'String',
};

/** Holds a `LinkState` as JSON. */
export const externalStateProperty: ExtendedPropertyUri = {
	setId: linkPropertySet,
	name: 'ExternalState',
	type: 'String',
};

/**
 * FindItem gives no more of a text property, and a search may compare no more.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/finditem-operation
 */
const maxKeyLength = 255;
const maxSourceLength = 64;
/** Longest id of an event in its source, in characters. */
export const maxExternalIdLength = 4000;

/** Begins the digest that stands in a key for a long id. */
const digestMark = '#sha256:';

/** Begins every key of a source, and no key of another. */
export function sourcePrefix(source: string): string {
	return `${encodeURIComponent(source)}:`;
}

/** At most 255 characters, and another one for every id: a long id is in it as its digest. */
export function externalKey(source: string, externalId: string): string {
	const key = sourcePrefix(source) + externalId;
	if (key.length <= maxKeyLength && !externalId.startsWith(digestMark)) return key;
	// Hexadecimal: servers compare without regard to case.
	const digest = createHash('sha256').update(externalId).digest('hex');
	return sourcePrefix(source) + digestMark + digest;
}

/** A key as it is written, with the whole id where the key has only its digest. */
export interface WrittenKey {
	key: string;
	longId?: string;
}

export function writtenKey(source: string, externalId: string): WrittenKey {
	const key = externalKey(source, externalId);
	return { key, ...(key !== sourcePrefix(source) + externalId && { longId: externalId }) };
}

/** An id as it stands in the links of a source: a long one by its digest. */
export function idInLinks(source: string, externalId: string): string {
	return externalKey(source, externalId).slice(sourcePrefix(source).length);
}

/** Whose an item is. Neither: of no source. */
export interface ItemOwner {
	/** Its id in this source. */
	externalId?: string;
	/** The other source that made it. */
	managedBy?: string;
}

/**
 * Tells whose a key is.
 * @param longId the whole id; without it a long id is known by the digest in its key alone
 */
export function ownerOf(source: string, key: string | undefined, longId?: string): ItemOwner {
	if (!key) return {};
	const prefix = sourcePrefix(source);
	if (!key.startsWith(prefix)) return { managedBy: sourceOfKey(key) };
	const isLong = longId !== undefined && externalKey(source, longId) === key;
	return { externalId: isLong ? longId : key.slice(prefix.length) };
}

function sourceOfKey(key: string): string {
	const [name] = key.split(':', 1);
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}

/** @throws InvalidInput naming `source` */
export function checkSource(source: unknown): asserts source is string {
	if (typeof source !== 'string' || source.trim() === '') {
		throw new InvalidInput('source', 'The name of the source is missing', {
			remedy: 'Name the other system, such as "hr". Keep the name: it finds the items again.',
		});
	}
	// eslint-disable-next-line no-control-regex -- these are the very characters to find
	if (source.length > maxSourceLength || /[\u0000-\u001f]|\p{Surrogate}/u.test(source)) {
		throw new InvalidInput('source', `The name of the source can't be used`, {
			remedy: `Use at most ${maxSourceLength} letters, digits and signs.`,
		});
	}
	if (sourcePrefix(source).length > 150) {
		throw new InvalidInput('source', 'The name of the source is too long', {
			remedy: 'Use fewer letters outside of A to Z.',
		});
	}
}

/**
 * Memory of the source's last write, kept in the item as JSON in a named property.
 * It tells which side changed what since, without any store beside the calendar.
 */
export interface LinkState {
	version: 1;
	/** By field of the source: fingerprints of what the source gave and of what Exchange then had. */
	fields: Record<string, FieldState>;
	/** Fields of single occurrences that the source gives, although not for their series. */
	occurrenceFields?: string[];
	/** A series whose cancelled and moved occurrences are not all written yet. */
	pending?: true;
	/** Fingerprint of the schedule of such a series, as it was written. */
	schedule?: string;
	/** Why Exchange refused an exception of the series, or its times. */
	refused?: string;
	/** It refused the times: the series has its former ones. */
	refusedTimes?: true;
	/** Writes of the same once more, since people had changed it: each write leaves another memory. */
	rewrites?: number;
	/** The item is the meeting of somebody else, and was linked all the same. */
	ofAttendee?: true;
	/** The item that was written; absent until its UID was read. */
	item?: ItemMark;
}

/**
 * Digests of an item's UID and id. A copy of it has others of both, though it has all of its properties; an
 * item that is moved, answered or restored keeps its UID, and one of which another program has a server give
 * a new UID keeps its id.
 * @see https://learn.microsoft.com/office/client-developer/outlook/mapi/pidlidglobalobjectid-canonical-property
 */
export type ItemMark = [uid: string, id: string];

interface MarkedItem {
	id: string;
	iCalUId?: string;
}

/** Undefined where the server gives no UID: nothing would tell that an item was moved, and not copied. */
export function markOf({ id, iCalUId }: MarkedItem): ItemMark | undefined {
	// Hexadecimal: some servers may write it in small letters.
	return iCalUId === undefined ? undefined : [shortDigest(iCalUId.toUpperCase()), shortDigest(id)];
}

/** True for the very item that was written, under the id that it had then. */
export function isMarkedId(state: LinkState | undefined, id: string): boolean {
	return state?.item !== undefined && state.item[1] === shortDigest(id);
}

/** True for a copy that somebody made of what was written: its key and its memory are those of the other. */
export function isCopy(state: LinkState | undefined, item: MarkedItem): boolean {
	if (state?.item === undefined || isMarkedId(state, item.id)) return false;
	return markOf(item)?.[0] !== state.item[0];
}

/** [of what the source gave, of what Exchange had after the write in its forgiving form] */
export type FieldState = [source: string, exchange: string];

/** True for memories of the same fields, of which the source gave the same. */
export function isGivenTheSame(a: LinkState, b: LinkState): boolean {
	const given = ({ fields }: LinkState) =>
		JSON.stringify(
			Object.entries(fields)
				.map(([name, [source]]) => [name, source])
				.sort(([x], [y]) => (x < y ? -1 : 1)),
		);
	return given(a) === given(b);
}

/** The same text for the same memory, in whichever order its parts were noted: texts tell whether it is. */
export function writeLinkState(state: LinkState): string {
	const { version, fields, occurrenceFields, pending, schedule, rewrites } = state;
	const { refused, refusedTimes, ofAttendee, item } = state;
	return JSON.stringify({
		version,
		fields,
		occurrenceFields,
		pending,
		schedule,
		refused,
		refusedTimes,
		rewrites,
		ofAttendee,
		item,
	});
}

/** Undefined for anything that is no state of ours; the item is then treated as written by nobody. */
export function readLinkState(text: string | undefined): LinkState | undefined {
	if (text === undefined) return undefined;
	try {
		const found = JSON.parse(text) as Partial<LinkState> | null;
		if (found?.version !== 1 || typeof found.fields !== 'object' || found.fields === null) {
			return undefined;
		}
		const fields: LinkState['fields'] = {};
		for (const [name, value] of Object.entries(found.fields)) {
			if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
				fields[name] = [value[0], value[1]];
			}
		}
		const { occurrenceFields, pending, schedule, refused, refusedTimes, rewrites } = found;
		const { ofAttendee, item } = found;
		return {
			version: 1,
			fields,
			...(Array.isArray(occurrenceFields) && { occurrenceFields }),
			...(pending === true && { pending: true }),
			...(typeof schedule === 'string' && { schedule }),
			...(typeof refused === 'string' && { refused }),
			...(refusedTimes === true && { refusedTimes: true }),
			...(typeof rewrites === 'number' && { rewrites }),
			...(ofAttendee === true && { ofAttendee: true }),
			...(isItemMark(item) && { item }),
		};
	} catch {
		return undefined;
	}
}

function isItemMark(found: unknown): found is ItemMark {
	return (
		Array.isArray(found) && found.length === 2 && found.every((part) => typeof part === 'string')
	);
}
