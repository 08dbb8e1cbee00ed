import type { XmlElement, XmlNode } from '../contracts';
import type { ZoneTable } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { customTimeZone, definitionOf, findTimeZone } from '../timeZones';
import { definitionElement, readDefinition } from '../timeZonesXml';
import { element } from '../xml/element';

const rendered = new Map<string, XmlElement>();

/** t:StartTimeZone and the like; periods and transitions only when `full`. */
export function definitionElementOf(
	zones: ZoneTable,
	name: string,
	id: string,
	full: boolean,
): XmlElement {
	const zone = zones.get(id);
	if (!findTimeZone(zone.id)) {
		if (zone.definition) return definitionElement(zone.definition, name, full);
		return element(name, undefined, { Name: zone.name, Id: zone.id });
	}
	const key = `${name} ${zone.id} ${full}`;
	let known = rendered.get(key);
	if (!known) {
		known = definitionElement(definitionOf(zone.id), name, full);
		rendered.set(key, known);
	}
	return known;
}

/**
 * The zone that a request names (StartTimeZone, EndTimeZone); one with rules of its own is remembered.
 * @throws ResponseError ErrorTimeZone
 */
export function readZone(node: XmlNode, zones: ZoneTable): string {
	const id = node.attributes.Id ?? '';
	const known = findTimeZone(id);
	if (known) return known.id;
	const definition = readDefinition(node);
	if (definition) {
		const zone = customTimeZone({ ...definition, id: definition.id || 'Customized Time Zone' });
		zones.add(zone);
		return zone.id;
	}
	if (zones.isKnown(id)) return id;
	throw new ResponseError('ErrorTimeZone', `The time zone is not supported: ${id}`);
}
