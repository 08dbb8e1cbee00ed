import { keepCompiled } from '../../compiledCode';
import { Digest } from '../digest';
import { KnownItem, KnownRows, type KnownContent } from './knownItem';
import { each } from '../../eventLoop';
import { RowIndex } from './rowIndex';

/**
 * Everything that a position remembers of a calendar, found by ItemId or by UID. Kept in columns, as a
 * calendar may have a hundred thousand items: README.md has the numbers. Rows are known in this folder
 * only; callers see KnownItem objects, and compare them with KnownItemSet.
 */
export class KnownItems {
	/** Rows given out; a row is never given out again. */
	private count = 0;
	private readonly removed = new Set<number>();
	private readonly byIds = new RowIndex();
	private readonly byUids = new RowIndex();
	/** UIDs that several items have. */
	private readonly shared = new Set<string>();

	constructor(readonly rows = new KnownRows()) {}

	/** The number of the next row. */
	get rowsGiven(): number {
		return this.count;
	}

	/**
	 * Takes in the next `count` rows, which are filled already. Yields now and then.
	 * @param isKept by their place among them
	 */
	*take(count: number, isKept: (place: number) => boolean): Generator<void, void> {
		const first = this.count;
		this.count += count;
		const places = Array.from({ length: count }, (_, place) => place);
		yield* each(places, (place) => {
			const row = first + place;
			if (isKept(place)) this.index(row, new KnownItem(this.rows, row));
			else this.removed.add(row);
		});
	}

	get size(): number {
		return this.count - this.removed.size;
	}

	/** By the digest of an ItemId. */
	byId(digest: number): KnownItem | undefined {
		const row = this.byIds.get(digest);
		return row === undefined ? undefined : new KnownItem(this.rows, row);
	}

	/** The item with that UID (and instance), under whatever ItemId. */
	byUid(uid: string, instance?: number): KnownItem | undefined {
		const row = uid === '' ? undefined : this.byUids.get(identity(uid, instance));
		if (row === undefined || this.rows.uid.get(row) !== uid) return undefined;
		return new KnownItem(this.rows, row, uid);
	}

	/** True for a row that is not taken in yet, and whose item is known by another one. */
	isKnownAlready(row: number): boolean {
		const { ids, uid, instance, isSecond } = new KnownItem(this.rows, row);
		if (ids.some((id) => this.byIds.get(id) !== undefined)) return true;
		return !isSecond && this.byUid(uid, instance) !== undefined;
	}

	/** True for a UID that several items have, or had. */
	isShared(uid: string): boolean {
		return this.shared.has(uid);
	}

	add(content: KnownContent): KnownItem {
		const { rows } = this;
		const row = this.count++;
		const { ids, uid, instance } = content;
		rows.firstId.set(row, ids[0] ?? 0);
		if (ids.length !== 1) rows.ids.set(row, [...ids]);
		rows.uid.set(row, uid);
		if (instance !== undefined) rows.instance.set(row, instance);
		const item = new KnownItem(rows, row, uid);
		if (content.self) item.self = content.self;
		if (content.occurrences) item.occurrences = content.occurrences;
		if (content.nextStart !== undefined) item.nextStart = content.nextStart;
		if (content.isSecond) {
			rows.isSecond.set(row, 1);
			rows.hasSeconds = true;
		}
		if (content.isUnconfirmed) item.isUnconfirmed = true;
		this.index(row, content);
		return item;
	}

	/** Records that the item (also) goes by this ItemId. */
	addId(item: KnownItem, digest: number): void {
		const { row, ids } = item;
		if (!ids.includes(digest)) this.setIds(row, [...ids, digest]);
		item.markChanged();
		this.byIds.set(digest, row);
	}

	/** Forgets one ItemId of an item; the item stays until `remove`. */
	removeId(item: KnownItem, digest: number): void {
		const { row, ids } = item;
		item.markChanged();
		this.setIds(
			row,
			ids.filter((id) => id !== digest),
		);
		this.byIds.delete(digest);
	}

	remove(item: KnownItem): void {
		item.markChanged();
		this.forget(item);
	}

	/** Removes an item that needs no trace: it is past, which the next run sees as well. */
	forget({ row, ids, uid, instance }: KnownItem): void {
		for (const id of ids) if (this.byIds.get(id) === row) this.byIds.delete(id);
		const name = identity(uid, instance);
		if (this.byUids.get(name) === row) this.byUids.delete(name);
		this.rows.ids.delete(row);
		this.rows.occurrences.delete(row);
		this.removed.add(row);
	}

	/** In the order in which they were added; the items met may be removed meanwhile. */
	*values(first = 0): Generator<KnownItem, void> {
		for (let row = first; row < this.count; row++) {
			if (!this.removed.has(row)) yield new KnownItem(this.rows, row);
		}
	}

	/** Those of removed items among them. */
	*allRows(): Generator<number, void> {
		for (let row = 0; row < this.count; row++) yield row;
	}

	isRemoved(row: number): boolean {
		return this.removed.has(row);
	}

	/** Nothing counts as seen any more: the calendar is listed from its beginning. */
	startComparison(): void {
		this.rows.isSeen.clear();
	}

	private index(row: number, { ids, uid, instance, isSecond }: KnownContent): void {
		for (const id of ids) this.byIds.set(id, row);
		if (isSecond) this.shared.add(uid);
		else if (uid !== '') this.byUids.set(identity(uid, instance), row);
	}

	private setIds(row: number, ids: number[]): void {
		// The last one stays: an item without UID goes by it when it is gone.
		if (ids.length > 0) this.rows.firstId.set(row, ids[0]);
		if (ids.length === 1) this.rows.ids.delete(row);
		else this.rows.ids.set(row, ids);
	}
}

/** Known items of one calendar; two objects of the same item are one entry. */
export class KnownItemSet {
	private readonly items = new Map<number, KnownItem>();

	add(item: KnownItem): void {
		this.items.set(item.row, item);
	}

	has(item: KnownItem): boolean {
		return this.items.has(item.row);
	}

	/** @returns false when it was not in the set */
	delete(item: KnownItem): boolean {
		return this.items.delete(item.row);
	}

	get size(): number {
		return this.items.size;
	}

	values(): Iterable<KnownItem> {
		return this.items.values();
	}
}

/** Digest of a UID, under which resting parts know it. */
export function uidDigest(uid: string): number {
	return identity(uid);
}

function identity(uid: string, instance?: number): number {
	const digest = new Digest().text(uid);
	return (instance === undefined ? digest : digest.text(String(instance))).number();
}

keepCompiled(new KnownItems(), new KnownItemSet(), new KnownItem(new KnownRows(), 0, ''));
