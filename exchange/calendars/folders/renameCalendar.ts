import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import { updateFolder } from '../../ews/operations/writeFolders';
import { call } from '../../ews/request';
import { assertExchange, assertOptions } from '../../inputs';
import { calendarOf } from '../../mailboxes/openCalendar';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { Calendar, RenameCalendarOptions } from './calendarFolder';
import { mailboxOptions, nameTaken, openGivenCalendar, readName } from './openedCalendar';

/**
 * Gives a calendar another name. The default calendar keeps its name.
 * @throws InvalidInput naming the option, also for a name that is taken; ExchangeError as the server answers
 */
export async function renameCalendar(
	exchange: Exchange,
	options: RenameCalendarOptions,
): Promise<Calendar> {
	assertExchange(exchange);
	assertOptions(options, mailboxOptions, ['mailbox', 'calendar', 'name']);
	const { mailbox, calendar, signal } = options;
	const name = readName(options.name);
	throwIfCancelled(signal);
	const { folder, isDefault } = await openGivenCalendar(exchange, options, calendar, [
		'folder:TotalCount',
		'folder:EffectiveRights',
	]);
	if (isDefault) {
		throw new InvalidInput('calendar', 'The default calendar keeps its name', {
			remedy: 'Choose another calendar of the mailbox, or create one.',
		});
	}
	const target = { folder: { id: folder.id }, displayName: name };
	await call(exchange, updateFolder, target, { mailbox, signal }).catch((error: unknown) => {
		const isTaken =
			error instanceof ExchangeError && error.details.responseCode === 'ErrorFolderExists';
		throw isTaken ? nameTaken(name, error) : error;
	});
	const after = await outcomeOf(openGivenCalendar(exchange, options, calendar));
	const { displayName = name } = after.ok ? after.value.folder : { displayName: name };
	if (displayName === folder.displayName && displayName !== name) {
		const message = `Exchange answered that the calendar ${displayName} was renamed, and it has its name still`;
		throw notDone('UpdateFolder', mailbox, message);
	}
	return { ...calendarOf(folder), name: displayName, isDefault: false };
}
