import { isDate } from 'node:util/types';
import type { XmlNode } from '../contracts';
import { parseDateTime } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { utc } from '../timeZones';
import { child } from '../xml/node';
import { readExtendedPath } from './extendedProperties';

type Comparable = string | number | boolean | Date | undefined;
type Found = Comparable | readonly string[];

/** How to get at the values that a restriction names. */
export interface ValueSource<T> {
	field(of: T, uri: string): Found;
	extended(of: T, key: string): readonly string[] | undefined;
	/** What of a text counts in a comparison. */
	comparedText(text: string): string;
}

type Test<T> = (of: T) => boolean;

/**
 * A Restriction as a predicate; without one, everything matches.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/restriction
 */
export function compileRestriction<T>(
	restriction: XmlNode | undefined,
	source: ValueSource<T>,
): Test<T> {
	const expression = restriction?.children[0];
	return expression ? compile(expression, source) : () => true;
}

function compile<T>(node: XmlNode, source: ValueSource<T>): Test<T> {
	switch (node.name) {
		case 'And': {
			const tests = node.children.map((part) => compile(part, source));
			return (of) => tests.every((test) => test(of));
		}
		case 'Or': {
			const tests = node.children.map((part) => compile(part, source));
			return (of) => tests.some((test) => test(of));
		}
		case 'Not': {
			const test = compile(node.children[0], source);
			return (of) => !test(of);
		}
		case 'Exists': {
			const value = valueOf(node.children[0], source);
			return (of) => value(of) !== undefined;
		}
		case 'Contains':
			return contains(node, source);
		case 'Excludes': {
			const value = valueOf(node.children[0], source);
			const mask = Number(child(node, 'Bitmask')?.attributes.Value);
			return (of) => (Number(first(value(of)) ?? 0) & mask) === 0;
		}
		default:
			return comparison(node, source);
	}
}

const COMPARISONS: Record<string, (order: number) => boolean> = {
	IsEqualTo: (order) => order === 0,
	IsNotEqualTo: (order) => order !== 0,
	IsGreaterThan: (order) => order > 0,
	IsGreaterThanOrEqualTo: (order) => order >= 0,
	IsLessThan: (order) => order < 0,
	IsLessThanOrEqualTo: (order) => order <= 0,
};

function comparison<T>(node: XmlNode, source: ValueSource<T>): Test<T> {
	const accepts = COMPARISONS[node.name];
	if (!accepts) throw new ResponseError('ErrorInvalidRestriction', 'The restriction is invalid.');
	const value = valueOf(node.children[0], source);
	const constantNode = child(child(node, 'FieldURIOrConstant'), 'Constant');
	if (constantNode) {
		const constant = constantNode.attributes.Value;
		return (of) => {
			const found = value(of);
			if (found === undefined) return node.name === 'IsNotEqualTo';
			const values = Array.isArray(found) ? found : [found as Comparable];
			return values.some((one) => accepts(compareTo(one, constant, source)));
		};
	}
	const otherNode = child(node, 'FieldURIOrConstant')?.children[0];
	if (!otherNode) throw new ResponseError('ErrorInvalidRestriction', 'The restriction is invalid.');
	const other = valueOf(otherNode, source);
	return (of) => {
		const right = first(other(of));
		const text = isDate(right) ? right.toISOString() : String(right);
		return accepts(compareTo(first(value(of)), text, source));
	};
}

function contains<T>(node: XmlNode, source: ValueSource<T>): Test<T> {
	const value = valueOf(node.children[0], source);
	const { ContainmentMode = 'Substring', ContainmentComparison = 'Exact' } = node.attributes;
	const fold = (text: string) =>
		/IgnoreCase|Loose/.test(ContainmentComparison) ? text.toLowerCase() : text;
	const wanted = fold(child(node, 'Constant')?.attributes.Value ?? '');
	const matches = (text: string) => {
		switch (ContainmentMode) {
			case 'FullString':
				return text === wanted;
			case 'Prefixed':
				return text.startsWith(wanted);
			case 'PrefixOnWords':
			case 'ExactPhrase':
				return text.split(/\s+/).some((word) => word.startsWith(wanted)) || text.startsWith(wanted);
			default:
				return text.includes(wanted);
		}
	};
	return (of) => {
		const found = value(of);
		if (found === undefined) return false;
		return (Array.isArray(found) ? found : [String(found)]).some((text) => matches(fold(text)));
	};
}

function valueOf<T>(path: XmlNode, source: ValueSource<T>): (of: T) => Found {
	if (path.name === 'ExtendedFieldURI') {
		const { key } = readExtendedPath(path);
		return (of) => {
			const values = source.extended(of, key);
			return values?.length === 1 ? values[0] : values;
		};
	}
	return (of) => source.field(of, path.attributes.FieldURI);
}

function first(found: Found): Comparable {
	return Array.isArray(found) ? (found[0] as string | undefined) : (found as Comparable);
}

function compareTo<T>(value: Comparable, constant: string, source: ValueSource<T>): number {
	if (isDate(value)) {
		return value.getTime() - (parseDateTime(constant, utc)?.getTime() ?? NaN);
	}
	if (typeof value === 'number') return value - Number(constant);
	if (typeof value === 'boolean') return Number(value) - Number(/^(true|1)$/i.test(constant));
	const text = value ?? '';
	if (/^-?\d+(\.\d+)?$/.test(text) && /^-?\d+(\.\d+)?$/.test(constant)) {
		return Number(text) - Number(constant);
	}
	const left = source.comparedText(text);
	const right = source.comparedText(constant);
	return left === right ? 0 : left < right ? -1 : 1;
}
