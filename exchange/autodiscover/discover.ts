/**
 * Finds the EWS URL of a mailbox as Microsoft describes it, with the bounds that keep a sign-in from going
 * astray: https only, no host above or beside the mail domain unless the user allowed it, no Basic unless the
 * user chose it, at most ten hops.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/autodiscover-for-exchange
 */
import { promises as dns } from 'node:dns';
import { ExchangeError } from '../errors';
import type { ResolvedSettings } from '../settings';
import { RedirectRefused } from '../transport/errors';
import type { Transport } from '../transport/transport';
import type { AutodiscoverAnswer } from './answers';
import { AutodiscoverFailed, type Discovery, type DiscoveryStep } from './discovery';
import { poxRequest, readPoxAnswer } from './pox';
import { redirectByHttp } from '../transport/redirectByHttp';
import { mayFollowTo } from './redirectPolicy';
import { readSoapAnswer, soapRequest } from './soap';

const mostHops = 10;
/** Hosts that may refuse the sign-in before the search ends: more could lock the account. */
const mostRefusals = 2;
const largestAnswer = 512 * 1024;

export interface DiscoverOptions {
	settings: Pick<ResolvedSettings, 'allowedRedirectHosts'>;
	/** Must not follow redirects to other hosts, nor sign in by Basic on its own. */
	transport: Transport;
	signal: AbortSignal;
	/** Longest time for one answer as a whole. Default 10,000. */
	answerTimeoutMs?: number;
	/** For tests. */
	ports?: { https: number; http: number };
	resolveSrv?: (name: string) => Promise<Array<{ name: string; port: number; priority: number }>>;
}

/** @throws AutodiscoverFailed with everything that was tried; ExchangeError of kind `signIn`, `cancelled` */
export async function discover(address: string, options: DiscoverOptions): Promise<Discovery> {
	return await new Search(options).run(address);
}

class Search {
	private readonly log: DiscoveryStep[] = [];
	private readonly asked = new Set<string>();
	private hops = 0;
	private refusals = 0;
	private refusedHost: string | undefined;
	private readonly ports: { https: number; http: number };
	private readonly timeoutMs: number;

	constructor(private readonly options: DiscoverOptions) {
		this.ports = options.ports ?? { https: 443, http: 80 };
		this.timeoutMs = options.answerTimeoutMs ?? 10_000;
	}

	async run(address: string): Promise<Discovery> {
		const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
		const found =
			(await this.askHost(domain, this.ports.https, address, domain)) ??
			(await this.askHost(`autodiscover.${domain}`, this.ports.https, address, domain)) ??
			(await this.followHttp(address, domain)) ??
			(await this.followSrv(address, domain));
		if (found) return found;
		throw this.failure(domain);
	}

	/** SOAP first; servers that know only POX answer it with an error. */
	private async askHost(
		host: string,
		port: number,
		address: string,
		domain: string,
	): Promise<Discovery | undefined> {
		const base = `https://${host}${port === 443 ? '' : `:${port}`}/autodiscover/autodiscover`;
		return (
			(await this.ask(`${base}.svc`, address, domain)) ??
			(this.wentWrongFor(host) ? undefined : await this.ask(`${base}.xml`, address, domain))
		);
	}

	private async ask(url: string, address: string, domain: string): Promise<Discovery | undefined> {
		const key = `${url} ${address}`;
		if (this.asked.has(key)) return this.note(url, 'asked before; it redirects in circles');
		this.asked.add(key);
		try {
			const answer = await this.answerOf(url, address);
			return await this.take(answer, url, domain, address);
		} catch (error) {
			if (error instanceof RedirectRefused && error.location) {
				return await this.redirect(url, error.location, address, domain);
			}
			return this.failedStep(url, error);
		}
	}

	private async answerOf(url: string, address: string): Promise<AutodiscoverAnswer> {
		const soap = url.endsWith('.svc');
		const signal = AbortSignal.any([this.options.signal, AbortSignal.timeout(this.timeoutMs)]);
		const response = await this.options.transport.send({
			url,
			headers: { 'content-type': 'text/xml; charset=utf-8' },
			body: soap ? soapRequest(address, url) : poxRequest(address),
			mailbox: address,
			signal,
			idleTimeoutMs: this.timeoutMs,
		});
		try {
			if (response.status !== 200 && response.status !== 500) {
				return { kind: 'error', code: `HTTP ${response.status}` };
			}
			const chunks: Buffer[] = [];
			let length = 0;
			for await (const chunk of response.body) {
				length += chunk.length;
				if (length > largestAnswer) return { kind: 'error', code: 'an endless answer' };
				chunks.push(chunk);
			}
			const body = Buffer.concat(chunks);
			return soap ? readSoapAnswer(body) : readPoxAnswer(body);
		} finally {
			response.discard();
		}
	}

	private async take(
		answer: AutodiscoverAnswer,
		url: string,
		domain: string,
		address: string,
	): Promise<Discovery | undefined> {
		switch (answer.kind) {
			case 'error':
				return this.note(url, [answer.code, answer.message].filter(Boolean).join(': '));
			case 'redirectUrl':
				return await this.redirect(url, answer.url, address, domain);
			case 'redirectAddress':
				return await this.redirectAddress(url, answer.address, domain);
			case 'settings':
				return this.settle(answer, url, domain);
		}
	}

	private settle(
		{ externalUrl, internalUrl }: { externalUrl?: string; internalUrl?: string },
		url: string,
		domain: string,
	): Discovery | undefined {
		const candidates = [externalUrl, internalUrl].filter((one) => one !== undefined);
		const usable = candidates.find((one) => this.refusalOf(one, domain) === undefined);
		const seen = [
			externalUrl ? `external ${externalUrl}` : 'no external URL',
			internalUrl ? `internal ${internalUrl}` : 'no internal URL',
		].join(', ');
		if (usable === undefined) {
			return this.note(
				url,
				[seen, ...candidates.map((one) => this.refusalOf(one, domain))].join('; '),
			);
		}
		this.note(url, seen);
		return {
			ewsUrl: new URL(usable).href,
			...(externalUrl !== undefined && { externalUrl }),
			...(internalUrl !== undefined && { internalUrl }),
			log: this.log,
		};
	}

	private async redirect(
		from: string,
		to: string,
		address: string,
		domain: string,
	): Promise<Discovery | undefined> {
		const refusal = this.refusalOf(to, domain);
		if (refusal !== undefined) {
			return this.note(from, `redirects to ${withoutQuery(to)}: ${refusal}`);
		}
		if (++this.hops > mostHops) return this.note(from, `redirects more than ${mostHops} times`);
		this.note(from, `redirects to ${withoutQuery(to)}`);
		return await this.ask(new URL(to).href, address, domain);
	}

	private async redirectAddress(
		from: string,
		address: string,
		domain: string,
	): Promise<Discovery | undefined> {
		const target = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
		if (!address.includes('@') || !mayFollowTo(target, domain, this.allowed)) {
			return this.note(
				from,
				`says that the mailbox is ${address}: ${target} is not in ${domain} and not allowed`,
			);
		}
		if (++this.hops > mostHops) return this.note(from, `redirects more than ${mostHops} times`);
		this.note(from, `says that the mailbox is ${address}`);
		return (
			(await this.askHost(target, this.ports.https, address, target)) ??
			(await this.askHost(`autodiscover.${target}`, this.ports.https, address, target))
		);
	}

	private async followHttp(address: string, domain: string): Promise<Discovery | undefined> {
		const host = `autodiscover.${domain}`;
		const url = `http://${host}/autodiscover/autodiscover.xml`;
		try {
			const location = await redirectByHttp(
				{ host, port: this.ports.http, path: '/autodiscover/autodiscover.xml' },
				{
					timeoutMs: this.timeoutMs,
					signal: AbortSignal.any([this.options.signal, AbortSignal.timeout(this.timeoutMs)]),
				},
			);
			if (location === undefined) return this.note(url, 'does not redirect');
			return await this.redirect(url, location, address, domain);
		} catch (error) {
			return this.failedStep(url, error);
		}
	}

	private async followSrv(address: string, domain: string): Promise<Discovery | undefined> {
		const name = `_autodiscover._tcp.${domain}`;
		const resolveSrv = this.options.resolveSrv ?? dns.resolveSrv;
		let records: Array<{ name: string; port: number; priority: number }>;
		try {
			records = await resolveSrv(name);
		} catch (error) {
			return this.note(`SRV ${name}`, (error as NodeJS.ErrnoException).code ?? 'no answer');
		}
		for (const { name: host, port } of records.sort((a, b) => a.priority - b.priority)) {
			if (!mayFollowTo(host, domain, this.allowed)) {
				this.note(`SRV ${name}`, `${host}: ${notAllowed(host, domain)}`);
				continue;
			}
			this.note(`SRV ${name}`, `${host}:${port}`);
			const found = await this.askHost(host, port, address, domain);
			if (found) return found;
		}
		return undefined;
	}

	/** Why the sign-in may not go there; undefined when it may. */
	private refusalOf(to: string, domain: string): string | undefined {
		let url: URL;
		try {
			url = new URL(to);
		} catch {
			return `"${to.slice(0, 100)}" is no URL`;
		}
		if (url.protocol !== 'https:') return `${url.host} is not https`;
		if (url.username || url.password) return 'it holds a user name';
		return mayFollowTo(url.hostname, domain, this.allowed)
			? undefined
			: notAllowed(url.hostname, domain);
	}

	private failedStep(url: string, error: unknown): undefined {
		if (this.options.signal.aborted || !(error instanceof Error)) throw error;
		if (error instanceof ExchangeError && error.code === 'signIn') {
			this.refusedHost = new URL(url).host;
			this.refusals++;
			this.note(url, error.message);
			if (this.refusals >= mostRefusals) throw error;
			return undefined;
		}
		return this.note(url, error.message);
	}

	/** A host that refused the sign-in is not asked the same again in another format. */
	private wentWrongFor(host: string): boolean {
		return this.refusedHost?.split(':')[0] === host;
	}

	private note(asked: string, outcome: string): undefined {
		this.log.push({ asked: withoutQuery(asked), outcome });
		return undefined;
	}

	private failure(domain: string): AutodiscoverFailed {
		const refused = /(\S+) is not in \S+ and not allowed/.exec(
			this.log.map(({ outcome }) => outcome).join('\n'),
		)?.[1];
		return refused === undefined
			? new AutodiscoverFailed(domain, this.log)
			: new AutodiscoverFailed(domain, this.log, {
					remedy: `If ${refused} belongs to your Exchange, add it to the allowed redirect hosts of the credential; or enter the server there.`,
					field: 'allowedRedirectHosts',
				});
	}

	private get allowed(): readonly string[] {
		return this.options.settings.allowedRedirectHosts;
	}
}

function notAllowed(host: string, domain: string): string {
	return `${host} is not in ${domain} and not allowed`;
}

function withoutQuery(url: string): string {
	return url.replace(/[?#].*$/s, '').slice(0, 300);
}
