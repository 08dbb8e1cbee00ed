import type { Behaviours } from '../behaviours';
import type { XmlNode } from '../contracts';
import { ResponseError } from '../responseErrors';
import type { XmlAttributes } from '../xml/element';

/** EWSFindCountLimit of the default throttling policy. */
const FIND_COUNT_LIMIT = 1000;

export interface Page<T> {
	entries: T[];
	total: number;
	/** Offset of the next page; absent where the last entry is included. */
	nextOffset?: number;
	isLast: boolean;
}

const RESTRICTED_LIMIT = 250;

/** The part of the results of a search that the server's behaviour leaves of it. */
export function searchedPageOf<T>(
	found: T[],
	request: XmlNode,
	{ restrictedSearches }: Behaviours,
): Page<T> {
	switch (restrictedSearches) {
		case 'total250':
			return pageOf(found.slice(0, RESTRICTED_LIMIT), request);
		case 'page250':
			return pageOf(found, request, RESTRICTED_LIMIT);
		case 'shortPage250': {
			const page = pageOf(found, request, RESTRICTED_LIMIT);
			return { ...page, total: page.nextOffset ?? page.total, isLast: true };
		}
		default:
			return pageOf(found, request);
	}
}

/** The part of the results that IndexedPage…View or FractionalPage…View asks for; everything without a view. */
export function pageOf<T>(found: T[], request: XmlNode, most = FIND_COUNT_LIMIT): Page<T> {
	const view = request.children.find(({ name }) => /^(Indexed|Fractional)Page/.test(name));
	const limit = Math.min(
		view?.attributes.MaxEntriesReturned === undefined
			? Infinity
			: positive(view.attributes.MaxEntriesReturned),
		most,
	);
	const start = view ? startOf(view, found.length) : 0;
	const fromEnd = view?.attributes.BasePoint === 'End';
	const ordered = fromEnd ? found.slice(0, found.length - start) : found.slice(start);
	const entries = fromEnd ? ordered.slice(-limit) : ordered.slice(0, limit);
	const isLast = entries.length === ordered.length;
	return { entries, total: found.length, nextOffset: start + entries.length, isLast };
}

function startOf({ name, attributes }: XmlNode, total: number): number {
	if (name.startsWith('Fractional')) {
		const fraction = Number(attributes.Numerator) / Number(attributes.Denominator);
		return Math.floor(total * Math.min(Math.max(fraction, 0), 1));
	}
	const offset = Number(attributes.Offset);
	if (!(offset >= 0)) {
		throw new ResponseError(
			'ErrorInvalidIndexedPagingParameters',
			'The specified offset must be greater than or equal to zero.',
		);
	}
	return Math.min(offset, total);
}

export function positive(text: string): number {
	const number = Number(text);
	if (Number.isInteger(number) && number > 0) return number;
	throw new ResponseError(
		'ErrorInvalidPagingMaxRows',
		'MaxEntriesReturned must be greater than zero.',
	);
}

export function pageAttributes({ total, isLast, nextOffset }: Page<unknown>): XmlAttributes {
	return {
		IndexedPagingOffset: nextOffset,
		TotalItemsInView: total,
		IncludesLastItemInRange: isLast,
	};
}
