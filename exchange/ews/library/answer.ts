import { randomUUID } from 'node:crypto';
import type { Exchange } from '../../connection';
import { ExchangeError, type ResponseDetails } from '../../errors';
import { responseDetails } from '../../transport/errors';
import type { TransportResponse } from '../../transport/transport';
import { soapAction } from '../envelope';
import { responseError } from '../errors';
import { forgetLostServer } from '../forgetLostServer';
import { explained, httpFailure, mayBeSoap } from '../httpFailure';
import { failureKind } from '../responseCodes';
import {
	failureOf,
	requestIds,
	responseMessages,
	SoapReader,
	type ResponseMessage,
	type ResponseContext,
} from '../soapResponse';
import { MalformedResponse } from '../../xml/malformed';

/** Larger answers come from bulk reads only, which don't go this way. */
const largestAnswer = 16 * 1024 * 1024;

export interface Answer {
	text: string;
	/** One for each thing that was asked for. */
	messages: ResponseMessage[];
	/** Ids for the server's logs. */
	request: ResponseDetails;
}

export interface AnswerTarget {
	mailbox?: string;
	signal?: AbortSignal;
	repeatable: boolean;
}

/**
 * Sends a finished request and gives the answer as text. What the library would overlook is found here:
 * faults, pages that are no EWS, and servers that are too busy.
 * @throws ExchangeError
 */
export async function answerOf(
	exchange: Exchange,
	body: string,
	{ mailbox, signal, repeatable }: AnswerTarget,
): Promise<Answer> {
	const operation = /<soap:Body[^>]*><m:(\w+)/.exec(body)?.[1] ?? 'Unknown';
	const lane = mailbox ?? exchange.settings.user;
	return await exchange.retry.run(
		async () => {
			const clientRequestId = randomUUID();
			const context: ResponseContext = {
				operation,
				mailbox,
				clientRequestId,
				serviceAccount: exchange.settings.user || undefined,
				mailboxAccess: exchange.settings.mailboxAccess,
			};
			try {
				const response = await exchange.transport.send({
					url: await exchange.ewsUrl(mailbox, signal),
					headers: {
						'content-type': 'text/xml; charset=utf-8',
						soapaction: soapAction(operation),
						'client-request-id': clientRequestId,
						'return-client-request-id': 'true',
						...(mailbox !== undefined && { 'x-anchormailbox': asciiHeader(mailbox) }),
					},
					body,
					lane,
					signal,
					repeatable,
				});
				Object.assign(context, responseDetails(response.status, response.headers));
				try {
					return await read(exchange, operation, response, context);
				} finally {
					response.discard();
				}
			} catch (error) {
				forgetLostServer(exchange, mailbox, error);
				throw withContext(error, context);
			}
		},
		{ repeatable, lane, signal },
	);
}

async function read(
	exchange: Exchange,
	operation: string,
	response: TransportResponse,
	context: ResponseContext,
): Promise<Answer> {
	if (!mayBeSoap(response)) throw await httpFailure(response, requestIds(context));
	const chunks: Buffer[] = [];
	let length = 0;
	const reader = new SoapReader(
		operation,
		responseMessages<object>(operation, {}),
		(messages) => messages,
	);
	try {
		for await (const chunk of response.body) {
			length += chunk.length;
			if (length > largestAnswer) throw new MalformedResponse('more than 16 MB');
			chunks.push(chunk);
			reader.feed(chunk);
		}
		reader.end();
	} catch (error) {
		throw await explained(error, response, chunks[0], requestIds(context));
	}
	if (reader.serverVersion) exchange.serverVersion = reader.serverVersion;
	const messages = reader.result(context, response.conceal);
	throwIfBusy(messages, context);
	return {
		text: Buffer.concat(chunks).toString('utf8'),
		messages,
		request: requestIds(context),
	};
}

/** When nothing at all was carried out, the whole request is to be sent again later. */
function throwIfBusy(messages: ResponseMessage[], context: ResponseContext): void {
	const failures = messages.map(failureOf);
	const [first] = failures;
	if (
		first !== undefined &&
		failures.every(
			(failure) =>
				failure !== undefined && /^(throttled|temporarilyUnavailable)$/.test(failureKind(failure)),
		)
	) {
		throw responseError(first, context);
	}
}

function withContext(error: unknown, context: ResponseContext): unknown {
	if (!(error instanceof ExchangeError)) return error;
	const details = error.details as Record<string, unknown>;
	for (const [key, value] of Object.entries(requestIds(context))) details[key] ??= value;
	return error;
}

function asciiHeader(value: string): string {
	return /^[\x20-\x7e]*$/.test(value) ? value : encodeURI(value);
}
