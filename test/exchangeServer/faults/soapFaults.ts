import { element, EwsFault, ResponseError } from '../contracts';
import type { CallDescription, XmlElement } from '../contracts';
import { renderFault, XML_DECLARATION } from '../soap';
import type { Fault } from './fault';
import { changedBody, endlessBody, fixed, send } from './http';

/** Faults that Exchange itself reports, and XML that must do no harm. */

const messagesOfBusy = 'The server cannot service this request right now. Try again later.';
const envelopeStart = `${XML_DECLARATION}<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`;
const envelopeEnd = '</s:Body></s:Envelope>';
const namespaces = {
	'xmlns:m': 'http://schemas.microsoft.com/exchange/services/2006/messages',
	'xmlns:t': 'http://schemas.microsoft.com/exchange/services/2006/types',
};

const texts: Record<string, string> = {
	ErrorServerBusy: messagesOfBusy,
	ErrorInternalServerError: 'An internal server error occurred. The operation failed.',
	ErrorInternalServerTransientError: 'An internal server error occurred. Try again later.',
	ErrorInvalidSyncStateData: 'Synchronization state data is corrupt or otherwise invalid.',
	ErrorItemNotFound: 'The specified object was not found in the store.',
	ErrorMailboxMoveInProgress: 'Mailbox move is in progress.',
	ErrorMailboxStoreUnavailable: 'The mailbox database is temporarily unavailable.',
	ErrorConnectionFailed: 'Connection failed. Try again later.',
	ErrorTimeoutExpired:
		'The operation could not be completed before timeout. Please retry the operation.',
	ErrorExceededConnectionCount:
		'You have exceeded the available concurrent connections for your account. Try again once your other requests have completed.',
	ErrorAccessDenied: 'Access is denied. Check credentials and try again.',
	ErrorImpersonateUserDenied:
		'The account does not have permission to impersonate the requested user.',
	ErrorNonExistentMailbox: 'The SMTP address has no mailbox associated with it.',
};

function textOfCode(code: string): string {
	return texts[code] ?? `${code}.`;
}

/** A SOAP fault with HTTP 500, or with the 200 that some proxies make of it. */
export function soapFault(
	code: string,
	{
		status = 500,
		details,
		name,
	}: { status?: number; details?: Record<string, string>; name?: string } = {},
): Fault {
	const body = renderFault(new EwsFault(code, textOfCode(code), { details }));
	return fixed(name ?? `soapFault${status}`, status, {}, body);
}

/** ErrorServerBusy as a SOAP fault; without a number, as Exchange does in some places, no BackOffMilliseconds. */
export function serverBusy(backOffMs?: number, status: 500 | 503 = 500): Fault {
	const details = backOffMs === undefined ? undefined : { BackOffMilliseconds: String(backOffMs) };
	const name = `serverBusy${status}${backOffMs === undefined ? '' : 'BackOff'}`;
	return soapFault('ErrorServerBusy', { status, details, name });
}

/** ErrorServerBusy within a response message, HTTP 200. */
export function serverBusyInMessage(backOffMs?: number): Fault {
	const details: Record<string, string> =
		backOffMs === undefined ? {} : { BackOffMilliseconds: String(backOffMs) };
	const name = `serverBusyInMessage${backOffMs === undefined ? '' : 'BackOff'}`;
	return responseError('ErrorServerBusy', { details, name });
}

/** ErrorInternalServerError whose details say that the server was busy, HTTP 200. */
export function innerServerBusy(backOffMs?: number): Fault {
	const details = {
		InnerErrorMessageText: messagesOfBusy,
		InnerErrorResponseCode: 'ErrorServerBusy',
		InnerErrorDescriptiveLinkKey: '0',
		...(backOffMs === undefined ? {} : { BackOffMilliseconds: String(backOffMs) }),
	};
	return responseError('ErrorInternalServerError', { details, name: 'innerServerBusy' });
}

export function invalidSyncState(): Fault {
	return responseError('ErrorInvalidSyncStateData', { name: 'invalidSyncState' });
}

/** Operations whose response messages belong to item ids: each id fails on its own. */
const byItem = new Set(['GetItem', 'UpdateItem', 'DeleteItem', 'MoveItem', 'CopyItem']);

/** Any ResponseCode in every response message of the call, HTTP 200; nothing is carried out. */
export function responseError(
	code: string,
	{
		details,
		name = code,
		text,
	}: { details?: Record<string, string>; name?: string; text?: string } = {},
): Fault {
	const error = new ResponseError(code, text ?? textOfCode(code), details);
	return {
		name,
		carriesOut: false,
		itemError: () => error,
		respond: async ({ response }, answer, call) => {
			if (byItem.has(call.operation)) send(response, await answer());
			else send(response, { status: 200, headers: {}, body: failedResponse(call, error) });
		},
	};
}

/**
 * A mailbox that was moved, asked of a server that still looks for it where it was.
 * @see https://github.com/OfficeDev/ews-managed-api/issues/209
 */
export function movedLately(): Fault {
	const text =
		"The specified object was not found in the store., Can't connect to the mailbox of user Mailbox database guid: 65ba9b0a-dca4-4b0c-98e1-7db303ee3fce because the ExchangePrincipal object contains outdated information. The mailbox may have been moved recently.";
	return responseError('ErrorItemNotFound', { name: 'movedLately', text });
}

/** One item of a batch fails: the one with that id, or the n-th (from 0) of the call. */
export function itemError(code = 'ErrorItemNotFound', which: string | number = 0): Fault {
	const error = new ResponseError(code, textOfCode(code));
	return {
		name: `itemError${code}`,
		carriesOut: true,
		itemError: (itemId, index) => (which === itemId || which === index ? error : undefined),
	};
}

/** The server stops in a batch after so many items, with that answer to the next one, HTTP 200. */
export function batchStopped(
	after: number,
	code = 'ErrorServerBusy',
	{ backOffMs, isCarriedOut = false }: { backOffMs?: number; isCarriedOut?: boolean } = {},
): Fault {
	const details: Record<string, string> =
		backOffMs === undefined ? {} : { BackOffMilliseconds: String(backOffMs) };
	const error = new ResponseError(code, textOfCode(code), details);
	return {
		name: `batchStopped${code}`,
		carriesOut: after > 0 || isCarriedOut,
		batchStop: { after, error, isCarriedOut },
	};
}

/** What goes with an error, as the schema or a recorded answer has it. */
const beside: Record<string, XmlElement[]> = {
	SyncFolderItems: [element('m:SyncState'), element('m:IncludesLastItemInRange', true)],
	SyncFolderHierarchy: [element('m:SyncState'), element('m:IncludesLastFolderInRange', true)],
	GetFolder: [element('m:Folders')],
	CreateItem: [element('m:Items')],
	CreateFolder: [element('m:Folders')],
};

function failedResponse({ operation }: CallDescription, error: ResponseError): string {
	const values = Object.entries(error.details).map(([key, value]) =>
		element('t:Value', value, { Name: key }),
	);
	const content = [
		element('m:MessageText', error.message),
		element('m:ResponseCode', error.code),
		element('m:DescriptiveLinkKey', 0),
		values.length > 0 ? element('m:MessageXml', values) : undefined,
	];
	const failed = { ResponseClass: 'Error' };
	const body =
		operation === 'GetUserAvailability'
			? element(
					'm:GetUserAvailabilityResponse',
					element(
						'm:FreeBusyResponseArray',
						element('m:FreeBusyResponse', element('m:ResponseMessage', content, failed)),
					),
					namespaces,
				)
			: element(
					`m:${operation}Response`,
					element(
						'm:ResponseMessages',
						element(`m:${operation}ResponseMessage`, [content, beside[operation]], failed),
					),
					namespaces,
				);
	return `${envelopeStart}${body.markup}${envelopeEnd}`;
}

/** A control character in a text, as Exchange sends it: a reference that XML 1.0 forbids. */
export function illegalCharacter(reference = '&#x19;'): Fault {
	return changedBody('illegalCharacter', (body) =>
		body.replace(/<t:(Subject|DisplayName|Location|Name)>/, `$&${reference}`),
	);
}

/** A document type with nested entities in front of the right answer. */
export function entityBomb(): Fault {
	const levels = Array.from({ length: 9 }, (_, i) => {
		const inner = i === 0 ? 'ha' : `&e${i - 1};`.repeat(10);
		return `<!ENTITY e${i} "${inner}">`;
	});
	return changedBody('entityBomb', (body) =>
		body
			.replace(/^(<\?xml[^>]*\?>)?/, `$&<!DOCTYPE s:Envelope [${levels.join('')}]>`)
			.replace(/<t:(Subject|DisplayName|Location|Name)>/, '$&&e8;'),
	);
}

/** A document type that asks for a file of the client's machine. */
export function externalEntity(): Fault {
	return changedBody('externalEntity', (body) =>
		body
			.replace(
				/^(<\?xml[^>]*\?>)?/,
				'$&<!DOCTYPE s:Envelope [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
			)
			.replace(/<t:(Subject|DisplayName|Location|Name)>/, '$&&file;'),
	);
}

/** A response that never ends. */
export function oversized(): Fault {
	return endlessBody(
		`${envelopeStart}<m:GetItemResponse xmlns:m="${namespaces['xmlns:m']}" xmlns:t="${namespaces['xmlns:t']}"><m:ResponseMessages>`,
		'<m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items/></m:GetItemResponseMessage>',
	);
}
