import { av, flags } from './flags';

/** What a client answers to a challenge (Type 3), MS-NLMP 2.2.1.3. */
export interface AuthenticateMessage {
	raw: Buffer;
	user: string;
	domain: string;
	/** First 16 bytes of the NTLMv2 response. */
	proof: Buffer;
	/** The rest of the NTLMv2 response: time, client challenge, AV pairs. */
	blob: Buffer;
	/** AV pairs of the blob, by id. */
	pairs: Map<number, Buffer>;
	encryptedSessionKey: Buffer;
	flags: number;
}

export const micOffset = 72;
export const micLength = 16;

/** Kind of an NTLM message: 1, 2 or 3; undefined when it is none. */
export function messageType(token: Buffer): number | undefined {
	if (token.length < 16 || token.toString('latin1', 0, 8) !== 'NTLMSSP\0') return undefined;
	return token.readUInt32LE(8);
}

/** Flags of a Type 1 message; 32 bytes without a version are enough. */
export function negotiateFlags(token: Buffer): number {
	return token.readUInt32LE(12);
}

/** @throws RangeError when it is cut off or carries no NTLMv2 response (NTLMv1, LM and anonymous are refused) */
export function readAuthenticateMessage(raw: Buffer, challengeFlags: number): AuthenticateMessage {
	if (raw.length < 64) throw new RangeError('A Type 3 message has at least 64 bytes');
	const response = field(raw, 20);
	if (response.length < 48 || response[16] !== 1) {
		throw new RangeError('Only NTLMv2 responses are accepted');
	}
	const messageFlags = raw.readUInt32LE(60);
	const unicode = ((messageFlags || challengeFlags) & flags.unicode) !== 0;
	const text = (at: number) => field(raw, at).toString(unicode ? 'utf16le' : 'latin1');
	const blob = response.subarray(16);
	return {
		raw,
		domain: text(28),
		user: text(36),
		proof: response.subarray(0, 16),
		blob,
		pairs: readPairs(blob.subarray(28)),
		encryptedSessionKey: field(raw, 52),
		flags: messageFlags,
	};
}

/** AV pairs up to the end mark. */
export function readPairs(bytes: Buffer): Map<number, Buffer> {
	const pairs = new Map<number, Buffer>();
	for (let at = 0; at + 4 <= bytes.length; ) {
		const id = bytes.readUInt16LE(at);
		const length = bytes.readUInt16LE(at + 2);
		if (id === av.end) return pairs;
		if (at + 4 + length > bytes.length) break;
		pairs.set(id, bytes.subarray(at + 4, at + 4 + length));
		at += 4 + length;
	}
	throw new RangeError('The AV pairs have no end');
}

function field(message: Buffer, at: number): Buffer {
	const length = message.readUInt16LE(at);
	const offset = message.readUInt32LE(at + 4);
	if (length > 0 && offset + length > message.length) {
		throw new RangeError('A field lies outside the message');
	}
	return message.subarray(offset, offset + length);
}
