import { domainToASCII } from 'node:url';

/**
 * True for hosts that may get the service account's sign-in: the mail domain itself, hosts below it, and
 * those that the user allowed. Never a host above or beside it: the owner of `autodiscover.com` would
 * collect passwords.
 * @param allowedHosts lower-case names; `.enyoi.com` stands for all hosts below `enyoi.com`
 */
export function mayFollowTo(
	host: string,
	mailDomain: string,
	allowedHosts: readonly string[],
): boolean {
	const target = canonical(host);
	const domain = canonical(mailDomain);
	if (target === '' || domain === '') return false;
	if (target === domain || target.endsWith(`.${domain}`)) return true;
	return allowedHosts.some((allowed) => {
		const suffix = /^\*?\./.test(allowed) ? canonical(allowed.replace(/^\*?\./, '')) : '';
		return suffix === '' ? target === canonical(allowed) : target.endsWith(`.${suffix}`);
	});
}

function canonical(host: string): string {
	return domainToASCII(host.trim().replace(/\.$/, '')).toLowerCase();
}
