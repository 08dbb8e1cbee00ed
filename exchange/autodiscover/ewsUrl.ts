import { InvalidSettings } from '../errors';
import type { ResolvedSettings } from '../resolveSettings';
import { createTransport } from '../transport/createTransport';
import type { Transport } from '../transport/transport';
import { discover, type DiscoverOptions } from './discover';
import type { Discovery } from './discovery';

/** Gives the EWS URL to use for a mailbox: the settings' own, or the one autodiscover finds. */
export interface EwsUrlFinder {
	(mailbox?: string, signal?: AbortSignal): Promise<string>;
	/** Everything that autodiscover found, with its steps; undefined when the settings name the server. */
	discover?(mailbox?: string, signal?: AbortSignal): Promise<Discovery>;
	/** Drops what was found for the domain of a mailbox, after the server was not there. */
	forget?(mailbox?: string): void;
}

/** A domain's answer is kept that long, in milliseconds. */
const keptMs = 24 * 3_600_000;

/** The transport that searches waits at most that long for a further byte, in milliseconds. */
const idleTimeoutMs = 10_000;

export type FinderOptions = Pick<DiscoverOptions, 'ports' | 'resolveSrv' | 'answerTimeoutMs'> & {
	/** Milliseconds since 1970. */
	now?: () => number;
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
	const known = new Map<string, { found: Promise<Discovery>; until: number }>();

	const find = async (mailbox?: string, signal?: AbortSignal): Promise<Discovery> => {
		if (!settings.autodiscover) {
			throw new InvalidSettings('server', 'The server is missing', {
				remedy: 'Enter the host name of the Exchange server or its full EWS URL.',
			});
		}
		const address = addressToAsk(settings, mailbox);
		const domain = domainOf(address);
		const before = known.get(domain);
		if (before && before.until > now()) return await before.found;
		const found = search(address, signal);
		known.set(domain, { found, until: now() + keptMs });
		found.catch(() => {
			if (known.get(domain)?.found === found) known.delete(domain);
		});
		return await found;
	};

	async function search(address: string, signal = new AbortController().signal) {
		const transport = searchTransport();
		try {
			return await discover(address, { ...options, settings, transport, signal });
		} finally {
			await transport.close();
		}
	}

	return Object.assign(
		async (mailbox?: string, signal?: AbortSignal) => (await find(mailbox, signal)).ewsUrl,
		{
			discover: find,
			forget: (mailbox?: string) => {
				known.delete(domainOf(addressToAsk(settings, mailbox)));
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
