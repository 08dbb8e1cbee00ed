import type { CompanyDirectory, XmlNode } from './contracts';
import { parseId } from './model/ids';
import { path } from './xml/node';

/**
 * The mailbox that a request is about, as a fault rule or a log wants it: named in a folder id,
 * or carried by the first id of a folder or item. Lower case.
 */
export function namedMailbox(request: XmlNode, company: CompanyDirectory): string | undefined {
	const address = path(request, 'Mailbox', 'EmailAddress')?.text;
	if (address) return address.trim().toLowerCase();
	const id = request.attributes.Id ?? request.attributes.RecurringMasterId;
	const guid = id === undefined ? undefined : parseId(id)?.mailboxGuid;
	if (guid !== undefined) {
		const owner = company.mailboxes.find((mailbox) => mailbox.guid === guid);
		if (owner) return owner.smtpAddress.toLowerCase();
	}
	for (const childNode of request.children) {
		const found = namedMailbox(childNode, company);
		if (found !== undefined) return found;
	}
	return undefined;
}
