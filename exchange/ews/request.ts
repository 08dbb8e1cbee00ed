import { randomUUID } from 'node:crypto';
import type { Exchange } from '../connection';
import { ExchangeError } from '../errors';
import { EventLoopTurns } from '../eventLoop';
import type { TransportResponse } from '../transport/transport';
import { envelope, impersonationOf, soapAction } from './envelope';
import { forgetLostServer } from './forgetLostServer';
import { explained, httpFailure, mayBeSoap } from './httpFailure';
import type { EwsOperation } from './operation';
import { requestIds, type ElementReader, type ResponseContext } from './soapResponse';
import { schemaFor } from './versions';

export interface CallTarget {
	/** The address of the mailbox; none: the service account's own. */
	mailbox?: string;
	signal?: AbortSignal;
	/** Act as the mailbox. Default: what `mailboxAccess` of the settings says. */
	impersonate?: boolean;
	/** The principal name or SID to act as, where `impersonateBy` needs one and it is not the address. */
	identity?: string;
}

/** Bytes parsed before the clock is looked at. */
const sliceBytes = 16_384;

/**
 * Sends one EWS request and reads its answer while it arrives; repeats it as the retry policy allows.
 * @throws ExchangeError of the kind that says what to do; `details` holds the ids of the request
 */
export async function call<Request, Response>(
	exchange: Exchange,
	operation: EwsOperation<Request, Response>,
	request: Request,
	target: CallTarget = {},
): Promise<Response> {
	const { settings } = exchange;
	const { mailbox, signal, identity } = target;
	const impersonate = target.impersonate ?? settings.mailboxAccess === 'impersonation';
	const schema = schemaFor(settings.version);
	const body = envelope(operation.request(request), {
		schema,
		impersonation:
			impersonate && mailbox !== undefined
				? impersonationOf(mailbox, settings.impersonateBy, identity)
				: undefined,
	});
	const lane = mailbox ?? settings.user;
	return await exchange.retry.run(
		async () => await attempt(exchange, operation, request, { body, lane, mailbox, signal }),
		{ repeatable: operation.repeatable, lane, signal },
	);
}

interface Attempt {
	body: string;
	lane: string;
	mailbox?: string;
	signal?: AbortSignal;
}

async function attempt<Request, Response>(
	exchange: Exchange,
	operation: EwsOperation<Request, Response>,
	request: Request,
	{ body, lane, mailbox, signal }: Attempt,
): Promise<Response> {
	const clientRequestId = randomUUID();
	const context: ResponseContext = {
		operation: operation.name,
		...(mailbox !== undefined && { mailbox }),
		serviceAccount: exchange.settings.user || undefined,
		mailboxAccess: exchange.settings.mailboxAccess,
		clientRequestId,
	};
	try {
		const url = await exchange.ewsUrl(mailbox, signal);
		const response = await exchange.transport.send({
			url,
			method: 'POST',
			headers: {
				'Content-Type': 'text/xml; charset=utf-8',
				SOAPAction: soapAction(operation.name),
				Accept: 'text/xml',
				'Accept-Encoding': 'gzip',
				'client-request-id': clientRequestId,
				'return-client-request-id': 'true',
				...(mailbox !== undefined && { 'X-AnchorMailbox': headerText(mailbox) }),
			},
			body,
			lane,
			signal,
			repeatable: operation.repeatable,
		});
		Object.assign(context, serverIds(response));
		try {
			return await read(exchange, operation.response(request), response, context);
		} finally {
			response.discard();
		}
	} catch (error) {
		forgetLostServer(exchange, mailbox, error);
		throw withContext(error, context);
	}
}

async function read<Response>(
	exchange: Exchange,
	reader: ElementReader<Response>,
	response: TransportResponse,
	context: ResponseContext,
): Promise<Response> {
	if (!mayBeSoap(response)) throw await httpFailure(response, requestIds(context));
	const first: Buffer[] = [];
	try {
		await feed(exchange, reader, response, first);
	} catch (error) {
		throw await explained(error, response, first[0], requestIds(context));
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
): Promise<void> {
	for await (const chunk of body) {
		if (first.length === 0) first.push(Buffer.from(chunk.subarray(0, 4096)));
		for (let at = 0; at < chunk.length; at += sliceBytes) {
			if (turns.isOver) await turns.next();
			// Of one kind always: what the HTTP parser hands out is another kind of buffer to the compiler.
			reader.feed(chunk.subarray(at, at + sliceBytes));
		}
	}
	reader.end();
}

function serverIds({ status, headers }: TransportResponse): ResponseContext {
	const found: ResponseContext = { httpStatus: status };
	const requestId = headers['request-id'];
	const frontEndServer = headers['x-feserver'];
	const backEndServer =
		headers['x-calculatedbetarget'] ?? headers['x-targetbeserver'] ?? headers['x-beserver'];
	const diagnostics =
		headers['x-ms-diagnostics'] ?? headers['x-caserrorcode'] ?? headers['x-diaginfo'];
	if (requestId !== undefined) found.requestId = requestId;
	if (frontEndServer !== undefined) found.frontEndServer = frontEndServer;
	if (backEndServer !== undefined) found.backEndServer = backEndServer;
	if (diagnostics !== undefined) found.diagnostics = diagnostics;
	return found;
}

function withContext(error: unknown, context: ResponseContext): unknown {
	if (!(error instanceof ExchangeError)) return error;
	const details = error.details as Record<string, unknown>;
	for (const [key, value] of Object.entries(requestIds(context))) details[key] ??= value;
	return error;
}

/** Header values are ASCII; addresses in other scripts are encoded as Exchange reads them. */
function headerText(value: string): string {
	return /^[\x20-\x7e]*$/.test(value) ? value : encodeURI(value);
}
