import { nonExistentMailbox, type Call } from '../context';
import type { Operation, XmlElement, XmlNode } from '../contracts';
import { entryIdOf, idOfEntry } from '../model/ids';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/convertid-operation */
export const convertId: Operation = {
	name: 'ConvertId',
	since: 'Exchange2007_SP1',
	handle(request, context) {
		const format = request.attributes.DestinationFormat;
		return answerEach('ConvertId', child(request, 'SourceIds')?.children ?? [], (node) =>
			convert(node, format, context as Call),
		);
	},
};

function convert(node: XmlNode, format: string, call: Call): XmlElement {
	const id = readId(node, call);
	const { mailboxGuid } = call.parse(id, 'any');
	const owner = call.company.mailboxes.find(({ guid }) => guid === mailboxGuid);
	return element('m:AlternateId', undefined, {
		'xsi:type': 't:AlternateIdType',
		Format: format,
		Id: fromEwsId(id, format),
		Mailbox: owner?.smtpAddress,
	});
}

/** Ids of EWS say whose they are; the mailbox beside them counts for the others only. */
function readId({ attributes: { Id, Format, Mailbox = '' } }: XmlNode, call: Call): string {
	if (Format === 'EwsId' || Format === 'EwsLegacyId') return Id;
	const mailbox = call.company.mailboxOf(Mailbox);
	if (!mailbox) throw nonExistentMailbox();
	return toEwsId(Id, Format, mailbox.guid);
}

function toEwsId(id: string, format: string, mailboxGuid: string): string {
	switch (format) {
		case 'OwaId':
			return decodeURIComponent(id).replace(/-/g, '/').replace(/_/g, '+');
		case 'HexEntryId':
			return idOfEntry(mailboxGuid, Buffer.from(id, 'hex')) ?? malformed();
		default:
			return idOfEntry(mailboxGuid, Buffer.from(id, 'base64')) ?? malformed();
	}
}

function fromEwsId(id: string, format: string): string {
	switch (format) {
		case 'EwsId':
		case 'EwsLegacyId':
			return id;
		case 'OwaId':
			return encodeURIComponent(id.replace(/\//g, '-').replace(/\+/g, '_'));
		case 'HexEntryId':
			return entryIdOf(id).toString('hex').toUpperCase();
		default:
			return entryIdOf(id).toString('base64');
	}
}

function malformed(): never {
	throw new ResponseError('ErrorInvalidIdMalformed', 'Id is malformed.');
}
