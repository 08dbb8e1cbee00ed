import { showRecipient } from '../adminCommands';
import type { ExchangeError } from '../errors';
import { mailDomainOf } from '../mailDomains';
import {
	type SignInPaused,
	SignInRefused,
	type SignInProblem,
} from '../transport/authentication/signInRefused';
import type { Conceal } from '../transport/conceal';
import { isUnknownAddress } from './answers';
import {
	AutodiscoverFailed,
	MailboxInExchangeOnline,
	wordsOf,
	type DiscoveryStep,
} from './discovery';
import type { Refusal } from './redirectPolicy';

/** Words of a server. */
export interface Saying {
	conceal: Conceal;
	/** True for an answer about the mailbox, for which the account signed in. */
	isAnswer?: boolean;
}

/** Everything that a search tried, and from it the most telling reason why it found nothing. */
export class SearchLog {
	readonly steps: DiscoveryStep[] = [];
	private refusedHost?: string;
	/** A server that let the account in named a place where it may not go. */
	private wasAnsweredElsewhere = false;
	private onlineHost?: string;
	/** What an answer about the mailbox names. */
	private movedTo?: string;
	private signInError?: ExchangeError;
	private paused?: SignInPaused;
	private untrustedDomain?: string;
	private said?: { host: string; code: string; message?: string };

	/** URLs that a server named, as they may be shown. */
	private readonly shownAs = new Map<string, string>();

	constructor(private readonly mailbox: string) {}

	/** Has a URL shown in other words. */
	show(url: string, shown: string): void {
		this.shownAs.set(url, shown);
	}

	note(asked: string, outcome: string): undefined {
		const shown = this.shownAs.get(asked) ?? asked.replace(/[?#].*$/s, '').slice(0, 300);
		this.steps.push({ asked: shown, outcome });
		return undefined;
	}

	/** An answer that is an error: with words of autodiscover itself, or an HTTP status. */
	error(url: string, code: string, message: string | undefined): undefined {
		const isAutodiscover = !/^(HTTP |an )/.test(code);
		const [, host = url] = /^https?:\/\/([^/]+)/.exec(this.shownAs.get(url) ?? url) ?? [];
		if (isAutodiscover) this.said = { host, code, message };
		return this.note(url, [code, message].filter(Boolean).join(': '));
	}

	/** A place that gets no sign-in. */
	refuse(
		asked: string,
		words: string,
		refusal: Refusal,
		{ conceal, isAnswer = false }: Saying,
	): undefined {
		const host = refusal.host === undefined ? undefined : conceal(refusal.host);
		this.refusedHost ??= host;
		const online = refusal.isOnline ? conceal(refusal.words.split(' ')[0]) : undefined;
		this.wasAnsweredElsewhere ||= isAnswer;
		if (isAnswer) this.movedTo ??= online;
		else this.onlineHost ??= online;
		return this.note(asked, `${words}${conceal(refusal.words)}`);
	}

	/**
	 * A host that lets the account not in.
	 * @returns true when it may have counted a wrong password, rather than not take the way that is allowed
	 */
	refusedSignIn(url: string, error: ExchangeError): boolean {
		const wasChecked = !(error instanceof SignInRefused && error.problem === 'noCommonScheme');
		if (wasChecked || !this.signInError) this.signInError = error;
		this.note(url, error.message);
		return wasChecked;
	}

	/** A host that let the account in before, and does not now. */
	pausedSignIn(url: string, error: SignInPaused): undefined {
		this.paused ??= error;
		return this.note(url, error.message);
	}

	/** Another address of the mailbox, in a domain that the credential does not name. */
	untrusted(asked: string, words: string, domain: string): undefined {
		this.untrustedDomain ??= domain;
		return this.note(asked, `${words}, whose domain is not one of the credential`);
	}

	movedOnline(to: string): MailboxInExchangeOnline {
		return new MailboxInExchangeOnline(this.mailbox, mailDomainOf(this.mailbox), this.steps, to);
	}

	failure(domain: string): AutodiscoverFailed {
		const { steps, said, signInError } = this;
		if (this.movedTo !== undefined) return this.movedOnline(this.movedTo);
		const wasLetIn =
			this.wasAnsweredElsewhere || said !== undefined || this.untrustedDomain !== undefined;
		if (signInError && !wasLetIn) {
			return refused(domain, steps, signInError);
		}
		if (this.onlineHost !== undefined) {
			return new AutodiscoverFailed(domain, steps, {
				message: `Autodiscover of ${domain} points to Exchange Online (${this.onlineHost})`,
				remedy: `Have autodiscover.${domain} point to your Exchange, or enter the server in the credential and switch autodiscover off. Mailboxes that have moved to Exchange Online are not served; n8n has nodes of its own for Microsoft 365.`,
			});
		}
		if (this.refusedHost !== undefined) {
			return new AutodiscoverFailed(domain, steps, {
				remedy: `If ${this.refusedHost} belongs to your Exchange, add it to the allowed redirect hosts of the credential; or enter the server there.`,
				field: 'allowedRedirectHosts',
			});
		}
		if (this.untrustedDomain !== undefined) {
			const other = this.untrustedDomain;
			return new AutodiscoverFailed(domain, steps, {
				remedy: `If ${other} belongs to your organisation, add it to Other Email Domains of the credential, such as: ${other}, enyoi.de. Otherwise the mailbox can't be reached by autodiscover.`,
				field: 'otherEmailDomains',
			});
		}
		if (said === undefined && this.paused) {
			const { message, remedy, remedyBy } = this.paused;
			return new AutodiscoverFailed(domain, steps, {
				...{ message, remedy, remedyBy, command: undefined },
				mayPass: true,
			});
		}
		if (said === undefined) return new AutodiscoverFailed(domain, steps);
		const words = said.message === undefined ? said.code : `${said.message.trim()} (${said.code})`;
		const isUnknown = isUnknownAddress(said.code);
		return new AutodiscoverFailed(domain, steps, {
			code: isUnknown ? 'mailboxUnavailable' : 'autodiscover',
			message: `Autodiscover at ${said.host} says of ${this.mailbox}: ${words}`,
			remedy: isUnknown
				? 'Check the address. It has to be an address of a mailbox in this Exchange organization.'
				: 'Ask the Exchange administrator what this answer means; or enter the server in the credential and switch autodiscover off.',
			remedyBy: isUnknown ? 'you' : 'exchangeAdmin',
			command: showRecipient(this.mailbox),
			details: { mailbox: this.mailbox },
		});
	}
}

/** Problems of a host's ways to sign in. They say nothing of the account, nor of other mail domains. */
const ofHost: ReadonlySet<SignInProblem> = new Set([
	'noCommonScheme',
	'connectionNotKept',
	'badChallenge',
]);

function refused(
	domain: string,
	steps: readonly DiscoveryStep[],
	error: ExchangeError,
): AutodiscoverFailed {
	const { message, remedy, remedyBy, command, field, details } = error;
	const isOfHost = error instanceof SignInRefused && ofHost.has(error.problem);
	const code = isOfHost ? 'autodiscover' : 'signIn';
	const options = { code, message, remedy, remedyBy, command, field } as const;
	const { diagnostics = '', ...facts } = details;
	const all = [diagnostics, wordsOf(steps)].filter((words) => words !== '').join('; ');
	return new AutodiscoverFailed(domain, steps, {
		...options,
		details: { ...facts, diagnostics: all },
	});
}
