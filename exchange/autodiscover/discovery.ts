import { ExchangeError } from '../errors';
import { powershell } from '../powershell';

/** One step on the way, in words that the user can read. */
export interface DiscoveryStep {
	/** The question: method and address. */
	asked: string;
	/** The outcome, in words. */
	outcome: string;
}

export interface Discovery {
	/** The URL to use. */
	ewsUrl: string;
	/** For clients outside the network, if the server has one. */
	externalUrl?: string;
	/** For clients inside the network. */
	internalUrl?: string;
	log: DiscoveryStep[];
}

/** No candidate gave an EWS URL that may be used. `log` says what was tried. */
export class AutodiscoverFailed extends ExchangeError {
	constructor(
		readonly mailDomain: string,
		readonly log: readonly DiscoveryStep[],
		options: { remedy?: string; field?: string; cause?: unknown } = {},
	) {
		super('notFound', `Autodiscover found no EWS URL for ${mailDomain}`, {
			remedy:
				'Enter the server in the credential and switch autodiscover off, or have a DNS record for autodiscover added.',
			remedyBy: 'you',
			command: powershell`Resolve-DnsName ${`autodiscover.${mailDomain}`}; Resolve-DnsName -Type SRV ${`_autodiscover._tcp.${mailDomain}`}`,
			...options,
			details: { diagnostics: wordsOf(log) },
		});
	}
}

export function wordsOf(log: readonly DiscoveryStep[]): string {
	return log.map(({ asked, outcome }) => `${asked}: ${outcome}`).join('; ');
}
