import { ExchangeError } from '../../errors';

/** The server's answer is not the XML that EWS speaks; `what` says what came instead. */
export class MalformedResponse extends ExchangeError {
	/** @param what such as `an HTML page`; never a piece of the answer's text */
	constructor(readonly what: string) {
		super('malformedResponse', `The server's answer is not a usable EWS response: ${what}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Check that the address leads to Exchange itself (…/EWS/Exchange.asmx) and that no proxy, firewall or sign-in page answers in its place.',
		});
	}
}
