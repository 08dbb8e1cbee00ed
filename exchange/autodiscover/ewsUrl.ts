import { InvalidSettings } from '../errors';
import type { ResolvedSettings } from '../settings';
import { createTransport } from '../transport/createTransport';
import type { Transport } from '../transport/transport';
import { discover, type DiscoverOptions } from './discover';
import type { Discovery } from './discovery';
import { keptDiscoveries, type DiscoveryStore } from './keptDiscoveries';

/** Gives the EWS URL to use for a mailbox: the settings' own, or the one autodiscover finds. */
export interface EwsUrlFinder {
	(mailbox?: string, signal?: AbortSignal): Promise<string>;
	/** Looks anew: everything that autodiscover finds, with its steps; undefined when the settings name the server. */
	discover?(mailbox?: string, signal?: AbortSignal): Promise<Discovery>;
	/** Drops what was found for the domain of a mailbox, after the server was not there. */
	forget?(mailbox?: string): void;
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
	const underWay = new Map<string, Promise<Discovery>>();

	const find = async (mailbox?: string, signal?: AbortSignal, anew = false): Promise<Discovery> => {
		if (!settings.autodiscover) {
			throw new InvalidSettings('server', 'The server is missing', {
				remedy: 'Enter the host name of the Exchange server or its full EWS URL.',
			});
		}
		const address = addressToAsk(settings, mailbox);
		const domain = domainOf(address);
		const before = anew ? undefined : kept.get(domain);
		if (before) return before;
		const found = underWay.get(domain) ?? search(domain, address, signal);
		underWay.set(domain, found);
		return await found;
	};

	async function search(
		domain: string,
		address: string,
		signal = new AbortController().signal,
	): Promise<Discovery> {
		const transport = searchTransport();
		try {
			const found = await discover(address, { ...options, settings, transport, signal });
			kept.keep(domain, found);
			return found;
		} finally {
			underWay.delete(domain);
			await transport.close();
		}
	}

	return Object.assign(
		async (mailbox?: string, signal?: AbortSignal) => (await find(mailbox, signal)).ewsUrl,
		{
			discover: async (mailbox?: string, signal?: AbortSignal) => await find(mailbox, signal, true),
			forget: (mailbox?: string) => {
				kept.drop(domainOf(addressToAsk(settings, mailbox)));
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

/** Exchange answers for mailboxes that exist; without one, the service account's own is asked for. */
function addressToAsk(settings: ResolvedSettings, mailbox: string | undefined): string {
	const { user, testMailbox, emailDns } = settings;
	const account = user.replace(/^.*\\/, '') || 'autodiscover';
	return mailbox ?? testMailbox ?? (account.includes('@') ? account : `${account}@${emailDns}`);
}

function domainOf(address: string): string {
	return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
