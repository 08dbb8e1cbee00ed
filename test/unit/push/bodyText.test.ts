import { bodyText, hiddenLinks } from '../../../exchange/push/plan/comparable';

const html = (content: string) => bodyText({ contentType: 'html', content });

describe('bodyText', () => {
	it.each([
		['<p>One</p>\r\n<p>two&nbsp;&amp; three</p>', 'Onetwo&three'],
		[
			'<html><head><title>x</title><style>p{}</style></head><body><!-- a -->Hi<br></body></html>',
			'Hi',
		],
		['<script>if (a<b) c()</script>a < b &lt; c', 'a<b<c'],
		['See <a href="http://enyoi.example/?a>b">this</a>', 'Seeb">this'],
		['&#x1F389;&#8364;&unknown;', '🎉€&unknown;'],
		['<div>unclosed', 'unclosed'],
		['<', '<'],
		['&#9999999;', '\ufffd'],
		['Gr&uuml;&szlig;e &ndash; &CounterClockwiseContourIntegral;', 'Grüße–∳'],
	])('%j says %j', (content, said) => {
		expect(html(content)).toBe(said);
	});

	it('finds a text the same when Exchange wraps it', () => {
		const text = bodyText({ contentType: 'text', content: 'a <b>\r\nc\u00a0d\n' });
		expect(html('<html><body><pre>a &lt;b&gt;<br>\r\nc&nbsp;d</pre></body></html>')).toBe(text);
	});

	it('takes a moment for a large body', () => {
		expect(html('<p>x</p>'.repeat(100_000))).toHaveLength(100_000);
		expect(html('<'.repeat(100_000))).toHaveLength(100_000);
		expect(html('<!--'.repeat(100_000))).toBe('');
	});
});

describe('hiddenLinks', () => {
	const links = (content: string) => hiddenLinks({ contentType: 'html', content });

	it.each([
		['<a href="https://a.example/x?b=1&amp;c=2">here</a>', ['https://a.example/x?b=1&c=2']],
		["<A class=x HREF='https://A.example'><b>he</b>re</A>", ['https://a.example/']],
		[
			'<a href=mailto:bob@a.example>Bob</a> <a href=mailto:bob@a.example>B</a>',
			['mailto:bob@a.example'],
		],
		['<a href="https://a.example/"><span>https://A.example</span></a>', []],
		['<a href="http://www.a.example">www.a.example</a>', []],
		['<a href="mailto:bob@a.example">bob@a.example</a>', []],
		[
			'<a href="#top">up</a> <a name="x">x</a> <a href="https://">no</a> <abbr href="https://a.b">a</abbr>',
			[],
		],
		['<!-- <a href="https://a.example">here</a> --> https://b.example', []],
	])('%j has %j', (content, found) => {
		expect(links(content)).toEqual(found);
	});

	it('has none in plain text', () => {
		expect(hiddenLinks({ contentType: 'text', content: '<a href="https://a.b">c</a>' })).toEqual(
			[],
		);
	});

	it('takes a moment for a large body', () => {
		expect(links('<a href="https://a.example/1">x</a>'.repeat(50_000))).toHaveLength(1);
		expect(links('<a href="https://a.example/1">x'.repeat(50_000))).toHaveLength(1);
		expect(links(`<a ${'href '.repeat(200_000)}`)).toEqual([]);
	});
});
