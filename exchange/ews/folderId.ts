import type { ResolvedSettings } from '../settings';
import { assertFilled, element, type Xml } from '../xml/writer';

/**
 * A folder: by its distinguished name (`calendar`, `root`, …), of the mailbox that is acted as or of
 * another one, or by its id.
 */
export type FolderTarget =
	| { distinguished: string; mailbox?: string }
	| { id: string; changeKey?: string };

/**
 * A distinguished folder of somebody's mailbox, addressed as `mailboxAccess` needs it: acting as the
 * mailbox, or as a delegate.
 */
export function folderOf(
	settings: Pick<ResolvedSettings, 'mailboxAccess'>,
	mailbox: string | undefined,
	distinguished = 'calendar',
): FolderTarget {
	return settings.mailboxAccess === 'delegate' && mailbox !== undefined
		? { distinguished, mailbox }
		: { distinguished };
}

/** @throws InvalidInput for an empty id or name */
export function folderId(folder: FolderTarget): Xml {
	if ('id' in folder) {
		assertFilled('folderId', folder.id);
		return element('t:FolderId', undefined, { Id: folder.id, ChangeKey: folder.changeKey });
	}
	assertFilled('folderId', folder.distinguished);
	return element(
		't:DistinguishedFolderId',
		folder.mailbox === undefined
			? undefined
			: element('t:Mailbox', element('t:EmailAddress', folder.mailbox)),
		{ Id: folder.distinguished },
	);
}
