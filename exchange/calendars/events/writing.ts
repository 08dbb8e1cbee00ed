import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { ItemFailure, ItemReference } from '../../ews/calendarItem';
import { responseError } from '../../ews/errors';
import type { FolderTarget } from '../../ews/folderId';
import {
	createAppointments,
	deleteItems,
	updateAppointments,
	type WriteResult,
} from '../../ews/library/writeItems';
import type { CallTarget } from '../../ews/request';
import { isGone, isStale } from '../../ews/responseCodes';
import { outcomeOf } from '../../outcome';
import { changedAppointment, newAppointment } from '../../push/carryOut/appointment';
import type { QuietWriting } from '../../push/carryOut/asSeries';
import { writeOccurrences } from '../../push/carryOut/finishSeries';
import { updateInSomeOrder } from '../../push/carryOut/inSomeOrder';
import { updateKeepingZones } from '../../push/carryOut/keptZones';
import { isOwnMatter } from '../../push/carryOut/mailApart';
import {
	askForContent,
	isDoubtful,
	refusedContent,
	saysMore,
} from '../../push/carryOut/occurrenceContent';
import { isLost, waitForLostRequest } from '../../push/carryOut/writeBatch';
import type { WritableEvent, WritableTimes } from '../../push/input/writableEvent';
import type { StepResult } from '../../push/ports';
import { clientKeyProperty, isHidden, itemsOfKey } from './clientKey';
import { eventError } from './findEvent';

/** Whose calendar is written, and who is mailed. */
export interface Writing {
	mailbox: string;
	sending: 'none' | 'all' | 'changed';
	signal?: AbortSignal;
	/** Milliseconds after a lost answer before the calendar is asked; default 1,000. */
	lostRequestMs?: number;
}

/** Times that a request is sent of which no answer came and nothing was found. */
const attempts = 3;

/** The fate of a write: done, or to be decided again after a look at what is there now. */
export type Written = { done: true; item: ItemReference } | { done: false; error: ExchangeError };

/**
 * Work that may follow a request without an answer. Whatever it fails with, that request may have been carried
 * out, or be at work still: the error says so.
 * @param isLost asked when it has failed
 */
export async function afterLostAnswer<T>(isLost: () => boolean, work: Promise<T>): Promise<T> {
	return await work.catch((error: unknown) => {
		if (error instanceof ExchangeError && isLost()) error.outcome = 'unknown';
		throw error;
	});
}

/** What is to be created, and the key that it keeps. */
export interface Creation {
	event: WritableEvent;
	key: string;
	/** Others may create under the same key, now or before: their item is taken. */
	isShared: boolean;
}

/**
 * The item of a key, which is created where there is none. After a lost answer it is looked up before it
 * is sent again. Where a late request or another process made a copy the oldest stays.
 * @throws ExchangeError as the server answers
 */
export async function createOnce(
	exchange: Exchange,
	folder: FolderTarget,
	{ event, key, isShared }: Creation,
	writing: Writing,
): Promise<{ item: ItemReference; isNew: boolean }> {
	const { mailbox, signal, sending } = writing;
	const target = { mailbox, signal };
	// Some servers make a meeting of whatever is written with a way of sending.
	const sendInvitations = modeOf(event.attendees?.length ? sending : 'none');
	const found = async () => await itemsOfKey(exchange, folder, key, target);
	const [there] = isShared ? await found() : [];
	if (there) return { item: there, isNew: false };
	const extendedProperties = [
		...(event.extendedProperties ?? []),
		{ uri: clientKeyProperty, value: key },
	];
	for (let attempt = 1; ; attempt++) {
		const sent = await outcomeOf(
			createAppointments(
				exchange,
				{ ...target, calendar: folder, sendInvitations },
				(api, service) => [
					newAppointment(api, service, { event: { ...event, extendedProperties } }),
				],
			),
			(error) => !isLost(error),
		);
		if (sent.ok) {
			const [result] = sent.value;
			if (!result.ok) throw writeError(exchange, mailbox, result.failure, 'CreateItem');
			if (!isShared && attempt === 1) return { item: result.item, isNew: true };
			// It is there, whatever a look at its copies says.
			const all = await outcomeOf(found(), ({ code }) => code === 'cancelled');
			const item = await keepOldest(exchange, all.ok ? all.value : [], result.item, {
				...target,
				sendInvitations,
			});
			return { item, isNew: attempt > 1 || item === result.item };
		}
		await waitForLostRequest(writing);
		const [late] = await found();
		if (late) return { item: late, isNew: true };
		if (attempt === attempts || (await isHidden(exchange, folder, event, target)) !== false) {
			throw sent.error;
		}
	}
}

/**
 * Moves all items of a key but the oldest to Deleted Items. Who was invited to one hears that it is off, and
 * does not keep it. Where the own one is not listed yet, nothing is known.
 */
async function keepOldest(
	exchange: Exchange,
	found: readonly ItemReference[],
	own: ItemReference,
	target: CallTarget & { sendInvitations: 'none' | 'allAndSaveCopy' },
): Promise<ItemReference> {
	const [oldest, ...copies] = found;
	if (copies.length === 0 || !found.some(({ id }) => id === own.id)) return own;
	await outcomeOf(deleteItems(exchange, target, copies));
	return oldest.id === own.id ? own : oldest;
}

interface ItemChange {
	event: WritableEvent;
	endsSeries?: boolean;
	isOccurrence?: boolean;
	/** The series gets a pattern of other days. */
	changesPattern?: boolean;
	/** Nobody is invited, before nor after. */
	isAlone?: boolean;
	/** Told before a series becomes a single event for the moment. */
	dropping?(): void;
}

/**
 * Writes fields of an item that is still as it was read; else, or without an answer, it is not done.
 * @throws InvalidInput naming `sensitivity` or `categories`, which the server does not keep of an occurrence
 */
export async function updateOnce(
	exchange: Exchange,
	item: ItemReference,
	change: ItemChange,
	writing: Writing,
): Promise<Written> {
	const { isOccurrence, event } = change;
	if (!isOccurrence || !isDoubtful(event)) return await write(exchange, item, change, writing);
	const { mailbox, signal } = writing;
	const target = { mailbox, signal, conflict: 'refuse' as const };
	const sent = await outcomeOf(
		askForContent(exchange, [{ item, event }], target),
		(error) => !isLost(error),
	);
	if (!sent.ok) {
		await waitForLostRequest(writing);
		return { done: false, error: sent.error };
	}
	const [asked] = sent.value;
	if (asked.ok) {
		const isDone = asked.isHidden === true && !saysMore(event);
		if (isDone) return { done: true, item: asked.item };
		return await write(exchange, asked.item, change, writing);
	}
	if ('refused' in asked) throw refusedContent(asked.refused);
	const { stale, error } = failureOf(exchange, mailbox, asked.failure);
	if (stale) return { done: false, error };
	throw error;
}

async function write(
	exchange: Exchange,
	item: ItemReference,
	change: ItemChange,
	writing: Writing,
): Promise<Written> {
	const { mailbox, signal, sending } = writing;
	const { isOccurrence, dropping, ...step } = change;
	const mode = updateMode(sending);
	const sent = await outcomeOf(
		updateInSomeOrder([{ ...step, item, state: { version: 1, fields: {} } }], async (some) => {
			const isDrop = some.every(({ dropsRecurrence }) => dropsRecurrence);
			if (isDrop) dropping?.();
			const isOwn = !step.endsSeries && some.every(({ event }) => isOwnMatter(event));
			const send = isDrop || isOwn || step.isAlone ? {} : { sendInvitations: mode };
			return await updateKeepingZones(exchange, { mailbox, signal }, some, async (steps) => {
				const results = await updateAppointments(
					exchange,
					{ mailbox, signal, conflict: 'refuse', ...send },
					(api, service) =>
						steps.map(({ item: one, state, ...content }) => {
							void state;
							return changedAppointment(api, service, one, { ...content, isOccurrence });
						}),
				);
				return results.map((result) => stepOf(exchange, mailbox, result));
			});
		}),
		(error) => !isLost(error),
	);
	if (!sent.ok) {
		await waitForLostRequest(writing);
		return { done: false, error: sent.error };
	}
	const [result] = sent.value;
	if (result.ok) return { done: true, item: { id: result.id, changeKey: result.changeKey ?? '' } };
	if (result.stale) return { done: false, error: result.error };
	throw result.error;
}

/**
 * Takes out and moves occurrences of a series.
 * @throws ExchangeError the first failure
 */
export async function writeExceptions(
	exchange: Exchange,
	item: ItemReference,
	times: WritableTimes,
	{ mailbox, signal, sending }: Writing,
): Promise<void> {
	const failures = await writeOccurrences(exchange, [{ item, times }], {
		mailbox,
		signal,
		sending: modeOf(sending),
		updating: updateMode(sending),
		failed: (failure) => failureOf(exchange, mailbox, failure),
	});
	for (const { error } of failures.values()) throw error;
}

export type DeleteType = 'toDeletedItems' | 'soft' | 'hard';

/** Deletes an item, or takes an occurrence out. True when it is gone; false without an answer. */
export async function deleteOnce(
	exchange: Exchange,
	item: Pick<ItemReference, 'id'>,
	how: DeleteType,
	writing: Writing,
): Promise<boolean> {
	const { mailbox, signal, sending } = writing;
	const target = { mailbox, signal, how, sendInvitations: modeOf(sending) };
	const sent = await outcomeOf(deleteItems(exchange, target, [item]), (error) => !isLost(error));
	if (!sent.ok) {
		await waitForLostRequest(writing);
		return false;
	}
	const [result] = sent.value;
	if (!result.ok) throw writeError(exchange, mailbox, result.failure, 'DeleteItem');
	return true;
}

function stepOf(exchange: Exchange, mailbox: string, result: WriteResult): StepResult {
	return result.ok ? { ok: true, ...result.item } : failureOf(exchange, mailbox, result.failure);
}

function failureOf(exchange: Exchange, mailbox: string, failure: ItemFailure) {
	return {
		ok: false as const,
		stale: isStale(failure) && !isGone(failure),
		error: writeError(exchange, mailbox, failure, 'UpdateItem'),
	};
}

/** Of writes that mend what is cut off: nobody is mailed. */
export function quietWriting(
	exchange: Exchange,
	{ mailbox, lostRequestMs }: Pick<Writing, 'mailbox' | 'lostRequestMs'>,
): QuietWriting {
	return { mailbox, lostRequestMs, failed: (failure) => failureOf(exchange, mailbox, failure) };
}

/** The name of a creation is that of its folder, not of an event. */
function writeError(
	exchange: Exchange,
	mailbox: string,
	failure: ItemFailure,
	operation: string,
): ExchangeError {
	if (operation !== 'CreateItem') return eventError(exchange, mailbox, failure, operation);
	const { user: serviceAccount, mailboxAccess } = exchange.settings;
	return responseError(failure, { operation, mailbox, serviceAccount, mailboxAccess });
}

/** The people who are mailed of an update, as Exchange calls it. */
export function updateMode(
	sending: Writing['sending'],
): 'none' | 'allAndSaveCopy' | 'changedAndSaveCopy' {
	return sending === 'changed' ? 'changedAndSaveCopy' : modeOf(sending);
}

function modeOf(sending: Writing['sending']): 'none' | 'allAndSaveCopy' {
	return sending === 'none' ? 'none' : 'allAndSaveCopy';
}
