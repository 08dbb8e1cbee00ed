import { concealing } from '../../../exchange/transport/conceal';

const basic = (user: string, password: string, scheme = 'Basic') =>
	`${scheme} ${Buffer.from(`${user}:${password}`).toString('base64')}`;

it('changes nothing where nobody signed in', () => {
	expect(concealing(undefined)('Bearer x')).toBe('Bearer x');
	expect(concealing('')('a b')).toBe('a b');
	expect(concealing('Negotiate ')('Negotiate ')).toBe('Negotiate ');
});

it('takes a token out wherever it stands', () => {
	const conceal = concealing('Bearer eyJ0.a+b/c=');
	expect(conceal('got eyJ0.a+b/c=, again eyJ0.a+b/c=!')).toBe('got …, again …!');
	expect(conceal('?token=eyJ0.a%2Bb%2Fc%3D&x')).toBe('?token=…&x');
	expect(conceal('Bearer realm="mail"')).toBe('Bearer realm="mail"');
});

it('takes out the token behind any white space', () => {
	expect(concealing('NTLM \t TlRMTVNT')('x TlRMTVNT')).toBe('x …');
});

it('takes out a password, as it is and as addresses have it', () => {
	const conceal = concealing(basic('ENYOI\\svc', 'geh eim:ß'));
	expect(conceal('password "geh eim:ß" is wrong')).toBe('password "…" is wrong');
	expect(conceal('/logon?p=geh%20eim%3A%C3%9F')).toBe('/logon?p=…');
	expect(conceal(basic('ENYOI\\svc', 'geh eim:ß'))).toBe('Basic …');
	expect(conceal('ENYOI\\svc')).toBe('ENYOI\\svc');
});

it('takes out the password however the scheme is written', () => {
	expect(concealing(basic('svc', 'secret', 'basic'))('secret')).toBe('…');
	expect(concealing(basic('svc', 'secret', 'BASIC '))('secret')).toBe('…');
});

it('looks for no password in what is no Basic', () => {
	const token = Buffer.from('svc:secret').toString('base64');
	expect(concealing(`Bearer ${token}`)('secret')).toBe('secret');
	expect(concealing(`Bearer Basic ${token}`)('secret')).toBe('secret');
	expect(concealing(`Basic ${token} x`)('secret')).toBe('secret');
});

it('takes out a password of four letters, and leaves the words around a shorter one', () => {
	expect(concealing(basic('svc', 'abcd'))('abcde')).toBe('…e');
	expect(concealing(basic('svc', 'abc'))('abcd')).toBe('abcd');
});

it('finds no password behind a user without colon', () => {
	const authorization = `Basic ${Buffer.from('onlyuser').toString('base64')}`;
	expect(concealing(authorization)('onlyuser')).toBe('onlyuser');
});
