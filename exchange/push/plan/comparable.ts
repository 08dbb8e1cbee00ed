/** A line of text, forgiving what Exchange and Outlook do to white space. */
export function line(text: string | undefined): string {
	return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** `WorkingElsewhere` to `workingElsewhere`; `OOF` is Graph's `oof`. */
export function graphName(name: string | undefined, usual: string): string {
	if (name === undefined) return usual;
	return name === 'OOF' ? 'oof' : name.charAt(0).toLowerCase() + name.slice(1);
}

/** The text of an item's body. */
export function itemBodyText({ type = 'Text', text = '' }: { type?: string; text?: string } = {}) {
	return bodyText({ contentType: type.toLowerCase(), content: text });
}

/**
 * What a body says, without how it is set: Exchange rewrites HTML, wraps plain text into it, and turns
 * addresses into links. White space is left out altogether, since both sides set it as they like.
 */
export function bodyText({
	contentType,
	content,
}: {
	contentType: string;
	content: string;
}): string {
	const text = contentType === 'html' ? textOfHtml(content) : content;
	return text.replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '');
}

const named: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

function textOfHtml(html: string): string {
	return withoutMarkup(html).replace(
		/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
		(whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return named[name.toLowerCase()] ?? whole;
			const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
			return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
		},
	);
}

/** One pass over the text: bodies can be large, and regular expressions over them slow. */
function withoutMarkup(html: string): string {
	const parts: string[] = [];
	const lower = html.toLowerCase();
	let at = 0;
	while (at < html.length) {
		const open = html.indexOf('<', at);
		if (open < 0) break;
		parts.push(html.slice(at, open));
		if (!/[a-z/!?]/.test(lower[open + 1] ?? '')) {
			parts.push('<');
			at = open + 1;
			continue;
		}
		at = endOfMarkup(lower, open);
	}
	parts.push(html.slice(at));
	return parts.join('');
}

function endOfMarkup(lower: string, open: number): number {
	const after = (mark: string, from: number) => {
		const found = lower.indexOf(mark, from);
		return found < 0 ? lower.length : found + mark.length;
	};
	if (lower.startsWith('<!--', open)) return after('-->', open + 4);
	for (const name of ['script', 'style', 'head', 'title']) {
		if (!lower.startsWith(name, open + 1)) continue;
		if (!/[\s>]/.test(lower[open + 1 + name.length] ?? '>')) continue;
		return after(
			'>',
			lower.indexOf(`</${name}`, open) < 0 ? open : lower.indexOf(`</${name}`, open),
		);
	}
	return after('>', open);
}
