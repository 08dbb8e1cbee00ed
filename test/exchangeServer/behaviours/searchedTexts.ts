import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const searchedTexts = behaviour({
	name: 'searchedTexts',
	changes: 'How a Restriction compares texts.',
	values: {
		first255: 'only the first 255 characters are compared, ignoring case',
		exactCase: 'whole texts, case counts',
		ignoringCase: 'whole texts, ignoring case',
	},
	standard: 'first255',
	source:
		'https://learn.microsoft.com/office/client-developer/outlook/mapi (columns of tables hold 255 characters)',
	certainty: 'experience',
	coping:
		'What a search finds is compared again here, whole and by case; keys that are longer than a search compares are stored shortened.',
});

const COMPARED = 255;

/** What of a text counts in a comparison. */
export function comparedText(text: string, value: Chosen<typeof searchedTexts>): string {
	if (value === 'exactCase') return text;
	const folded = text.toLowerCase();
	return value === 'first255' ? folded.slice(0, COMPARED) : folded;
}
