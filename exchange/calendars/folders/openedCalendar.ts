import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { responseError } from '../../ews/errors';
import { folderOf } from '../../ews/folderId';
import { getFolder, type FolderRecord } from '../../ews/operations/getFolder';
import { call } from '../../ews/request';
import { anyText, mailboxAddress, calendarId, abortSignal, type Allowed } from '../../inputs';
import { assertInCalendar } from '../events/calendarOfItem';
import type { GetCalendarsOptions } from './calendarFolder';

export const mailboxOptions: Readonly<Record<string, Allowed>> = {
	mailbox: mailboxAddress,
	calendar: calendarId,
	name: anyText('Project Noord'),
	signal: abortSignal,
};

const longestName = 255;

/** @throws InvalidInput for what can't be the name of a folder */
export function readName(given: string): string {
	const name = given.trim();
	const wrong =
		name === ''
			? 'The name is empty'
			: name.length > longestName
				? `The name has ${name.length} characters`
				: // eslint-disable-next-line no-control-regex -- what no name of a folder may hold
					/[\u0000-\u001f\u007f]/.test(name)
					? 'The name holds a line break or another control character'
					: undefined;
	if (wrong === undefined) return name;
	throw new InvalidInput('name', wrong, {
		remedy: `Give a line of 1 to ${longestName} characters, such as "Project Noord".`,
	});
}

export function nameTaken(name: string, cause: Error): InvalidInput {
	return new InvalidInput('name', `There is a calendar or another folder "${name}" already`, {
		cause,
		remedy: 'Give another name, or use the calendar that is there.',
	});
}

/** A calendar of a mailbox, and whether it is the default one. */
export interface OpenedCalendar {
	folder: FolderRecord;
	isDefault: boolean;
}

/**
 * Opens a calendar that was given by its id.
 * @throws InvalidInput when the folder is no calendar, or none of this mailbox; ExchangeError when it can't be opened
 */
export async function openGivenCalendar(
	exchange: Exchange,
	{ mailbox, signal }: GetCalendarsOptions,
	{ id }: { id: string },
	more: readonly string[] = [],
): Promise<OpenedCalendar> {
	const [standard, given] = await call(
		exchange,
		getFolder,
		{
			folders: [folderOf(exchange.settings, mailbox), { id }],
			properties: ['folder:DisplayName', 'folder:FolderClass', ...more],
		},
		{ mailbox, signal },
	);
	if (!given.ok) throw responseError(given.failure, context(exchange, 'GetFolder', mailbox));
	const { folder } = given;
	if (folder.element !== 'CalendarFolder') {
		throw new InvalidInput('calendar', `The folder "${folder.displayName}" is not a calendar`, {
			remedy: 'Choose a calendar from the list; getCalendars gives their ids.',
		});
	}
	const ownId = standard.ok ? standard.folder.id : undefined;
	await assertOf(exchange, folder, ownId, { mailbox, signal });
	return { folder, isDefault: folder.id === ownId };
}

/** An account that sees many mailboxes opens an id of any of them, whoever was named. */
async function assertOf(
	exchange: Exchange,
	{ id, displayName = '' }: FolderRecord,
	ownId: string | undefined,
	owner: GetCalendarsOptions,
): Promise<void> {
	const itself = { id, changeKey: '' };
	const inIt = { itemId: itself, parentFolderId: itself };
	await assertInCalendar(exchange, inIt, ownId, owner).catch((error: unknown) => {
		if (!(error instanceof InvalidInput)) throw error;
		throw new InvalidInput('calendar', `"${displayName}" is no calendar of ${owner.mailbox}`, {
			cause: error,
			remedy:
				'Give the mailbox that the calendar belongs to. One that was deleted has to be taken out of Deleted Items first.',
		});
	});
}

export function context({ settings }: Exchange, operation: string, mailbox: string) {
	return {
		operation,
		mailbox,
		serviceAccount: settings.user || undefined,
		mailboxAccess: settings.mailboxAccess,
	};
}
