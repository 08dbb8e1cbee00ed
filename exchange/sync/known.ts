import { instantText } from '../calendar/civil';
import { Digest } from './digest';
import { eventKey } from './eventKey';
import type { Window } from './window';

/** What is remembered of an event that was reported: enough to see that it differs. */
export interface KnownEvent extends Window {
	/** 53 bits of what the event says, see contentDigest. */
	content: number;
	/**
	 * Left by a run that was never confirmed, not kept in positions: `unreported`, it may never have
	 * arrived downstream; `outdated`, something else may have arrived in its place.
	 */
	doubt?: 'unreported' | 'outdated';
}

/** What is remembered of a single, or of a series with its occurrences. */
export interface KnownItem {
	/** Digests of the ItemIds that carry this UID: one, unless the mailbox holds the item twice. */
	ids: string[];
	/** Empty when the server gave none. */
	uid: string;
	/** Invitations to one occurrence of a series that is not in the calendar: its original start. */
	instance?: number;
	/** The single itself, or with `expand: 'series'` the master over its whole extent, once reported. */
	self?: KnownEvent;
	/** Reported occurrences by original start. */
	occurrences?: Map<number, KnownEvent>;
	/** The earliest start after the window that was last looked at: when it enters, the item is read. */
	nextStart?: number;
	/** Only an unconfirmed run knows it; not kept in positions. */
	isUnconfirmed?: true;
}

/** Everything that a position remembers of a calendar, found by ItemId or by UID. */
export interface KnownItems {
	readonly size: number;
	byId(itemDigest: string): KnownItem | undefined;
	/** The item with that UID (and instance), under whatever ItemId. */
	byUid(uid: string, instance?: number): KnownItem | undefined;
	add(item: KnownItem): void;
	/** Records that the item (also) goes by this ItemId. */
	addId(item: KnownItem, itemDigest: string): void;
	/** Forgets one ItemId of an item; the item stays until `remove`. */
	removeId(item: KnownItem, itemDigest: string): void;
	remove(item: KnownItem): void;
	values(): Iterable<KnownItem>;
}

export function knownItems(items: Iterable<KnownItem> = []): KnownItems {
	const all = new Set<KnownItem>();
	const ids = new Map<string, KnownItem>();
	const uids = new Map<string, KnownItem>();
	const known: KnownItems = {
		get size() {
			return all.size;
		},
		byId: (itemDigest) => ids.get(itemDigest),
		byUid: (uid, instance) => (uid === '' ? undefined : uids.get(identity(uid, instance))),
		add(item) {
			all.add(item);
			for (const id of item.ids) ids.set(id, item);
			if (item.uid !== '') uids.set(identity(item.uid, item.instance), item);
		},
		addId(item, itemDigest) {
			if (!item.ids.includes(itemDigest)) item.ids.push(itemDigest);
			ids.set(itemDigest, item);
		},
		removeId(item, itemDigest) {
			item.ids = item.ids.filter((id) => id !== itemDigest);
			ids.delete(itemDigest);
		},
		remove(item) {
			all.delete(item);
			for (const id of item.ids) if (ids.get(id) === item) ids.delete(id);
			const uid = identity(item.uid, item.instance);
			if (uids.get(uid) === item) uids.delete(uid);
		},
		values: () => all,
	};
	for (const item of items) known.add(item);
	return known;
}

function identity(uid: string, instance?: number): string {
	return instance === undefined ? uid : `${uid}_${instance}`;
}

/** 48 bits of an ItemId as 12 hexadecimal digits: ItemIds are long, case-sensitive and opaque. */
export function itemDigest(itemId: string): string {
	return new Digest().text(itemId).hex();
}

/** The key of an event of a known item; without `originalStart` that of the item itself. */
export function knownKey(
	item: KnownItem,
	originalStart: number | undefined = item.instance,
): string {
	const start = originalStart === undefined ? undefined : instantText(originalStart);
	return eventKey(item.uid, start, item.ids[0] ?? '');
}
