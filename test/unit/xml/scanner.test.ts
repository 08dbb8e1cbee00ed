import { MalformedXml } from '../../../exchange/xml/malformed';
import { openElement, XmlScanner, type ScannerLimits } from '../../../exchange/xml/scanner';
import { chunked, scannedTree } from './xmlTree';

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';

function textOf(markup: string | Buffer): string {
	const bytes = Buffer.isBuffer(markup) ? markup : Buffer.from(markup);
	const whole = scannedTree([bytes]).text;
	for (const sizes of [[1], [2, 3], [5]]) {
		expect(scannedTree(chunked(bytes, sizes)).text).toBe(whole);
	}
	return whole;
}

function whatCame(markup: string | Buffer, limits: Partial<ScannerLimits> = {}): string {
	const scanner = new XmlScanner({ open: () => openElement.text, close: () => undefined }, limits);
	try {
		for (const chunk of chunked(Buffer.from(markup as string), [1000])) scanner.feed(chunk);
		scanner.end();
	} catch (error) {
		expect(error).toBeInstanceOf(MalformedXml);
		return (error as MalformedXml).what;
	}
	return 'accepted';
}

describe('text', () => {
	it.each([
		['the five entities', '<a>&lt;&gt;&amp;&quot;&apos;</a>', '<>&"\''],
		['decimal and hexadecimal references', '<a>&#65;&#x42;&#x1F600;&#xfc;</a>', 'AB😀ü'],
		['characters of every length', '<a>a ü € 😀</a>', 'a ü € 😀'],
		['characters beside references', '<a>ü&amp;€&lt;😀</a>', 'ü&€<😀'],
		['CDATA', '<a>x<![CDATA[<b>&amp;]]]]><![CDATA[>]]>y</a>', 'x<b>&amp;]]>y'],
		[
			'line breaks as XML wants them',
			'<a>1\r\n2\r3&#xD;\n4<![CDATA[\r\n5\r]]></a>',
			'1\n2\n3\r\n4\n5\n',
		],
		['comments and instructions passed over', '<a>x<!-- <b> & --><?pi <c> ?>y</a>', 'xy'],
		['brackets', '<a>a]b]]c] ]></a>'.replace(' ]>', ' ]&gt;'), 'a]b]]c] ]>'],
		['a document after a byte order mark', '\ufeff<?xml version="1.0"?><a>x</a>\r\n ', 'x'],
	])('%s', (_what, markup, expected) => {
		expect(textOf(markup)).toBe(expected);
	});

	it('drops references to characters that XML does not have, as Exchange sends them', () => {
		expect(textOf('<a>1&#x19;2&#0;3&#x0;4&#xD83D;5&#xFFFF;6&#x110000;7&#99999999999;8</a>')).toBe(
			'12345678',
		);
	});

	it('keeps what comes before and after a child', () => {
		expect(textOf('<a>one<b>two</b>three</a>')).toBe('onethree');
	});
});

describe('namespaces', () => {
	it.each([
		['t prefix', `<t:Subject xmlns:t="${types}"/>`, 't:Subject'],
		['another prefix', `<quark:Subject xmlns:quark="${types}"/>`, 't:Subject'],
		['default namespace', `<Subject xmlns="${types}"/>`, 't:Subject'],
		[
			'the URI in references',
			`<x:Subject xmlns:x="${types.replace('types', '&#116;ypes')}"/>`,
			't:Subject',
		],
		['a prefix that means something else', '<t:Subject xmlns:t="urn:x"/>', '{urn:x}Subject'],
		['none', '<Subject/>', 'Subject'],
	])('%s', (_what, markup, name) => {
		expect(scannedTree([Buffer.from(markup)]).name).toBe(name);
	});

	it('end where the element ends that declares them', () => {
		const markup = `<a xmlns:p="${types}"><p:x xmlns:p="urn:1"><p:y/></p:x><p:z/><b xmlns=""/></a>`;
		const names = scannedTree([Buffer.from(markup)]).children.map(({ name, children }) => [
			name,
			...children.map((child) => child.name),
		]);
		expect(names).toEqual([['{urn:1}x', '{urn:1}y'], ['t:z'], ['b']]);
	});
});

describe('attributes', () => {
	it('are decoded, their white space becomes spaces', () => {
		const markup = '<a One = "1 &amp; &quot;2&quot;" two=\'ü"\t\r\n\' p:One="no" xmlns:p="urn:p"/>';
		expect(scannedTree([Buffer.from(markup)], ['One', 'two', 'three']).attributes).toEqual({
			One: '1 & "2"',
			two: 'ü"  ',
		});
	});
});

describe('what is no XML is refused and named', () => {
	it.each<[string, string | Buffer]>([
		['an empty answer', ''],
		['an empty answer', ' \r\n'],
		['an HTML page', '<!DOCTYPE html><html><body>It works</body></html>'],
		['an HTML page', '<!doctype HTML>\n<html><title>Sign in</title></html>'],
		['plain text', 'Service Unavailable'],
		['JSON', '{"error":"x"}'],
		['binary data', Buffer.from([0x01, 0x02, 0x03, 0x04, 0x05])],
		['UTF-16 or UTF-32 instead of UTF-8', Buffer.from('\ufeff<a/>', 'utf16le')],
		['UTF-16 or UTF-32 instead of UTF-8', Buffer.from('<a></a>', 'utf16le')],
		['XML in an encoding other than UTF-8', '<?xml version="1.0" encoding="utf-16"?><a/>'],
		['XML in an encoding other than UTF-8', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
		[
			'XML with a document type definition, which is refused',
			'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
		],
		[
			'XML with a document type definition, which is refused',
			'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>',
		],
		['an entity that XML does not define', '<a>&nbsp;</a>'],
		['an entity that XML does not define', '<a>&#xZ;</a>'],
		['an entity that XML does not define', '<a>&#;</a>'],
		['an entity that XML does not define', '<a>a & b</a>'],
		['an entity that XML does not define', '<a b="&b;"/>'],
		['a document that ends in the middle', '<a><b>x</b>'],
		['a document that ends in the middle', '<a>x'],
		['a document that ends in the middle', '<a'],
		['a document that ends in the middle', '<a><![CDATA[x]]</a>'],
		['tags that do not match', '<a><b></a></b>'],
		['tags that do not match', '<a></ab>'],
		['tags that do not match', '<a></a b>'],
		['an end tag without start tag', '<?pi?></a>'],
		['a second document after the first', '<a/><a/>'],
		['text outside the document', '<a/>x'],
		['text outside the document', '<a/><![CDATA[x]]>'],
		['a tag whose namespace prefix is not declared', '<t:a/>'],
		['an attribute whose namespace prefix is not declared', '<a t:b="c"/>'],
		['a tag with the same attribute twice', '<a b="1" b="2"/>'],
		['an attribute value without quotes', '<a b=c/>'],
		['an attribute without value', '<a b/>'],
		['attributes without space between them', '<a b="1"c="2"/>'],
		['an attribute value with a character that XML forbids', '<a b="<"/>'],
		['a tag with an invalid name', '<1/>'],
		['a tag with an invalid name', '<a:b:c/>'],
		['a namespace declaration that XML forbids', '<a xmlns:b=""/>'],
		[']]> outside a CDATA section', '<a>]]></a>'],
		['a comment with -- in it', '<a><!-- -- --></a>'],
		['text with a control character', '<a>\u0019</a>'],
		['text with a control character', '<a>&amp;\u0000</a>'],
		['text that is not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xfc, 0x3c, 0x2f, 0x61, 0x3e])],
		['an XML declaration in the middle', '<a><?xml version="1.0"?></a>'],
	])('%s: %j', (what, markup) => {
		expect(whatCame(markup)).toBe(what);
	});

	it('says nothing of what the answer held', () => {
		const markup = '<!DOCTYPE html><html><body>secret-word</body></html>';
		let message = '';
		try {
			scannedTree([Buffer.from(markup)]);
		} catch (error) {
			message = JSON.stringify(error) + String(error);
		}
		expect(message).toContain('HTML page');
		expect(message).not.toContain('secret-word');
	});
});

describe('caps', () => {
	it('nesting', () => {
		expect(whatCame('<a>'.repeat(100) + '</a>'.repeat(100))).toBe('accepted');
		expect(whatCame('<a>'.repeat(101))).toBe('elements nested deeper than 100');
	});

	it('tags, however they arrive', () => {
		const endless = `<a ${'b'.repeat(100_000)}`;
		expect(whatCame(endless)).toBe('a tag longer than 65536 bytes');
		expect(whatCame(`<a><!-- ${'b'.repeat(100_000)}`)).toBe('a tag longer than 65536 bytes');
		const many = Array.from({ length: 65 }, (_, i) => `a${i}="1"`).join(' ');
		expect(whatCame(`<a ${many}/>`)).toBe('a tag with more than 64 attributes');
	});

	it('the whole document', () => {
		expect(whatCame(`<a>${'x'.repeat(5000)}</a>`, { maxDocumentLength: 4000 })).toBe(
			'more than 4000 bytes',
		);
	});

	it('but not text', () => {
		const long = 'x€&amp;'.repeat(100_000);
		expect(scannedTree(chunked(Buffer.from(`<a>${long}</a>`), [4093])).text).toBe(
			'x€&'.repeat(100_000),
		);
	});
});

describe('chunks', () => {
	it('may end within a comment, a value or a section that has ends of tags in it', () => {
		expect(textOf('<a>1<!-- > >> -->2<b c="> > />"/><![CDATA[>]>]]>3<?p > ?>4</a>')).toBe(
			'12>]>34',
		);
	});

	it('are not copied for the few bytes that wait before them', () => {
		const bytes = Buffer.from(`<a>${'<b c="d">text of an element</b>'.repeat(5000)}</a>`);
		const concat = jest.spyOn(Buffer, 'concat');
		try {
			expect(scannedTree(chunked(bytes, [4093])).children).toHaveLength(5000);
			const copied = concat.mock.results.reduce(
				(all, { value }) => all + (value as Buffer).length,
				0,
			);
			expect(copied).toBeLessThan(bytes.length / 20);
		} finally {
			concat.mockRestore();
		}
	});
});

it('does not call close for what nobody wants, and skips it whole', () => {
	const events: string[] = [];
	const scanner = new XmlScanner({
		open(name) {
			events.push(`<${name}`);
			return name === 'no' ? openElement.skip : openElement.text;
		},
		close: (text) => void events.push(`${text}>`),
	});
	scanner.feed(Buffer.from('<a>1<no>2<x>3</x><no/>4</no>5<b>6</b>7</a>'));
	scanner.end();
	expect(events).toEqual(['<a', '<no', '<b', '6>', '157>']);
});
