/**
 * Writes calendar items in batches. One that fails does not keep the others back; nobody is mailed unless
 * that is asked for.
 */
import type { Appointment, ExchangeService, FolderId, Item } from 'ews-javascript-api';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import type { ItemFailure, ItemReference } from '../calendarItem';
import type { FolderTarget } from '../folderId';
import { failureOf } from '../soapResponse';
import { MalformedResponse } from '../../xml/malformed';
import { managedService, type ManagedApi, type ManagedService } from './managedService';

/** Items in one request. Exchange takes more, but a request should stay below its time limit. */
const batchSize = 50;

export type WriteResult = { ok: true; item: ItemReference } | { ok: false; failure: ItemFailure };
export type DeleteResult = { ok: true } | { ok: false; failure: ItemFailure };

export interface WriteTarget {
	/** None: the service account's own. */
	mailbox?: string;
	/** Who gets a mail about it. Default: nobody. */
	sendInvitations?: 'none' | 'all' | 'allAndSaveCopy';
	signal?: AbortSignal;
}

export interface CreateTarget extends WriteTarget {
	/** Default: the mailbox's own calendar. */
	calendar?: FolderTarget;
}

export interface UpdateTarget extends Omit<WriteTarget, 'sendInvitations'> {
	/** `changedAndSaveCopy` mails only attendees who were added or removed. Default: nobody. */
	sendInvitations?: WriteTarget['sendInvitations'] | 'changedAndSaveCopy';
	/** What happens when the item was changed since. Default: it is refused. */
	conflict?: 'refuse' | 'merge' | 'overwrite';
}

export interface DeleteTarget extends WriteTarget {
	/** Default: to the Deleted Items folder. */
	how?: 'toDeletedItems' | 'soft' | 'hard';
}

/** Makes the library's items; `service` belongs to one request's connection. */
export type Builder<T> = (api: ManagedApi, service: ExchangeService) => T;

/**
 * Creates appointments, in the order given.
 * @throws ExchangeError when a whole request fails; items before it were created
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation-calendar-item
 */
export async function createAppointments(
	exchange: Exchange,
	{ calendar, sendInvitations = 'none', ...target }: CreateTarget,
	build: Builder<Appointment[]>,
): Promise<WriteResult[]> {
	const managed = await managedService(exchange, target);
	const { api, service } = managed;
	const mode = {
		none: api.SendInvitationsMode.SendToNone,
		all: api.SendInvitationsMode.SendOnlyToAll,
		allAndSaveCopy: api.SendInvitationsMode.SendToAllAndSaveCopy,
	}[sendInvitations];
	const folder = folderOf(api, exchange, calendar, target.mailbox);
	return await inBatches(
		built(() => build(api, service)),
		async (items) => {
			await sent(() => service.CreateItems(items, folder, null as never, mode));
			return outcomes(managed, items);
		},
	);
}

/**
 * Writes what was set on existing items, and nothing else of them.
 * @param build items from `existingAppointment`, with the properties to change set
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation-calendar-item
 */
export async function updateAppointments(
	exchange: Exchange,
	{ conflict = 'refuse', sendInvitations = 'none', ...target }: UpdateTarget,
	build: Builder<Appointment[]>,
): Promise<WriteResult[]> {
	const managed = await managedService(exchange, target);
	const { api, service } = managed;
	const mode = {
		none: api.SendInvitationsOrCancellationsMode.SendToNone,
		all: api.SendInvitationsOrCancellationsMode.SendOnlyToAll,
		allAndSaveCopy: api.SendInvitationsOrCancellationsMode.SendToAllAndSaveCopy,
		changedAndSaveCopy: api.SendInvitationsOrCancellationsMode.SendToChangedAndSaveCopy,
	}[sendInvitations];
	const resolution = {
		refuse: api.ConflictResolutionMode.NeverOverwrite,
		merge: api.ConflictResolutionMode.AutoResolve,
		overwrite: api.ConflictResolutionMode.AlwaysOverwrite,
	}[conflict];
	return await inBatches(
		built(() => build(api, service)),
		async (items) => {
			await sent(() => service.UpdateItems(items, null as never, resolution, null as never, mode));
			return outcomes(managed, items);
		},
	);
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation */
export async function deleteItems(
	exchange: Exchange,
	{ how = 'toDeletedItems', sendInvitations = 'none', ...target }: DeleteTarget,
	items: ReadonlyArray<Pick<ItemReference, 'id'>>,
): Promise<DeleteResult[]> {
	const managed = await managedService(exchange, target);
	const { api, service } = managed;
	const deletion = {
		toDeletedItems: api.DeleteMode.MoveToDeletedItems,
		soft: api.DeleteMode.SoftDelete,
		hard: api.DeleteMode.HardDelete,
	}[how];
	const cancellations = {
		none: api.SendCancellationsMode.SendToNone,
		all: api.SendCancellationsMode.SendOnlyToAll,
		allAndSaveCopy: api.SendCancellationsMode.SendToAllAndSaveCopy,
	}[sendInvitations];
	return await inBatches(items, async (batch) => {
		const ids = batch.map(({ id }) => new api.ItemId(id));
		await sent(() => service.DeleteItems(ids, deletion, cancellations, null as never));
		return failures(managed, batch.length).map((failure) =>
			failure ? { ok: false, failure } : { ok: true },
		);
	});
}

/** An appointment to update, without reading it first. */
export function existingAppointment(
	api: ManagedApi,
	service: ExchangeService,
	{ id, changeKey }: ItemReference,
): Appointment {
	const appointment = new api.Appointment(service);
	const loading = appointment as unknown as {
		LoadFromXmlJsObject(xml: object, service: ExchangeService, ...rest: unknown[]): void;
	};
	const reference = { ItemId: { Id: id, ChangeKey: changeKey } };
	loading.LoadFromXmlJsObject(reference, service, true, api.PropertySet.IdOnly, false);
	return appointment;
}

function folderOf(
	api: ManagedApi,
	{ settings }: Exchange,
	calendar: FolderTarget = { distinguished: 'calendar' },
	mailbox: string | undefined,
): FolderId {
	if ('id' in calendar) return new api.FolderId(calendar.id);
	const owner = calendar.mailbox ?? (settings.mailboxAccess === 'delegate' ? mailbox : undefined);
	const name = api.WellKnownFolderName.Calendar;
	return owner === undefined
		? new api.FolderId(name)
		: new api.FolderId(name, new api.Mailbox(owner));
}

async function inBatches<T, R>(
	all: readonly T[],
	write: (batch: T[]) => Promise<R[]>,
): Promise<R[]> {
	const results: R[] = [];
	for (let at = 0; at < all.length; at += batchSize) {
		results.push(...(await write(all.slice(at, at + batchSize))));
	}
	return results;
}

/** What the library objects to is the input's fault; its exceptions are no errors of JavaScript. */
function built<T>(build: () => T): T {
	try {
		return build();
	} catch (error) {
		throw asError(error);
	}
}

async function sent(send: () => Promise<unknown>): Promise<void> {
	try {
		await send();
	} catch (error) {
		throw asError(error);
	}
}

function asError(error: unknown): Error {
	if (error instanceof ExchangeError) return error;
	const message = (error as { message?: unknown } | undefined)?.message;
	return new InvalidInput('item', `The item can't be written: ${String(message ?? error)}`, {
		cause: error,
	});
}

function failures(managed: ManagedService, asked: number): Array<ItemFailure | undefined> {
	const { messages = [], request } = managed.latest() ?? {};
	if (messages.length !== asked) {
		throw new MalformedResponse(`${messages.length} response messages instead of ${asked}`);
	}
	return messages.map((message) => {
		const failure = failureOf(message);
		return failure && { ...failure, request };
	});
}

function outcomes(managed: ManagedService, items: readonly Item[]): WriteResult[] {
	return failures(managed, items.length).map((failure, index) => {
		if (failure) return { ok: false, failure };
		const { UniqueId: id, ChangeKey: changeKey } = items[index].Id;
		return { ok: true, item: { id, changeKey } };
	});
}
