import type { CalendarEvent } from '../../calendar/event';
import { addressKey } from '../../mailboxes/address';
import { withCharacters } from '../../push/plan/htmlEntities';

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
	const text = body?.contentType === 'html' ? shownText(body.content) : body?.content;
	return text ?? bodyPreview;
}

/**
 * The text that a browser would show, enough to find words by: nobody reads it. One pass, however much markup
 * somebody sends that never ends.
 */
function shownText(html: string): string {
	const text: string[] = [];
	let at = 0;
	while (at < html.length) {
		const open = html.indexOf('<', at);
		text.push(html.slice(at, open < 0 ? undefined : open));
		if (open < 0) break;
		at = endOfMarkup(html, open);
		if (at === open) text.push(html[at++]);
	}
	return withCharacters(text.join(''));
}

/** The end of a tag, of a comment, or of what no browser shows; the same place for a `<` that is text. */
function endOfMarkup(html: string, open: number): number {
	const after = (end: number, length: number) => (end < 0 ? html.length : end + length);
	if (html.startsWith('<!--', open)) return after(html.indexOf('-->', open + 4), 3);
	const [start, name = ''] =
		/^<(?:(style|script|title)\b|[a-z/!?])/i.exec(html.slice(open, open + 8)) ?? [];
	if (start === undefined) return open;
	const end = after(html.indexOf('>', open), 1);
	const closing = closings.get(name.toLowerCase());
	if (!closing) return end;
	closing.lastIndex = end;
	return closing.exec(html)?.index ?? html.length;
}

const closings = new Map(
	['style', 'script', 'title'].map((name) => [name, new RegExp(`</${name}\\b`, 'gi')]),
);

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
