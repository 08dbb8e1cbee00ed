import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const subjectLength = behaviour({
	name: 'subjectLength',
	changes: 'The longest subject.',
	values: {
		cut255: '255 characters, the others are dropped',
		kept: 'any length',
	},
	standard: 'cut255',
	source: 'exchangelib, items/item.py (subject, max_length 255)',
	certainty: 'source',
	coping: 'A longer subject is refused with a message before anything is written.',
});

const LONGEST = 255;

/** The subject as the server keeps it. */
export function keptSubject(subject: string, value: Chosen<typeof subjectLength>): string {
	return value === 'cut255' ? subject.slice(0, LONGEST) : subject;
}
