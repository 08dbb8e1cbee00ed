import { behaviour } from './behaviour';

export const propertySetForm = behaviour({
	name: 'propertySetForm',
	changes: 'How an answer names the set of an extended property.',
	values: {
		other: 'a known set by its GUID where its name was asked for, and the other way round',
		asAsked: 'as it was asked for',
	},
	standard: 'asAsked',
	milderBecause:
		'Evolution finds its zones again on real servers, by the name of the set that it asks for.',
	source: 'exchangelib, extended_properties.py (_normalize_obj)',
	certainty: 'source',
	coping: 'Property sets are compared by their GUID, whichever name the answer uses.',
});
