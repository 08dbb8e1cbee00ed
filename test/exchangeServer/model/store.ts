import type {
	CalendarItem,
	Folder,
	Item,
	Mailbox,
	OtherItem,
	StoreEvent,
	StoreEventKind,
	UserConfiguration,
} from '../contracts';
import { ChangeLog } from './changeLog';
import { changeKey, folderId, itemId, newUid } from './ids';
import { STANDARD_FOLDERS } from './standardFolders';
import { ZoneTable } from './zonedTime';

/** Stands for every field in a history of changes. */
export const ANYTHING = '*';

/** All mailboxes' folders and items, with ids, change keys, sync logs and events. */
export class Store {
	readonly zones = new ZoneTable();
	/** Items that can't be read as they should, as after damage in the database. */
	readonly poisoned = new WeakSet<Item>();
	private readonly foldersById = new Map<string, Folder>();
	private readonly itemsById = new Map<string, Item>();
	private readonly hierarchies = new WeakMap<Mailbox, ChangeLog>();
	private readonly histories = new WeakMap<
		Item,
		Array<{ from: string; fields: readonly string[] }>
	>();
	private readonly events: StoreEvent[] = [];
	private readonly listeners = new Set<(event: StoreEvent) => void>();
	private numbers = 0x0515;
	private versions = 0x20000;

	constructor(readonly now: () => Date) {}

	get latestEvent(): number {
		return this.events.length;
	}

	eventsSince(sequence: number): StoreEvent[] {
		return this.events.slice(sequence);
	}

	onChange(listener: (event: StoreEvent) => void): () => void {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	}

	folder(id: string): Folder | undefined {
		return this.foldersById.get(id);
	}

	item(id: string): Item | undefined {
		return this.itemsById.get(id);
	}

	items(): IterableIterator<Item> {
		return this.itemsById.values();
	}

	newItemId(mailbox: Mailbox): string {
		return itemId(mailbox.guid, ++this.numbers);
	}

	newChangeKey(type: 'folder' | 'calendarFolder' | 'message' | 'calendarItem' = 'message'): string {
		return changeKey(type, ++this.versions);
	}

	/** UID of a new calendar item in that folder. */
	newUid(folder: Folder): string {
		return newUid(`${folder.id} ${++this.numbers}`, this.now());
	}

	addStandardFolders(mailbox: Mailbox): void {
		for (const { parent, ...standard } of STANDARD_FOLDERS) {
			const folder = this.makeFolder(mailbox, {
				...standard,
				parent: parent === undefined ? undefined : mailbox.distinguished.get(parent),
			});
			const { distinguishedName } = standard;
			if (distinguishedName !== undefined) mailbox.distinguished.set(distinguishedName, folder);
		}
		mailbox.distinguished.get('calendar')?.permissions.set('default', 'FreeBusyTimeOnly');
	}

	addFolder(parent: Folder, displayName: string, folderClass: string): Folder {
		const folder = this.makeFolder(parent.mailbox, { displayName, folderClass, parent });
		this.emit('Created', { parentFolder: parent, folderId: folder.id });
		return folder;
	}

	/** After a folder's name, rights or properties changed. */
	touchFolder(folder: Folder): void {
		folder.changeKey = this.newChangeKey('folder');
		this.hierarchyLog(folder.mailbox).add(folder.id, 'update');
		this.emit('Modified', { parentFolder: folder.parent ?? folder, folderId: folder.id });
	}

	/** After a hidden item in a folder was written. */
	hiddenWritten(folder: Folder): void {
		this.emit('Modified', { parentFolder: folder.parent ?? folder, folderId: folder.id });
	}

	/** With everything in it, under its old id. */
	moveFolder(folder: Folder, target: Folder): void {
		const oldParentFolder = folder.parent;
		folder.parent = target;
		folder.changeKey = this.newChangeKey('folder');
		this.hierarchyLog(folder.mailbox).add(folder.id, 'update');
		this.emit('Moved', { parentFolder: target, folderId: folder.id, oldParentFolder });
	}

	/** With everything in it. */
	removeFolder(folder: Folder): void {
		for (const item of [...folder.items.values()]) this.remove(item);
		folder.mailbox.folders.delete(folder.id);
		this.foldersById.delete(folder.id);
		this.hierarchyLog(folder.mailbox).add(folder.id, 'delete');
		this.emit('Deleted', { parentFolder: folder.parent ?? folder, folderId: folder.id });
	}

	/** What SyncFolderHierarchy reads. */
	hierarchyLog(mailbox: Mailbox): ChangeLog {
		let log = this.hierarchies.get(mailbox);
		if (!log) this.hierarchies.set(mailbox, (log = new ChangeLog()));
		return log;
	}

	private makeFolder(
		mailbox: Mailbox,
		init: Pick<Folder, 'displayName' | 'folderClass' | 'parent' | 'distinguishedName'>,
	): Folder {
		const isCalendar = init.folderClass.startsWith('IPF.Appointment');
		const folder: Folder = {
			...init,
			id: folderId(mailbox.guid, ++this.numbers),
			changeKey: this.newChangeKey(isCalendar ? 'calendarFolder' : 'folder'),
			mailbox,
			permissions: new Map([
				['default', 'None'],
				['anonymous', 'None'],
			]),
			items: new Map(),
			changes: new ChangeLog(),
			committed: this.now(),
			extendedProperties: [],
			configurations: new Map<string, UserConfiguration>(),
		};
		mailbox.folders.set(folder.id, folder);
		this.foldersById.set(folder.id, folder);
		this.hierarchyLog(mailbox).add(folder.id, 'create');
		return folder;
	}

	/** Puts a new item, already complete but for its ids, into its folder. */
	add<T extends Item>(item: T, kind: 'Created' | 'NewMail' = 'Created'): T {
		const now = this.now();
		item.id = this.newItemId(item.folder.mailbox);
		item.changeKey = this.newChangeKey(keyType(item));
		item.created = now;
		item.lastModified = now;
		this.insert(item);
		this.emit('Created', { parentFolder: item.folder, item });
		if (kind === 'NewMail') this.emit('NewMail', { parentFolder: item.folder, item });
		return item;
	}

	/**
	 * After an item was changed in place: new change key, log entry, event.
	 * @param fields names of what changed, for AutoResolve; absent: anything may have
	 */
	touch(item: Item, by?: string, fields: readonly string[] = [ANYTHING]): void {
		const history = this.histories.get(item) ?? [];
		history.push({ from: item.changeKey, fields });
		this.histories.set(item, history);
		item.changeKey = this.newChangeKey(keyType(item));
		item.lastModified = this.now();
		if (by !== undefined) item.lastModifiedBy = by;
		const onlyRead = fields.length > 0 && fields.every((field) => field === 'isRead');
		this.commit(item, onlyRead ? 'read' : 'update');
		this.emit('Modified', { parentFolder: item.folder, item });
	}

	/** Names of what changed since that change key; undefined when the item never had it. */
	changedSince(item: Item, changeKey: string): Set<string> | undefined {
		const history = this.histories.get(item) ?? [];
		const start = history.findIndex(({ from }) => from === changeKey);
		return start < 0 ? undefined : new Set(history.slice(start).flatMap(({ fields }) => fields));
	}

	/** For good. */
	remove(item: Item): void {
		this.takeOut(item);
		this.emit('Deleted', { parentFolder: item.folder, item });
	}

	/** Into another folder, under a new id. */
	move(item: Item, target: Folder): void {
		const oldItemId = item.id;
		const oldParentFolder = item.folder;
		this.takeOut(item);
		item.folder = target;
		item.id = this.newItemId(target.mailbox);
		item.changeKey = this.newChangeKey(keyType(item));
		item.lastModified = this.now();
		this.insert(item);
		this.emit('Moved', { parentFolder: target, item, oldItemId, oldParentFolder });
	}

	private commit({ folder, id }: Item, kind: Parameters<ChangeLog['add']>[1]): void {
		logOf(folder).add(id, kind);
		folder.committed = this.now();
	}

	private insert(item: Item): void {
		item.folder.items.set(item.id, item);
		this.itemsById.set(item.id, item);
		this.commit(item, 'create');
		item.articleNumber = logOf(item.folder).latest;
	}

	private takeOut(item: Item): void {
		item.folder.items.delete(item.id);
		this.itemsById.delete(item.id);
		this.commit(item, 'delete');
	}

	private emit(
		kind: StoreEventKind,
		about: { parentFolder: Folder; item?: Item; folderId?: string } & Pick<
			StoreEvent,
			'oldItemId' | 'oldParentFolder'
		>,
	): void {
		const { item, parentFolder, ...rest } = about;
		const event: StoreEvent = {
			...rest,
			kind,
			sequence: this.events.length + 1,
			time: this.now(),
			mailbox: parentFolder.mailbox,
			parentFolder,
			itemId: item?.id,
			changeKey: item?.changeKey,
		};
		this.events.push(event);
		for (const listener of this.listeners) listener(event);
	}
}

/** The folder's log with its writing side. */
export function logOf(folder: Folder): ChangeLog {
	return folder.changes as ChangeLog;
}

function keyType(item: CalendarItem | OtherItem): 'calendarItem' | 'message' {
	return item.element === 'CalendarItem' ? 'calendarItem' : 'message';
}
