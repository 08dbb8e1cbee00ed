import { createHash } from 'node:crypto';
import type { ResolvedSettings } from '../settings';
import type { Discovery } from './discovery';

/** URLs that autodiscover found for mail domains, for as long as they count. */
interface KeptDiscoveries {
	get(domain: string): Discovery | undefined;
	keep(domain: string, discovery: Discovery): void;
	drop(domain: string): void;
}

/** A domain's answer is kept that long, in milliseconds. */
const keptMs = 24 * 3_600_000;

/** More answers than this are not kept; the oldest goes first. */
const mostKept = 500;

/** By settings and domain; `until` in milliseconds since 1970. */
export type DiscoveryStore = Map<string, { discovery: Discovery; until: number }>;

/** Outlives a connection, as a workflow makes a new one in each run. */
const ofThisProcess: DiscoveryStore = new Map();

/** The answers for one set of settings: others may be led elsewhere, or trust other servers. */
export function keptDiscoveries(
	settings: ResolvedSettings,
	now: () => number,
	kept = ofThisProcess,
): KeptDiscoveries {
	const scope = fingerprint(settings);
	const key = (domain: string) => `${scope} ${domain}`;
	return {
		get(domain) {
			const entry = kept.get(key(domain));
			if (entry === undefined) return undefined;
			if (entry.until > now()) return entry.discovery;
			kept.delete(key(domain));
			return undefined;
		},
		keep(domain, discovery) {
			kept.set(key(domain), { discovery, until: now() + keptMs });
			for (const oldest of kept.keys()) {
				if (kept.size <= mostKept) break;
				kept.delete(oldest);
			}
		},
		drop: (domain) => void kept.delete(key(domain)),
	};
}

function fingerprint(settings: ResolvedSettings): string {
	const { user, emailDns, authScheme, allowedRedirectHosts } = settings;
	const { caCertificate, certificateSha256, allowUnauthorizedCerts } = settings;
	const parts = [user, emailDns, authScheme, allowedRedirectHosts];
	const trust = [caCertificate ?? '', certificateSha256 ?? '', allowUnauthorizedCerts];
	return createHash('sha256')
		.update(JSON.stringify([parts, trust]))
		.digest('base64url');
}
