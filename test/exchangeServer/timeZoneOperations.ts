import { child, childrenNamed, element, EwsFault } from './contracts';
import type { Operation, RequestContext, XmlElement, XmlNode } from './contracts';
import { definitionOf, findTimeZone, windowsTimeZones, type TimeZone } from './timeZones';
import { definitionElement } from './timeZonesXml';

/**
 * The zones of this server, or those with the given ids; an unknown id is left out of the answer.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getservertimezones-operation
 */
function getServerTimeZones(request: XmlNode, { company }: RequestContext): XmlElement {
	if (company.behaviours.serverTimeZones === 'missing') {
		throw new EwsFault(
			'ErrorInvalidRequest',
			'The operation GetServerTimeZones is not part of this server.',
		);
	}
	const full = !['false', '0'].includes(request.attributes.ReturnFullTimeZoneData ?? 'true');
	const ids = childrenNamed(child(request, 'Ids'), 'Id').map(({ text }) => text.trim());
	const zones = ids.length > 0 ? ids.map(findTimeZone).filter(isZone) : windowsTimeZones;
	const definitions = zones.map(({ id }) =>
		definitionElement(definitionOf(id), 't:TimeZoneDefinition', full),
	);
	return element(
		'm:GetServerTimeZonesResponse',
		element(
			'm:ResponseMessages',
			element(
				'm:GetServerTimeZonesResponseMessage',
				[element('m:ResponseCode', 'NoError'), element('m:TimeZoneDefinitions', definitions)],
				{ ResponseClass: 'Success' },
			),
		),
	);
}

function isZone(zone: TimeZone | undefined): zone is TimeZone {
	return zone !== undefined;
}

export const operations: Operation[] = [
	{ name: 'GetServerTimeZones', since: 'Exchange2010', handle: getServerTimeZones },
];
