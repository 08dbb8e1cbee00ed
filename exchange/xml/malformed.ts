import { ExchangeError } from '../errors';

/** A document is not well-formed, or holds a value that its type doesn't allow. */
export class MalformedXml extends ExchangeError {
	constructor(
		/** The content that came instead, such as `an HTML page`; never a piece of the document's text. */
		readonly what: string,
		/** It ends in its middle: another attempt may bring the whole document. */
		readonly truncated = false,
	) {
		super('malformedResponse', `The XML is not usable: ${what}`);
	}

	get mayPass(): boolean {
		return this.truncated;
	}
}
