import type { Exchange } from '../connection';
import { call, type CallTarget } from '../ews/request';
import { folderOf, type FolderTarget } from '../ews/folderId';
import { findFolder } from '../ews/operations/findFolder';
import type { FolderRecord } from '../ews/operations/folderReader';
import { outcomeOf } from '../outcome';
import { calendarOf, openCalendar } from './openCalendar';
import type { ListedCalendar } from './resolvedMailbox';

/**
 * All calendars of a mailbox, the default one first. A delegate sees those below folders that it may see:
 * where that is not the top of the mailbox, those below the default calendar.
 * @throws ExchangeError when the default calendar can't be opened
 */
export async function listCalendars(
	exchange: Exchange,
	mailbox: string | undefined,
	signal?: AbortSignal,
): Promise<ListedCalendar[]> {
	const target = { mailbox, signal };
	const [standard, below] = await Promise.all([
		openCalendar(exchange, mailbox, signal),
		foldersBelow(exchange, folderOf(exchange.settings, mailbox, 'msgfolderroot'), target),
	]);
	const folders = below ?? (await foldersBelow(exchange, { id: standard.id }, target)) ?? [];
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

/** Undefined where the account does not see that folder. */
async function foldersBelow(
	exchange: Exchange,
	parent: FolderTarget,
	target: CallTarget,
): Promise<FolderRecord[] | undefined> {
	const found = await outcomeOf(
		call(
			exchange,
			findFolder,
			{
				parent,
				traversal: 'Deep',
				properties: [
					'folder:DisplayName',
					'folder:FolderClass',
					'folder:TotalCount',
					'folder:EffectiveRights',
				],
			},
			target,
		),
		({ code }) => code !== 'accessDenied' && code !== 'notFound',
	);
	return found.ok ? found.value : undefined;
}
