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
 * tag keeps its own line breaks. It takes one pass, however much markup there is that never ends.
 */
export function textOf(html: string): string {
	const normal = html.replace(/\r\n?/g, '\n');
	const parts = partsOf(normal);
	if (parts.every((part) => part.isText)) return characters(normal).trim();
	const shown = parts
		.map(({ isText, source }) => (isText ? source.replace(/\s+/g, ' ') : breakOf(source)))
		.join('')
		.replace(/ {2,}/g, ' ')
		.replace(/ ?\n ?/g, '\n');
	return characters(shown)
		.replace(/\n{3,}/g, '\n\n')
		.replace(/^\n+/, '')
		.trimEnd()
		.replace(/^ (?=\S)/, '');
}

interface Part {
	isText: boolean;
	source: string;
}

/** Text and markup in turn; markup is a tag, a comment, or an element of which no browser shows anything. */
function partsOf(html: string): Part[] {
	const parts: Part[] = [];
	let [textStart, open] = [0, html.indexOf('<')];
	while (open >= 0) {
		const end = endOfMarkup(html, open);
		if (end > open) {
			if (open > textStart) parts.push({ isText: true, source: html.slice(textStart, open) });
			parts.push({ isText: false, source: html.slice(open, end) });
			textStart = end;
		}
		open = html.indexOf('<', Math.max(end, open + 1));
	}
	parts.push({ isText: true, source: html.slice(textStart) });
	return parts;
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

const breaking = /^<(?:br\b|\/(?:p|div|li|tr|h[1-6]|blockquote|ul|ol|table)[\s>])/i;

function breakOf(markup: string): string {
	return breaking.test(markup) ? '\n' : '';
}

function characters(text: string): string {
	return withCharacters(text).replace(/\u00a0/g, ' ');
}
