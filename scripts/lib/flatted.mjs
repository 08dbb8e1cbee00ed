/**
 * Reads n8n's stored execution data: an array of values in which every string that stands for
 * another value is its index, so that shared and circular references survive.
 * @see https://github.com/WebReflection/flatted#readme the format
 */
export function parseFlatted(text) {
	const values = JSON.parse(text);
	const revived = new Map();
	const valueAt = (index) => {
		const value = values[index];
		if (value === null || typeof value !== 'object') return value;
		const known = revived.get(index);
		if (known) return known;
		const result = Array.isArray(value) ? [] : {};
		revived.set(index, result);
		for (const [key, entry] of Object.entries(value)) {
			result[key] = typeof entry === 'string' ? valueAt(Number(entry)) : entry;
		}
		return result;
	};
	return valueAt(0);
}
