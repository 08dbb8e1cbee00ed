import type { CalendarEvent } from '../../calendar/event';
import { addressKey } from '../../mailboxes/address';
import { textOf } from '../htmlText';

export interface EventFilter {
	search?: string;
	category?: string;
	/** Words of a name, or all addresses of one person. */
	attendee?: string | readonly string[];
}

/**
 * Makes the test for events that match all that is given. It looks at what is told of an event: what
 * privacy hides can't be found.
 */
export function matching(
	{ search, category, attendee }: EventFilter,
	searchBodies = true,
): (event: CalendarEvent) => boolean {
	const tests: Array<(event: CalendarEvent) => boolean> = [];
	const words = wordsOf(search);
	if (words.length > 0) {
		tests.push(({ subject, location, ...event }) => {
			const texts = [subject, location?.displayName, ...(searchBodies ? [textOfBody(event)] : [])];
			return hasWords(plain(texts.join('\n')), words);
		});
	}
	const name = category === undefined ? '' : plain(category).trim();
	if (name !== '') {
		tests.push(({ categories = [] }) => categories.some((one) => plain(one).trim() === name));
	}
	if (typeof attendee === 'string') {
		const wanted = wordsOf(attendee);
		tests.push((event) => people(event).some(({ name = '' }) => hasWords(plain(name), wanted)));
	} else if (attendee) {
		const keys = new Set(attendee.map(addressKey));
		tests.push((event) =>
			people(event).some(({ address }) => address !== undefined && keys.has(addressKey(address))),
		);
	}
	return (event) => tests.every((test) => test(event));
}

function people({ organizer, attendees = [] }: CalendarEvent) {
	return [...(organizer ? [organizer] : []), ...attendees].map(({ emailAddress }) => emailAddress);
}

function textOfBody({ body, bodyPreview }: CalendarEvent): string | undefined {
	const text = body?.contentType === 'html' ? textOf(body.content) : body?.content;
	return text ?? bodyPreview;
}

function wordsOf(text = ''): string[] {
	return plain(text)
		.split(/\s+/)
		.filter((word) => word !== '');
}

function hasWords(text: string, words: readonly string[]): boolean {
	return words.every((word) => text.includes(word));
}

/** Without accents, in lower case. */
function plain(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
