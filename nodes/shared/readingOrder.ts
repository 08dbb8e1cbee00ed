/**
 * A result with what people read first at its beginning.
 * @param order names of the fields, those of a simplified result
 * @param isSimple whether the other fields are left out
 */
export function inReadingOrder(
	result: object,
	order: readonly string[],
	isSimple: boolean,
): Record<string, unknown> {
	const whole = result as Record<string, unknown>;
	const first: Record<string, unknown> = {};
	for (const name of order) {
		if (whole[name] !== undefined) first[name] = whole[name];
	}
	return isSimple ? first : { ...first, ...whole };
}
