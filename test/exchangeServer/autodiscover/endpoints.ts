import type { Account, CompanyDirectory, Mailbox, Product } from '../contracts';

export interface AutodiscoverOptions {
	company: CompanyDirectory;
	product: Product;
	/** Where EWS is reached, asked at each answer; the port is known late. */
	ewsUrl: () => string;
	now: () => Date;
}

/** What tests change about autodiscover. Addresses count in lower case. */
export interface AutodiscoverRules {
	/** Where questions about an address are sent on to another address, such as of a hybrid mailbox. */
	readonly addressRedirects: Map<string, string>;
	/** Where questions about an address are sent on to another autodiscover URL. */
	readonly urlRedirects: Map<string, string>;
	/** A signed-in or anonymous GET of autodiscover.xml is answered with a 302 to this URL. */
	getRedirect?: string;
	/** EWS URL to tell in place of the real one; null: the answer has none. */
	ewsUrl?: string | null;
	/** As when only POX works, as on Exchange 2007, or neither does. */
	missing: Set<'soap' | 'pox'>;
}

export interface AutodiscoverRequest {
	method: string;
	path: string;
	body: string;
	/** Who signed in. */
	account: Account;
}

/** What is known about an address. */
export type Finding =
	| { kind: 'found'; mailbox: Mailbox; ewsUrl?: string }
	| { kind: 'redirectAddress'; address: string }
	| { kind: 'redirectUrl'; url: string }
	| { kind: 'unknown' };

export function lookUp(
	address: string,
	{ company, ewsUrl }: AutodiscoverOptions,
	rules: AutodiscoverRules,
): Finding {
	const wanted = address.trim().toLowerCase();
	const otherAddress = rules.addressRedirects.get(wanted);
	if (otherAddress !== undefined) return { kind: 'redirectAddress', address: otherAddress };
	const url = rules.urlRedirects.get(wanted);
	if (url !== undefined) return { kind: 'redirectUrl', url };
	const mailbox = company.mailboxOf(wanted);
	if (!mailbox) return { kind: 'unknown' };
	return {
		kind: 'found',
		mailbox,
		ewsUrl: rules.ewsUrl === undefined ? ewsUrl() : (rules.ewsUrl ?? undefined),
	};
}

/** Distinguished names are long in Exchange; clients must not cut them. */
export function legacyDn(mailbox: Mailbox): string {
	const hash = mailbox.guid.replaceAll('-', '');
	return `/o=Enyoi/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${hash}-${mailbox.accountName}`;
}
