import type { Exchange } from '../../connection';
import { anyObject, anyText, assertOneOf, yesOrNo } from '../../inputs';
import { notDone } from '../../notDone';
import type { WritableEvent } from '../../push/input/writableEvent';
import { assertRooms } from './assertRooms';
import { readChange } from './change';
import { assertMayChange } from './changeOf';
import { changeItem } from './changeItem';
import { findEvent } from './findEvent';
import type { UpdatedEvent, UpdateEventOptions } from './options';
import { readReference } from './reference';
import { readWritten } from './readWritten';
import { checkOptions, shownAs } from './shown';
import { isFirstOf, splitSeries } from './splitSeries';
import type { Writing } from './writing';

/**
 * Changes an appointment, one occurrence, a series, or a series from one occurrence on: then it is split.
 * Writes what differs from what is there, and nothing else; after a lost answer it looks first.
 * @throws InvalidInput naming the field
 * @throws EventNotFound when the event is gone
 * @throws ExchangeError as the server answers
 */
export async function updateEvent(
	exchange: Exchange,
	options: UpdateEventOptions,
): Promise<UpdatedEvent> {
	check(exchange, options);
	const { mailbox, signal, sendInvitations: sending = 'none' } = options;
	const shown = await shownAs(exchange, options);
	const change = await readChange(exchange, options);
	const writing: Writing = { mailbox, sending, signal };
	const find = async (isKnown: boolean, id?: string) =>
		await findEvent(exchange, {
			...options,
			reads: ['push', 'changes'],
			body: 'Best',
			extendedProperties: change.properties,
			isKnown,
			isToWrite: true,
			...(id !== undefined && { event: id, scope: 'series' as const }),
		});
	const found = await find(false);
	const target = found.master ?? found.item;
	assertMayChange(target, { ...options.changes, ...change.input });
	await assertRooms(exchange, options.changes.rooms, signal);
	const { content } = change;
	const read = async (id: string, written: WritableEvent) =>
		await readWritten(
			exchange,
			{ id, content: written, folder: target.parentFolderId },
			{ mailbox, signal, includeBody: options.includeBody, shown },
		);
	if (found.scope === 'thisAndFollowing' && !isFirstOf(found)) {
		const { before, after, notCopied } = await splitSeries(exchange, found, change, writing);
		const next = await read(after, content);
		const past = before === undefined ? undefined : await read(before, {});
		const notRead = next.notRead ?? past?.notRead;
		return {
			action: 'updated',
			event: next.event,
			...(past && { before: past.event }),
			...(notCopied.length > 0 && { notCopied }),
			...(notRead !== undefined && { notRead }),
		};
	}
	const { action, id, from } = await changeItem(exchange, { found, find, change, writing });
	const told = await read(id, content);
	if (from === undefined || told.event.changeKey !== from) return { action, ...told };
	const message = 'Exchange answered that the event was written, and it is as it was before';
	throw notDone('UpdateItem', mailbox, message);
}

function check(exchange: Exchange, options: UpdateEventOptions): void {
	checkOptions(
		exchange,
		options,
		{
			changes: anyObject('{ subject: "Review" }'),
			inputTimeZone: anyText('Europe/Berlin'),
			ownDays: yesOrNo,
		},
		['changes'],
	);
	assertOneOf('scope', options.scope, ['occurrence', 'thisAndFollowing', 'series']);
	assertOneOf('sendInvitations', options.sendInvitations, ['none', 'all', 'changed']);
	assertOneOf('allDayEnd', options.allDayEnd, ['lastDay', 'dayAfter']);
	readReference(options.event);
}
