import fc from 'fast-check';
import { concealing, concealedEntries } from '../../../exchange/transport/conceal';

const basic = (user: string, password: string, scheme = 'Basic') =>
	`${scheme} ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const ofHeader = (authorization: string | undefined) => concealing({ authorization });
const ofPassword = (password: string) => concealing({ password });

describe('what a request signed in with', () => {
	it('leaves everything as it is without one', () => {
		expect(ofHeader(undefined)('Bearer x')).toBe('Bearer x');
		expect(ofHeader('')('a b')).toBe('a b');
		expect(ofHeader('Negotiate ')('Negotiate ')).toBe('Negotiate ');
		expect(concealing({ password: '' })('a b')).toBe('a b');
	});

	it('takes a token out, whole and in parts', () => {
		const conceal = ofHeader('Bearer eyJ0.a+b/c=');
		expect(conceal('got eyJ0.a+b/c=, again eyJ0.a+b/c=!')).toBe('got …, again …!');
		expect(conceal('?token=eyJ0.a%2Bb%2Fc%3D&x')).toBe('?token=…&x');
		expect(conceal('Bearer realm="mail"')).toBe('Bearer realm="mail"');
		expect(ofHeader('NTLM \t TlRMTVNT')('x TlRMTVNT')).toBe('x …');
		const [head, claims, signature] = ['a', 'b', 'c'].map((letter) => letter.repeat(16));
		const parts = ofHeader(`Bearer ${head}.${claims}.${signature}`);
		expect(parts(`${claims} and ${signature}`)).toBe('… and …');
		expect(ofHeader(`Bearer short.${claims}`)('short')).toBe('short');
	});

	it('takes the password of Basic out, and leaves the user', () => {
		const conceal = ofHeader(basic('ENYOI\\svc', 'geh eim:ß'));
		expect(conceal('password "geh eim:ß" is wrong')).toBe('password "…" is wrong');
		expect(conceal('/logon?p=geh%20eim%3A%C3%9F')).toBe('/logon?p=…');
		expect(conceal(basic('ENYOI\\svc', 'geh eim:ß'))).toBe('Basic …');
		expect(conceal('ENYOI\\svc')).toBe('ENYOI\\svc');
		expect(ofHeader(basic('svc', 'secret', 'BASIC'))('secret')).toBe('…');
	});

	it('decodes nothing but Basic', () => {
		const token = Buffer.from('svc:secret').toString('base64');
		expect(ofHeader(`Bearer ${token}`)('secret')).toBe('secret');
		expect(ofHeader(`Bearer Basic ${token}`)('secret')).toBe('secret');
	});

	it('needs nothing before the password', () => {
		expect(ofHeader(`Basic ${Buffer.from('onlyuser').toString('base64')}`)('onlyuser')).toBe(
			'onlyuser',
		);
	});
});

describe('a short secret', () => {
	it('is taken out as a word of its own only', () => {
		const conceal = ofPassword('abc');
		expect(conceal('abc, "ABC", abc. =abc; abcd xabc 1abc')).toBe('…, "…", …. =…; abcd xabc 1abc');
		expect(ofPassword('abcde')('abcdef')).toBe('abcdef');
		expect(ofPassword('abcdef')('xabcdefg')).toBe('x…g');
	});

	it('is found in base64 beside whatever bytes', () => {
		const conceal = ofPassword('abc');
		for (const before of ['', ':', 'xy', ':::']) {
			const encoded = Buffer.from(`${before}abc`).toString('base64');
			expect(conceal(`got ${encoded} here`)).not.toContain(encoded.slice(-4));
		}
	});

	it('of one or two characters is not looked for in base64', () => {
		expect(ofPassword('ab')(Buffer.from('ab').toString('base64'))).toBe('YWI=');
		expect(ofPassword('x')('x marks')).toBe('… marks');
	});
});

it('looks into names, too', () => {
	const conceal = ofPassword('hunter2');
	expect(concealedEntries({ hunter2: 'a', b: 'x hunter2' }, conceal)).toEqual({
		'…': 'a',
		b: 'x …',
	});
});

it('cuts what is longer than any message', () => {
	const conceal = ofPassword('hunter2');
	const shown = conceal(`${'x'.repeat(65_536)} and so on`);
	expect(shown).toBe(`${'x'.repeat(65_536)}…`);
	expect(conceal('y'.repeat(65_536))).toHaveLength(65_536);
});

it('takes no long time over what a hostile server sends', () => {
	const conceal = ofPassword('%%%\\\\\\%%25&amp;');
	const texts = ['%25', '\\', '&amp;', '&#38;', 'A', '%5c', '\\u005c', '+'];
	// Finishing is the test: patterns that try again and again would not.
	for (const text of texts) expect(conceal(text.repeat(5000)).length).toBeGreaterThan(0);
});

describe('every way to write a secret', () => {
	const units = (text: string) =>
		Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
	const points = (text: string) => Array.from(text, (character) => character.codePointAt(0)!);
	const hex = (code: number, length: number) => code.toString(16).padStart(length, '0');
	const html = (text: string) =>
		text
			.replace(/&/g, '&amp;')
			.replace(/</g, '&lt;')
			.replace(/>/g, '&gt;')
			.replace(/"/g, '&quot;')
			.replace(/'/g, '&apos;')
			.replace(/ä/g, '&auml;')
			.replace(/€/g, '&euro;');
	const url = (text: string) =>
		encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${hex(one.charCodeAt(0), 2)}`);
	const json = (text: string) => JSON.stringify(text).slice(1, -1);
	const base64 = (bytes: Buffer) => bytes.toString('base64');
	const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
	const every = (text: string, size: number, mark: string) =>
		text.replace(new RegExp(`.{${size}}`, 'g'), `$&${mark}`);

	const ways: Record<string, (secret: string) => string> = {
		'as it is': (secret) => secret,
		'in upper case': (secret) => secret.toUpperCase(),
		'in lower case': (secret) => secret.toLowerCase(),
		'in HTML, by names': html,
		'in HTML, decimal': (secret) =>
			points(secret)
				.map((code) => `&#${code};`)
				.join(''),
		'in HTML, hexadecimal': (secret) =>
			points(secret)
				.map((code) => `&#x${hex(code, 1)};`)
				.join(''),
		'in HTML, upper-case digits': (secret) =>
			points(secret)
				.map((code) => `&#x000${hex(code, 1).toUpperCase()};`)
				.join(''),
		'in HTML twice': (secret) => html(html(secret)),
		'in JSON': json,
		'in JSON, all by code': (secret) =>
			units(secret)
				.map((unit) => `\\u${hex(unit, 4)}`)
				.join(''),
		'in JSON with slashes': (secret) => json(secret).replaceAll('/', '\\/'),
		'in JSON in JSON': (secret) => json(json(secret)),
		'after backslashes': (secret) => secret.replace(/[^\p{L}\p{N}]/gu, '\\$&'),
		'in a URL': url,
		'in a URL, lower-case digits': (secret) =>
			url(secret).replace(/%../g, (digits) => digits.toLowerCase()),
		'in a form': (secret) => url(secret).replaceAll('%20', '+'),
		'in a URL twice': (secret) => url(url(secret)),
		'in a URL, every byte': (secret) =>
			[...Buffer.from(secret)].map((byte) => `%${hex(byte, 2)}`).join(''),
		'in a URL in HTML': (secret) => html(`?a=1&p=${url(secret)}`),
		'in HTML in JSON': (secret) => json(html(secret)),
		'in base64': (secret) => base64(Buffer.from(secret)),
		'in base64, with the user': (secret) => base64(Buffer.from(`svc:${secret}`)),
		'in base64, one byte later': (secret) => base64(Buffer.from(`:${secret}`)),
		'in base64, two bytes later': (secret) => base64(Buffer.from(`::${secret};`)),
		'in base64 of URLs': (secret) => Buffer.from(`:${secret}`).toString('base64url'),
		'in base64 in a URL': (secret) => url(base64(Buffer.from(secret))),
		'in base64 with line breaks': (secret) => every(base64(Buffer.from(`:${secret}`)), 7, '\r\n '),
		'in base64 in JSON with line breaks': (secret) =>
			json(every(base64(Buffer.from(`:${secret}`)), 7, '\r\n')),
		'in base64 of UTF-16': (secret) => base64(Buffer.from(`:${secret}`, 'utf16le')),
		'in base64 of UTF-16, big end first': (secret) => base64(utf16be(`:${secret}`)),
		'in hexadecimal digits': (secret) => Buffer.from(secret).toString('hex'),
		'in hexadecimal digits of UTF-16': (secret) => Buffer.from(secret, 'utf16le').toString('hex'),
		'in hexadecimal digits, apart': (secret) =>
			every(utf16be(secret).toString('hex').toUpperCase(), 2, ' '),
		'by bytes of another encoding': (secret) => Buffer.from(secret).toString('latin1'),
		'in a name of XML': (secret) =>
			secret.replace(/[^A-Za-z0-9]/g, (one) => `_x${hex(one.charCodeAt(0), 4)}_`),
	};

	const surroundings = [
		'',
		'Got "@" for svc',
		'/logon?user=svc&p=@&next=1',
		"reason='@'; x",
		'@ @',
	];
	const password = fc
		.array(
			fc.constantFrom(
				...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789!"#$%&()*+,-./:;<=>?@[]^_{|}~ äßéÄ€\'',
				'\\',
				'&amp;',
				'%41',
			),
			{ minLength: 1, maxLength: 20 },
		)
		.map((characters) => characters.join(''))
		// Some of it must be rare enough to be told from its surroundings.
		.filter((text) => /[\p{L}\p{N}]{3}/u.test(text) && text.trim() === text);

	it.each(Object.entries(ways))('%s', (_way, write) => {
		fc.assert(
			fc.property(password, fc.constantFrom(...surroundings), (secret, around) => {
				const written = write(secret);
				const text = around.includes('@') ? around.replaceAll('@', () => written) : written;
				const shown = concealing({ password: secret })(text);
				expect(shown).toContain('…');
				expect(shown).not.toContain(written);
				// Nothing longer than the digits at both ends is left of it.
				const [longest = ''] = [...written.matchAll(/[\p{L}\p{N}]{5,}/gu)].map(([run]) => run);
				if (longest.length >= 8) expect(shown).not.toContain(longest);
			}),
			{ numRuns: 150 },
		);
	});

	it('leaves the server’s words around it', () => {
		for (const [way, write] of Object.entries(ways)) {
			const secret = 'Pä "7&z';
			const shown = concealing({ password: secret })(`Before ${write(secret)} after`);
			expect([way, shown]).toEqual([way, expect.stringMatching(/^Before .*….* after$/s)]);
		}
	});

	it('leaves words alone that hold nothing of it', () => {
		fc.assert(
			fc.property(password, (secret) => {
				const text = 'ErrorAccessDenied: Zugriff; 2f1d-4c3a, request-id 5c1e; C:\\Program Files\\x';
				if (secret.length < 6) return;
				expect(concealing({ password: secret })(text)).toBe(text);
			}),
		);
	});
});

/** As HTML names them. */
const named = {
	'!': 'excl',
	'#': 'num',
	$: 'dollar',
	'%': 'percnt',
	'(': 'lpar',
	')': 'rpar',
	'*': 'ast',
	',': 'comma',
	'.': 'period',
	'/': 'sol',
	':': 'colon',
	';': 'semi',
	'=': 'equals',
	'?': 'quest',
	'@': 'commat',
	'[': 'lsqb lbrack',
	']': 'rsqb rbrack',
	'^': 'hat',
	_: 'lowbar underbar',
	'`': 'grave',
	'{': 'lcub lbrace',
	'|': 'verbar vert',
	'}': 'rcub rbrace',
	'€': 'euro',
	'•': 'bull',
	'™': 'trade',
	'…': 'hellip',
	'–': 'ndash',
	'“': 'ldquo',
	'’': 'rsquo',
};

it.each(Object.entries(named))('knows %s by its names in HTML: %s', (character, names) => {
	const conceal = concealing({ password: `secret${character}word` });
	for (const name of names.split(' ')) {
		expect(conceal(`a secret&${name};word b`)).toBe('a … b');
	}
});
