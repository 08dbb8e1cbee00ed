import { element, optionalElement } from '../contracts';
import type { XmlElement } from '../contracts';
import { entryAddress, entryName, type Entry } from './addressBook';

const mailboxTypes = {
	mailbox: 'Mailbox',
	group: 'PublicDL',
	contact: 'Contact',
	ownContact: 'Contact',
} as const;

/** EmailAddressType of an entry. */
export function addressElement(name: string, entry: Entry): XmlElement {
	return element(name, [
		element('t:Name', entryName(entry)),
		element('t:EmailAddress', entryAddress(entry)),
		element('t:RoutingType', 'SMTP'),
		element('t:MailboxType', mailboxTypes[entry.kind]),
		entry.kind === 'ownContact'
			? element('t:ItemId', undefined, { Id: entry.item.id, ChangeKey: entry.item.changeKey })
			: undefined,
	]);
}

/** EmailAddressType of somebody whom the directory doesn't know. */
export function strangerElement(name: string, address: string): XmlElement {
	return element(name, [
		element('t:Name', address),
		element('t:EmailAddress', address),
		element('t:RoutingType', 'SMTP'),
		element('t:MailboxType', 'OneOff'),
	]);
}

/** t:Contact with what the directory says about an entry. */
export function contactElement(entry: Entry): XmlElement {
	const addresses =
		entry.kind === 'mailbox'
			? [
					...entry.mailbox.aliases.map((alias) => `smtp:${alias}`),
					`SMTP:${entry.mailbox.smtpAddress}`,
				]
			: [`SMTP:${entryAddress(entry)}`];
	const entries = addresses
		.slice(0, 3)
		.map((address, index) => element('t:Entry', address, { Key: `EmailAddress${index + 1}` }));
	const mailbox = entry.kind === 'mailbox' ? entry.mailbox : undefined;
	return element('t:Contact', [
		element('t:DisplayName', entryName(entry)),
		optionalElement('t:GivenName', mailbox?.givenName),
		element('t:EmailAddresses', entries),
		mailbox?.phone === undefined
			? undefined
			: element('t:PhoneNumbers', element('t:Entry', mailbox.phone, { Key: 'BusinessPhone' })),
		element('t:ContactSource', entry.kind === 'ownContact' ? 'Store' : 'ActiveDirectory'),
		optionalElement('t:Department', mailbox?.department),
		optionalElement('t:JobTitle', mailbox?.jobTitle),
		optionalElement('t:OfficeLocation', mailbox?.office),
		optionalElement('t:Surname', mailbox?.surname),
	]);
}
