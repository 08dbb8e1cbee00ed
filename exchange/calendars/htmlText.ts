import { withCharacters } from '../push/plan/htmlEntities';

/** Plain text as HTML that shows the same lines. */
export function htmlOf(text: string): string {
	const escaped = markupOf(text.replace(/\r\n?/g, '\n'))
		// HTML shows several blanks as one, and one at the beginning of a line not at all.
		.replace(/^ | (?= )/gm, '&nbsp;');
	return `<div>${escaped.split('\n').join('<br>\n')}</div>`;
}

/** Text as it stands in HTML, between tags or in an attribute. */
export function markupOf(text: string): string {
	return text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
}

/**
 * The text that a browser would show of HTML: line breaks where blocks end, no markup. A text without any
 * tag keeps its own line breaks.
 */
export function textOf(html: string): string {
	const normal = html.replace(/\r\n?/g, '\n');
	if (!tag.test(normal)) return characters(normal).trim();
	const shown = normal
		.replace(hidden, '')
		.replace(/\s+/g, ' ')
		.replace(/ ?<br\b[^>]*> ?/gi, '\n')
		.replace(/ ?<\/(?:p|div|li|tr|h[1-6]|blockquote|ul|ol|table)\s*> ?/gi, '\n')
		.replace(/<[a-z/!?][^>]*>/gi, '');
	return characters(shown)
		.replace(/\n{3,}/g, '\n\n')
		.replace(/^\n+|\s+$/g, '')
		.replace(/^ (?=\S)/, '');
}

const tag = /<[a-z/!?][^>]*>/i;
/** Parts that no browser shows. */
const hidden = /<!--[\s\S]*?-->|<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/gi;

function characters(text: string): string {
	return withCharacters(text).replace(/\u00a0/g, ' ');
}
