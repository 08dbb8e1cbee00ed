import type { IExecuteFunctions } from 'n8n-workflow';
import { InvalidInput } from '../../../exchange/errors';
import type { ExtendedPropertyUri } from '../../../exchange/ews/calendarItem';

/** One entry of the parameter, as the editor stores it. */
interface PropertyEntry {
	identifiedBy?: 'name' | 'id' | 'tag';
	set?: string;
	name?: string;
	id?: number;
	tag?: string;
	type?: string;
}

/** The properties of the editor's form, or a list of them that an expression gives. */
export function readExtendedProperties(
	context: IExecuteFunctions,
	item: number,
): ExtendedPropertyUri[] | undefined {
	const value = context.getNodeParameter('extendedProperties', item, {}) as
		| { properties?: PropertyEntry[] }
		| ExtendedPropertyUri[]
		| undefined;
	const uris = Array.isArray(value) ? value : (value?.properties ?? []).map(toUri);
	return uris.length > 0 ? uris : undefined;
}

function toUri(entry: PropertyEntry): ExtendedPropertyUri {
	const { identifiedBy = 'name', set = 'PublicStrings', type = 'String' } = entry;
	if (identifiedBy === 'tag') return { tag: filled('tag', entry.tag), type };
	const within = isGuid(set) ? { setId: set } : { distinguishedSetId: filled('set', set) };
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
