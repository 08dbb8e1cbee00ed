/**
 * Writes calendar items in batches. One that fails does not keep the others back; nobody is mailed unless
 * that is asked for.
 */
import type { Appointment, ExchangeService, FolderId } from 'ews-javascript-api';
import { batchesOf } from '../../batches';
import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { outcomeOf, type Outcome } from '../../outcome';
import type { Xml } from '../../xml/writer';
import { fieldsOf, into, record } from '../../xml/shapes';
import type { ItemFailure, ItemReference } from '../itemParts';
import { MalformedResponse, RequestTooLarge, responseError, WrongAnswer } from '../errors';
import type { FolderTarget } from '../folderId';
import { reference } from '../operations/itemPartsReader';
import { call } from '../request';
import {
	failureOf,
	requestIds,
	responseMessages,
	SoapReader,
	type ResponseMessage,
} from '../soapResponse';
import { answeredOf, isUnanswered, notReached, throwIfStopped } from '../stoppedBatch';
import { built, managedService, type ManagedApi, type WrittenOperation } from './managedService';

/** Items in one request. Exchange takes more, but a request should stay below its time limit. */
const batchSize = 50;

/**
 * Bytes in one request of several items. Web servers and proxies refuse large ones, IIS by default beyond
 * 28.6 MB, gateways often beyond 1 MB.
 * @see https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/requestlimits/
 */
const maxRequestBytes = 1_000_000;

/** A request that any web server takes, in bytes. */
const minLimitBytes = 16_384;

type FailedResult = { ok: false; failure: ItemFailure };
interface WrittenResult {
	ok: true;
	item: ItemReference;
}
export type WriteResult = WrittenResult | FailedResult;
type DeleteResult = { ok: true } | FailedResult;

interface WriteTarget {
	/** None: the service account's own. */
	mailbox?: string;
	/** The people who get a mail about it. Default: nobody. */
	sendInvitations?: 'none' | 'all' | 'allAndSaveCopy';
	signal?: AbortSignal;
}

interface CreateTarget extends WriteTarget {
	/** Default: the mailbox's own calendar. */
	calendar?: FolderTarget;
}

interface UpdateTarget extends Omit<WriteTarget, 'sendInvitations'> {
	/** `changedAndSaveCopy` mails only attendees who were added or removed. Default: nobody. */
	sendInvitations?: WriteTarget['sendInvitations'] | 'changedAndSaveCopy';
	/** The rule for an item that was changed since. Default: the write is refused. */
	conflict?: 'refuse' | 'merge' | 'overwrite';
	/** Items in one request; default 50. */
	atOnce?: number;
}

interface DeleteTarget extends WriteTarget {
	/** Default: to the Deleted Items folder. */
	how?: 'toDeletedItems' | 'soft' | 'hard';
}

/** Makes the library's items. */
type Builder<T> = (api: ManagedApi, service: ExchangeService) => T;

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
	const managed = await managedService(exchange);
	const { api, service } = managed;
	const mode = {
		none: api.SendInvitationsMode.SendToNone,
		all: api.SendInvitationsMode.SendOnlyToAll,
		allAndSaveCopy: api.SendInvitationsMode.SendToAllAndSaveCopy,
	}[sendInvitations];
	const folder = folderOf(api, exchange, calendar, target.mailbox);
	return await inBatches(
		exchange,
		target,
		{
			operation: createItem,
			written: async (items) =>
				await managed.written(() => service.CreateItems(items, folder, null as never, mode)),
		},
		built(() => build(api, service)),
	);
}

/**
 * Writes what was set on existing items, and nothing else of them.
 * @param build items from `existingAppointment`, with the properties to change set
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation-calendar-item
 */
export async function updateAppointments(
	exchange: Exchange,
	{ conflict = 'refuse', sendInvitations = 'none', atOnce, ...target }: UpdateTarget,
	build: Builder<Appointment[]>,
): Promise<WriteResult[]> {
	const managed = await managedService(exchange);
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
		exchange,
		target,
		{
			operation: updateItem,
			atOnce,
			written: async (items) =>
				await managed.written(() =>
					service.UpdateItems(items, null as never, resolution, null as never, mode),
				),
		},
		built(() => build(api, service)),
	);
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation */
export async function deleteItems(
	exchange: Exchange,
	{ how = 'toDeletedItems', sendInvitations = 'none', ...target }: DeleteTarget,
	items: ReadonlyArray<Pick<ItemReference, 'id'>>,
): Promise<DeleteResult[]> {
	const managed = await managedService(exchange);
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
	return await inBatches(
		exchange,
		target,
		{
			operation: deleteItem,
			written: async (batch) => {
				const ids = batch.map(({ id }) => new api.ItemId(id));
				return await managed.written(() =>
					service.DeleteItems(ids, deletion, cancellations, null as never),
				);
			},
		},
		items,
	);
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

interface Target {
	mailbox?: string;
	signal?: AbortSignal;
}

interface Writing<T, Result> {
	operation: WrittenOperation<Results<Result>>;
	atOnce?: number;
	written(items: T[]): Promise<Xml>;
}

type Results<Result> = Array<Result | FailedResult>;

/**
 * Writes items one request after the other, each as large as servers take. One that is refused as too
 * large is cut in two, down to the item that is too large by itself and fails alone. Those that a stopped
 * request did not reach go in another one, as long as each gets further. What is refused after something was
 * written fails item by item, so that nothing is written twice.
 * @throws ExchangeError when nothing was written, or nobody knows what was
 */
async function inBatches<T, Result extends { ok: true }>(
	exchange: Exchange,
	{ mailbox, signal }: Target,
	{ operation, atOnce = batchSize, written }: Writing<T, Result>,
	all: readonly T[],
): Promise<Results<Result>> {
	const results: Results<Result> = [];
	const waiting = batchesOf(all, atOnce).reverse();
	let stop: ExchangeError | undefined;
	for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
		const { length } = batch;
		const request = { body: await written(batch), asked: length };
		const bytes = Buffer.byteLength(request.body.toString());
		const sent: Outcome<Results<Result>> =
			length > 1 && bytes > (exchange.largestRequest ?? maxRequestBytes)
				? { ok: false, error: new RequestTooLarge(bytes) }
				: await outcomeOf(call(exchange, operation, request, { mailbox, signal }));
		const answered = answeredOf<Result | FailedResult>(request);
		if (sent.ok) {
			results.push(...sent.value);
			continue;
		}
		if (answered) {
			const reached = length - notReached(answered);
			results.push(...answered.slice(0, reached).map((one) => unknownOf(one, sent.error)));
			stop = sent.error;
			if (reached < length) waiting.push(batch.slice(reached));
			continue;
		}
		// The same error again: the server wants more time than there is, and nothing was sent.
		const error = sent.error === stop ? stop : refusal(exchange, sent.error, bytes);
		if (length > 1 && error.code === 'limit') {
			const middle = Math.ceil(length / 2);
			waiting.push(batch.slice(middle), batch.slice(0, middle));
			continue;
		}
		const isFirst = results.length === 0 && (error.code !== 'limit' || all.length === 1);
		if (isFirst) throw error;
		const responseCode = error.details.responseCode ?? error.code;
		results.push(...batch.map(() => ({ ok: false as const, failure: { responseCode, error } })));
	}
	return results;
}

/**
 * The failure of a request of which nothing was carried out.
 * @throws every other error
 */
function refusal(exchange: Exchange, error: ExchangeError, bytes: number): ExchangeError {
	const { httpStatus, responseCode } = error.details;
	const isSize = responseCode === undefined && (httpStatus === 404 || httpStatus === 413);
	// IIS says "404" to what it takes for too large, and whoever moved away says so, too.
	const isTooLarge = isSize && (httpStatus === 413 || exchange.serverVersion !== undefined);
	if (isTooLarge) exchange.largestRequest = Math.max(minLimitBytes, bytes >> 2);
	const told = isTooLarge && bytes > minLimitBytes ? new RequestTooLarge(bytes, error) : error;
	if (told.outcome === 'refused') return told;
	throw told;
}

/** What the server was too busy for it may have carried out all the same. */
function unknownOf<Result extends { ok: true }>(
	result: Result | FailedResult,
	error: ExchangeError,
): Result | FailedResult {
	if (!isUnanswered(result)) return result;
	return { ok: false, failure: { ...result.failure, error } };
}

interface WrittenItem {
	id?: ItemReference;
}

const anyItem = record<WrittenItem>({ 't:ItemId': fieldsOf<WrittenItem>()('id', reference) });
const items = record<WrittenItem>(
	{},
	{ others: into(anyItem, (written: WrittenItem, { id }) => void (written.id = id)) },
);

const createItem = writing<WrittenItem, WrittenResult>('CreateItem', itemOf);
const updateItem = writing<WrittenItem, WrittenResult>('UpdateItem', itemOf);
const deleteItem = writing<WrittenItem, { ok: true }>('DeleteItem', () => ({ ok: true }));

/**
 * An operation that writes a batch; sent once, since a lost answer doesn't tell what was written. What is
 * wrong with the request as a whole, such as its folder, Exchange says in one message for all of it.
 */
function writing<Message extends object, Result extends { ok: true }>(
	name: string,
	success: (message: ResponseMessage & Message, name: string) => Result,
): WrittenOperation<Results<Result>> {
	const messages = responseMessages<Message>(name, {
		'm:Items': into(items, (message: WrittenItem, { id }) => void (message.id = id)),
	});
	return {
		name,
		repeatable: false,
		request: ({ body }) => body,
		response: (request) =>
			new SoapReader(name, messages, (found, context) => {
				const { asked } = request;
				const failures = found.map(failureOf);
				if (found.length !== asked) {
					const [failure] = failures;
					if (found.length === 1 && failure) throw responseError(failure, context);
					throw new WrongAnswer(`${found.length} response messages instead of ${asked}`);
				}
				const results = found.map((message, index): Result | FailedResult => {
					const failure = failures[index];
					if (!failure) return success(message, name);
					return { ok: false, failure: { ...failure, request: requestIds(context) } };
				});
				throwIfStopped(results, request, context);
				return results;
			}),
	};
}

function itemOf({ id }: WrittenItem, name: string): WrittenResult {
	if (!id) throw new MalformedResponse(`a ${name} response message without ItemId`);
	return { ok: true, item: id };
}
