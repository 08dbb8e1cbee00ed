/**
 * Reads an answer that stays open for minutes and consists of many SOAP envelopes: that of
 * GetStreamingEvents. Everything about sending it is as in `request.ts`, but for what a hanging answer
 * needs: a connection of its own, no compression, which would hold news back, and no retry, since whoever
 * listens has more to do after a loss than to ask again.
 */
import { randomUUID } from 'node:crypto';
import type { Exchange } from '../connection';
import { trace } from '../trace';
import { responseDetails } from '../transport/errors';
import type { TransportResponse } from '../transport/transport';
import { EnvelopeCutter } from './envelopes';
import { MalformedResponse } from './errors';
import { httpFailure, mayBeSoap } from './httpFailure';
import type { EwsOperation } from './operation';
import {
	answerTrace,
	codeOf,
	contextOf,
	forgetLostServer,
	requestBody,
	requestHeaders,
	traceRequest,
	withContext,
	type CallTarget,
} from './request';
import { requestIds } from './soapResponse';

export interface StreamTarget extends CallTarget {
	/** Longest silence between two envelopes or parts of one, in milliseconds. */
	idleTimeoutMs: number;
	/** Longest time for all of the answer, in milliseconds. */
	answerTimeoutMs: number;
}

/**
 * Sends the request once and yields what each envelope of its answer says, as soon as it is complete.
 * Returns when the server ended the answer between two envelopes.
 * @throws ExchangeError when the request is refused, or the answer breaks off or falls silent
 */
export async function* streamAnswers<Request, Response>(
	exchange: Exchange,
	operation: EwsOperation<Request, Response>,
	request: Request,
	target: StreamTarget,
): AsyncGenerator<Response, void> {
	const { mailbox, signal, affinity, idleTimeoutMs, answerTimeoutMs } = target;
	const body = requestBody(exchange.settings, operation.request(request), target);
	const clientRequestId = randomUUID();
	const context = contextOf(exchange.settings, operation.name, mailbox, clientRequestId);
	const started = performance.now();
	const size = { bytes: 0, sent: Buffer.byteLength(body) };
	let response: TransportResponse | undefined;
	let failed: unknown;
	try {
		const url = await exchange.ewsUrl(mailbox, signal);
		traceRequest(context, url, { attempt: 1, bytes: size.sent });
		response = await exchange.transport.send({
			url,
			method: 'POST',
			headers: {
				...requestHeaders(operation.name, clientRequestId, { mailbox, affinity }),
				'Accept-Encoding': 'identity',
			},
			body,
			mailbox: mailbox ?? exchange.settings.user,
			signal,
			idleTimeoutMs,
			answerTimeoutMs,
			repeatable: operation.repeatable,
			hanging: true,
		});
		const details = responseDetails(response.status, response.headers, response.conceal);
		Object.assign(context, details, { clientRequestId });
		if (!mayBeSoap(response)) throw await httpFailure(response, requestIds(context), size.sent);
		affinity?.learn(response.headers);
		for await (const envelope of envelopesOf(response, size)) {
			const reader = operation.response(request);
			reader.feed(envelope);
			reader.end();
			yield reader.result(context, response.conceal);
		}
	} catch (error) {
		forgetLostServer(exchange, mailbox, error);
		failed = withContext(error, context);
		throw failed;
	} finally {
		response?.discard(failed !== undefined && codeOf(failed) === 'malformedResponse');
		const conceal = response?.conceal ?? ((words: string) => words);
		trace('answer', () => answerTrace(context, size.bytes, started, conceal, failed));
	}
}

async function* envelopesOf(
	{ body }: TransportResponse,
	size: { bytes: number },
): AsyncGenerator<Buffer, void> {
	const cutter = new EnvelopeCutter();
	for await (const chunk of body) {
		size.bytes += chunk.length;
		yield* cutter.feed(chunk);
	}
	if (!cutter.isAmidst) return;
	throw new MalformedResponse('a streamed answer that ends within an envelope', true);
}
