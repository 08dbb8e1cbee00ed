import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FolderChangeLog } from '../contracts';

type ChangeKind = 'create' | 'update' | 'delete' | 'read';

interface LogRecord {
	itemId: string;
	kind: ChangeKind;
	/** Number of the item's next record; Infinity while this is its newest. */
	next: number;
}

interface ItemHistory {
	created: number;
	newest: number;
	deleted: boolean;
	/** Newest record that is more than a read mark. */
	content: number;
}

export interface LoggedChange {
	kind: 'create' | 'update' | 'delete' | 'read';
	itemId: string;
}

export interface SyncPosition {
	folderId: string;
	/** The client knows everything up to here. */
	from: number;
	/** While a round is being paged: its end, and the number below which the next page starts. */
	until?: number;
	below?: number;
}

/** What happened to the items of one folder, in order; read newest first, page by page. */
export class ChangeLog implements FolderChangeLog {
	private readonly records: LogRecord[] = [{ itemId: '', kind: 'delete', next: 0 }];
	private readonly histories = new Map<string, ItemHistory>();

	get latest(): number {
		return this.records.length - 1;
	}

	add(itemId: string, kind: ChangeKind): void {
		const number = this.records.length;
		const history = this.histories.get(itemId);
		if (history) this.records[history.newest].next = number;
		this.records.push({ itemId, kind, next: Infinity });
		this.histories.set(itemId, {
			created: kind === 'create' ? number : (history?.created ?? number),
			newest: number,
			deleted: kind === 'delete',
			content: kind === 'read' ? (history?.content ?? number) : number,
		});
	}

	/**
	 * The next page of a round. Changes made while the client pages belong to the next round.
	 * @returns the changes, newest first, the position to continue at, and whether the round is over
	 */
	page(
		position: SyncPosition,
		limit: number,
		ignored: ReadonlySet<string>,
	): { changes: LoggedChange[]; next: SyncPosition; complete: boolean } {
		const until = position.until ?? this.latest;
		const changes: LoggedChange[] = [];
		let number = (position.below ?? until + 1) - 1;
		for (; number > position.from; number--) {
			const change = this.changeAt(number, position.from, until);
			if (!change || ignored.has(change.itemId)) continue;
			if (changes.length === limit) {
				const next = { folderId: position.folderId, from: position.from, until, below: number + 1 };
				return { changes, next, complete: false };
			}
			changes.push(change);
		}
		return { changes, next: { folderId: position.folderId, from: until }, complete: true };
	}

	private changeAt(number: number, from: number, until: number): LoggedChange | undefined {
		const record = this.records[number];
		const history = this.histories.get(record.itemId);
		if (!history || record.next <= until) return undefined;
		const known = history.created <= from;
		if (record.kind === 'delete') {
			return known ? { kind: 'delete', itemId: record.itemId } : undefined;
		}
		if (history.deleted) return undefined;
		if (!known) return { kind: 'create', itemId: record.itemId };
		return { kind: history.content > from ? 'update' : 'read', itemId: record.itemId };
	}
}

/** The opaque SyncState: compressed, bound to its folder, with a checksum. */
export function encodeSyncState(position: SyncPosition): string {
	const text = JSON.stringify(position);
	const sum = createHash('sha256').update(`sync ${text}`).digest('hex').slice(0, 16);
	return gzipSync(JSON.stringify({ sum, text })).toString('base64');
}

/** Undefined when the state is not one of ours. */
export function decodeSyncState(state: string): SyncPosition | undefined {
	try {
		const { sum, text } = JSON.parse(gunzipSync(Buffer.from(state, 'base64')).toString('utf8'));
		const expected = createHash('sha256').update(`sync ${text}`).digest('hex').slice(0, 16);
		return sum === expected ? (JSON.parse(text) as SyncPosition) : undefined;
	} catch {
		return undefined;
	}
}
