/**
 * Finds the EWS URL of a mailbox as Microsoft describes it, with the bounds that keep a sign-in from going
 * astray: mailboxes of the credential's mail domains only, https only, no host outside these domains unless
 * the user allowed it, no Basic unless the user chose it, at most ten hops.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/autodiscover-for-exchange
 */
import { promises as dns } from 'node:dns';
import { ExchangeError } from '../errors';
import { SignInPaused } from '../transport/authentication/signInRefused';
import { isExchangeOnline } from '../transport/hostNames';
import { mailDomainOf } from '../mailDomains';
import type { Conceal } from '../transport/conceal';
import { RedirectRefused, TimedOut } from '../transport/errors';
import { redirectByHttp } from '../transport/redirectByHttp';
import type { Transport } from '../transport/transport';
import type { AutodiscoverAnswer } from './answers';
import { askCandidate } from './askCandidate';
import { MailboxInExchangeOnline, MailDomainNotTrusted, type Discovery } from './discovery';
import { isTrustedDomain, mayFollowTo, refusalOf, refusedHost, type Trust } from './redirectPolicy';
import { SearchLog, type Saying } from './searchLog';

const maxHops = 10;
/** Hosts that may refuse the account before the search ends: more could lock it. */
const maxRefusals = 2;

export interface DiscoverOptions {
	settings: Trust;
	/** Must not follow redirects to other hosts, nor sign in by Basic on its own. */
	transport: Transport;
	/** Takes secrets out of words that nobody signed in for. */
	conceal: Conceal;
	signal: AbortSignal;
	/** The autodiscover URL that knew the last mailbox of the domain: it is asked first. */
	askFirst?: string;
	/** Longest time until an answer begins, and again until it ends, in milliseconds. Default 10,000. */
	answerTimeoutMs?: number;
	/** For tests. */
	ports?: { https: number; http: number };
	resolveSrv?: (name: string) => Promise<Array<{ name: string; port: number; priority: number }>>;
}

/**
 * @throws MailDomainNotTrusted before anything is looked up or sent
 * @throws AutodiscoverFailed with everything that was tried, of kind `signIn` where the account was refused;
 * ExchangeError of kind `cancelled`
 */
export async function discover(address: string, options: DiscoverOptions): Promise<Discovery> {
	return await new Search(address, options).run();
}

/** @throws MailDomainNotTrusted */
export function requireTrustedDomain(address: string, trust: Trust): string {
	const domain = mailDomainOf(address);
	if (!isTrustedDomain(domain, trust)) {
		throw new MailDomainNotTrusted(address, domain || address.slice(address.lastIndexOf('@') + 1));
	}
	return domain;
}

class Search {
	private readonly log: SearchLog;
	private readonly asked = new Set<string>();
	private hops = 0;
	private refusals = 0;
	/** Where no sign-in was possible, or a connection was waited for in vain: its name and port. */
	private closedHost: string | undefined;
	private readonly ports: { https: number; http: number };
	private readonly timeoutMs: number;
	private readonly trust: Trust;

	constructor(
		private readonly mailbox: string,
		private readonly options: DiscoverOptions,
	) {
		this.ports = options.ports ?? { https: 443, http: 80 };
		this.timeoutMs = options.answerTimeoutMs ?? 10_000;
		this.trust = options.settings;
		this.log = new SearchLog(mailbox);
	}

	async run(): Promise<Discovery> {
		const { askFirst } = this.options;
		const domain = requireTrustedDomain(this.mailbox, this.trust);
		const found =
			(askFirst === undefined ? undefined : await this.ask(askFirst, this.mailbox)) ??
			(await this.search(this.mailbox, domain));
		if (found) return found;
		throw this.log.failure(domain);
	}

	private async search(address: string, domain: string): Promise<Discovery | undefined> {
		return (
			(await this.askHost(domain, this.ports.https, address)) ??
			(await this.askHost(`autodiscover.${domain}`, this.ports.https, address)) ??
			(await this.followHttp(address, domain)) ??
			(await this.followSrv(address, domain))
		);
	}

	/** SOAP first; servers that know only POX answer it with an error. */
	private async askHost(
		host: string,
		port: number,
		address: string,
	): Promise<Discovery | undefined> {
		const base = `https://${host}${port === 443 ? '' : `:${port}`}/autodiscover/autodiscover`;
		return (
			(await this.ask(`${base}.svc`, address)) ??
			(this.isClosed(base) ? undefined : await this.ask(`${base}.xml`, address))
		);
	}

	private async ask(url: string, address: string): Promise<Discovery | undefined> {
		const key = `${url} ${address.toLowerCase()}`;
		if (this.asked.has(key))
			return this.log.note(
				url,
				this.hops > 0 ? 'asked before; it redirects in circles' : 'asked before',
			);
		this.asked.add(key);
		try {
			const { transport, signal } = this.options;
			const { timeoutMs } = this;
			const { answer, conceal } = await askCandidate(url, address, {
				transport,
				signal,
				timeoutMs,
			});
			return await this.take(answer, url, address, conceal);
		} catch (error) {
			const target = error instanceof RedirectRefused ? RedirectRefused.targetOf(error) : undefined;
			if (target) return await this.redirect(url, target.url.href, address, target);
			return this.failedStep(url, error);
		}
	}

	private async take(
		answer: AutodiscoverAnswer,
		url: string,
		address: string,
		conceal: Conceal,
	): Promise<Discovery | undefined> {
		switch (answer.kind) {
			case 'error': {
				const { code, message } = answer;
				return this.log.error(
					url,
					conceal(code),
					message === undefined ? message : conceal(message),
				);
			}
			case 'redirectUrl':
				return await this.redirect(url, answer.url, address, { conceal, isAnswer: true });
			case 'redirectAddress':
				return await this.redirectAddress(url, answer.address, conceal);
			case 'settings':
				return this.chooseUrl(answer, url, conceal);
		}
	}

	private chooseUrl(
		{ externalUrl, internalUrl }: { externalUrl?: string; internalUrl?: string },
		url: string,
		conceal: Conceal,
	): Discovery | undefined {
		const shown = (one: string | undefined) => one && conceal(withoutQuery(one));
		const candidates = [externalUrl, internalUrl].filter((one) => one !== undefined);
		const refusals = candidates.map((one) => refusalOf(one, this.trust));
		const usable = candidates.find((_, index) => refusals[index] === undefined);
		const seen = [
			externalUrl ? `external ${shown(externalUrl)}` : 'no external URL',
			internalUrl ? `internal ${shown(internalUrl)}` : 'no internal URL',
		].join(', ');
		if (usable === undefined) {
			this.log.note(url, seen);
			for (const refusal of refusals) {
				if (refusal) this.log.refuse(url, '', refusal, { conceal, isAnswer: true });
			}
			return undefined;
		}
		this.log.note(url, seen);
		return {
			ewsUrl: new URL(usable).href,
			answeredBy: url,
			...(externalUrl !== undefined && { externalUrl: shown(externalUrl) }),
			...(internalUrl !== undefined && { internalUrl: shown(internalUrl) }),
			log: this.log.steps,
		};
	}

	private async redirect(
		from: string,
		to: string,
		address: string,
		{ conceal, isAnswer = false }: Saying,
	): Promise<Discovery | undefined> {
		const shown = conceal(withoutQuery(to));
		const refusal = refusalOf(to, this.trust);
		if (refusal) {
			return this.log.refuse(from, `redirects to ${shown}: `, refusal, { conceal, isAnswer });
		}
		if (++this.hops > maxHops) return this.log.note(from, `redirects more than ${maxHops} times`);
		this.log.note(from, `redirects to ${shown}`);
		const { href } = new URL(to);
		this.log.show(href, shown);
		return await this.ask(href, address);
	}

	private async redirectAddress(
		from: string,
		address: string,
		conceal: Conceal,
	): Promise<Discovery | undefined> {
		const domain = mailDomainOf(address);
		const words = `says that the mailbox is ${conceal(address)}`;
		if (isExchangeOnline(domain)) {
			this.log.note(from, words);
			throw this.log.movedOnline(conceal(address));
		}
		if (!isTrustedDomain(domain, this.trust)) {
			return this.log.untrusted(from, words, conceal(domain));
		}
		if (++this.hops > maxHops) return this.log.note(from, `redirects more than ${maxHops} times`);
		this.log.note(from, words);
		return await this.search(address, domain);
	}

	private async followHttp(address: string, domain: string): Promise<Discovery | undefined> {
		const host = `autodiscover.${domain}`;
		const url = `http://${host}/autodiscover/autodiscover.xml`;
		try {
			const location = await redirectByHttp(
				{ host, port: this.ports.http, path: '/autodiscover/autodiscover.xml' },
				{ timeoutMs: this.timeoutMs, signal: this.options.signal },
			);
			if (location === undefined) return this.log.note(url, 'does not redirect');
			return await this.redirect(url, location, address, this.options);
		} catch (error) {
			return this.failedStep(url, error);
		}
	}

	private async followSrv(address: string, domain: string): Promise<Discovery | undefined> {
		const name = `_autodiscover._tcp.${domain}`;
		const { resolveSrv = dns.resolveSrv, conceal } = this.options;
		let records: Array<{ name: string; port: number; priority: number }>;
		try {
			records = await resolveSrv(name);
		} catch (error) {
			const { code = 'no answer' } = error as NodeJS.ErrnoException;
			return this.log.note(`SRV ${name}`, code);
		}
		for (const { name: host, port } of records.sort((a, b) => a.priority - b.priority)) {
			if (!mayFollowTo(host, this.trust)) {
				this.log.refuse(`SRV ${name}`, '', refusedHost(host, this.trust), { conceal });
				continue;
			}
			this.log.note(`SRV ${name}`, conceal(`${host}:${port}`));
			const found = await this.askHost(host, port, address);
			if (found) return found;
		}
		return undefined;
	}

	private failedStep(url: string, error: unknown): undefined {
		const isFinal = this.options.signal.aborted || error instanceof MailboxInExchangeOnline;
		if (isFinal || !(error instanceof Error)) throw error;
		if (error instanceof ExchangeError && error.code === 'signIn') {
			this.closedHost = new URL(url).host;
			if (this.log.refusedSignIn(url, error)) this.refusals++;
			if (this.refusals >= maxRefusals) throw this.log.failure(mailDomainOf(this.mailbox));
			return undefined;
		}
		if (error instanceof SignInPaused) return this.log.pausedSignIn(url, error);
		// The mail domain itself is often that of the domain controllers, whose firewall drops the packets.
		if (error instanceof TimedOut && error.phase === 'connecting')
			this.closedHost = new URL(url).host;
		return this.log.note(url, error.message);
	}

	/** A host that refused the sign-in, or takes no connection, is not asked the same again in another format. */
	private isClosed(url: string): boolean {
		return this.closedHost === new URL(url).host;
	}
}

function withoutQuery(url: string): string {
	return url.replace(/[?#].*$/s, '').slice(0, 300);
}
