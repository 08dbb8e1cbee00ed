import { mayFollowTo } from '../../../exchange/autodiscover/redirectPolicy';

describe('where autodiscover may lead to', () => {
	it.each([
		['enyoi.example', 'enyoi.example', [], true],
		['autodiscover.enyoi.example', 'enyoi.example', [], true],
		['MAIL.Enyoi.Example.', 'enyoi.example', [], true],
		['example', 'enyoi.example', [], false],
		['autodiscover.example', 'enyoi.example', [], false],
		['enyoi.example', 'sales.enyoi.example', [], false],
		['evilenyoi.example', 'enyoi.example', [], false],
		['enyoi.example.evil.test', 'enyoi.example', [], false],
		['mail.hoster.test', 'enyoi.example', [], false],
		['mail.hoster.test', 'enyoi.example', ['mail.hoster.test'], true],
		['mail2.hoster.test', 'enyoi.example', ['mail.hoster.test'], false],
		['mail2.hoster.test', 'enyoi.example', ['.hoster.test'], true],
		['mail2.hoster.test', 'enyoi.example', ['*.hoster.test'], true],
		['evilhoster.test', 'enyoi.example', ['.hoster.test'], false],
		['mail.bücher.example', 'xn--bcher-kva.example', [], true],
		['enyоi.example', 'enyoi.example', [], false],
		['', 'enyoi.example', [], false],
	])('%s for %s with %j: %s', (host, domain, allowed, may) => {
		expect(mayFollowTo(host, domain, allowed)).toBe(may);
	});
});
