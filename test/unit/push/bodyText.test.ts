import { bodyText } from '../../../exchange/push/plan/comparable';

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
