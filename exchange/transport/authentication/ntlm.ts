/**
 * The three messages of NTLM, version 2 only, with message integrity code and channel bindings.
 * No signing or sealing of traffic: HTTP has TLS for that.
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { md4 } from './md4';

/** The account, split as NTLM wants it. */
export interface NtlmAccount {
	/** Empty for a user principal name and for a plain account name. */
	domain: string;
	user: string;
	password: string;
}

/** Content of the server's CHALLENGE_MESSAGE. */
interface NtlmChallenge {
	flags: number;
	serverChallenge: Buffer;
	targetInfo: AvPair[];
	/** The whole message, as the integrity code covers it. */
	raw: Buffer;
}

/** An attribute of the target information. */
export interface AvPair {
	id: number;
	value: Buffer;
}

interface AuthenticateOptions {
	/** `tls-server-end-point:` and the certificate's hash; left out over plain HTTP. */
	channelBinding?: Buffer;
	/** The client's random eight bytes; given by tests only. */
	clientChallenge?: Buffer;
	/** For servers that send no timestamp. */
	now?: Date;
}

/** @see https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp/99d90ff4-957f-4c8a-80e4-5bfe5a9a9832 */
export const flag = {
	unicode: 0x1,
	requestTarget: 0x4,
	ntlm: 0x200,
	alwaysSign: 0x8000,
	extendedSessionSecurity: 0x80000,
	targetInfo: 0x800000,
	version: 0x2000000,
	key128: 0x20000000,
	key56: 0x80000000,
} as const;

/** @see https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp/83f5e789-660d-4781-8491-5f8c6641f75e */
export const avId = { endOfList: 0, flags: 6, timestamp: 7, channelBindings: 10 } as const;

const micProvided = 0x2;
const signature = Buffer.from('NTLMSSP\0', 'latin1');
/** Windows 10, build 17763, NTLM revision 15: servers only log it. */
const versionField = Buffer.from([10, 0, 0x63, 0x45, 0, 0, 0, 15]);
/** Source workstation in the domain controller's log. */
const workstation = 'N8N';

const wantedFlags =
	(flag.unicode |
		flag.requestTarget |
		flag.ntlm |
		flag.alwaysSign |
		flag.extendedSessionSecurity |
		flag.version |
		flag.key128 |
		flag.key56) >>>
	0;

/** `DOMAIN\user`, `user@domain` or a plain name, as NTLM wants them. */
export function ntlmAccount(user: string, password: string): NtlmAccount {
	const slash = user.indexOf('\\');
	if (slash < 0) return { domain: '', user, password };
	return { domain: user.slice(0, slash), user: user.slice(slash + 1), password };
}

/** NEGOTIATE_MESSAGE: 40 bytes, Version field included, as some acceptors refuse shorter ones. */
export function negotiateMessage(): Buffer {
	const message = Buffer.alloc(40);
	signature.copy(message);
	message.writeUInt32LE(1, 8);
	message.writeUInt32LE(wantedFlags, 12);
	message.writeUInt32LE(40, 20);
	message.writeUInt32LE(40, 28);
	versionField.copy(message, 32);
	return message;
}

/**
 * Reads a CHALLENGE_MESSAGE, also one inside a SPNEGO envelope.
 * @throws RangeError when it is none or is cut short
 */
export function parseChallenge(token: Buffer): NtlmChallenge {
	const start = token.indexOf(signature);
	if (start < 0) throw new RangeError('not an NTLM message');
	const message = token.subarray(start);
	if (message.length < 32 || message.readUInt32LE(8) !== 2) {
		throw new RangeError('not an NTLM challenge');
	}
	const flags = message.readUInt32LE(20);
	let targetInfo: AvPair[] = [];
	let end = Math.max(32, message.readUInt16LE(12) + message.readUInt32LE(16));
	if (message.length >= 48) {
		const length = message.readUInt16LE(40);
		const offset = message.readUInt32LE(44);
		if (length > 0 && offset + length <= message.length) {
			targetInfo = parseAvPairs(message.subarray(offset, offset + length));
			end = Math.max(end, offset + length);
		}
	}
	return {
		flags,
		serverChallenge: message.subarray(24, 32),
		targetInfo,
		raw: start === 0 ? message : message.subarray(0, end),
	};
}

/**
 * AUTHENTICATE_MESSAGE.
 * @param negotiate the message that was sent first; the integrity code covers all three
 */
export function authenticateMessage(
	account: NtlmAccount,
	negotiate: Buffer,
	challenge: NtlmChallenge,
	options: AuthenticateOptions = {},
): Buffer {
	const { channelBinding, clientChallenge = randomBytes(8), now = new Date() } = options;
	const timestamp = challenge.targetInfo.find(({ id }) => id === avId.timestamp)?.value;
	const key = ntowfv2(account);
	const { response, sessionKey } = ntlmv2Response(key, challenge.serverChallenge, {
		clientChallenge,
		time: timestamp ?? fileTime(now),
		targetInfo: clientTargetInfo(challenge.targetInfo, timestamp !== undefined, channelBinding),
	});
	// A server that tells its time gets no LM response, but an integrity code.
	const lmResponse = timestamp
		? Buffer.alloc(24)
		: lmv2Response(key, challenge.serverChallenge, clientChallenge);

	const header = Buffer.alloc(88);
	signature.copy(header);
	header.writeUInt32LE(3, 8);
	const flags = (wantedFlags & challenge.flags) | (challenge.flags & flag.targetInfo);
	header.writeUInt32LE((flags | flag.unicode | flag.version) >>> 0, 60);
	versionField.copy(header, 64);
	const payload: Buffer[] = [];
	let offset = header.length;
	const field = (at: number, value: Buffer) => {
		header.writeUInt16LE(value.length, at);
		header.writeUInt16LE(value.length, at + 2);
		header.writeUInt32LE(offset, at + 4);
		payload.push(value);
		offset += value.length;
	};
	field(28, utf16(account.domain));
	field(36, utf16(account.user));
	field(44, utf16(workstation));
	field(12, lmResponse);
	field(20, response);
	field(52, Buffer.alloc(0));
	const message = Buffer.concat([header, ...payload]);
	if (timestamp) {
		hmacMd5(sessionKey, Buffer.concat([negotiate, challenge.raw, message])).copy(message, 72);
	}
	return message;
}

/** The key of all NTLMv2 responses. @see MS-NLMP 3.3.2 */
export function ntowfv2({ domain, user, password }: NtlmAccount): Buffer {
	return hmacMd5(md4(utf16(password)), utf16(upperCase(user) + domain));
}

/** LMv2 response: 24 bytes. @see MS-NLMP 3.3.2 */
export function lmv2Response(
	key: Buffer,
	serverChallenge: Buffer,
	clientChallenge: Buffer,
): Buffer {
	const proof = hmacMd5(key, Buffer.concat([serverChallenge, clientChallenge]));
	return Buffer.concat([proof, clientChallenge]);
}

/** NTLMv2 response and session base key. @see MS-NLMP 3.3.2 */
export function ntlmv2Response(
	key: Buffer,
	serverChallenge: Buffer,
	client: { clientChallenge: Buffer; time: Buffer; targetInfo: Buffer },
): { response: Buffer; sessionKey: Buffer } {
	const blob = Buffer.concat([
		Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
		client.time,
		client.clientChallenge,
		Buffer.alloc(4),
		client.targetInfo,
		Buffer.alloc(4),
	]);
	const proof = hmacMd5(key, Buffer.concat([serverChallenge, blob]));
	return { response: Buffer.concat([proof, blob]), sessionKey: hmacMd5(key, proof) };
}

/**
 * MD5 over `gss_channel_bindings_struct`: four empty address fields, then length and application data.
 * @see MS-NLMP 2.2.2.1 (MsvAvChannelBindings)
 */
export function channelBindingsHash(applicationData: Buffer): Buffer {
	const head = Buffer.alloc(20);
	head.writeUInt32LE(applicationData.length, 16);
	return createHash('md5').update(head).update(applicationData).digest();
}

/** Target information up to its end mark. */
export function parseAvPairs(bytes: Buffer): AvPair[] {
	const pairs: AvPair[] = [];
	for (let at = 0; at + 4 <= bytes.length; ) {
		const id = bytes.readUInt16LE(at);
		const length = bytes.readUInt16LE(at + 2);
		if (id === avId.endOfList) break;
		if (at + 4 + length > bytes.length)
			throw new RangeError('NTLM target information is cut short');
		pairs.push({ id, value: bytes.subarray(at + 4, at + 4 + length) });
		at += 4 + length;
	}
	return pairs;
}

/** The server's attributes, with what the client adds. The server's own are replaced, never repeated. */
function clientTargetInfo(
	server: AvPair[],
	withIntegrityCode: boolean,
	channelBinding: Buffer | undefined,
): Buffer {
	const pairs = server.filter(({ id }) => id !== avId.flags && id !== avId.channelBindings);
	const serverFlags = server.find(({ id }) => id === avId.flags)?.value;
	const given = serverFlags?.length === 4 ? serverFlags.readUInt32LE() : 0;
	if (withIntegrityCode || serverFlags) {
		const value = Buffer.alloc(4);
		value.writeUInt32LE((given | (withIntegrityCode ? micProvided : 0)) >>> 0);
		pairs.push({ id: avId.flags, value });
	}
	if (channelBinding) {
		pairs.push({ id: avId.channelBindings, value: channelBindingsHash(channelBinding) });
	}
	pairs.push({ id: avId.endOfList, value: Buffer.alloc(0) });
	return Buffer.concat(
		pairs.flatMap(({ id, value }) => {
			const head = Buffer.alloc(4);
			head.writeUInt16LE(id);
			head.writeUInt16LE(value.length, 2);
			return [head, value];
		}),
	);
}

/** 100 ns since 1601. */
function fileTime(date: Date): Buffer {
	const time = Buffer.alloc(8);
	time.writeBigUInt64LE((BigInt(date.getTime()) + 11_644_473_600_000n) * 10_000n);
	return time;
}

/**
 * Letter by letter, as Windows does: a letter stays (`ß`, `ı`, `µ`) unless its capital is one letter
 * that leads back to it. The final sigma is the exception.
 * @see https://learn.microsoft.com/windows/win32/fileio/exfat-specification#7251-recommended-up-case-table
 */
function upperCase(text: string): string {
	return Array.from(text, (letter) => {
		const upper = letter.toUpperCase();
		const leadsBack = upper.toLowerCase() === letter || letter === 'ς';
		return upper.length === 1 && leadsBack ? upper : letter;
	}).join('');
}

function utf16(text: string): Buffer {
	return Buffer.from(text, 'utf16le');
}

function hmacMd5(key: Buffer, data: Buffer): Buffer {
	return createHmac('md5', key).update(data).digest();
}
