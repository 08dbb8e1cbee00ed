import { createHash } from 'node:crypto';
import { dayMs } from '../calendar/civil';
import type { ResolvedSettings } from '../settings';
import type { Discovery } from './discovery';

/** The finding of autodiscover for one mailbox. */
export type KeptDiscovery = Pick<Discovery, 'ewsUrl' | 'answeredBy'>;

interface Entry extends KeptDiscovery {
	/** Milliseconds since 1970. */
	until: number;
	/** EWS has answered there. */
	hasAnswered?: boolean;
	/** Answers since then that there is no EWS. */
	misses?: number;
}

/** URLs that autodiscover found for mailboxes, for as long as they count. */
interface KeptDiscoveries {
	get(address: string): KeptDiscovery | undefined;
	/** The latest answer for any mailbox of the domain. */
	ofDomain(domain: string): KeptDiscovery | undefined;
	keep(address: string, domain: string, discovery: KeptDiscovery): void;
	/** Has the last answers for all mailboxes of the domain count for as long again. */
	prolong(domain: string): void;
	/** EWS answers at the URL that is kept for the mailbox. */
	answered(address: string): void;
	/** EWS was not there: one that has answered before is dropped at the third time in a row only. */
	missed(address: string, domain: string): void;
	drop(address: string, domain: string): void;
}

/** An answer is kept that long, in milliseconds. */
const keptMs = dayMs;

/** More answers than this are not kept; the oldest goes first. */
const maxKept = 5000;

const maxMisses = 3;

/** By settings and mailbox, or settings and domain. */
export type DiscoveryStore = Map<string, Entry>;

/** Outlives a connection, as a workflow makes a new one in each run. */
const ofThisProcess: DiscoveryStore = new Map();

/**
 * The answers for one set of settings: others may be led elsewhere, or trust other servers. They are kept
 * by mailbox, as mailboxes of one domain may be at several sites, each with a URL of its own.
 */
export function keptDiscoveries(
	settings: ResolvedSettings,
	now: () => number,
	kept = ofThisProcess,
): KeptDiscoveries {
	const scope = fingerprint(settings);
	const ofMailbox = (address: string) => `${scope} ${address}`;
	const ofAll = (domain: string) => `${scope} @${domain}`;

	function get(key: string): Entry | undefined {
		const entry = kept.get(key);
		return entry && entry.until > now() ? entry : undefined;
	}

	function drop(address: string, domain: string): void {
		kept.delete(ofMailbox(address));
		kept.delete(ofAll(domain));
	}

	return {
		get: (address) => get(ofMailbox(address)),
		ofDomain: (domain) => get(ofAll(domain)),
		keep(address, domain, { ewsUrl, answeredBy }) {
			for (const key of [ofMailbox(address), ofAll(domain)]) {
				kept.delete(key);
				kept.set(key, { ewsUrl, answeredBy, until: now() + keptMs });
			}
			for (const oldest of kept.keys()) {
				if (kept.size <= maxKept) break;
				kept.delete(oldest);
			}
		},
		prolong(domain) {
			for (const [key, entry] of kept) {
				const isOfDomain = key.startsWith(`${scope} `) && key.endsWith(`@${domain}`);
				if (isOfDomain) entry.until = now() + keptMs;
			}
		},
		answered(address) {
			const entry = kept.get(ofMailbox(address));
			if (entry) Object.assign(entry, { hasAnswered: true, misses: 0 });
		},
		missed(address, domain) {
			const entry = kept.get(ofMailbox(address));
			const misses = (entry?.misses ?? 0) + 1;
			if (entry?.hasAnswered && misses < maxMisses) entry.misses = misses;
			else drop(address, domain);
		},
		drop,
	};
}

function fingerprint(settings: ResolvedSettings): string {
	const { user, emailDns, otherEmailDomains, authScheme, allowedRedirectHosts } = settings;
	const { caCertificate, certificateSha256, allowUnauthorizedCerts } = settings;
	const parts = [user, emailDns, otherEmailDomains, authScheme, allowedRedirectHosts];
	const trust = [caCertificate ?? '', certificateSha256 ?? '', allowUnauthorizedCerts];
	return createHash('sha256')
		.update(JSON.stringify([parts, trust]))
		.digest('base64url');
}
