import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const texts = behaviour({
	name: 'texts',
	changes: 'Subject and location.',
	values: {
		trimmed: 'without the blanks at their end',
		kept: 'as they were sent',
	},
	standard: 'trimmed',
	source: 'exchangelib, tests/common.py (get_random_string avoids blanks at the end)',
	certainty: 'source',
	coping: 'Blanks at the end do not count.',
});

/** A subject or a location as the server keeps it. */
export function keptText(text: string, value: Chosen<typeof texts>): string {
	return value === 'trimmed' ? text.trimEnd() : text;
}
