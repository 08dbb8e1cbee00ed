import type { ExchangeService, TimeZoneInfo } from 'ews-javascript-api';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import { EventLoopTurns } from '../../eventLoop';
import type { Xml } from '../../xml/writer';
import type { EwsOperation } from '../operation';
import { schemaFor } from '../versions';
import type * as Library from './library';
import { loadLibrary } from './loadLibrary';

export type ManagedApi = typeof Library.api;

/** The object model of ews-javascript-api. It writes requests and sends nothing. */
interface ManagedService {
	api: ManagedApi;
	service: ExchangeService;
	/**
	 * The body of the one request that the object model would send.
	 * @throws InvalidInput when it objects to what it was given
	 */
	written(ask: () => Promise<unknown>): Promise<Xml>;
}

/** An operation whose request the object model has written. `asked` counts the things it names. */
export type WrittenOperation<Response> = EwsOperation<{ body: Xml; asked: number }, Response>;

/** The first one takes up to a second, since the object model is loaded only then. */
export async function managedService({
	settings,
	turns = new EventLoopTurns(),
}: Pick<Exchange, 'settings' | 'turns'>): Promise<ManagedService> {
	const { api, WrittenRequest } = await loadLibrary(turns);
	// Without a zone the library guesses the machine's and converts dates by a table of its own.
	const service = new api.ExchangeService(
		api.ExchangeVersion[schemaFor(settings.version)],
		api.TimeZoneInfo.Utc,
	);
	// It insists on an address, and never asks there.
	service.Url = new api.Uri('https://exchange.invalid/EWS/Exchange.asmx');
	return {
		api,
		service,
		async written(ask) {
			const error = await failureOf(ask);
			if (error instanceof WrittenRequest) return error.body;
			throw asInvalidInput(error);
		},
	};
}

/**
 * Builds items for a request.
 * @throws InvalidInput when the object model objects to a value
 */
export function built<T>(build: () => T): T {
	try {
		return build();
	} catch (error) {
		throw asInvalidInput(error);
	}
}

/**
 * A zone by its Windows id. The server knows its rules; the library's own table is not asked.
 * @param id such as `W. Europe Standard Time`
 */
export function timeZone(api: ManagedApi, id: string): TimeZoneInfo {
	return api.TimeZoneInfo.CreateCustomTimeZone(id, api.TimeSpan.Zero, id, id);
}

async function failureOf(ask: () => Promise<unknown>): Promise<unknown> {
	try {
		await ask();
	} catch (error) {
		return error;
	}
	return new Error('the object model wrote no request');
}

/** The library's exceptions are no errors of JavaScript, and all are about what it was given. */
function asInvalidInput(error: unknown): Error {
	if (error instanceof ExchangeError) return error;
	const message = (error as { message?: unknown } | undefined)?.message;
	return new InvalidInput('item', `The item can't be written: ${String(message ?? error)}`, {
		cause: error,
		remedy: 'Correct the field that the text names, or leave it out.',
	});
}
