import type {
	Account,
	CompanyDirectory,
	DirectoryContact,
	Group,
	Mailbox,
	OtherItem,
} from '../contracts';

/** An entry of the address list, or a contact in somebody's folder. */
export type Entry =
	| { kind: 'mailbox'; mailbox: Mailbox }
	| { kind: 'group'; group: Group }
	| { kind: 'contact'; contact: DirectoryContact }
	| { kind: 'ownContact'; item: OtherItem; address: string; name: string };

export function entryName(entry: Entry): string {
	switch (entry.kind) {
		case 'mailbox':
			return entry.mailbox.displayName;
		case 'group':
			return entry.group.displayName;
		case 'contact':
			return entry.contact.displayName;
		case 'ownContact':
			return entry.name;
	}
}

export function entryAddress(entry: Entry): string {
	switch (entry.kind) {
		case 'mailbox':
			return entry.mailbox.smtpAddress;
		case 'group':
			return entry.group.smtpAddress;
		case 'contact':
			return entry.contact.smtpAddress;
		case 'ownContact':
			return entry.address;
	}
}

/** The one with exactly that address, whatever the case. */
export function entryAt(company: CompanyDirectory, address: string): Entry | undefined {
	const mailbox = company.mailboxOf(address);
	if (mailbox) return { kind: 'mailbox', mailbox };
	const same = (other: string) => other.toLowerCase() === address.toLowerCase();
	const group = company.groups.find(({ smtpAddress }) => same(smtpAddress));
	if (group) return { kind: 'group', group };
	const contact = company.contacts.find(({ smtpAddress }) => same(smtpAddress));
	return contact && { kind: 'contact', contact };
}

/**
 * Ambiguous name resolution of Active Directory: what begins with the text, in any of the indexed attributes;
 * two words match given name and surname in either order. An `smtp:` address or `=name` must fit exactly.
 * Where resolution is `partial`, `smtp:` finds what begins with the text, among all addresses, and a text
 * without it looks at primary addresses only.
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-adts/1a9177f4-0272-4ab8-aa22-3c3eafd39e4b
 */
export function findInDirectory(company: CompanyDirectory, text: string): Entry[] {
	const partial = company.behaviours.nameResolution === 'partial';
	const [, prefix, plain] = /^(smtp:|=)?(.*)$/i.exec(text.trim()) as RegExpExecArray;
	const bySmtp = prefix?.toLowerCase() === 'smtp:';
	const exact = prefix === '=' || (bySmtp && !partial);
	const wanted = plain.trim().toLowerCase();
	const fits = (value: string | undefined) =>
		value !== undefined &&
		(exact ? value.toLowerCase() === wanted : value.toLowerCase().startsWith(wanted));
	const [first, second] = wanted.split(/\s+/);
	const fitsInParts = (given = '', surname = '') =>
		second !== undefined &&
		[
			[given, surname],
			[surname, given],
		].some(([a, b]) => a.toLowerCase().startsWith(first) && b.toLowerCase().startsWith(second));

	const mailboxes = company.mailboxes.filter((mailbox) => {
		if (mailbox.hiddenFromAddressLists) return isOwnAddress(mailbox, wanted);
		const account = accountOf(company, mailbox);
		const addresses = [mailbox.smtpAddress, ...mailbox.aliases];
		if (partial && bySmtp) return addresses.some(fits);
		return (
			[
				mailbox.displayName,
				mailbox.givenName,
				mailbox.surname,
				mailbox.accountName,
				...(partial ? [mailbox.smtpAddress] : [account?.userPrincipalName, ...addresses]),
			].some(fits) || fitsInParts(mailbox.givenName, mailbox.surname)
		);
	});
	const named = (entry: { displayName: string; smtpAddress: string }) =>
		fits(entry.displayName) || fits(entry.smtpAddress);
	return [
		...mailboxes.map((mailbox): Entry => ({ kind: 'mailbox', mailbox })),
		...company.groups.filter(named).map((group): Entry => ({ kind: 'group', group })),
		...company.contacts.filter(named).map((contact): Entry => ({ kind: 'contact', contact })),
	].sort((a, b) => entryName(a).localeCompare(entryName(b)));
}

/** Contacts of a folder whose name or address begins with the text. */
export function findInContacts(items: Iterable<OtherItem>, text: string): Entry[] {
	const wanted = text
		.trim()
		.toLowerCase()
		.replace(/^(smtp:|=)/, '');
	const entries: Entry[] = [];
	for (const item of items) {
		const address = item.fields.EmailAddress1 ?? item.fields.EmailAddress ?? '';
		const name = item.fields.DisplayName ?? item.subject;
		const fits = [name, item.fields.GivenName, item.fields.Surname, address].some((value) =>
			value?.toLowerCase().startsWith(wanted),
		);
		if (fits && address !== '') entries.push({ kind: 'ownContact', item, address, name });
	}
	return entries;
}

/** Somebody hidden is still found by an address in full. */
function isOwnAddress(mailbox: Mailbox, wanted: string): boolean {
	return [mailbox.smtpAddress, ...mailbox.aliases].some((one) => one.toLowerCase() === wanted);
}

export function accountOf(company: CompanyDirectory, mailbox: Mailbox): Account | undefined {
	return company.account(mailbox.accountName);
}
