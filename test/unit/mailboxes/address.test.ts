import fc from 'fast-check';
import { addressFault, addressKey, composeAddress } from '../../../exchange/mailboxes/address';

const emailDns = 'enyoi.example';
const compose = (user: string, replacementEmail?: string) =>
	composeAddress({ user, replacementEmail, emailDns });

describe('the address of a user', () => {
	it.each([
		['alice', undefined, 'alice@enyoi.example', 'composed'],
		['DMARTINA', undefined, 'DMARTINA@enyoi.example', 'composed'],
		['  alice  ', '   ', 'alice@enyoi.example', 'composed'],
		['alice@sales.enyoi.example', undefined, 'alice@sales.enyoi.example', 'given'],
		['alice', 'a.smith@other.example', 'a.smith@other.example', 'replacement'],
		['alice@enyoi.example', ' A.Smith@Other.Example ', 'A.Smith@Other.Example', 'replacement'],
		['', 'a.smith@other.example', 'a.smith@other.example', 'replacement'],
		['alice+calendar@enyoi.example', undefined, 'alice+calendar@enyoi.example', 'given'],
		['alice+calendar', undefined, 'alice+calendar@enyoi.example', 'composed'],
		['"alice smith"@enyoi.example', undefined, '"alice smith"@enyoi.example', 'given'],
		['"a@b"@enyoi.example', undefined, '"a@b"@enyoi.example', 'given'],
		['"alice smith"', undefined, '"alice smith"@enyoi.example', 'composed'],
		['"a\\"b"@enyoi.example', undefined, '"a\\"b"@enyoi.example', 'given'],
		["o'neil@enyoi.example", undefined, "o'neil@enyoi.example", 'given'],
		['müller@bücher.example', undefined, 'müller@bücher.example', 'given'],
		['ιωάννης', undefined, 'ιωάννης@enyoi.example', 'composed'],
		['alice@xn--bcher-kva.example', undefined, 'alice@xn--bcher-kva.example', 'given'],
		['mu\u0308ller', undefined, 'müller@enyoi.example', 'composed'],
	])('%j with replacement %j is %s (%s)', (user, replacement, address, source) => {
		expect(compose(user, replacement)).toEqual({ ok: true, address, source });
	});

	it('takes an e-mail DNS of one label, but no other domain without a dot', () => {
		expect(composeAddress({ user: 'alice', emailDns: 'intranet' }).ok).toBe(true);
		expect(composeAddress({ user: 'alice@INTRANET', emailDns: 'intranet' }).ok).toBe(true);
		expect(composeAddress({ user: 'alice@enyoi', emailDns: 'intranet' })).toMatchObject({
			ok: false,
			reason: expect.stringContaining('has no dot'),
		});
	});
});

describe('a typo is reported with its reason', () => {
	it.each([
		['', 'empty'],
		['alice smith', 'a space'],
		['alice @enyoi.example', 'a space'],
		['alice@enyoi example', 'a space'],
		['alice@@enyoi.example', 'more than one @'],
		['alice@sales@enyoi.example', 'more than one @'],
		['@enyoi.example', 'nothing stands before the @'],
		['alice@', 'nothing stands after the @'],
		['alice@enyoi,example', 'a comma where a dot belongs'],
		['alice@enyoi..example', 'the domain has two dots in a row'],
		['alice@.enyoi.example', 'the domain begins with a dot'],
		['alice@enyoi.example.', 'the domain ends with a dot'],
		['.alice', 'begins with a dot'],
		['alice.', 'ends with a dot'],
		['a..smith@enyoi.example', 'two dots in a row'],
		['alice@enyoi', 'has no dot'],
		['alice@-enyoi.example', 'a hyphen'],
		['alice@en_yoi.example', '"_" (U+005F) after the @'],
		['alice@192.168.1.1', 'not a mail domain'],
		['alice@[192.168.1.1]', '"["'],
		['Alice Smith <alice@enyoi.example>', 'between < and >'],
		['mailto:alice@enyoi.example', 'mailto:'],
		['alice@enyoi.example; bob@enyoi.example', 'more than one address'],
		['alice@enyoi.example,bob@enyoi.example', 'more than one address'],
		['alice＠enyoi.example', 'U+FF20'],
		['alice\u200b@enyoi.example', 'U+200B'],
		['alice\u00a0smith', 'U+00A0'],
		['alice\u0000', 'U+0000'],
		['o’neil@enyoi.example', 'U+2019'],
		['ENYOI\\alice', 'a backslash'],
		['"alice@enyoi.example', 'quotation marks'],
		['a(b)@enyoi.example', '"("'],
		[`${'a'.repeat(65)}@enyoi.example`, '64 characters'],
		[`alice@${'a'.repeat(64)}.example`, 'too long'],
		[`${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}example`, '254 characters'],
	])('%j: %s', (user, reason) => {
		expect(compose(user)).toEqual(
			expect.objectContaining({ ok: false, reason: expect.stringContaining(reason) }),
		);
	});

	it('does not fall back on the user when the replacement address is bad', () => {
		expect(compose('alice', 'a.smith@other,example')).toEqual({
			ok: false,
			address: 'a.smith@other,example',
			source: 'replacement',
			reason:
				'The replacement address "a.smith@other,example" is not an address: it holds a comma where a dot belongs.',
		});
	});
});

describe('properties of addresses', () => {
	it('never throws and never changes what was given but for white space and normal form', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (user) => {
				const composed = compose(user);
				const given = user.normalize('NFC').trim();
				if (composed.ok) expect(composed.address.startsWith(given)).toBe(true);
				else expect(composed.reason).not.toBe('');
			}),
		);
	});

	it('accepts what the RFC calls an address', () => {
		fc.assert(
			fc.property(fc.emailAddress(), (address) => {
				expect([address, addressFault(address)]).toEqual([address, undefined]);
			}),
		);
	});

	it('has one key for each way to write an address', () => {
		expect(addressKey('Alice@BÜCHER.example')).toBe(addressKey('aLICE@xn--bcher-kva.EXAMPLE'));
		expect(addressKey('alice@enyoi.example')).not.toBe(addressKey('alice@enyoi.example.com'));
	});
});
