import { canonicalHost, isAllowedHost, isExchangeOnline, isWithin } from '../transport/hostNames';
import type { ResolvedSettings } from '../settings';
import { urlOf } from '../urlOf';

export type Trust = Pick<
	ResolvedSettings,
	'emailDns' | 'otherEmailDomains' | 'allowedRedirectHosts'
>;

/**
 * True for the mail domains of the credential and no other: neither domains below nor above them.
 */
export function isTrustedDomain(domain: string, trust: Trust): boolean {
	const wanted = canonicalHost(domain);
	return wanted !== '' && domainsOf(trust).includes(wanted);
}

/**
 * True for hosts that may get the service account's sign-in: the mail domains of the credential, hosts
 * below them, and those that the user allowed. Never a host above or beside: the owner of
 * `autodiscover.com` would collect passwords. Never Exchange Online.
 */
export function mayFollowTo(host: string, trust: Trust): boolean {
	if (isExchangeOnline(host)) return false;
	if (isAllowedHost(host, trust.allowedRedirectHosts)) return true;
	return domainsOf(trust).some((domain) => isWithin(host, domain));
}

/** The mail domains of the credential, as `canonicalHost` writes them. */
export function domainsOf({ emailDns, otherEmailDomains }: Trust): string[] {
	return [emailDns, ...otherEmailDomains].map(canonicalHost);
}

/** The reason why the sign-in may not go to a URL; undefined when it may. Names what the URL holds. */
export function refusalOf(to: string, trust: Trust): Refusal | undefined {
	const url = urlOf(to);
	if (!url) return { words: `"${to.slice(0, 100)}" is not a URL` };
	if (url.protocol !== 'https:') return { words: `${url.host} is not https` };
	if (url.username || url.password) return { words: 'it holds a user name' };
	return mayFollowTo(url.hostname, trust) ? undefined : refusedHost(url.hostname, trust);
}

export interface Refusal {
	words: string;
	/** The host, when it is neither of the mail domains nor allowed. */
	host?: string;
	/** It is one of Exchange Online. */
	isOnline?: boolean;
}

export function refusedHost(host: string, { emailDns, otherEmailDomains }: Trust): Refusal {
	if (isExchangeOnline(host)) {
		return { words: `${host} is Exchange Online, which gets no sign-in from here`, isOnline: true };
	}
	const domains = [emailDns, ...otherEmailDomains].join(', ');
	return { words: `${host} is not in ${domains} and not allowed`, host };
}
