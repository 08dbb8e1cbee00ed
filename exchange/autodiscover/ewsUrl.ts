import { InvalidSettings } from '../errors';
import { mailDomainOf } from '../mailDomains';
import type { ResolvedSettings } from '../settings';
import { concealing } from '../transport/conceal';
import { createTransport } from '../transport/createTransport';
import { cancellation } from '../transport/errors';
import type { Transport } from '../transport/transport';
import { discover, requireTrustedDomain, type DiscoverOptions } from './discover';
import { AutodiscoverFailed, MailboxInExchangeOnline, type Discovery } from './discovery';
import { keptDiscoveries, type DiscoveryStore, type KeptDiscovery } from './keptDiscoveries';
import { isTrustedDomain } from './redirectPolicy';
import { refusedDomains } from './refusedDomains';

/** Gives the EWS URL to use for a mailbox: the settings' own, or the one autodiscover finds. */
export interface EwsUrlFinder {
	/** @throws MailDomainNotTrusted for a mailbox of another domain than the credential's, before any I/O */
	(mailbox?: string, signal?: AbortSignal): Promise<string>;
	/** Looks anew: everything that autodiscover finds, with its steps; undefined when the settings name the server. */
	discover?(mailbox?: string, signal?: AbortSignal): Promise<Discovery>;
	/** True once mailboxes of several servers were asked for; absent where the settings name the server. */
	hasSeveralServers?(): boolean;
	/** Says that EWS answered at the URL for a mailbox. */
	answered?(mailbox?: string): void;
	/**
	 * Drops what was found for a mailbox, after the server was not there. Where EWS has answered before,
	 * `notThere` (one HTTP 404) does not drop it at once.
	 */
	forget?(mailbox?: string, because?: 'notThere'): void;
}

/** The transport that searches waits at most that long for a further byte, in milliseconds. */
const idleTimeoutMs = 10_000;

export type FinderOptions = Pick<DiscoverOptions, 'ports' | 'resolveSrv' | 'answerTimeoutMs'> & {
	/** Milliseconds since 1970. */
	now?: () => number;
	/** Where answers are kept; default: with this process. */
	store?: DiscoveryStore;
	/** For the search only; it may not follow redirects to other hosts. */
	searchTransport?: () => Transport;
};

/** No I/O until the finder is called. */
export function createEwsUrlFinder(
	settings: ResolvedSettings,
	options: FinderOptions = {},
): EwsUrlFinder {
	const { ewsUrl } = settings;
	if (ewsUrl !== undefined) return async () => ewsUrl;
	const { now = Date.now, searchTransport = () => transportForSearch(settings) } = options;
	const kept = keptDiscoveries(settings, now, options.store);
	const refused = refusedDomains(settings);
	const conceal = concealing(settings);
	/** Where the mailboxes are that were asked for. */
	const servers = new Set<string>();
	const underWay = new Map<string, Promise<KeptDiscovery>>();
	/** The first search of each domain: it finds the host that the others ask at once. */
	const leading = new Map<string, Promise<KeptDiscovery>>();

	async function find(mailbox?: string, signal?: AbortSignal): Promise<KeptDiscovery> {
		const { address, domain } = whoIsMeant(mailbox);
		for (;;) {
			if (signal?.aborted) throw cancellation(signal);
			const known = kept.get(address);
			if (known) return known;
			const refusal = refused.get(domain);
			if (refusal) throw refusal;
			const other = underWay.get(address) ?? leading.get(domain);
			if (!other) break;
			await other.catch((error: unknown) => {
				if (isForOthersToo(error) && !kept.get(address)) throw refused.get(domain) ?? error;
			});
		}
		const found = searchFor(address, domain, signal);
		underWay.set(address, found);
		const leads = kept.ofDomain(domain) === undefined;
		if (leads) leading.set(domain, found);
		try {
			return await found;
		} finally {
			underWay.delete(address);
			if (leads) leading.delete(domain);
		}
	}

	async function searchFor(
		address: string,
		domain: string,
		signal?: AbortSignal,
	): Promise<KeptDiscovery> {
		const before = kept.ofDomain(domain);
		const found = search(address, domain, signal, before?.answeredBy);
		return await found.catch((error: unknown) => {
			// EWS may be there where autodiscover is not, whose silence is about all mailboxes of the domain.
			const isSilent = isWithoutAnswer(error);
			if (isSilent) kept.prolong(domain);
			// EWS itself knows better what is wrong with the address.
			const instead = isSilent ? kept.get(address) : isUnknownMailbox(error) ? before : undefined;
			if (!instead) throw error;
			kept.keep(address, domain, instead);
			return instead;
		});
	}

	async function search(
		address: string,
		domain: string,
		signal = new AbortController().signal,
		askFirst?: string,
	): Promise<Discovery> {
		const transport = searchTransport();
		try {
			const found = await discover(address, {
				...options,
				...{ settings, transport, conceal, signal, askFirst },
			}).catch((error: unknown) => {
				throw refused.failed(domain, error);
			});
			refused.found(domain);
			kept.keep(address, domain, found);
			return found;
		} finally {
			await transport.close();
		}
	}

	function whoIsMeant(mailbox: string | undefined): { address: string; domain: string } {
		if (!settings.autodiscover) {
			throw new InvalidSettings('server', 'The server is missing', {
				remedy: 'Enter the host name of the Exchange server or its full EWS URL.',
			});
		}
		const given = addressToAsk(settings, mailbox);
		const domain = requireTrustedDomain(given, settings);
		const local = given.slice(0, given.lastIndexOf('@')).normalize('NFC').toLowerCase();
		return { address: `${local}@${domain}`, domain };
	}

	return Object.assign(
		async (mailbox?: string, signal?: AbortSignal) => {
			const { ewsUrl: url } = await find(mailbox, signal);
			if (mailbox !== undefined) servers.add(new URL(url).host);
			return url;
		},
		{
			hasSeveralServers: () => servers.size > 1,
			discover: async (mailbox?: string, signal?: AbortSignal) => {
				const { address, domain } = whoIsMeant(mailbox);
				return await search(address, domain, signal);
			},
			answered: (mailbox?: string) => {
				kept.answered(whoIsMeant(mailbox).address);
			},
			forget: (mailbox?: string, because?: 'notThere') => {
				const { address, domain } = whoIsMeant(mailbox);
				if (because === 'notThere') kept.missed(address, domain);
				else kept.drop(address, domain);
			},
		},
	);
}

/** Signs in by Basic only when the user chose it, and lets the search decide on each redirect. */
function transportForSearch(settings: ResolvedSettings): Transport {
	return createTransport(
		{
			...settings,
			authScheme: settings.authScheme === 'auto' ? 'ntlm' : settings.authScheme,
			allowedRedirectHosts: [],
			maxConnections: 1,
			timeoutMs: Math.min(settings.timeoutMs, idleTimeoutMs),
		},
		{ maxResponseBytes: 1024 * 1024 },
	);
}

/**
 * Exchange answers for mailboxes that exist; without one, the service account's own is asked for. The
 * domain of a user principal name need not be one that mail goes to.
 */
function addressToAsk(settings: ResolvedSettings, mailbox: string | undefined): string {
	if (mailbox !== undefined) return mailbox;
	const { user, testMailbox, emailDns } = settings;
	if (testMailbox && isTrustedDomain(mailDomainOf(testMailbox), settings)) return testMailbox;
	const account = user.replace(/^.*\\/, '') || 'autodiscover';
	if (isTrustedDomain(mailDomainOf(account), settings)) return account;
	return `${account.replace(/@.*$/s, '')}@${emailDns}`;
}

function isUnknownMailbox(error: unknown): boolean {
	return (
		error instanceof AutodiscoverFailed &&
		error.code === 'mailboxUnavailable' &&
		!(error instanceof MailboxInExchangeOnline)
	);
}

/** True where no host said anything about the mailbox. */
function isWithoutAnswer(error: unknown): boolean {
	return (
		error instanceof AutodiscoverFailed &&
		error.code === 'autodiscover' &&
		(error.mayPass || !error.hasReason) &&
		error.field === undefined
	);
}

/** False for failures of one mailbox, and of whoever asked: the next in line asks for itself. */
function isForOthersToo(error: unknown): boolean {
	const code = (error as { code?: unknown }).code;
	return code !== 'mailboxUnavailable' && code !== 'cancelled';
}
