import { keptHtml } from '../behaviours/htmlBodies';
import { keptTextBody } from '../behaviours/textBodies';
import type { CompanyDirectory, EventFields, XmlElement } from '../contracts';
import { element } from '../xml/element';

/** A body as the server keeps it. */
export function keptBody(
	{ type, text }: EventFields['body'],
	{ behaviours }: Pick<CompanyDirectory, 'behaviours'>,
): EventFields['body'] {
	if (type === 'HTML') return { type, text: keptHtml(text, behaviours.htmlBodies) };
	return { type, text: keptTextBody(text, behaviours.textBodies) };
}

export type WantedBody = 'Best' | 'HTML' | 'Text';

/** t:Body (or another element of that type) in the format asked for. */
export function bodyElement(
	name: string,
	body: EventFields['body'],
	wanted: WantedBody,
	withTruncation: boolean,
): XmlElement {
	const type = wanted === 'Best' ? body.type : wanted;
	const text =
		type === body.type ? body.text : type === 'HTML' ? toHtml(body.text) : toText(body.text);
	return element(name, text, {
		BodyType: type,
		IsTruncated: withTruncation ? false : undefined,
	});
}

function toHtml(text: string): string {
	if (text === '') return '';
	const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
	return (
		'<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n' +
		`<body>\r\n<div class="PlainText">${escaped.replace(/\r?\n/g, '<br>\r\n')}</div>\r\n</body>\r\n</html>\r\n`
	);
}

/** What is left of HTML without its tags. */
export function toText(html: string): string {
	return html
		.replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
		.replace(/<br\s*\/?>\s*|<\/(p|div|tr|li)>\s*/gi, '\r\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&nbsp;/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&amp;/g, '&')
		.trim();
}

/** Plain text of a body, for previews and searches. */
export function plainText({ type, text }: EventFields['body']): string {
	return type === 'HTML' ? toText(text) : text;
}
