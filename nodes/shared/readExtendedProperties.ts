import { InvalidInput } from '../../exchange/errors';
import type { ExtendedPropertyUri } from '../../exchange/ews/calendarItem';

/** One entry of the form. */
interface PropertyEntry {
	identifiedBy?: 'name' | 'id' | 'tag';
	set?: string;
	name?: string;
	id?: number;
	tag?: string;
	type?: string;
}

/** The parameter as the form gives it. */
export interface PropertyForm {
	properties?: PropertyEntry[];
}

/**
 * The properties to bring along; undefined when there are none.
 * @throws InvalidInput when one has no name, set or tag
 */
export function toUris(form: PropertyForm): ExtendedPropertyUri[] | undefined {
	const { properties = [] } = form;
	const isObject = (one: unknown) => typeof one === 'object' && one !== null;
	const isForm = isObject(form) && !Array.isArray(form);
	if (!isForm || !Array.isArray(properties) || !properties.every(isObject)) {
		throw new InvalidInput('extendedProperties', 'extendedProperties is no list of properties', {
			remedy: 'Add the properties one by one, or check the expression.',
		});
	}
	return properties.length > 0 ? properties.map(toUri) : undefined;
}

function toUri(entry: PropertyEntry): ExtendedPropertyUri {
	const { identifiedBy = 'name', set = 'PublicStrings', type = 'String' } = entry;
	if (identifiedBy === 'tag') return { tag: filled('tag', entry.tag), type };
	const within = isGuid(set) ? { setId: set.trim() } : { distinguishedSetId: filled('set', set) };
	return identifiedBy === 'id'
		? { ...within, id: Number(entry.id), type }
		: { ...within, name: filled('name', entry.name), type };
}

function filled(what: string, value: string | undefined): string {
	const text = value?.trim();
	if (text) return text;
	throw new InvalidInput('extendedProperties', `An extended property has no ${what}`, {
		remedy: `Fill in the ${what} of the extended property, or remove the property.`,
	});
}

function isGuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());
}
