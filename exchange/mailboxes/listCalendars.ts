import type { Exchange } from '../connection';
import { call } from '../ews/request';
import { folderOf } from '../ews/folderId';
import { findFolders } from '../ews/findFolders';
import { getFolder, type FolderRecord } from '../ews/operations/getFolder';
import type { ExchangeError } from '../errors';
import { outcomeOf } from '../outcome';
import { calendarOf, calendarProperties, folderError } from './openCalendar';
import type { ListedCalendar } from './resolvedMailbox';

/**
 * All calendars of a mailbox but those in Deleted Items, the default one first. A delegate sees those below folders that it may see,
 * and the default one alone where it sees no folder above it.
 * @throws ExchangeError when the default calendar can't be opened
 */
export async function listCalendars(
	exchange: Exchange,
	mailbox: string | undefined,
	signal?: AbortSignal,
): Promise<ListedCalendar[]> {
	const [{ standard, deletedItemsId }, folders] = await Promise.all([
		ends(exchange, mailbox, signal),
		orNone(
			exchange,
			findFolders(
				exchange,
				{
					parent: folderOf(exchange.settings, mailbox, 'msgfolderroot'),
					traversal: 'Deep',
					properties: [
						'folder:DisplayName',
						'folder:FolderClass',
						'folder:TotalCount',
						'folder:EffectiveRights',
						'folder:ParentFolderId',
					],
				},
				{ mailbox, signal },
			),
		),
	]);
	const calendars = outside(folders, deletedItemsId)
		.filter(({ folderClass }) => /^IPF\.Appointment(\.|$)/i.test(folderClass ?? ''))
		.map(
			(folder): ListedCalendar => ({
				...calendarOf(folder),
				name: folder.displayName ?? '',
				isDefault: folder.id === standard.id,
			}),
		);
	if (!calendars.some(({ isDefault }) => isDefault)) {
		calendars.push({ ...standard, name: 'Calendar', isDefault: true });
	}
	return calendars.sort(
		(a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name),
	);
}

/** The default calendar, and the id of Deleted Items where the account sees it. */
async function ends(exchange: Exchange, mailbox: string | undefined, signal?: AbortSignal) {
	const [standard, bin] = await call(
		exchange,
		getFolder,
		{
			folders: ['calendar', 'deleteditems'].map((name) =>
				folderOf(exchange.settings, mailbox, name),
			),
			properties: calendarProperties,
		},
		{ mailbox, signal },
	);
	if (!standard.ok) throw folderError(exchange, standard.failure, mailbox);
	return {
		standard: calendarOf(standard.folder),
		deletedItemsId: bin.ok ? bin.folder.id : undefined,
	};
}

/** The folders that do not lie below that one. */
function outside(folders: readonly FolderRecord[], id: string | undefined): FolderRecord[] {
	if (id === undefined) return [...folders];
	const parents = new Map(folders.map((folder) => [folder.id, folder.parentId]));
	const isInside = (folder: FolderRecord) => {
		const passed = new Set<string>();
		for (let at = folder.parentId; at !== undefined && !passed.has(at); at = parents.get(at)) {
			if (at === id) return true;
			passed.add(at);
		}
		return false;
	};
	return folders.filter((folder) => !isInside(folder));
}

/** A right on the calendar alone does not show the top of the mailbox. */
async function orNone(
	{ settings }: Exchange,
	folders: Promise<FolderRecord[]>,
): Promise<FolderRecord[]> {
	const isHidden = ({ code }: ExchangeError) =>
		settings.mailboxAccess === 'delegate' && (code === 'accessDenied' || code === 'notFound');
	const found = await outcomeOf(folders, (error) => !isHidden(error));
	return found.ok ? found.value : [];
}
