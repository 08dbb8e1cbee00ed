import type { Exchange } from '../connection';
import { call } from '../ews/request';
import { folderOf } from '../ews/folderId';
import { findFolder } from '../ews/operations/findFolder';
import type { FolderRecord } from '../ews/operations/getFolder';
import type { ExchangeError } from '../errors';
import { outcomeOf } from '../outcome';
import { calendarOf, openCalendar } from './openCalendar';
import type { ListedCalendar } from './resolvedMailbox';

/**
 * All calendars of a mailbox, the default one first. A delegate sees those below folders that it may see,
 * and the default one alone where it sees no folder above it.
 * @throws ExchangeError when the default calendar can't be opened
 */
export async function listCalendars(
	exchange: Exchange,
	mailbox: string | undefined,
	signal?: AbortSignal,
): Promise<ListedCalendar[]> {
	const [standard, folders] = await Promise.all([
		openCalendar(exchange, mailbox, signal),
		orNone(
			exchange,
			call(
				exchange,
				findFolder,
				{
					parent: folderOf(exchange.settings, mailbox, 'msgfolderroot'),
					traversal: 'Deep',
					properties: [
						'folder:DisplayName',
						'folder:FolderClass',
						'folder:TotalCount',
						'folder:EffectiveRights',
					],
				},
				{ mailbox, signal },
			),
		),
	]);
	const calendars = folders
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
