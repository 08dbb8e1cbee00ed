import { domainToASCII } from 'node:url';

/**
 * The one spelling of a host or mail domain: lower case, international names in their ASCII form, without
 * the dot at the end. Empty for what is no name; an IPv6 address keeps its brackets.
 */
export function canonicalHost(host: string): string {
	const given = host.trim();
	// The URL parser would read a user, path or escape out of these, and drop tabs.
	if (/[/\\?#@%\s\p{Cc}]/u.test(given)) return '';
	const name = domainToASCII(given).toLowerCase();
	return name.startsWith('.') || name.includes('..') ? '' : name.replace(/\.$/, '');
}

/** True for the domain itself and for hosts below it. */
export function isWithin(host: string, domain: string): boolean {
	const target = canonicalHost(host);
	const above = canonicalHost(domain);
	return target !== '' && above !== '' && (target === above || target.endsWith(`.${above}`));
}

/**
 * True for a host that the user allowed.
 * @param allowedHosts names; `.enyoi.com` and `*.enyoi.com` stand for all hosts below `enyoi.com`
 */
export function isAllowedHost(host: string, allowedHosts: readonly string[]): boolean {
	const target = canonicalHost(host);
	if (target === '') return false;
	return allowedHosts.some((allowed) => {
		const suffix = /^\*?\./.test(allowed) ? canonicalHost(allowed.replace(/^\*?\./, '')) : '';
		return suffix === '' ? target === canonicalHost(allowed) : target.endsWith(`.${suffix}`);
	});
}

/**
 * True for a name below which everybody can have a domain, such as `com` or `co.uk`: its hosts belong to
 * no single organisation. Only the forms that leave no doubt; there is no list of all of them here.
 */
export function isShared(domain: string): boolean {
	return /^([^.]*|(co|com|net|org)\.[a-z]{2})$/.test(canonicalHost(domain));
}

const exchangeOnline =
	/(^|\.)(outlook\.com|office\.com|office365\.com|office365\.us|outlook\.de|outlook\.cn|onmicrosoft\.(com|us|de|cn)|onmschina\.cn)$/;

/** True for hosts and mail domains of Exchange Online, which this library does not serve. */
export function isExchangeOnline(host: string): boolean {
	return exchangeOnline.test(canonicalHost(host));
}

/** True for this machine itself, where plain `http:` is allowed. */
export function isLoopback(hostname: string): boolean {
	return (
		hostname === 'localhost' ||
		hostname.endsWith('.localhost') ||
		hostname === '[::1]' ||
		hostname === '::1' ||
		/^127(\.\d{1,3}){3}$/.test(hostname)
	);
}
