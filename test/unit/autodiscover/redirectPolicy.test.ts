import {
	isTrustedDomain,
	mayFollowTo,
	refusalOf,
	type Trust,
} from '../../../exchange/autodiscover/redirectPolicy';
import { canonicalHost, isExchangeOnline, isShared } from '../../../exchange/transport/hostNames';
import { mailDomainOf } from '../../../exchange/mailDomains';

const trusting = (emailDns: string, changes: Partial<Trust> = {}): Trust => ({
	emailDns,
	otherEmailDomains: [],
	allowedRedirectHosts: [],
	...changes,
});

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
		['outlook.office365.com', 'enyoi.example', ['outlook.office365.com'], false],
	])('%s for %s with %j: %s', (host, domain, allowedRedirectHosts, may) => {
		expect(mayFollowTo(host, trusting(domain, { allowedRedirectHosts }))).toBe(may);
	});

	it('leads to hosts of the other mail domains, too', () => {
		const trust = trusting('enyoi.example', { otherEmailDomains: ['sales.test'] });
		expect(mayFollowTo('mail.sales.test', trust)).toBe(true);
		expect(mayFollowTo('sales.test.evil.test', trust)).toBe(false);
	});

	it('says why not', () => {
		const trust = trusting('enyoi.example', { otherEmailDomains: ['sales.test'] });
		expect(refusalOf('https://evil.test/x', trust)).toEqual({
			words: 'evil.test is not in enyoi.example, sales.test and not allowed',
			host: 'evil.test',
		});
		expect(refusalOf('https://autodiscover-s.outlook.com/', trust)).toMatchObject({
			isOnline: true,
		});
		expect(refusalOf('nothing', trust)?.words).toContain('is not a URL');
		expect(refusalOf('http://mail.enyoi.example/', trust)?.words).toContain('is not https');
		expect(refusalOf('https://a@mail.enyoi.example/', trust)?.words).toContain('a user name');
		expect(refusalOf('https://:b@mail.enyoi.example/', trust)?.words).toContain('a user name');
		expect(refusalOf('https://mail.enyoi.example/', trust)).toBeUndefined();
	});
});

describe('whose mailboxes autodiscover looks for', () => {
	it.each([
		['alice@enyoi.example', true],
		['alice@ENYOI.Example', true],
		['alice@enyoi.example.', true],
		['"a@b"@enyoi.example', true],
		['alice@sales.test', true],
		['alice@bücher.example', true],
		['alice@xn--bcher-kva.example', true],
		['alice@enyoi。example', true],
		['alice@sub.enyoi.example', false],
		['alice@example', false],
		['alice@com', false],
		['alice@other.example', false],
		['alice@enyоi.example', false],
		['alice@enyoi.example@other.example', false],
		['alice@enyoi.example/other.example', false],
		['alice@enyoi.example?.other.example', false],
		['alice@%65nyoi.example', false],
		['alice@enyoi.example\n.other.example', false],
		['alice@enyoi.example..', false],
		['alice@', false],
		['alice', false],
		['', false],
	])('%s: %s', (address, is) => {
		const trust = trusting('enyoi.example', {
			otherEmailDomains: ['sales.test', 'bücher.example'],
			allowedRedirectHosts: ['other.example', '.enyoi.example'],
		});
		expect(isTrustedDomain(mailDomainOf(address), trust)).toBe(is);
	});
});

describe('names of hosts', () => {
	it.each([
		['Mail.ENYOI.example.', 'mail.enyoi.example'],
		['bücher.example', 'xn--bcher-kva.example'],
		['enyoi.example/evil', ''],
		['enyoi.example\\evil', ''],
		['enyoi.example?x', ''],
		['enyoi.example#x', ''],
		['a@enyoi.example', ''],
		['%65nyoi.example', ''],
		['en\tyoi.example', ''],
		['enyoi.example:443', ''],
		['a..b', ''],
		['.enyoi.example', ''],
		['.', ''],
		['[::1]', '[::1]'],
	])('%j is %j', (host, canonical) => {
		expect(canonicalHost(host)).toBe(canonical);
	});

	it.each([
		['com', true],
		['local', true],
		['co.uk', true],
		['CO.UK.', true],
		['com.au', true],
		['enyoi.com', false],
		['enyoi.co.uk', false],
		['co.example', false],
		['gov.si', false],
	])('%s is shared: %s', (domain, is) => {
		expect(isShared(domain)).toBe(is);
	});

	it.each([
		['enyoi.mail.onmicrosoft.com', true],
		['onmicrosoft.com', true],
		['autodiscover-s.outlook.com', true],
		['Outlook.Office365.COM.', true],
		['myoutlook.com', false],
		['outlook.com.enyoi.example', false],
	])('%s is of Exchange Online: %s', (host, is) => {
		expect(isExchangeOnline(host)).toBe(is);
	});
});
