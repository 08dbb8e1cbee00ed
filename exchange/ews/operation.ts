import type { ResponseDetails } from '../errors';
import type { ResolvedSettings } from '../settings';
import type { Xml } from '../xml/writer';
import type { ServerVersionInfo } from './versions';

/**
 * One EWS operation: how its request is written and its response read. Knows nothing of sockets or
 * retries: `call` in `request.ts` sends it. The type of a request without arguments is
 * `Record<string, never>`.
 */
export interface EwsOperation<Request, Response> {
	/** Element name of the request, such as `SyncFolderItems`. */
	readonly name: string;
	/** True when sending it again after a lost answer changes nothing on the server. */
	readonly repeatable: boolean;
	/**
	 * The child of soap:Body.
	 * @throws InvalidInput naming the argument that is out of range
	 */
	request(request: Request): Xml;
	/** Bytes for the place of the request that `contentPlace` marks: as base64 they are no string. */
	content?(request: Request): Uint8Array;
	/** A fresh reader for one response; it is fed while the bytes arrive. */
	response(request: Request): ElementReader<Response>;
}

/** Reads one response while its bytes arrive. Not reusable. */
export interface ElementReader<T> {
	/** @throws MalformedXml or MalformedResponse as soon as it shows */
	feed(chunk: Buffer): void;
	/** All bytes were fed. @throws MalformedXml when the document is not complete */
	end(): void;
	/**
	 * The result, after `end`.
	 * @param conceal takes secrets out of the server's words
	 * @throws ExchangeError when the server reported a failure of the whole request
	 */
	result(context?: ResponseContext, conceal?: (text: string) => string): T;
	/** The version that the server names, once it was read. */
	readonly serverVersion?: ServerVersionInfo;
}

/** Request, mailbox and account of a response: what an error needs to be of use. */
export interface ResponseContext extends ResponseDetails {
	/** The account that signed in. */
	serviceAccount?: string;
	/** How it gets at the mailboxes of others. */
	mailboxAccess?: ResolvedSettings['mailboxAccess'];
}
