import { canonicalHost, isLoopback, isShared } from '../../../exchange/transport/hostNames';

it.each(['localhost', 'a.localhost', '127.0.0.1', '127.1.22.255', '::1', '[::1]'])(
	'%s is this machine',
	(host) => {
		expect(isLoopback(host)).toBe(true);
	},
);

it.each([
	'mail.enyoi.example',
	'notlocalhost',
	'localhost.enyoi.example',
	'1127.0.0.1',
	'127.0.0.1.enyoi.example',
	'127.0.0',
	'127.0.0.1234',
	'::11',
	'[::1',
	'',
])('%j is another', (host) => {
	expect(isLoopback(host)).toBe(false);
});

it.each(['mail.enyoi.com\u0001', 'mail\u0001.enyoi.com', 'mail.\tenyoi.com', 'mail enyoi.com'])(
	'%j is no name of a host',
	(host) => {
		expect(canonicalHost(host)).toBe('');
	},
);

it.each(['com', 'example', 'co.uk', 'com.au', 'net.au', 'org.uk'])(
	'%s is a name below which everybody can have a domain',
	(domain) => {
		expect([isShared(domain), isShared(`enyoi.${domain}`)]).toEqual([true, false]);
	},
);
