import { ExchangeError, type ExchangeErrorOptions } from '../errors';

/** The server's answer is not the XML that EWS speaks; `what` says what came instead. */
export class MalformedResponse extends ExchangeError {
	/** @param what such as `an HTML page`; never a piece of the answer's text */
	constructor(
		readonly what: string,
		options: ExchangeErrorOptions = {},
	) {
		super('malformedResponse', `The server's answer is not a usable EWS response: ${what}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Check that the address leads to Exchange itself (…/EWS/Exchange.asmx) and that no proxy, firewall or sign-in page answers in its place.',
			...options,
		});
	}
}

/** The answer ends in its middle although the connection ended in order: something on the way cut it. */
export class TruncatedResponse extends MalformedResponse {
	/** Another attempt may bring the whole answer. */
	readonly truncated = true;

	constructor() {
		super('an answer that ends in the middle', {
			remedyBy: 'networkAdmin',
			remedy:
				'Try again. If it happens often, look for a proxy, firewall or balancer that cuts long answers.',
		});
	}
}
