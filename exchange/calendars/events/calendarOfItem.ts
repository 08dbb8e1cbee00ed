import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { getFolder, type FolderRecord } from '../../ews/operations/getFolder';
import { call } from '../../ews/request';
import { listCalendars } from '../../mailboxes/listCalendars';
import { openCalendar } from '../../mailboxes/openCalendar';
import { outcomeOf } from '../../outcome';

interface Owner {
	mailbox: string;
	signal?: AbortSignal;
}

/**
 * Begins to look where the calendar of a mailbox is.
 * @returns its folder id; undefined where the account may not open it
 */
export async function ownCalendarId(
	exchange: Exchange,
	{ mailbox, signal }: Owner,
): Promise<string | undefined> {
	const opened = await outcomeOf(
		openCalendar(exchange, mailbox, signal),
		({ code }) => code !== 'accessDenied' && code !== 'notFound',
	);
	return opened.ok ? opened.value.id : undefined;
}

/**
 * Makes sure that an item lies in a calendar of the mailbox. An account that sees many mailboxes reads an
 * id of any of them, whoever was named, and what was deleted goes on with an id.
 * @throws InvalidInput naming `event`
 */
export async function assertInCalendar(
	exchange: Exchange,
	{ parentFolderId }: CalendarItemRecord,
	ownId: string | undefined,
	{ mailbox, signal }: Owner,
): Promise<void> {
	if (!parentFolderId || ownId === undefined || parentFolderId.id === ownId) return;
	const calendars = await listCalendars(exchange, mailbox, signal);
	if (calendars.some(({ id }) => id === parentFolderId.id)) return;
	const isDelegate = exchange.settings.mailboxAccess === 'delegate';
	if (isDelegate && (await isNear(exchange, ownId, parentFolderId.id, { mailbox, signal }))) return;
	throw new InvalidInput('event', `The event is in no calendar of ${mailbox}`, {
		remedy:
			'Give the mailbox that the event was read from. An event that was deleted has to be taken out of Deleted Items first.',
	});
}

/** Calendars can lie in one another; nobody makes more levels. */
const mostLevels = 10;

/**
 * True for a calendar below the own one or beside it, and below such a calendar. A delegate who does not see the
 * top of the mailbox is told of no calendar but the own one, and opens others by their ids: where one lies
 * says whose it is.
 */
async function isNear(
	exchange: Exchange,
	ownId: string,
	id: string,
	owner: Owner,
): Promise<boolean> {
	const [own, given] = await openFolders(exchange, [ownId, id], owner);
	if (!own) return false;
	let folder = given;
	for (let level = 0; folder?.element === 'CalendarFolder' && level < mostLevels; level++) {
		const { parentId } = folder;
		// A server that does not say where they lie gives no reason to refuse one.
		if (parentId === undefined || own.parentId === undefined) return true;
		if (parentId === ownId || parentId === own.parentId) return true;
		[folder] = await openFolders(exchange, [parentId], owner);
	}
	return false;
}

/** Undefined for those that can't be opened. */
async function openFolders(
	exchange: Exchange,
	ids: readonly string[],
	target: Owner,
): Promise<Array<FolderRecord | undefined>> {
	const folders = ids.map((id) => ({ id }));
	const properties = ['folder:FolderClass', 'folder:ParentFolderId'];
	const results = await call(exchange, getFolder, { folders, properties }, target);
	return results.map((result) => (result.ok ? result.folder : undefined));
}
