import { randomBytes } from 'node:crypto';
import { createAuthentication, issueAccessToken } from '../../exchangeServer/authentication';
import { md4 } from '../../exchangeServer/authentication/md4';
import { readPairs } from '../../exchangeServer/authentication/ntlm/authenticateMessage';
import { rc4 } from '../../exchangeServer/authentication/rc4';
import { Company } from '../../exchangeServer/company';
import type { AuthenticationOutcome, Connection } from '../../exchangeServer/contracts';

const now = new Date('2026-11-23T09:00:00Z');

function setUp(schemes: Array<'basic' | 'ntlm' | 'bearer'> = ['ntlm', 'basic']) {
	const company = new Company();
	const { account } = company.addPerson({ accountName: 'alice', password: 'Pä:ss' });
	const signIn = createAuthentication({
		company,
		schemes,
		extendedProtection: 'allow',
		audience: 'mail.enyoi.example',
		now: () => now,
	});
	const connection: Connection = { id: 1, secure: false, state: new Map() };
	const ask = (authorization?: string) =>
		signIn.authenticate({
			headers: { authorization },
			connection,
			method: 'POST',
			url: '/EWS/Exchange.asmx',
		}) as AuthenticationOutcome;
	return { company, account, signIn, connection, ask };
}

const basic = (user: string, password: string, encoding: BufferEncoding = 'utf8') =>
	`Basic ${Buffer.from(`${user}:${password}`, encoding).toString('base64')}`;

describe('hashes that OpenSSL dropped', () => {
	it.each([
		['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
		['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
		[
			'12345678901234567890123456789012345678901234567890123456789012345678901234567890',
			'e33b4ddc9c38f2199c3e7b164fcc0536',
		],
	])('MD4 of RFC 1320: "%s"', (text, digest) => {
		expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
	});

	it('RC4', () => {
		expect(rc4(Buffer.from('Key'), Buffer.from('Plaintext')).toString('hex')).toBe(
			'bbf316e8d940af0ad3',
		);
	});
});

describe('schemes', () => {
	it('offers them in the order of IIS', () => {
		expect(setUp(['basic', 'ntlm']).ask()).toEqual({
			kind: 'refused',
			challenges: ['Negotiate', 'NTLM', 'Basic realm="mail.enyoi.example"'],
		});
	});

	it('refuses what it does not offer', () => {
		expect(setUp(['ntlm']).ask(basic('alice', 'Pä:ss'))).toEqual({
			kind: 'refused',
			challenges: ['Negotiate', 'NTLM'],
		});
		expect(setUp(['basic']).ask('Digest username="alice"').kind).toBe('refused');
	});
});

describe('Basic', () => {
	it.each(['alice', 'ENYOI\\alice', 'Alice@enyoi.example'])('signs in %s', (user) => {
		const { ask, account } = setUp();
		expect(ask(basic(user, 'Pä:ss'))).toEqual({ kind: 'accepted', account });
		expect(ask(basic(user, 'Pä:ss', 'latin1'))).toEqual({ kind: 'accepted', account });
	});

	it('counts wrong passwords and locks at the threshold', () => {
		const { ask, signIn, account } = setUp();
		for (let attempt = 1; attempt <= 10; attempt++) ask(basic('alice', 'wrong'));
		expect(signIn.signIns.failedAttempts('alice')).toBe(10);
		expect(account.lockedOut).toBe(true);
		expect(ask(basic('alice', 'Pä:ss')).kind).toBe('refused');
	});

	it('answers every reason alike', () => {
		const wrong = setUp().ask(basic('alice', 'wrong'));
		const disabled = setUp();
		disabled.account.disabled = true;
		const expired = setUp();
		expired.signIn.signIns.expirePassword('alice');
		expect(disabled.ask(basic('alice', 'Pä:ss'))).toEqual(wrong);
		expect(expired.ask(basic('alice', 'Pä:ss'))).toEqual(wrong);
		expect(setUp().ask(basic('nobody', 'Pä:ss'))).toEqual(wrong);
		expect(setUp().ask('Basic !')).toEqual(wrong);
	});
});

describe('Bearer', () => {
	const bearer = (claims: Partial<Parameters<typeof issueAccessToken>[0]>) =>
		`Bearer ${issueAccessToken({ user: 'alice@enyoi.example', audience: 'mail.enyoi.example', issuedAt: now, ...claims })}`;

	it('accepts a token until it expires', () => {
		const { ask, account } = setUp(['bearer']);
		expect(ask(bearer({}))).toEqual({ kind: 'accepted', account });
		const old = new Date(now.getTime() - 3_600_000);
		expect(ask(bearer({ issuedAt: old, lifetimeSeconds: 3601 })).kind).toBe('accepted');
		expect(ask(bearer({ issuedAt: old }))).toEqual({
			kind: 'refused',
			challenges: [
				'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@enyoi.example", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://adfs.enyoi.example/adfs/oauth2/authorize", error="invalid_token"',
			],
			headers: {
				'x-ms-diagnostics':
					'2000001;reason="The token has expired.";error_category="invalid_token"',
			},
		});
	});

	it.each([
		['another audience', bearer({ audience: 'elsewhere.example' }), 'invalid_resource'],
		['an application itself', bearer({ user: undefined }), "'V1S2SAppOnly'"],
		['somebody unknown', bearer({ user: 'nobody@enyoi.example' }), 'invalid_user'],
		['a changed signature', `${bearer({})}A`, 'invalid_signature'],
		['no token at all', 'Bearer', 'invalid_signature'],
	])('refuses a token of %s and says why', (_, authorization, reason) => {
		expect(setUp(['bearer']).ask(authorization)).toMatchObject({
			kind: 'refused',
			headers: { 'x-ms-diagnostics': expect.stringContaining(reason) },
		});
	});
});

describe('NTLM', () => {
	const negotiate = (flags: number, length = 40) => {
		const message = Buffer.alloc(length);
		message.write('NTLMSSP\0\x01', 'latin1');
		message.writeUInt32LE(flags >>> 0, 12);
		return `NTLM ${message.toString('base64')}`;
	};

	it.each([
		['with a version', 40],
		['of 32 bytes, as curl sends it', 32],
	])('answers a Type 1 message %s with a challenge laid out as a real one', (_, length) => {
		const outcome = setUp().ask(negotiate(0x00088207 | 0x2, length));
		if (outcome.kind !== 'refused') throw new Error('accepted');
		expect(outcome.challenges).toHaveLength(1);
		const challenge = Buffer.from(outcome.challenges[0].replace('NTLM ', ''), 'base64');
		expect(challenge.readUInt32LE(20).toString(16)).toBe('2898205');
		const info = challenge.subarray(challenge.readUInt32LE(44));
		expect([...readPairs(info).keys()]).toEqual([2, 1, 4, 3, 5, 7]);
		expect(readPairs(info).get(2)!.toString('utf16le')).toBe('ENYOI');
	});

	it('never gives the same challenge twice', () => {
		const { ask } = setUp();
		expect(ask(negotiate(0x8207))).not.toEqual(ask(negotiate(0x8207)));
	});

	it('answers under the scheme that was used', () => {
		const outcome = setUp().ask(negotiate(0x8207).replace('NTLM', 'Negotiate'));
		expect(outcome).toMatchObject({ challenges: [expect.stringMatching(/^Negotiate TlRM/)] });
	});

	it('refuses an answer without a challenge, and any rubbish', () => {
		const { ask } = setUp();
		const type3 = Buffer.alloc(88);
		type3.write('NTLMSSP\0\x03', 'latin1');
		const all = ['Negotiate', 'NTLM', 'Basic realm="mail.enyoi.example"'];
		for (const token of [type3, Buffer.of(), randomBytes(40), Buffer.from('NTLMSSP\0\x01')]) {
			expect(ask(`NTLM ${token.toString('base64')}`)).toEqual({ kind: 'refused', challenges: all });
		}
		ask(negotiate(0x8207));
		expect(ask(`NTLM ${type3.toString('base64')}`)).toEqual({ kind: 'refused', challenges: all });
	});
});
