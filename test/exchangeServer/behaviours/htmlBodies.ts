import { behaviour } from './behaviour';

export const htmlBodies = behaviour({
	name: 'htmlBodies',
	changes: 'The HTML body of an item.',
	values: {
		rtfLook: 'written anew from RTF: paragraphs of MsoNormal, links made of addresses',
		reserialised: 'written anew: new head and meta, entities as characters, no scripts',
		kept: 'as it was sent',
	},
	standard: 'kept',
	source:
		'answers of Exchange 2013 to CreateItem in the tests of ews-javascript-api (head and meta); entities and links: none',
	certainty: 'experience',
});
