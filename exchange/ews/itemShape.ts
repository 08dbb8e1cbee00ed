import type { ExtendedPropertyUri } from './itemParts';
import { assertFilled, element, type Xml } from '../xml/writer';
import { InvalidInput } from '../errors';

/** Which properties of items to ask for. */
export interface ItemShape {
	base: 'IdOnly' | 'Default' | 'AllProperties';
	/** The format of bodies; without it as they were stored. */
	bodyType?: 'HTML' | 'Text' | 'Best';
	/** FieldURIs, such as `calendar:Start`. */
	properties?: readonly string[];
	extendedProperties?: readonly ExtendedPropertyUri[];
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/itemshape */
export function itemShape({ base, bodyType, properties, extendedProperties }: ItemShape): Xml {
	return element('m:ItemShape', [
		element('t:BaseShape', base),
		bodyType && element('t:BodyType', bodyType),
		additionalProperties(properties, extendedProperties),
	]);
}

/** Properties beyond the base shape; undefined when there are none. */
export function additionalProperties(
	properties: readonly string[] = [],
	extendedProperties: readonly ExtendedPropertyUri[] = [],
): Xml | undefined {
	if (properties.length + extendedProperties.length === 0) return undefined;
	return element('t:AdditionalProperties', [
		...properties.map(fieldUri),
		...extendedProperties.map(extendedFieldUri),
	]);
}

/** @param property such as `item:Subject` */
export function fieldUri(property: string): Xml {
	assertFilled('properties', property);
	return element('t:FieldURI', undefined, { FieldURI: property });
}

/**
 * @throws InvalidInput unless the property is named by exactly one of: a tag, a set and a name, a
 *   set and an id
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/extendedfielduri
 */
export function extendedFieldUri(uri: ExtendedPropertyUri): Xml {
	const { distinguishedSetId, setId, tag, name, id, type } = uri;
	const sets = [distinguishedSetId, setId].filter(Boolean).length;
	const names = [name !== undefined, id !== undefined].filter(Boolean).length;
	const usable = tag === undefined ? sets === 1 && names === 1 : sets + names === 0;
	if (!usable || !type) {
		throw new InvalidInput('extendedProperties', 'An extended property is not fully named', {
			remedy:
				'Name it by a tag, or by one property set and a name or an id, always with its type (such as String).',
		});
	}
	return element('t:ExtendedFieldURI', undefined, {
		DistinguishedPropertySetId: distinguishedSetId,
		PropertySetId: setId,
		PropertyTag: tag,
		PropertyName: name,
		PropertyId: id,
		PropertyType: type,
	});
}
