import type { ElementReader } from '../xml/elementReader';
import type { Xml } from '../xml/writer';

/** The EWS schemas that the client speaks, oldest first. Newer products understand all of them. */
export type SchemaVersion =
	| 'Exchange2010_SP2'
	| 'Exchange2013'
	| 'Exchange2013_SP1'
	| 'Exchange2016';

export interface OperationContext {
	/** The schema that goes into RequestServerVersion; a request may not use anything newer. */
	schema: SchemaVersion;
}

/** One EWS operation: how its request is written and its response read. Knows nothing of sockets or retries. */
export interface EwsOperation<Request, Response> {
	/** Element name of the request, such as `SyncFolderItems`. */
	readonly name: string;
	/** True when sending it again after a lost answer changes nothing on the server. */
	readonly repeatable: boolean;
	/**
	 * The child of soap:Body.
	 * @throws InvalidInput naming the argument that is out of range
	 */
	request(request: Request, context: OperationContext): Xml;
	/** A fresh reader for one response; it is fed while the bytes arrive. */
	response(request: Request): ElementReader<Response>;
}
