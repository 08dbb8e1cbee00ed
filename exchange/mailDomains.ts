import { InvalidSettings } from './errors';
import { canonicalHost, isShared } from './transport/hostNames';

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,61}[\\p{L}\\p{N}\\p{M}])?';
const domainPattern = new RegExp(`^${label}(\\.${label})*$`, 'u');

/** The canonical domain of an address; empty when there is none. */
export function mailDomainOf(address: string): string {
	const at = address.lastIndexOf('@');
	return at < 0 ? '' : canonicalHost(address.slice(at + 1));
}

/**
 * Checks a mail domain as the user enters it. An @ before it and a dot behind it are passed over.
 * @throws InvalidSettings naming the field
 */
export function mailDomain(field: string, value: string): string {
	const domain = value.trim().replace(/^@/, '').replace(/\.$/, '').toLowerCase();
	if (domain.length <= 253 && domainPattern.test(domain) && isName(domain)) return domain;
	throw new InvalidSettings(field, `"${domain}" is not a mail domain`, {
		remedy: 'Enter only the part right of the @ of your e-mail addresses, such as enyoi.com.',
	});
}

/** An address of the network is no domain that people have mailboxes in. */
function isName(domain: string): boolean {
	const name = canonicalHost(domain);
	return name !== '' && !/^[\d.]+$/.test(name);
}

/**
 * Reads a list of mail domains, separated by commas, semicolons, spaces or line breaks.
 * @throws InvalidSettings naming the field and the entry
 */
export function mailDomains(field: string, value: string | string[] | undefined): string[] {
	const list = Array.isArray(value) ? value : (value ?? '').split(/[\s,;]+/);
	const domains = list
		.filter((entry) => entry.trim() !== '')
		.map((entry) => {
			if (/^\s*\*?\./.test(entry)) {
				throw new InvalidSettings(field, `"${entry.trim()}" does not name one mail domain`, {
					remedy: 'List each domain by itself, such as enyoi.de, sales.enyoi.com.',
				});
			}
			const domain = mailDomain(field, entry);
			refuseShared(field, domain);
			return domain;
		});
	return [...new Set(domains)];
}

/**
 * Refuses a domain that no single organisation owns: autodiscover would show the password to hosts of
 * strangers, such as autodiscover.com for `com`.
 * @throws InvalidSettings naming the field
 */
export function refuseShared(field: string, domain: string): void {
	if (!isShared(domain)) return;
	throw new InvalidSettings(
		field,
		`"${domain}" is a domain that others have addresses below, too`,
		{
			remedy:
				'Enter the whole part right of the @, such as enyoi.com: autodiscover signs in to hosts of this domain. Or enter the server and switch autodiscover off.',
		},
	);
}
