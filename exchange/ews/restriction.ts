import type { ExtendedPropertyUri } from './itemParts';
import { extendedFieldUri, fieldUri } from './itemShape';
import { assertFilled, element, type Xml } from '../xml/writer';

/** A property by FieldURI (`item:Subject`) or as extended property. */
type PropertyPath = string | ExtendedPropertyUri;

/** A condition on items or folders. */
export type Restriction =
	| { exists: PropertyPath }
	| {
			compare: PropertyPath;
			is:
				| 'equalTo'
				| 'notEqualTo'
				| 'lessThan'
				| 'lessThanOrEqualTo'
				| 'greaterThan'
				| 'greaterThanOrEqualTo';
			to: string;
	  }
	/** Upper and lower case are the same. */
	| { contains: PropertyPath; text: string; mode?: 'FullString' | 'Prefixed' | 'Substring' }
	| { and: readonly Restriction[] }
	| { or: readonly Restriction[] }
	| { not: Restriction };

const comparisons = {
	equalTo: 't:IsEqualTo',
	notEqualTo: 't:IsNotEqualTo',
	lessThan: 't:IsLessThan',
	lessThanOrEqualTo: 't:IsLessThanOrEqualTo',
	greaterThan: 't:IsGreaterThan',
	greaterThanOrEqualTo: 't:IsGreaterThanOrEqualTo',
} as const;

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/restriction */
export function restrictionElement(restriction: Restriction): Xml {
	return element('m:Restriction', expression(restriction));
}

function expression(restriction: Restriction): Xml {
	if ('exists' in restriction) return element('t:Exists', path(restriction.exists));
	if ('compare' in restriction) {
		return element(comparisons[restriction.is], [
			path(restriction.compare),
			element('t:FieldURIOrConstant', element('t:Constant', undefined, { Value: restriction.to })),
		]);
	}
	if ('contains' in restriction) {
		return element(
			't:Contains',
			[path(restriction.contains), element('t:Constant', undefined, { Value: restriction.text })],
			{
				ContainmentMode: restriction.mode ?? 'Substring',
				ContainmentComparison: 'IgnoreCase',
			},
		);
	}
	if ('not' in restriction) return element('t:Not', expression(restriction.not));
	const [name, parts] =
		'and' in restriction
			? (['t:And', restriction.and] as const)
			: (['t:Or', restriction.or] as const);
	assertFilled('restriction', parts);
	return parts.length === 1 ? expression(parts[0]) : element(name, parts.map(expression));
}

function path(property: PropertyPath): Xml {
	return typeof property === 'string' ? fieldUri(property) : extendedFieldUri(property);
}
