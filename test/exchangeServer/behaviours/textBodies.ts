import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const textBodies = behaviour({
	name: 'textBodies',
	changes: 'The line ends of a body of plain text.',
	values: {
		crlf: 'every line ends with CR LF, the last one too',
		kept: 'as it was sent',
	},
	standard: 'kept',
	milderBecause:
		'The tests that exchangelib runs against real servers read a body of one line as they wrote it.',
	source: 'exchangelib, tests/common.py',
	certainty: 'experience',
	coping:
		'White space in bodies does not count: a change of blanks and line ends alone is not told.',
});

/** A body of plain text as the server keeps it. */
export function keptTextBody(text: string, value: Chosen<typeof textBodies>): string {
	if (value === 'kept' || text === '') return text;
	const lines = text.replace(/\r\n|\r|\n/g, '\r\n');
	return lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}
