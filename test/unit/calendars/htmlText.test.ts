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
		['no tag,\ntwo lines &amp; more', 'no tag,\ntwo lines & more'],
		['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
		['', ''],
	])('%s', (html, text) => {
		expect(textOf(html)).toBe(text);
	});
});
