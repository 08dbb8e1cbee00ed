import type { ExchangeErrorCode } from '../errors';
import type { ItemFailure } from './itemParts';
import { codesByKind } from './responseCodeTable';

const kinds: ReadonlyMap<string, ExchangeErrorCode> = new Map(
	codesByKind.flatMap(([kind, codes]) =>
		codes
			.trim()
			.split(/\s+/)
			.map((code): [string, ExchangeErrorCode] => [code, kind]),
	),
);

/** Every code that has a kind. `NoError` has none. */
export const knownResponseCodes: readonly string[] = [...kinds.keys()];

/** True for a code that stands in Microsoft's schemas: no reflection of what was sent. */
export function isKnownResponseCode(code: string): boolean {
	return code === 'NoError' || kinds.has(code);
}

/** The kind of a ResponseCode; `server` for one that no schema of ours knows. */
export function responseCodeKind(responseCode: string): ExchangeErrorCode {
	return kinds.get(responseCode) ?? 'server';
}

/**
 * The code that says why: of a generic ErrorInternalServerError the inner one, which Exchange puts
 * into MessageXml, such as ErrorServerBusy. Of a mailbox that was moved Exchange says for a while that an
 * object is not found: nothing of it is known to be gone, as its words tell.
 * @see https://github.com/OfficeDev/ews-managed-api/issues/209
 */
export function decisiveCode({ responseCode, messageText, messageXml }: ItemFailure): string {
	if (responseCode === 'ErrorItemNotFound' && messageText?.includes('ExchangePrincipal')) {
		return 'ErrorMailboxMoveInProgress';
	}
	const inner = messageXml?.InnerErrorResponseCode;
	const generic = /^Error(InternalServer(Transient)?Error|ProxyRequestProcessingFailed)$/;
	if (inner !== undefined && inner !== 'NoError' && generic.test(responseCode)) return inner;
	return responseCode;
}

/** The code of the ExchangeError for a failure, its inner code considered. */
export function failureKind(failure: ItemFailure): ExchangeErrorCode {
	return responseCodeKind(decisiveCode(failure));
}

/** True when the object is not there any more: deleted, moved away, or its id stands for nothing. */
export function isGone(failure: ItemFailure): boolean {
	return goneCodes.test(decisiveCode(failure));
}

/** True when the item itself is not there; other codes of `isGone` are about an id, or about a part of it. */
export function isItemMissing(failure: ItemFailure): boolean {
	return decisiveCode(failure) === 'ErrorItemNotFound';
}

/** True when an occurrence does not take place any more; an index that the series lacks is a failure. */
export function isOccurrenceDeleted(failure: ItemFailure): boolean {
	return /^Error(CalendarOccurrenceIsDeletedFromRecurrence|ItemNotFound)$/.test(
		decisiveCode(failure),
	);
}

/** True when an attachment is not there any more, or its item. */
export function isAttachmentGone({ responseCode }: { responseCode?: string }): boolean {
	return responseCode === 'ErrorInvalidAttachmentId' || responseCode === 'ErrorItemNotFound';
}

/** True when a folder is not there any more. */
export function isFolderGone(failure: ItemFailure): boolean {
	return failure.responseCode === 'ErrorFolderNotFound' || isGone(failure);
}

/** True when the object was changed, moved or deleted since it was read. */
export function isStale(failure: ItemFailure): boolean {
	return staleCodes.test(decisiveCode(failure));
}

/** True when a user configuration with that name does not exist. */
export function isMissingConfiguration({ responseCode }: { responseCode?: string }): boolean {
	return responseCode === 'ErrorItemNotFound' || responseCode === 'ErrorUserConfigurationNotFound';
}

/** True when the server gave a request up in its middle: less at a time may do. */
export function isTooMuch(responseCode: string): boolean {
	return tooMuchCodes.test(responseCode);
}

/** True when the mailbox, or one of its folders, has no room left. */
export function isMailboxFull(responseCode: string): boolean {
	return /^Error(MessagePerFolderCountReceive)?QuotaExceeded$/.test(responseCode);
}

/** True when the server says that it can not do it now, and may later. */
export function isBusy(failure: ItemFailure): boolean {
	const kind = failureKind(failure);
	return kind === 'throttled' || kind === 'temporarilyUnavailable';
}

const tooMuchCodes =
	/^Error(TimeoutExpired|BatchProcessingStopped|InternalServerTransientError|RequestAborted|NotEnoughMemory)$/;
const goneCodes = /^Error(ItemNotFound|InvalidId.*|ObjectTypeChanged|CalendarOccurrence.*)$/;
const staleCodes =
	/^Error(IrresolvableConflict|StaleObject|ItemNotFound|ChangeKeyRequired.*|InvalidChangeKey|ObjectTypeChanged)$/;
