import {
	readExtendedPath,
	readExtendedProperty,
	withExtendedProperty,
	withoutExtendedProperty,
} from '../calendarItems/extendedProperties';
import { cannotSet } from '../calendarItems/readFields';
import type { Call } from '../context';
import type { OtherItem, XmlNode } from '../contracts';
import { propertiesOf } from './properties';

/**
 * Takes a property over from a request.
 * @returns what of the item has changed
 * @throws ResponseError ErrorInvalidPropertySet for what is not kept
 */
export function setProperty(item: OtherItem, node: XmlNode, call: Call): string {
	if (node.name === 'ExtendedProperty') {
		item.extendedProperties = withExtendedProperty(
			item.extendedProperties,
			readExtendedProperty(node, call.behaviours.propertyValues),
		);
		return node.name;
	}
	const property = propertiesOf(item.element).find(({ name }) => name === node.name);
	if (!property?.read) throw cannotSet(property?.uri ?? node.name);
	property.read(item, node, call);
	return property.name === 'IsRead' ? 'isRead' : property.name;
}

/** @throws ResponseError ErrorInvalidPropertySet for what can't be deleted */
export function clearProperty(item: OtherItem, path: XmlNode): string {
	if (path.name === 'ExtendedFieldURI') {
		const { key } = readExtendedPath(path);
		item.extendedProperties = withoutExtendedProperty(item.extendedProperties, key);
		return key;
	}
	const uri = path.attributes.FieldURI ?? '';
	const property = propertiesOf(item.element).find((one) => one.uri === uri);
	if (!property?.clear) throw cannotSet(uri, 'Delete');
	property.clear(item);
	return property.name;
}
