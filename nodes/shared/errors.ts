import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import { credentialFieldLabels } from '../../credentials/connectionFields';
import { ExchangeError, type ExchangeErrorCode, type RemedyBy } from '../../exchange/errors';

export type NodeFailure = NodeApiError | NodeOperationError;

/** Codes of mistakes in the workflow or credential; all others come from the server or the way to it. */
const userMistakes: readonly ExchangeErrorCode[] = ['settings', 'input', 'position'];

/** Codes of errors whose field is one of the credential. */
const ofCredential: readonly ExchangeErrorCode[] = ['settings', 'signIn', 'autodiscover'];

const people: Record<RemedyBy, string> = {
	you: 'you',
	exchangeAdmin: 'the Exchange administrator',
	networkAdmin: 'the network administrator',
};

/**
 * The one place where a failure becomes what n8n shows: the message names the field or mailbox, the
 * description says what to do, who has to do it, and the line to use.
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
		return error;
	}
	if (isAbort(error)) {
		const cancelled = new ExchangeError('cancelled', 'The execution was cancelled');
		return toNodeError(node, cancelled, itemIndex);
	}
	if (!(error instanceof ExchangeError)) {
		return new NodeOperationError(node, asError(error), { itemIndex });
	}
	const message = messageOf(error);
	const description = descriptionOf(error);
	const failure = userMistakes.includes(error.code)
		? new NodeOperationError(node, error, { message, description, itemIndex })
		: new NodeApiError(node, error as unknown as JsonObject, {
				message,
				description,
				itemIndex,
				httpCode: error.details.httpStatus?.toString(),
			});
	// n8n replaces a message in which it believes to see an errno, were it only part of a mailbox's name.
	failure.message = message;
	return failure;
}

/**
 * A failed item in the form that n8n routes to the error output: only `error` and `details`, so that
 * n8n adds the input item's own fields to it.
 */
export function toErrorItem(failure: NodeFailure, itemIndex: number): INodeExecutionData {
	const item: INodeExecutionData = {
		json: { error: failure.message, details: detailsOf(failure) },
		pairedItem: { item: itemIndex },
	};
	if (failure.node?.onError !== 'continueErrorOutput') return item;
	// n8n 1.x knows no `details`: there the item's own error decides. n8n copies the item on its way to the
	// error output, and throws away the json of one that still has an error then, so it must not be copied.
	return Object.defineProperty(item, 'error', { value: failure, enumerable: false });
}

/** True when the execution was stopped: no item is to blame, and nothing more is to be done. */
export function isCancelled(error: unknown): boolean {
	const cause = error instanceof Error && !(error instanceof ExchangeError) ? error.cause : error;
	return cause instanceof ExchangeError && cause.code === 'cancelled';
}

/** True for the reason of an aborted signal, which a request may pass on as it is. */
function isAbort(error: unknown): boolean {
	return (error as Partial<Error> | undefined | null)?.name === 'AbortError';
}

function messageOf(error: ExchangeError): string {
	const { message, field, details } = error;
	const { mailbox } = details;
	if (isOfCredential(error) && field) {
		const label = credentialFieldLabels.get(field) ?? field;
		const renamed = inWordsOfCredential(message);
		if (renamed.toLowerCase().includes(label.toLowerCase())) return renamed;
		return `${renamed} (${label} in the credential)`;
	}
	if (field && !message.toLowerCase().includes(field.toLowerCase())) {
		return `${message} (${field})`;
	}
	if (mailbox && !message.toLowerCase().includes(mailbox.toLowerCase())) {
		return `${message} (mailbox ${mailbox})`;
	}
	return message;
}

function isOfCredential({ code, field }: ExchangeError): boolean {
	return ofCredential.includes(code) || field === 'otherEmailDomains';
}

/** With the names that the dialog of the credential has for its fields. */
function inWordsOfCredential(text: string): string {
	return text.replace(/\b[a-z]+[A-Z]\w*\b/g, (word) => credentialFieldLabels.get(word) ?? word);
}

function descriptionOf(error: ExchangeError): string | undefined {
	const { field, remedyBy, command, details } = error;
	const { remedy: given } = error;
	const worded = given && isOfCredential(error) ? inWordsOfCredential(given) : given;
	const remedy = worded ?? (field && `Correct ${field}, or the expression that gives it.`);
	const parts = [
		remedy,
		remedyBy && remedyBy !== 'you' && `Who can do it: ${people[remedyBy]}.`,
		command && `Command: ${command}`,
		details.responseCode && `Exchange answered ${details.responseCode}.`,
		details.requestId && `Request id for the server's logs: ${details.requestId}.`,
	];
	return parts.filter(Boolean).join('\n') || undefined;
}

function detailsOf(failure: NodeFailure): IDataObject {
	const { description, cause } = failure;
	const details: IDataObject = { description };
	if (cause instanceof ExchangeError) {
		const { code, field, remedy, remedyBy, command, outcome } = cause;
		const { mailbox, operation, responseCode, httpStatus, clientRequestId, requestId } =
			cause.details;
		Object.assign(details, { code, field, mailbox, remedy, remedyBy, command, outcome });
		Object.assign(details, { operation, responseCode, httpStatus, clientRequestId, requestId });
	}
	return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
