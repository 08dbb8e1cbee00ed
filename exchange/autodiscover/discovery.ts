import { showRecipient } from '../adminCommands';
import { ExchangeError, type ExchangeErrorCode, type ExchangeErrorOptions } from '../errors';
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
	/** The autodiscover URL that knew it. */
	answeredBy: string;
	/** For clients outside the network, if the server has one. */
	externalUrl?: string;
	/** For clients inside the network. */
	internalUrl?: string;
	log: DiscoveryStep[];
}

interface FailureOptions extends ExchangeErrorOptions {
	code?: ExchangeErrorCode;
	message?: string;
	isOfOneDomain?: boolean;
	mayPass?: boolean;
}

/** No candidate gave an EWS URL that may be used. `log` says what was tried. */
export class AutodiscoverFailed extends ExchangeError {
	/** The message tells more than that nothing was found. */
	readonly hasReason: boolean;
	/** The account was refused at hosts of this mail domain; the credential has others, which may let it in. */
	readonly isOfOneDomain: boolean;
	/** A server that has let the account in before refuses it, as overloaded ones do. */
	readonly mayPass: boolean;

	constructor(
		readonly mailDomain: string,
		readonly log: readonly DiscoveryStep[],
		{ code = 'autodiscover', message, ...more }: FailureOptions = {},
	) {
		const { isOfOneDomain = false, mayPass = false, ...options } = more;
		super(code, message ?? `Autodiscover found no EWS URL for ${mailDomain}`, {
			remedy:
				'Enter the server in the credential and switch autodiscover off, or have a DNS record for autodiscover added.',
			remedyBy: 'you',
			command: powershell`Resolve-DnsName ${`autodiscover.${mailDomain}`}; Resolve-DnsName -Type SRV ${`_autodiscover._tcp.${mailDomain}`}`,
			...options,
			details: { diagnostics: wordsOf(log), ...options.details },
		});
		this.hasReason = message !== undefined;
		this.isOfOneDomain = isOfOneDomain;
		this.mayPass = mayPass;
	}
}

/** True for a failure that says nothing of mailboxes of other mail domains. */
export function isOfOneDomain(error: unknown): error is AutodiscoverFailed {
	return error instanceof AutodiscoverFailed && error.isOfOneDomain;
}

/** Autodiscover says that the mailbox is in Exchange Online, which this library does not serve. */
export class MailboxInExchangeOnline extends AutodiscoverFailed {
	constructor(
		readonly mailbox: string,
		mailDomain: string,
		log: readonly DiscoveryStep[],
		/** The address or host that autodiscover named. */
		readonly movedTo: string,
	) {
		super(mailDomain, log, {
			code: 'mailboxUnavailable',
			message: `The mailbox ${mailbox} has moved to Exchange Online (${movedTo})`,
			remedy:
				'Leave this mailbox out: only mailboxes of Exchange Server on premises are served, and the password is not sent to Exchange Online. n8n has nodes of its own for Microsoft 365.',
			remedyBy: 'you',
			command: showRecipient(mailbox),
			details: { mailbox },
		});
	}
}

/** The mailbox is of a mail domain that the credential does not name. Nothing was looked up or sent. */
export class MailDomainNotTrusted extends ExchangeError {
	constructor(
		readonly mailbox: string,
		/** The domain of the address; empty when it has none. */
		readonly mailDomain: string,
	) {
		super(
			'input',
			`${mailbox} is not of a mail domain of the credential, and autodiscover signs in to no other domain's hosts`,
			{
				field: 'otherEmailDomains',
				remedy: `If ${mailDomain || 'its domain'} belongs to your organisation, add it to Other Email Domains of the credential, such as: ${example(mailDomain)}. Otherwise correct the address, or enter the server and switch autodiscover off.`,
				remedyBy: 'you',
				details: { mailbox },
			},
		);
	}
}

function example(domain: string): string {
	return domain.includes('.') ? `${domain}, enyoi.de` : 'sales.enyoi.com, enyoi.de';
}

export function wordsOf(log: readonly DiscoveryStep[]): string {
	return log.map(({ asked, outcome }) => `${asked}: ${outcome}`).join('; ');
}
