import { behaviour, type Chosen } from './behaviour';

export const htmlBodies = behaviour({
	name: 'htmlBodies',
	changes: 'The HTML body of an item.',
	values: {
		rtfLook: 'written anew from RTF: paragraphs of MsoNormal, links kept and made of addresses',
		reserialised:
			'written anew: new head and meta, entities as characters, no scripts, no embedded objects',
		kept: 'as it was sent',
	},
	standard: 'rtfLook',
	source:
		'answers of Exchange 2013 to CreateItem in the tests of ews-javascript-api (head and meta); entities and links: none',
	certainty: 'experience',
	coping:
		'Bodies are compared by their text without white space, with all entities of HTML read, and in Update by where their links lead; what the server made of a body after a write is what is compared later.',
});

/** Named characters of HTML 4 that a server writes as themselves; others stay as they are. */
const CHARACTERS: Record<string, string> = Object.fromEntries(
	(
		'iexcl¡ cent¢ pound£ curren¤ yen¥ brvbar¦ sect§ uml¨ copy© ordfª laquo« not¬ reg® macr¯ deg° plusmn± sup2² ' +
		'sup3³ acute´ microµ para¶ middot· cedil¸ sup1¹ ordmº raquo» frac14¼ frac12½ frac34¾ iquest¿ AgraveÀ AacuteÁ ' +
		'AcircÂ AtildeÃ AumlÄ AringÅ AEligÆ CcedilÇ EgraveÈ EacuteÉ EcircÊ EumlË IgraveÌ IacuteÍ IcircÎ IumlÏ ETHÐ ' +
		'NtildeÑ OgraveÒ OacuteÓ OcircÔ OtildeÕ OumlÖ times× OslashØ UgraveÙ UacuteÚ UcircÛ UumlÜ YacuteÝ THORNÞ ' +
		'szligß agraveà aacuteá acircâ atildeã aumlä aringå aeligæ ccedilç egraveè eacuteé ecircê eumlë igraveì ' +
		'iacuteí icircî iumlï ethð ntildeñ ograveò oacuteó ocircô otildeõ oumlö divide÷ oslashø ugraveù uacuteú ' +
		'ucircû uumlü yacuteý thornþ yumlÿ OEligŒ oeligœ ScaronŠ scaronš YumlŸ fnofƒ circˆ tilde˜ alphaα betaβ gammaγ ' +
		'deltaδ OmegaΩ piπ ndash– mdash— lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ dagger† Dagger‡ bull• hellip… ' +
		'permil‰ prime′ lsaquo‹ rsaquo› euro€ trade™ larr← uarr↑ rarr→ darr↓ harr↔ sum∑ minus− infin∞ ne≠ le≤ ge≥ hearts♥'
	)
		.split(' ')
		.map((entry) => [entry.slice(0, -1), entry.slice(-1)]),
);

/** An HTML body as the server keeps it. */
export function keptHtml(html: string, value: Chosen<typeof htmlBodies>): string {
	if (value === 'kept' || html === '') return html;
	const content = withCharacters(contentOf(html));
	const head =
		'<meta http-equiv="Content-Type" content="text/html; charset=utf-8">' +
		(value === 'rtfLook'
			? '\r\n<meta name="Generator" content="Microsoft Exchange Server">\r\n<!-- converted from rtf -->\r\n<style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; } --></style>'
			: '');
	const body = value === 'rtfLook' ? inParagraphs(content) : content;
	return `<html>\r\n<head>\r\n${head}\r\n</head>\r\n<body>\r\n${body}\r\n</body>\r\n</html>\r\n`;
}

function contentOf(html: string): string {
	return html
		.replace(/<!--[\s\S]*?-->|<!doctype[^>]*>/gi, '')
		.replace(/<(head|style|script|object)\b[\s\S]*?<\/\1\s*>/gi, '')
		.replace(/<\/?(html|body)\b[^>]*>/gi, '')
		.trim();
}

function withCharacters(html: string): string {
	return html.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
		const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
		const character = name.startsWith('#') ? characterOf(code) : CHARACTERS[name];
		return character === undefined || /[<>&\u00a0]/.test(character) ? whole : character;
	});
}

function characterOf(code: number): string | undefined {
	return code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
		? String.fromCodePoint(code)
		: undefined;
}

/** What RTF keeps: the text of each paragraph, with bold, italics and links. */
function inParagraphs(content: string): string {
	return content
		.split(/<br\s*\/?>|<\/?(?:p|div|ul|ol|li|table|tbody|tr|td|th|h[1-6])\b[^>]*>|\r?\n/gi)
		.map((text) => text.replace(/<(?!\/?[abi]\b)[^>]*>/gi, '').trim())
		.filter((text) => text !== '')
		.map((text) => `<p class="MsoNormal"><span lang="EN-US">${withLinks(text)}</span></p>`)
		.join('\r\n');
}

function withLinks(text: string): string {
	if (/<a\s/i.test(text)) return text;
	return text
		.replace(/\bhttps?:\/\/[^\s<>"]+/g, (url) => `<a href="${url}">${url}</a>`)
		.replace(
			/(?<![\w.@/:-])[\w.-]+@[\w-]+\.[\w.-]*\w/g,
			(it) => `<a href="mailto:${it}">${it}</a>`,
		);
}
