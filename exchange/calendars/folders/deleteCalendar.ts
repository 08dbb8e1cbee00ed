import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { folderOf } from '../../ews/folderId';
import { getFolder } from '../../ews/operations/getFolder';
import { deleteFolder } from '../../ews/operations/writeFolders';
import { isFolderGone } from '../../ews/responseCodes';
import { call } from '../../ews/request';
import { assertExchange, assertOptions, yesOrNo } from '../../inputs';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { DeleteCalendarOptions, DeletedCalendar } from './calendarFolder';
import { mailboxOptions, openGivenCalendar } from './openedCalendar';

/**
 * Moves a calendar to Deleted Items; never the default one, and with content only where that is said.
 * After a lost answer it looks where the calendar is; one that is still in its place is an error then.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function deleteCalendar(
	exchange: Exchange,
	options: DeleteCalendarOptions,
): Promise<DeletedCalendar> {
	assertExchange(exchange);
	const allowed = { ...mailboxOptions, withContent: yesOrNo };
	assertOptions(options, allowed, ['mailbox', 'calendar']);
	const { mailbox, calendar, withContent = false, signal } = options;
	throwIfCancelled(signal);
	const { folder, isDefault } = await openGivenCalendar(exchange, options, calendar, [
		'folder:ParentFolderId',
		'folder:TotalCount',
		'folder:ChildFolderCount',
	]);
	const { id, displayName: name = '', totalCount = 0, childFolderCount = 0, parentId } = folder;
	if (isDefault) {
		throw new InvalidInput('calendar', 'The default calendar of a mailbox is never deleted', {
			remedy: 'Choose another calendar of the mailbox.',
		});
	}
	if (!withContent && totalCount + childFolderCount > 0) {
		const content = [
			totalCount > 0 && `${totalCount} ${totalCount === 1 ? 'item' : 'items'}`,
			childFolderCount > 0 &&
				`${childFolderCount} ${childFolderCount === 1 ? 'folder' : 'folders'} below it`,
		];
		throw new InvalidInput(
			'withContent',
			`The calendar "${name}" has ${content.filter(Boolean).join(' and ')}`,
			{ remedy: 'Set withContent to true to delete it with all of that, or empty it first.' },
		);
	}
	const target = { mailbox, signal };
	const deleted = await outcomeOf(call(exchange, deleteFolder, { folder: { id } }, target));
	if (!deleted.ok && deleted.error.outcome !== 'unknown') throw deleted.error;
	const done = { id, name, itemCount: totalCount };
	const look = async () => await placeOf(exchange, options, id, parentId);
	if (!deleted.ok) {
		if ((await look()) === 'away') return done;
		throw deleted.error;
	}
	// A look that fails makes nothing of the server's word.
	const place = await outcomeOf(look());
	if (!place.ok || place.value !== 'inPlace') return done;
	const message = `Exchange answered that the calendar ${name} was deleted, and it is in its place`;
	throw notDone('DeleteFolder', mailbox, message);
}

/** `away`: gone, or in Deleted Items where it was not, and where servers leave it its id. */
async function placeOf(
	exchange: Exchange,
	{ mailbox, signal }: DeleteCalendarOptions,
	id: string,
	parentId: string | undefined,
): Promise<'inPlace' | 'away' | 'unknown'> {
	const [found, bin] = await call(
		exchange,
		getFolder,
		{
			folders: [{ id }, folderOf(exchange.settings, mailbox, 'deleteditems')],
			properties: ['folder:ParentFolderId'],
		},
		{ mailbox, signal },
	);
	if (!found.ok) return isFolderGone(found.failure) ? 'away' : 'unknown';
	if (found.folder.parentId === parentId) return 'inPlace';
	return bin.ok && found.folder.parentId === bin.folder.id ? 'away' : 'unknown';
}
