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

	/** The items of the first `count` rows, which are filled already. Yields now and then. */
	static *of(rows: KnownRows, count: number): Generator<void, KnownItems> {
		const known = new KnownItems(rows);
		const all = Array.from({ length: count }, (_, row) => row);
		yield* each(all, (row) => known.index(row, new KnownItem(rows, row)));
		known.count = count;
		return known;
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
		if (content.isSecond) rows.isSecond.set(row, 1);
		if (content.isUnconfirmed) item.isUnconfirmed = true;
		this.index(row, content);
		return item;
	}

	/** Records that the item (also) goes by this ItemId. */
	addId({ row, ids }: KnownItem, digest: number): void {
		if (!ids.includes(digest)) this.setIds(row, [...ids, digest]);
		this.byIds.set(digest, row);
	}

	/** Forgets one ItemId of an item; the item stays until `remove`. */
	removeId({ row, ids }: KnownItem, digest: number): void {
		this.setIds(
			row,
			ids.filter((id) => id !== digest),
		);
		this.byIds.delete(digest);
	}

	remove({ row, ids, uid, instance }: KnownItem): void {
		for (const id of ids) if (this.byIds.get(id) === row) this.byIds.delete(id);
		const name = identity(uid, instance);
		if (this.byUids.get(name) === row) this.byUids.delete(name);
		this.rows.ids.delete(row);
		this.rows.occurrences.delete(row);
		this.removed.add(row);
	}

	/** In the order in which they were added; the items met may be removed meanwhile. */
	*values(): Generator<KnownItem, void> {
		for (let row = 0; row < this.count; row++) {
			if (!this.removed.has(row)) yield new KnownItem(this.rows, row);
		}
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

function identity(uid: string, instance?: number): number {
	const digest = new Digest().text(uid);
	return (instance === undefined ? digest : digest.text(String(instance))).number();
}
