import { urlOf } from '../../../exchange/urlOf';

it('is the address of a text, from a base on where it is part of one', () => {
	expect(urlOf('https://mail.enyoi.example/EWS/')?.host).toBe('mail.enyoi.example');
	expect(urlOf('/owa/', 'https://mail.enyoi.example/EWS/')?.href).toBe(
		'https://mail.enyoi.example/owa/',
	);
	expect(urlOf('mail')).toBeUndefined();
});

it('reads letters such as ü also once it is compiled', () => {
	// URL.canParse of Node 20 errs after some 4,000 calls.
	const hosts = Array.from({ length: 20_000 }, () => urlOf('https://müller.example/')?.host);
	expect(new Set(hosts)).toEqual(new Set(['xn--mller-kva.example']));
});
