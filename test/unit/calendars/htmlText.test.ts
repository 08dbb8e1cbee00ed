import fc from 'fast-check';
import { htmlOf, textOf } from '../../../exchange/calendars/htmlText';

describe('plain text as HTML', () => {
	it('keeps lines, blanks and signs', () => {
		expect(htmlOf('a < b & c\r\n  indented   wide')).toBe(
			'<div>a &lt; b &amp; c<br>\n&nbsp; indented&nbsp;&nbsp; wide</div>',
		);
	});

	it('comes back as the same text', () => {
		const line = fc
			.string({ unit: fc.constantFrom(...'ab<>&;"\' é'), maxLength: 12 })
			.map((text) => text.replace(/\s+$/, ''));
		const lines = fc.array(line, { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(lines, (given) => {
				const text = given
					.join('\n')
					.replace(/\n{3,}/g, '\n\n')
					.replace(/^\s+|\s+$/g, '');
				expect(textOf(htmlOf(text))).toBe(text);
			}),
			{ seed: 20261126, numRuns: 500 },
		);
	});
});

describe('HTML as plain text', () => {
	it.each([
		['<html><head><title>no</title></head><body><p>One</p><p>Two</p></body></html>', 'One\nTwo'],
		['<div>One<br/>Two</div>', 'One\nTwo'],
		['<p>Away&nbsp;&amp;\n out &uuml;ber</p><!-- note -->', 'Away & out über'],
		['<style>p { color: red }</style>Red', 'Red'],
		[
			'<head><meta charset="utf-8"><title>no<b></title><body>End tags are optional',
			'End tags are optional',
		],
		['One <b> two</b> <br>\n <i>three</i>', 'One two\nthree'],
		['Kept<!-- not', 'Kept'],
		['Kept<p not', 'Kept'],
		['no tag,\ntwo lines &amp; more', 'no tag,\ntwo lines & more'],
		['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
		['', ''],
	])('%s', (html, text) => {
		expect(textOf(html)).toBe(text);
	});

	it.each([
		['comments that never end', '<!--'.repeat(300_000)],
		['styles that never end', '<style>'.repeat(300_000)],
		['tags that never end', '<br '.repeat(300_000)],
		['end tags that never end', `${'</p '.repeat(300_000)}>`],
		['blanks', `<p>${'&nbsp;'.repeat(300_000)}x</p>`],
		['blanks between tags', `${'<b> </b>'.repeat(300_000)}x`],
		['lines', `${'<br>'.repeat(300_000)}x`],
		['references that never end', '<br>' + '&#'.repeat(300_000)],
	])(
		'%s are read once',
		(_what, html) => {
			expect(textOf(html).length).toBeLessThan(html.length);
		},
		2_000,
	);
});
