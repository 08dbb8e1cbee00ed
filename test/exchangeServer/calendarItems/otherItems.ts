import type { OtherItem, XmlElement } from '../contracts';
import { element, optionalElement, type XmlContent } from '../xml/element';
import { bodyElement } from './body';
import { extendedElement, extendedValues } from './extendedProperties';
import type { Shape } from './shape';

/** Items beside calendar items: what mail clients read of them first. */
export function renderOtherItem(item: OtherItem, shape: Shape): XmlElement {
	const { view, base } = shape;
	const all = base === 'AllProperties';
	const some = base !== 'IdOnly';
	const wanted = (uri: string, inShape: boolean) => inShape || shape.uris.has(uri.toLowerCase());
	const text = (name: string, uri: string, inShape: boolean, value: XmlContent) =>
		wanted(uri, inShape) && value !== undefined ? element(`t:${name}`, value) : undefined;
	const date = view.formatDate;
	const isMail = ['Message', 'MeetingRequest', 'MeetingResponse', 'MeetingCancellation'].includes(
		item.element,
	);
	const content: XmlContent[] = [
		element('t:ItemId', undefined, { Id: item.id, ChangeKey: item.changeKey }),
		wanted('item:ParentFolderId', all)
			? element('t:ParentFolderId', undefined, { Id: item.folder.id, ChangeKey: 'AQAAAA==' })
			: undefined,
		text('ItemClass', 'item:ItemClass', all, item.itemClass),
		text('Subject', 'item:Subject', some, item.subject),
		text('Sensitivity', 'item:Sensitivity', all, item.sensitivity),
		view.purpose === 'get' && wanted('item:Body', all)
			? bodyElement('t:Body', item.body, view.bodyType, view.call.supports('Exchange2013'))
			: undefined,
		text('DateTimeReceived', 'item:DateTimeReceived', some, date(item.created)),
		text('Size', 'item:Size', some, 1200 + item.body.text.length),
		wanted('item:Categories', all)
			? optionalElement(
					't:Categories',
					item.categories.map((category) => element('t:String', category)),
				)
			: undefined,
		text('Importance', 'item:Importance', all, item.importance),
		text('DateTimeSent', 'item:DateTimeSent', all, date(item.created)),
		text('DateTimeCreated', 'item:DateTimeCreated', all, date(item.created)),
		text('HasAttachments', 'item:HasAttachments', some, false),
		shape.extended.map((path) => {
			const values = extendedValues(item, path.key);
			return values && extendedElement(path, values, view.call.behaviours);
		}),
		text('LastModifiedName', 'item:LastModifiedName', all, item.lastModifiedBy),
		text('LastModifiedTime', 'item:LastModifiedTime', all, date(item.lastModified)),
	];
	if (isMail) content.push(mailContent(item, wanted, some));
	return element(`t:${item.element}`, content);
}

function mailContent(
	item: OtherItem,
	wanted: (uri: string, inShape: boolean) => boolean,
	some: boolean,
): XmlContent {
	const person = (name: string, emailAddress: string) =>
		element('t:Mailbox', [element('t:Name', name), element('t:EmailAddress', emailAddress)]);
	const { from, to } = item;
	return [
		wanted('message:ToRecipients', false)
			? optionalElement(
					't:ToRecipients',
					to.map((one) => person(one.name, one.emailAddress)),
				)
			: undefined,
		wanted('message:From', some) && from
			? element('t:From', person(from.name, from.emailAddress))
			: undefined,
		wanted('message:IsRead', some) ? element('t:IsRead', item.isRead) : undefined,
		item.element !== 'Message' &&
		item.associatedCalendarItemId !== undefined &&
		wanted('meeting:AssociatedCalendarItemId', some)
			? element('t:AssociatedCalendarItemId', undefined, { Id: item.associatedCalendarItemId })
			: undefined,
	];
}
