import type { ElementReader } from './soapResponse';
import type { Xml } from '../xml/writer';

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
	request(request: Request): Xml;
	/** A fresh reader for one response; it is fed while the bytes arrive. */
	response(request: Request): ElementReader<Response>;
}
