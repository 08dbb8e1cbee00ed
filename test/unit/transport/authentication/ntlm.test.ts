import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
	authenticateMessage,
	avId,
	channelBindingsHash,
	flag,
	lmv2Response,
	negotiateMessage,
	ntlmAccount,
	ntlmv2Response,
	ntowfv2,
	parseAvPairs,
	parseChallenge,
} from '../../../../exchange/transport/authentication/ntlm';
import { describeWith, sharedDirectory, type Requirement } from '../../../requirements';
import { challengeMessage, exchangeTargetInfo, field } from './ntlmServer';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

describe('the examples of MS-NLMP, section 4.2.4', () => {
	const account = { domain: 'Domain', user: 'User', password: 'Password' };
	const serverChallenge = hex('0123456789abcdef');
	const clientChallenge = hex('aaaaaaaaaaaaaaaa');
	const targetInfo = hex(
		'02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000',
	);

	it('computes NTOWFv2', () => {
		expect(ntowfv2(account).toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
	});

	it('computes the LMv2 response', () => {
		const response = lmv2Response(ntowfv2(account), serverChallenge, clientChallenge);
		expect(response.toString('hex')).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
	});

	it('computes the NTLMv2 response and the session base key', () => {
		const { response, sessionKey } = ntlmv2Response(ntowfv2(account), serverChallenge, {
			clientChallenge,
			time: Buffer.alloc(8),
			targetInfo,
		});
		expect(response.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
		expect(response).toHaveLength(0x54);
		expect(sessionKey.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
	});

	it('reads the example challenge', () => {
		const challenge = parseChallenge(
			hex(`4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef
				0000000000000000 2400240044000000 060070170000000f 530065007200760065007200
				02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000`),
		);
		expect(challenge.serverChallenge.toString('hex')).toBe('0123456789abcdef');
		expect(challenge.targetInfo.map(({ id, value }) => [id, value.toString('utf16le')])).toEqual([
			[2, 'Domain'],
			[1, 'Server'],
		]);
	});
});

it('opens with 40 bytes that claim no more than they hold', () => {
	const message = negotiateMessage();
	expect(message).toHaveLength(40);
	expect(message.readUInt32LE(8)).toBe(1);
	expect(message.readUInt32LE(12) & flag.version).toBeTruthy();
	expect(message.subarray(32).toString('hex')).toBe('0a0063450000000f');
});

describe('the answer to a challenge', () => {
	const account = ntlmAccount('ENYOI\\svc', 'Sécret');
	const negotiate = negotiateMessage();
	const clientChallenge = hex('0011223344556677');

	it('proves the password and protects all three messages when the server tells its time', () => {
		const challenge = parseChallenge(challengeMessage(exchangeTargetInfo()));
		const message = authenticateMessage(account, negotiate, challenge, {
			clientChallenge,
			channelBinding: Buffer.from('tls-server-end-point:x'),
		});
		expect(field(message, 28).toString('utf16le')).toBe('ENYOI');
		expect(field(message, 36).toString('utf16le')).toBe('svc');
		expect(field(message, 12)).toEqual(Buffer.alloc(24));
		const response = field(message, 20);
		const key = ntowfv2(account);
		const proof = createHmac('md5', key)
			.update(challenge.serverChallenge)
			.update(response.subarray(16))
			.digest();
		expect(response.subarray(0, 16)).toEqual(proof);
		const sessionKey = createHmac('md5', key).update(proof).digest();
		const bare = Buffer.from(message);
		bare.fill(0, 72, 88);
		const code = createHmac('md5', sessionKey)
			.update(negotiate)
			.update(challenge.raw)
			.update(bare)
			.digest();
		expect(message.subarray(72, 88)).toEqual(code);
		const attributes = parseAvPairs(response.subarray(16 + 28));
		expect(attributes.map(({ id }) => id)).toEqual([2, 1, 4, 3, 5, 7, 6, 10]);
		expect(attributes.find(({ id }) => id === avId.flags)?.value.readUInt32LE()).toBe(2);
		expect(attributes.find(({ id }) => id === avId.channelBindings)?.value).toEqual(
			channelBindingsHash(Buffer.from('tls-server-end-point:x')),
		);
	});

	it('keeps the flags of the server and does not repeat the attribute', () => {
		const flags = Buffer.alloc(4);
		flags.writeUInt32LE(1);
		const challenge = parseChallenge(
			challengeMessage([{ id: avId.flags, value: flags }, ...exchangeTargetInfo()]),
		);
		const message = authenticateMessage(account, negotiate, challenge, { clientChallenge });
		const attributes = parseAvPairs(field(message, 20).subarray(16 + 28));
		const given = attributes.filter(({ id }) => id === avId.flags);
		expect(given.map(({ value }) => value.readUInt32LE())).toEqual([3]);
	});

	it('sends an LMv2 response and no integrity code to a server without a clock', () => {
		const challenge = parseChallenge(challengeMessage([]));
		const message = authenticateMessage(account, negotiate, challenge, { clientChallenge });
		expect(field(message, 12)).toHaveLength(24);
		expect(field(message, 12).subarray(16)).toEqual(clientChallenge);
		expect(message.subarray(72, 88)).toEqual(Buffer.alloc(16));
		expect(parseAvPairs(field(message, 20).subarray(16 + 28))).toEqual([]);
	});

	it('draws another random challenge every time', () => {
		const challenge = parseChallenge(challengeMessage(exchangeTargetInfo()));
		const blobs = Array.from({ length: 20 }, () =>
			field(authenticateMessage(account, negotiate, challenge), 20).toString('hex'),
		);
		expect(new Set(blobs).size).toBe(20);
	});
});

it.each([
	['ENYOI\\svc', 'ENYOI', 'svc'],
	['svc@enyoi.example', '', 'svc@enyoi.example'],
	['svc', '', 'svc'],
])('splits %s', (user, domain, name) => {
	expect(ntlmAccount(user, 'x')).toEqual({ domain, user: name, password: 'x' });
});

const recorded = path.join(sharedDirectory, 'ntlm', 'exchange2010-ntlm-type2.b64');
const recordedChallenge: Requirement = {
	name: `a recorded challenge in ${path.join(path.basename(sharedDirectory), 'ntlm')}`,
	met: () => existsSync(recorded),
};

describeWith(recordedChallenge, 'a real Exchange 2010', () => {
	it('sends a challenge that is understood', () => {
		const challenge = parseChallenge(Buffer.from(readFileSync(recorded, 'latin1'), 'base64'));
		expect(challenge.flags).toBe(0x02818205);
		expect(challenge.targetInfo.map(({ id }) => id)).toEqual([2, 1, 4, 3, 5, 7]);
		expect(challenge.targetInfo[1].value.toString('utf16le')).toBe('EXCHANGE2010');
	});
});

it('finds a challenge inside a SPNEGO envelope', () => {
	const inner = challengeMessage(exchangeTargetInfo());
	const challenge = parseChallenge(
		Buffer.concat([hex('a181f73081f4a0030a0101'), inner, hex('0000')]),
	);
	expect(challenge.raw).toEqual(inner);
});

it.each([
	['', ''],
	['nonsense', 'bm9uc2Vuc2U='],
	['a cut message', 'TlRMTVNTUAACAAAA'],
])('refuses %s as a challenge', (_name, token) => {
	expect(() => parseChallenge(Buffer.from(token, 'base64'))).toThrow(RangeError);
});

it('refuses target information that is cut short', () => {
	expect(() => parseAvPairs(hex('02000c0044006f00'))).toThrow(RangeError);
});
