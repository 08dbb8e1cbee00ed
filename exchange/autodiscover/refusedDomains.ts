import type { ResolvedSettings } from '../settings';
import { memoryMs, refusedAccounts } from '../transport/authentication/refusedAccounts';
import { AutodiscoverFailed } from './discovery';
import { domainsOf } from './redirectPolicy';

/** Mail domains whose hosts refused the account: none is searched again before that is forgotten. */
interface RefusedDomains {
	/** The failure to throw for a mailbox of the domain; undefined where it may be searched. */
	get(domain: string): AutodiscoverFailed | undefined;
	/**
	 * A search in the domain failed.
	 * @returns the error to throw, which says of a refusal whether another domain may let the account in
	 */
	failed(domain: string, error: unknown): unknown;
	/** A search in the domain found a server. */
	found(domain: string): void;
}

/** Those of one connection. Tokens are renewed, so that a refused one is remembered by nobody. */
export function refusedDomains(settings: ResolvedSettings): RefusedDomains {
	const refusals = new Map<string, { error: AutodiscoverFailed; at: number }>();

	function get(domain: string): AutodiscoverFailed | undefined {
		if (refusals.size > 0 && !refusedAccounts.isRefused(settings)) refusals.clear();
		const now = performance.now();
		for (const [one, { at }] of refusals) if (now - at >= memoryMs) refusals.delete(one);
		const refusal = refusals.get(domain);
		return refusal && toldAnew(refusal.error);
	}

	function toldAnew(failure: AutodiscoverFailed): AutodiscoverFailed {
		const { code, message, remedy, remedyBy, command, field, details } = failure;
		return new AutodiscoverFailed(failure.mailDomain, failure.log, {
			...{ code, message, remedy, remedyBy, command, field, details },
			isOfOneDomain: domainsOf(settings).some((domain) => !refusals.has(domain)),
		});
	}

	return {
		get,
		failed(domain, error) {
			if (!(error instanceof AutodiscoverFailed) || error.code !== 'signIn') return error;
			refusals.set(domain, { error, at: performance.now() });
			return toldAnew(error);
		},
		found(domain) {
			refusals.delete(domain);
		},
	};
}
