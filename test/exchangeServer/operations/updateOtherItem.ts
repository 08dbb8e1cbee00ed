import {
	readExtendedPath,
	readExtendedProperty,
	withExtendedProperty,
	withoutExtendedProperty,
} from '../calendarItems/extendedProperties';
import { cannotSet } from '../calendarItems/readFields';
import { propertyNode } from '../calendarItems/readUpdates';
import type { Call } from '../context';
import type { OtherItem, XmlElement, XmlNode } from '../contracts';
import { EwsFault } from '../responseErrors';
import { element } from '../xml/element';
import { childrenNamed, isTrue } from '../xml/node';

/** Messages and the like: subject, body, categories, read mark and own properties. */
export function updateOtherItem(
	item: OtherItem,
	updates: XmlNode,
	request: XmlNode,
	call: Call,
): XmlElement {
	if (item.element === 'Message' && request.attributes.MessageDisposition === undefined) {
		throw new EwsFault(
			'ErrorMessageDispositionRequired',
			'MessageDisposition attribute is required for messages.',
		);
	}
	for (const change of childrenNamed(updates, 'SetItemField'))
		set(item, propertyNode(change), call);
	for (const change of childrenNamed(updates, 'DeleteItemField')) {
		const [path] = change.children;
		if (path.name !== 'ExtendedFieldURI') throw cannotSet(path.attributes.FieldURI, 'Delete');
		const { key } = readExtendedPath(path);
		item.extendedProperties = withoutExtendedProperty(item.extendedProperties, key);
	}
	call.company.store.touch(item, call.writer);
	return element(
		`t:${item.element}`,
		element('t:ItemId', undefined, { Id: item.id, ChangeKey: item.changeKey }),
	);
}

function set(item: OtherItem, property: XmlNode, call: Call): void {
	switch (property.name) {
		case 'Subject':
			item.subject = property.text;
			return;
		case 'Body':
			item.body = {
				type: property.attributes.BodyType === 'Text' ? 'Text' : 'HTML',
				text: property.text,
			};
			return;
		case 'Categories':
			item.categories = childrenNamed(property, 'String').map(({ text }) => text);
			return;
		case 'IsRead':
			item.isRead = isTrue(property.text);
			return;
		case 'ExtendedProperty':
			item.extendedProperties = withExtendedProperty(
				item.extendedProperties,
				readExtendedProperty(property, call.behaviours.propertyValues),
			);
			return;
		default:
			throw cannotSet(property.name);
	}
}
