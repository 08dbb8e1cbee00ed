import { readExtendedPath } from '../calendarItems/extendedProperties';
import type { ValueSource } from '../calendarItems/restriction';
import type { XmlNode } from '../contracts';

/** Sorts in place as SortOrder says; entries without the value come first, as Exchange puts them. */
export function sortBy<T>(
	entries: T[],
	sortOrder: XmlNode | undefined,
	source: ValueSource<T>,
): void {
	if (!sortOrder) return;
	const orders = sortOrder.children.map((order) => {
		const [path] = order.children;
		const value =
			path.name === 'ExtendedFieldURI'
				? extendedValue(path, source)
				: (of: T) => source.field(of, path.attributes.FieldURI);
		return { value, sign: order.attributes.Order === 'Descending' ? -1 : 1 };
	});
	entries.sort((a, b) => {
		for (const { value, sign } of orders) {
			const order = compare(value(a), value(b));
			if (order !== 0) return sign * order;
		}
		return 0;
	});
}

function extendedValue<T>(
	path: XmlNode,
	source: ValueSource<T>,
): (of: T) => string | number | undefined {
	const { key, property } = readExtendedPath(path);
	const isNumber = /^(Integer|Long|Short|Double|Float)$/.test(property.type);
	return (of) => {
		const value = source.extended(of, key)?.[0];
		return isNumber && value !== undefined ? Number(value) : value;
	};
}

function compare(left: unknown, right: unknown): number {
	if (left === right) return 0;
	if (left === undefined) return -1;
	if (right === undefined) return 1;
	if (typeof left === 'string' && typeof right === 'string') return left.localeCompare(right);
	return Number(left) - Number(right);
}
