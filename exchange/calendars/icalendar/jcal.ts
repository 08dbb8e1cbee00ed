/**
 * iCalendar in JSON, as the library of the format reads and writes it.
 * @see https://www.rfc-editor.org/rfc/rfc7265
 */
export type JCal = [name: string, properties: JProperty[], components: JCal[]];

/** Name in small letters, parameters, type of the values, values. */
export type JProperty = [
	name: string,
	parameters: Record<string, string | string[]>,
	type: string,
	...values: unknown[],
];

/** The first property of that name. */
export function property([, properties]: JCal, name: string): JProperty | undefined {
	return properties.find(([own]) => own === name);
}

export function propertiesOf([, properties]: JCal, name: string): JProperty[] {
	return properties.filter(([own]) => own === name);
}

export function componentsOf([, , components]: JCal, name: string): JCal[] {
	return components.filter(([own]) => own === name);
}

/** The values of a property. */
export function valuesOf([, , , ...values]: JProperty): unknown[] {
	return values;
}

/** The first value as text; undefined where there is none. */
export function textOf(component: JCal, name: string): string | undefined {
	const found = property(component, name);
	return found?.[3] === undefined ? undefined : String(found[3]);
}

export function parameter([, parameters]: JProperty, name: string): string | undefined {
	const value = parameters[name];
	return Array.isArray(value) ? value[0] : value;
}
