import type { Exchange } from '../connection';
import { call } from '../ews/request';
import type { ItemFailure } from '../ews/calendarItem';
import { responseError } from '../ews/errors';
import { folderOf } from '../ews/folderId';
import { getFolder, type FolderRecord } from '../ews/operations/getFolder';
import type { FoundCalendar } from './resolvedMailbox';

export const calendarProperties = [
	'folder:DisplayName',
	'folder:TotalCount',
	'folder:EffectiveRights',
	'folder:FolderClass',
];

/**
 * Opens the default calendar of a mailbox as the settings say: acting as the mailbox, or as a delegate.
 * @param mailbox undefined for the service account's own
 * @throws ExchangeError of kind `impersonation`, `accessDenied`, `notFound` (absent or no right), `mailboxUnavailable` …
 */
export async function openCalendar(
	exchange: Exchange,
	mailbox: string | undefined,
	signal?: AbortSignal,
): Promise<FoundCalendar> {
	const folder = folderOf(exchange.settings, mailbox);
	const [result] = await call(
		exchange,
		getFolder,
		{ folders: [folder], properties: calendarProperties },
		{ mailbox, signal },
	);
	if (!result.ok) throw folderError(exchange, result.failure, mailbox);
	return calendarOf(result.folder);
}

export function calendarOf(folder: FolderRecord): FoundCalendar {
	return { id: folder.id, access: accessOf(folder), itemCount: folder.totalCount };
}

/** For an editor `modify` is false: it is about the folder, not about its items. */
function accessOf({ effectiveRights }: FolderRecord): FoundCalendar['access'] {
	// Not every server tells them; who sees the folder can at least read it.
	if (effectiveRights === undefined) return 'read';
	if (effectiveRights.createContents) return 'write';
	return effectiveRights.read ? 'read' : 'none';
}

export function folderError(exchange: Exchange, failure: ItemFailure, mailbox: string | undefined) {
	return responseError(failure, {
		operation: 'GetFolder',
		mailbox,
		serviceAccount: exchange.settings.user,
		mailboxAccess: exchange.settings.mailboxAccess,
	});
}
