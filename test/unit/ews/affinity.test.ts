import { Affinity } from '../../../exchange/ews/affinity';

const cookieOf = (affinity: Affinity) => affinity.headers().Cookie;

it('asks for affinity, and has no cookie before an answer gave one', () => {
	expect(new Affinity('alice@enyoi.example').headers()).toEqual({
		'X-PreferServerAffinity': 'true',
	});
});

it('sends back the cookies of Exchange and of a balancer, dates in them or not', () => {
	const affinity = new Affinity('alice@enyoi.example');
	affinity.learn({
		'set-cookie':
			'exchangecookie=7f3c; expires=Wed, 21 Oct 2026 07:28:00 GMT; path=/; HttpOnly, X-BackEndOverrideCookie=ex01.enyoi.example~1942061522; path=/; secure; HttpOnly, BIGip=10.2="x"; path=/',
	});
	expect(cookieOf(affinity)).toBe(
		'exchangecookie=7f3c; X-BackEndOverrideCookie=ex01.enyoi.example~1942061522; BIGip=10.2="x"',
	);
});

it('takes a newer value, and forgets an emptied cookie', () => {
	const affinity = new Affinity('alice@enyoi.example');
	affinity.learn({ 'set-cookie': 'a=1; path=/, b=2' });
	affinity.learn({ 'set-cookie': 'a=3' });
	expect(cookieOf(affinity)).toBe('a=3; b=2');
	affinity.learn({ 'set-cookie': 'a=; expires=Thu, 01 Jan 1970 00:00:00 GMT' });
	affinity.learn({});
	expect(cookieOf(affinity)).toBe('b=2');
});

it('keeps no more than twenty cookies, and none that is longer than 4 KB', () => {
	const affinity = new Affinity('alice@enyoi.example');
	affinity.learn({ 'set-cookie': `long=${'x'.repeat(4096)}` });
	expect(cookieOf(affinity)).toBeUndefined();
	for (let n = 0; n < 30; n++) affinity.learn({ 'set-cookie': `c${n}=1` });
	affinity.learn({ 'set-cookie': 'c3=2' });
	const cookies = String(cookieOf(affinity)).split('; ');
	expect(cookies).toHaveLength(20);
	expect(cookies).toContain('c3=2');
});
