import { isDate } from 'node:util/types';
import { extendedElement, extendedValues } from '../calendarItems/extendedProperties';
import type { Shape } from '../calendarItems/shape';
import type { OtherItem, XmlElement } from '../contracts';
import { element, type XmlContent } from '../xml/element';
import { afterExtended, beforeExtended } from './properties';
import type { OtherProperty } from './property';

/** Items beside calendar items: what of them was asked for. */
export function renderOtherItem(item: OtherItem, shape: Shape): XmlElement {
	const { view } = shape;
	const show = (property: OtherProperty): XmlContent => {
		if (!isWanted(property, item, shape)) return undefined;
		if (property.render) return property.render(item, view);
		const value = property.value?.(item);
		if (value === undefined) return undefined;
		return element(
			`t:${property.name}`,
			isDate(value) ? view.formatDate(value) : (value as XmlContent),
		);
	};
	return element(`t:${item.element}`, [
		beforeExtended.map(show),
		shape.extended.map((path) => {
			const values = extendedValues(item, path.key);
			return values && extendedElement(path, values, view.call.behaviours);
		}),
		afterExtended.map(show),
	]);
}

function isWanted(
	{ of, getOnly, shape, uri }: OtherProperty,
	item: OtherItem,
	{ base, uris, view }: Shape,
): boolean {
	if (of && !of.includes(item.element)) return false;
	if (getOnly && view.purpose !== 'get') return false;
	if (shape === 'id' || uris.has(uri.toLowerCase())) return true;
	if (base === 'AllProperties') return shape !== 'extra';
	return base === 'Default' && shape === 'default';
}
