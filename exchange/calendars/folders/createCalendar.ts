import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { folderOf } from '../../ews/folderId';
import { findFolders } from '../../ews/findFolders';
import { getFolder } from '../../ews/operations/getFolder';
import { createFolder } from '../../ews/operations/writeFolders';
import { call } from '../../ews/request';
import { isFolderGone } from '../../ews/responseCodes';
import { assertExchange, assertOptions } from '../../inputs';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { Calendar, CreateCalendarOptions } from './calendarFolder';
import { mailboxOptions, nameTaken, readName } from './openedCalendar';

/**
 * Creates a calendar below the mailbox's default one. After a lost answer it is asked for again: names
 * are there once, so that no second calendar can come of it. One that was there before is not told as new.
 * @throws InvalidInput naming the option, also for a name that is taken; ExchangeError as the server answers
 */
export async function createCalendar(
	exchange: Exchange,
	options: CreateCalendarOptions,
): Promise<Calendar> {
	assertExchange(exchange);
	assertOptions(options, mailboxOptions, ['mailbox', 'name']);
	const name = readName(options.name);
	throwIfCancelled(options.signal);
	const before = await outcomeOf(idOf(exchange, options, name));
	const first = await create(exchange, options, name);
	if (first.ok) return await made(exchange, options, first.value.id, name);
	if (isTaken(first.error)) throw nameTaken(name, first.error);
	if (first.error.outcome !== 'unknown') throw first.error;
	throwIfCancelled(options.signal);
	const second = await create(exchange, options, name);
	if (second.ok) return await made(exchange, options, second.value.id, name);
	if (!isTaken(second.error)) throw second.error;
	const id = await idOf(exchange, options, name);
	if (id === undefined) throw first.error;
	if (before.ok && before.value === id) throw nameTaken(name, second.error);
	// Nobody knows whose it is.
	if (!before.ok) throw first.error;
	return calendarNamed(id, name);
}

async function create(
	exchange: Exchange,
	{ mailbox, signal }: CreateCalendarOptions,
	displayName: string,
) {
	const parent = folderOf(exchange.settings, mailbox);
	return await outcomeOf(
		call(exchange, createFolder, { parent, displayName }, { mailbox, signal }),
	);
}

function isTaken({ details }: ExchangeError): boolean {
	return details.responseCode === 'ErrorFolderExists';
}

async function idOf(
	exchange: Exchange,
	{ mailbox, signal }: CreateCalendarOptions,
	name: string,
): Promise<string | undefined> {
	const folders = await findFolders(
		exchange,
		{
			parent: folderOf(exchange.settings, mailbox),
			traversal: 'Shallow',
			properties: ['folder:DisplayName'],
		},
		{ mailbox, signal },
	);
	const wanted = name.toLowerCase();
	const found = folders.find(
		({ displayName, element }) =>
			element === 'CalendarFolder' && displayName?.toLowerCase() === wanted,
	);
	return found?.id;
}

/** @returns it under the name that Exchange gave it */
async function made(
	exchange: Exchange,
	{ mailbox, signal }: CreateCalendarOptions,
	id: string,
	given: string,
): Promise<Calendar> {
	const read = { folders: [{ id }], properties: ['folder:DisplayName'] };
	const looked = await outcomeOf(call(exchange, getFolder, read, { mailbox, signal }));
	if (!looked.ok) return calendarNamed(id, given);
	const [found] = looked.value;
	if (found.ok) return calendarNamed(id, found.folder.displayName ?? given);
	// An account may create what it does not see.
	if (!isFolderGone(found.failure)) return calendarNamed(id, given);
	const message = `Exchange answered that the calendar ${given} was created, and it is not there`;
	throw notDone('CreateFolder', mailbox, message);
}

function calendarNamed(id: string, name: string): Calendar {
	return { id, name, isDefault: false, access: 'write', itemCount: 0 };
}
