/**
 * Every EWS request of this library goes through `call`: context, headers, retries, HTTP failures, SOAP
 * faults and the ids for the server's logs are the same for all of them, and each answer is read once,
 * by our own reader, while it arrives. Operations differ in who writes the body:
 *
 * - A file in `operations/` writes it with `xml/writer.ts`. This is the way for a new operation: copy
 *   `getServerTimeZones.ts`, and take the readers of elements that are there already (`*Reader.ts`). An
 *   answer that is one message itself, without m:ResponseMessages, is read by `singleMessage` of
 *   `soapResponse.ts`. docs/architecture.md has the steps, and which tests a new operation needs.
 * - `library/` has ews-javascript-api write CreateItem, UpdateItem, DeleteItem and ExpandDL: its object
 *   model knows the order and the rules of some hundred properties of items that are written. It writes
 *   bodies only. It is no way for reads: its own reader takes many times the time and memory.
 */
import { randomUUID } from 'node:crypto';
import type { Exchange } from '../connection';
import { ExchangeError } from '../errors';
import type { ResolvedSettings } from '../settings';
import type { Xml } from '../xml/writer';
import { EventLoopTurns } from '../eventLoop';
import { mayBeCarriedOut } from '../transport/carriedOut';
import { responseDetails, returnedRequestId } from '../transport/errors';
import { trace, type AnswerTrace } from '../trace';
import type { TransportResponse } from '../transport/transport';
import type { Affinity } from './affinity';
import { EchoedIds } from './echoedIds';
import { envelope, impersonationOf, soapAction, withContent } from './envelope';
import { WrongAnswer } from './errors';
import { explained, httpFailure, mayBeSoap } from './httpFailure';
import type { ElementReader, EwsOperation, ResponseContext } from './operation';
import { requestIds } from './soapResponse';
import { schemaFor } from './versions';

export interface CallTarget {
	/** The address of the mailbox; none: the service account's own. */
	mailbox?: string;
	signal?: AbortSignal;
	/** Act as the mailbox. Default: what `mailboxAccess` of the settings says. */
	impersonate?: boolean;
	/** The principal name or SID to act as, where `impersonateBy` needs one and it is not the address. */
	identity?: string;
	/** Act as whoever signs in with this name, whatever `impersonateBy` says and whoever's mailbox it is. */
	principalName?: string;
	/** Binds the request to the server of a group of subscriptions, and learns from its answer. */
	affinity?: Affinity;
	/** True for a failure after which the caller has something better to do than to ask the same again. */
	isEnough?(error: ExchangeError, attempts: number): boolean;
}

/** Bytes parsed before the clock is looked at. */
const sliceBytes = 16_384;

/** Requests that one call of the library has under way together, where it needs many. */
const maxAtOnce = 4;

/** No more of them than the settings allow connections. */
export function requestsAtOnce({ settings }: Pick<Exchange, 'settings'>): number {
	return Math.min(maxAtOnce, settings.maxConnections);
}

/**
 * Sends one EWS request and reads its answer while it arrives; repeats it as the retry policy allows.
 * A request that is not repeatable is sent again only when it was refused before it was carried out.
 * @throws ExchangeError whose code says what to do; `details` holds the ids of the request, `outcome` the
 * fate of one that is not repeatable
 */
export async function call<Request, Response>(
	exchange: Exchange,
	operation: EwsOperation<Request, Response>,
	request: Request,
	target: CallTarget = {},
): Promise<Response> {
	const { settings } = exchange;
	const { mailbox, signal, affinity, isEnough } = target;
	const write = async () => {
		const text = requestBody(settings, operation.request(request), target);
		const content = operation.content?.(request);
		return content
			? await withContent(text, content, exchange.turns ?? new EventLoopTurns())
			: text;
	};
	let written: string | Buffer | undefined = await write();
	const body = async () => {
		const taken = written ?? (await write());
		written = undefined;
		return taken;
	};
	let failed: { code: string; at: number } | undefined;
	return await exchange.retry.run(
		async (number) => {
			const { code = '', at = 0 } = failed ?? {};
			if (failed) {
				const waitMs = Math.round(performance.now() - at);
				trace('retry', () => ({
					operation: operation.name,
					mailbox,
					attempt: number,
					code,
					waitMs,
				}));
			}
			const onFailure = (error: unknown) => {
				failed = { code: codeOf(error), at: performance.now() };
			};
			const sent = { body, mailbox, signal, affinity, number, onFailure };
			return await attempt(exchange, operation, request, sent);
		},
		{ repeatable: operation.repeatable, mailbox: mailbox ?? settings.user, signal, isEnough },
	);
}

/** The whole envelope of a request, acting as whom the target names. */
export function requestBody(
	settings: ResolvedSettings,
	content: Xml,
	{ mailbox, identity, principalName, impersonate }: CallTarget,
): string {
	const acts = impersonate ?? settings.mailboxAccess === 'impersonation';
	return envelope(content, {
		schema: schemaFor(settings.version),
		impersonation:
			principalName !== undefined
				? { userPrincipalName: principalName }
				: acts && mailbox !== undefined
					? impersonationOf(mailbox, settings.impersonateBy, identity)
					: undefined,
	});
}

/** Headers of every request to EWS. */
export function requestHeaders(
	operation: string,
	clientRequestId: string,
	{ mailbox, affinity }: Pick<CallTarget, 'mailbox' | 'affinity'>,
): Record<string, string> {
	const anchor = affinity?.anchor ?? mailbox;
	return {
		'Content-Type': 'text/xml; charset=utf-8',
		SOAPAction: soapAction(operation),
		Accept: 'text/xml',
		'Accept-Encoding': 'gzip',
		'client-request-id': clientRequestId,
		'return-client-request-id': 'true',
		...(anchor !== undefined && { 'X-AnchorMailbox': headerText(anchor) }),
		...affinity?.headers(),
	};
}

/** All that is known of a request before its answer, for errors and traces. */
export function contextOf(
	{ user, mailboxAccess }: ResolvedSettings,
	operation: string,
	mailbox: string | undefined,
	clientRequestId: string,
): ResponseContext & { operation: string; clientRequestId: string } {
	return {
		operation,
		...(mailbox !== undefined && { mailbox }),
		serviceAccount: user || undefined,
		mailboxAccess,
		clientRequestId,
	};
}

export function traceRequest(
	{ operation, mailbox, clientRequestId }: ReturnType<typeof contextOf>,
	url: string,
	sent: { attempt: number; bytes: number },
): void {
	trace('request', () => ({
		operation,
		mailbox,
		host: new URL(url).host,
		attempt: sent.attempt,
		clientRequestId,
		bytes: sent.bytes,
	}));
}

export function codeOf(error: unknown): string {
	return error instanceof ExchangeError ? error.code : 'unknown';
}

interface Attempt {
	/**
	 * Written anew for each further attempt: kept while the answer is read, those of many requests would be
	 * 10 MB that V8 lets go late.
	 */
	body(): Promise<string | Buffer>;
	mailbox?: string;
	signal?: AbortSignal;
	affinity?: Affinity;
	/** From 1. */
	number: number;
	onFailure(error: unknown): void;
}

async function attempt<Request, Response>(
	exchange: Exchange,
	operation: EwsOperation<Request, Response>,
	request: Request,
	{ body, mailbox, signal, affinity, number, onFailure }: Attempt,
): Promise<Response> {
	const clientRequestId = randomUUID();
	const { echoes = new EchoedIds() } = exchange;
	echoes.send(clientRequestId);
	const context = contextOf(exchange.settings, operation.name, mailbox, clientRequestId);
	const started = performance.now();
	const size = { bytes: 0, sent: 0 };
	let conceal = (words: string) => words;
	const traceAnswer = (error?: unknown) => {
		trace('answer', () => answerTrace(context, size.bytes, started, conceal, error));
	};
	const send = async () => {
		const url = await exchange.ewsUrl(mailbox, signal);
		const sent = await body();
		size.sent = Buffer.byteLength(sent);
		traceRequest(context, url, { attempt: number, bytes: size.sent });
		return await exchange.transport.send({
			url,
			method: 'POST',
			headers: requestHeaders(operation.name, clientRequestId, { mailbox, affinity }),
			body: sent,
			mailbox: mailbox ?? exchange.settings.user,
			signal,
			repeatable: operation.repeatable,
		});
	};
	try {
		const response = await send();
		const details = responseDetails(response.status, response.headers, response.conceal);
		conceal = response.conceal;
		let isSpoiled = false;
		try {
			if (echoes.isOfAnother(clientRequestId, returnedRequestId(response.headers))) {
				isSpoiled = true;
				throw new WrongAnswer('its client-request-id is not the one that was sent');
			}
			Object.defineProperties(context, {
				...Object.getOwnPropertyDescriptors(details),
				clientRequestId: { value: clientRequestId, enumerable: true },
			});
			const reader = operation.response(request);
			const result = await read(exchange, reader, response, context, size).catch(
				(error: unknown) => {
					isSpoiled = codeOf(error) === 'malformedResponse';
					throw error;
				},
			);
			traceAnswer();
			affinity?.learn(response.headers);
			exchange.ewsUrl.answered?.(mailbox);
			return result;
		} finally {
			response.discard(isSpoiled);
		}
	} catch (error) {
		forgetLostServer(exchange, mailbox, error);
		const known = withContext(error, context);
		if (known instanceof ExchangeError && !operation.repeatable) {
			known.outcome = mayBeCarriedOut(known) ? 'unknown' : 'refused';
		}
		traceAnswer(known);
		onFailure(known);
		throw known;
	}
}

export function answerTrace(
	{ operation = '', mailbox, clientRequestId = '', httpStatus, ...ids }: ResponseContext,
	bytes: number,
	started: number,
	conceal: (words: string) => string,
	error: unknown,
): AnswerTrace {
	const failed = error instanceof ExchangeError ? error : undefined;
	const status = httpStatus ?? failed?.details.httpStatus;
	const told: AnswerTrace = {
		operation,
		mailbox,
		clientRequestId,
		status,
		ms: Math.round(performance.now() - started),
		bytes,
	};
	const servers = {
		requestId: ids.requestId,
		frontEndServer: ids.frontEndServer,
		backEndServer: ids.backEndServer,
		responseCode: failed?.details.responseCode,
	};
	for (const [name, value] of Object.entries(servers)) {
		if (value !== undefined) told[name as keyof typeof servers] = conceal(value);
	}
	if (error !== undefined) told.code = codeOf(error);
	return told;
}

async function read<Response>(
	exchange: Exchange,
	reader: ElementReader<Response>,
	response: TransportResponse,
	context: ResponseContext,
	size: { bytes: number; sent: number },
): Promise<Response> {
	if (!mayBeSoap(response)) throw await httpFailure(response, requestIds(context), size.sent);
	const first: Buffer[] = [];
	try {
		await feed(exchange, reader, response, first, size);
	} catch (error) {
		throw await explained(error, response, first[0], requestIds(context), size.sent);
	}
	if (reader.serverVersion) exchange.serverVersion = reader.serverVersion;
	return reader.result(context, response.conceal);
}

/** Hands the body to the reader in slices, and the event loop to others in between. */
async function feed<Response>(
	{ turns = new EventLoopTurns() }: Exchange,
	reader: ElementReader<Response>,
	{ body }: TransportResponse,
	first: Buffer[],
	size: { bytes: number },
): Promise<void> {
	for await (const chunk of body) {
		size.bytes += chunk.length;
		if (first.length === 0) first.push(Buffer.from(chunk.subarray(0, 4096)));
		for (let at = 0; at < chunk.length; at += sliceBytes) {
			if (turns.isOver) await turns.next();
			// Always a subarray: V8 slows the scanner down once it sees two kinds of Buffer.
			reader.feed(chunk.subarray(at, at + sliceBytes));
		}
	}
	reader.end();
}

/** Has autodiscover ask again where the server is, once nobody answers at the place it found. */
export function forgetLostServer(
	{ ewsUrl }: Pick<Exchange, 'ewsUrl'>,
	mailbox: string | undefined,
	error: unknown,
): void {
	if (!(error instanceof ExchangeError)) return;
	const { code, details } = error;
	if (code === 'unreachable' || code === 'nameResolution') ewsUrl.forget?.(mailbox);
	else if (code === 'http' && details.httpStatus === 404) ewsUrl.forget?.(mailbox, 'notThere');
}

export function withContext(error: unknown, context: ResponseContext): unknown {
	if (!(error instanceof ExchangeError)) return error;
	const details = error.details as Record<string, unknown>;
	for (const [key, value] of Object.entries(requestIds(context))) details[key] ??= value;
	return error;
}

/** Header values are ASCII; addresses in other scripts are encoded as Exchange reads them. */
function headerText(value: string): string {
	return /^[\x20-\x7e]*$/.test(value) ? value : encodeURI(value);
}
