import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
	authenticateMessage,
	avId,
	channelBindingsHash,
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
	expect(negotiateMessage()).toEqual(
		Buffer.concat([
			Buffer.from('NTLMSSP\0'),
			hex('01000000 058208a2'),
			hex('0000000028000000 0000000028000000'),
			hex('0a0063450000000f'),
		]),
	);
});

describe('the user name in the key', () => {
	const keyOf = (user: string) =>
		ntowfv2({ domain: 'D', user, password: 'Password' }).toString('hex');

	it.each([
		['svc-n8n', 'SVC-N8N'],
		['jürgen.größer', 'JÜRGEN.GRÖßER'],
		['łukasz', 'ŁUKASZ'],
		['ышка', 'ЫШКА'],
		['ÿ', 'Ÿ'],
		['νίκος', 'ΝΊΚΟΣ'],
	])('%s counts in upper case', (user, upper) => {
		expect(keyOf(user)).toBe(keyOf(upper));
	});

	it.each([
		['ß', 'SS'],
		['ß', 'ẞ'],
		['ŉ', 'ʼN'],
		['ışık', 'ISIK'],
		['ıŞıK', 'IŞIK'],
		['ſ', 'S'],
		['µ', 'Μ'],
		['ǆ', 'ǅ'],
		['ϑ', 'Θ'],
		['𐐨', '𐐀'],
	])('%s does not become %s, as Windows maps one letter to one and back', (user, other) => {
		expect(keyOf(user)).not.toBe(keyOf(other));
	});

	it.each([
		['ışık', 'ıŞıK'],
		['groß', 'GROß'],
	])('%s counts as %s', (user, upper) => {
		expect(keyOf(user)).toBe(keyOf(upper));
	});

	it('differs from the domain, which counts as it is written', () => {
		const domain = (name: string) =>
			ntowfv2({ domain: name, user: 'svc', password: 'Password' }).toString('hex');
		expect(domain('Enyoi')).not.toBe(domain('ENYOI'));
	});
});

describe('the hash of channel bindings', () => {
	it('covers the whole structure of the GSS API', () => {
		const data = Buffer.from('tls-server-end-point:hash');
		const struct = Buffer.concat([hex('00000000 00000000 00000000 00000000 19000000'), data]);
		expect(channelBindingsHash(data)).toEqual(createHash('md5').update(struct).digest());
	});
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

	const attributesOf = (message: Buffer) => parseAvPairs(field(message, 20).subarray(16 + 28));
	const attributes = (id: number, message: Buffer) =>
		attributesOf(message).flatMap((pair) => (pair.id === id ? [pair.value.toString('hex')] : []));
	const answer = (
		challenge: Buffer,
		options: Parameters<typeof authenticateMessage>[3] = { clientChallenge },
	) => authenticateMessage(account, negotiate, parseChallenge(challenge), options);
	const flagsValue = (value: number) => {
		const flags = Buffer.alloc(4);
		flags.writeUInt32LE(value);
		return { id: avId.flags, value: flags };
	};

	it('replaces channel bindings that the server sent, with and without own ones', () => {
		const foreign = { id: avId.channelBindings, value: Buffer.alloc(16, 0xff) };
		const challenge = challengeMessage([foreign, ...exchangeTargetInfo()]);
		expect(attributes(avId.channelBindings, answer(challenge))).toEqual([]);
		const channelBinding = Buffer.from('tls-server-end-point:x');
		expect(
			attributes(avId.channelBindings, answer(challenge, { clientChallenge, channelBinding })),
		).toEqual([channelBindingsHash(channelBinding).toString('hex')]);
	});

	it('keeps all other attributes of the server in their order', () => {
		const sent = exchangeTargetInfo();
		expect(attributesOf(answer(challengeMessage(sent))).slice(0, sent.length)).toEqual(sent);
	});

	it('claims no integrity code to a server without a clock, and keeps its flags', () => {
		const without = exchangeTargetInfo().filter(({ id }) => id !== avId.timestamp);
		expect(attributes(avId.flags, answer(challengeMessage(without)))).toEqual([]);
		expect(attributes(avId.flags, answer(challengeMessage([flagsValue(1), ...without])))).toEqual([
			'01000000',
		]);
	});

	it.each([
		['the highest flag', flagsValue(0x80000000), '02000080'],
		['flags that are cut short', { id: avId.flags, value: Buffer.from([1, 1]) }, '02000000'],
	])('takes %s', (_name, flags, sent) => {
		const message = answer(challengeMessage([flags, ...exchangeTargetInfo()]));
		expect(attributes(avId.flags, message)).toEqual([sent]);
	});

	it('is laid out as the specification says', () => {
		const message = answer(challengeMessage(exchangeTargetInfo()));
		expect(message.subarray(0, 12)).toEqual(Buffer.from('NTLMSSP\0\x03\0\0\0', 'latin1'));
		expect(message.subarray(64, 72).toString('hex')).toBe('0a0063450000000f');
		expect(field(message, 44).toString('utf16le')).toBe('N8N');
		expect(field(message, 52)).toHaveLength(0);
		let end = 88;
		for (const at of [28, 36, 44, 12, 20, 52]) {
			const length = message.readUInt16LE(at);
			expect(message.readUInt16LE(at + 2)).toBe(length);
			expect(message.readUInt32LE(at + 4)).toBe(end);
			end += length;
		}
		expect(message).toHaveLength(end);
	});

	it.each([
		['all that both know', 0xa2898205, 0xa2888205],
		['Unicode and the version in any case', 0, 0x02000001],
		['nothing that was not asked for', 0xffffffff, 0xa2888205],
		['no target information that the server has none of', 0x02000001, 0x02000001],
	])('agrees on %s', (_name, offered, agreed) => {
		const message = answer(challengeMessage([], { flags: offered }));
		expect(message.readUInt32LE(60).toString(16)).toBe(agreed.toString(16));
	});

	it('takes the time from the server, or else from this machine', () => {
		const time = (message: Buffer) => field(message, 20).subarray(24, 32);
		expect(time(answer(challengeMessage(exchangeTargetInfo()))).toString('hex')).toBe(
			'7be73fc30bdecd01',
		);
		const now = new Date('2026-01-02T03:04:05.678Z');
		const here = answer(challengeMessage([]), { clientChallenge, now });
		expect(time(here).readBigUInt64LE()).toBe(
			(BigInt(now.getTime()) - BigInt(Date.UTC(1601, 0))) * 10_000n,
		);
		const before = Date.now();
		const ticks = time(answer(challengeMessage([]))).readBigUInt64LE();
		const milliseconds = Number(ticks / 10_000n) + Date.UTC(1601, 0);
		expect(milliseconds).toBeGreaterThanOrEqual(before);
		expect(milliseconds).toBeLessThanOrEqual(Date.now());
	});

	it('frames the response as Windows does', () => {
		const response = field(answer(challengeMessage(exchangeTargetInfo())), 20);
		expect(response.subarray(16, 24).toString('hex')).toBe('0101000000000000');
		expect(response.subarray(32, 40)).toEqual(clientChallenge);
		expect(response.subarray(40, 44)).toEqual(Buffer.alloc(4));
		expect(response.subarray(-8)).toEqual(Buffer.alloc(8));
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
	['\\svc', '', 'svc'],
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

describe('a challenge', () => {
	it('may be as short as it was before it had target information', () => {
		const short = challengeMessage([]).subarray(0, 32);
		short.writeUInt16LE(0, 12);
		const challenge = parseChallenge(Buffer.from(short));
		expect(challenge).toMatchObject({ flags: 0xa2898205, targetInfo: [] });
		expect(challenge.serverChallenge.toString('hex')).toBe('0123456789abcdef');
		expect(challenge.raw).toHaveLength(32);
		expect(() => parseChallenge(short.subarray(0, 31))).toThrow(RangeError);
	});

	it('is none when it is another message of NTLM', () => {
		const message = challengeMessage([]);
		message.writeUInt32LE(3, 8);
		expect(() => parseChallenge(message)).toThrow(RangeError);
	});

	it('is kept whole, as the code over all messages covers what stands behind it, too', () => {
		const message = Buffer.concat([challengeMessage(exchangeTargetInfo()), Buffer.from('more')]);
		expect(parseChallenge(message).raw).toEqual(message);
	});

	it('without target information does not reach to where that would be', () => {
		const bare = challengeMessage([]);
		bare.writeUInt32LE(bare.length + 2, 44);
		const wrapped = Buffer.concat([hex('a181f7'), bare, hex('0000')]);
		expect(parseChallenge(wrapped).raw).toEqual(bare);
	});

	it('has no target information where that lies outside', () => {
		const message = challengeMessage(exchangeTargetInfo());
		expect(parseChallenge(message).targetInfo).toEqual(exchangeTargetInfo());
		expect(parseChallenge(message.subarray(0, -1)).targetInfo).toEqual([]);
	});

	it('inside an envelope ends with what lies last in it, and without target information too', () => {
		const bare = challengeMessage([]).subarray(0, 56 + 10);
		const wrapped = Buffer.concat([hex('a181f7'), bare, hex('0000')]);
		expect(parseChallenge(wrapped).raw).toEqual(bare);
		const info = challengeMessage(exchangeTargetInfo());
		const length = info.readUInt16LE(40);
		// The name of the target behind its attributes, as some servers lay it out.
		const swapped = Buffer.concat([
			info.subarray(0, 56),
			info.subarray(info.length - length),
			info.subarray(56, 56 + 10),
		]);
		swapped.writeUInt32LE(56, 44);
		swapped.writeUInt32LE(56 + length, 16);
		const challenge = parseChallenge(Buffer.concat([hex('a181f7'), swapped, hex('0000')]));
		expect(challenge.raw).toEqual(swapped);
		expect(challenge.targetInfo).toEqual(exchangeTargetInfo());
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
	expect(() => parseAvPairs(hex('02000400440066'))).toThrow(RangeError);
});

it('reads target information up to its end mark, or to its end', () => {
	const pair = { id: 2, value: hex('4400') };
	expect(parseAvPairs(hex('0200020044000000000001000200ffff'))).toEqual([pair]);
	expect(parseAvPairs(hex('020002004400'))).toEqual([pair]);
	expect(parseAvPairs(hex('020002004400010000'))).toEqual([pair]);
	expect(parseAvPairs(hex('0200020044000100 0000'))).toEqual([
		pair,
		{ id: 1, value: Buffer.alloc(0) },
	]);
});
