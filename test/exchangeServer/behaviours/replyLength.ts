import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const replyLength = behaviour({
	name: 'replyLength',
	changes: 'The longest automatic reply.',
	values: {
		cut128000: '128,000 characters, the others are dropped',
		kept: 'any length',
	},
	standard: 'cut128000',
	source: 'none',
	certainty: 'experience',
	coping:
		'A longer one is refused before anything is written; one that is kept otherwise stands in `keptDifferently`.',
});

const longest = 128_000;

/** The reply as the server keeps it. */
export function keptReply(text: string, value: Chosen<typeof replyLength>): string {
	return value === 'cut128000' ? text.slice(0, longest) : text;
}
