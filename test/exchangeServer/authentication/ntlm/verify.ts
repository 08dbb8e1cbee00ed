import { createHmac, timingSafeEqual } from 'node:crypto';
import { md4 } from '../md4';
import { rc4 } from '../rc4';
import { type AuthenticateMessage, micLength, micOffset } from './authenticateMessage';
import type { Challenge } from './challenge';
import { channelBindingHash } from './channelBinding';
import { av, flags } from './flags';

export type Verdict =
	| 'ok'
	| 'wrongPassword'
	| 'wrongIntegrityCode'
	| 'noChannelBinding'
	| 'wrongChannelBinding';

export interface Verification {
	message: AuthenticateMessage;
	challenge: Challenge;
	/** The Type 1 message as it came. */
	negotiate: Buffer;
	password: string;
	extendedProtection: 'off' | 'allow' | 'require';
	/** DER; absent without TLS, where there is nothing to bind to. */
	serverCertificate?: Buffer;
}

const micPresent = 0x2;

/** Checks proof, integrity code and channel binding as Windows does, MS-NLMP 3.2.5.1.2. */
export function verify(verification: Verification): Verdict {
	const { message, challenge } = verification;
	const key = passwordKey(verification.password, message.user, message.domain);
	const proof = hmacMd5(key, challenge.serverChallenge, message.blob);
	if (!timingSafeEqual(proof, message.proof)) return 'wrongPassword';
	if (!integrityHolds(verification, hmacMd5(key, message.proof))) return 'wrongIntegrityCode';
	return channelBindingVerdict(verification);
}

/** NTOWFv2: the domain counts as the client wrote it, the user in upper case. */
function passwordKey(password: string, user: string, domain: string): Buffer {
	const identity = Buffer.from(user.toUpperCase() + domain, 'utf16le');
	return hmacMd5(md4(Buffer.from(password, 'utf16le')), identity);
}

function integrityHolds({ message, challenge, negotiate }: Verification, sessionKey: Buffer) {
	const avFlags = message.pairs.get(av.flags)?.readUInt32LE(0) ?? 0;
	if ((avFlags & micPresent) === 0) return true;
	if (message.raw.length < micOffset + micLength) return false;
	const wrapped = (message.flags & flags.keyExchange) !== 0;
	const exportedKey = wrapped ? rc4(sessionKey, message.encryptedSessionKey) : sessionKey;
	const blanked = Buffer.from(message.raw);
	blanked.fill(0, micOffset, micOffset + micLength);
	const expected = hmacMd5(exportedKey, negotiate, challenge.message, blanked);
	return timingSafeEqual(expected, message.raw.subarray(micOffset, micOffset + micLength));
}

function channelBindingVerdict(verification: Verification): Verdict {
	const { message, extendedProtection, serverCertificate } = verification;
	if (extendedProtection === 'off' || !serverCertificate) return 'ok';
	const sent = message.pairs.get(av.channelBindings);
	if (!sent || sent.every((byte) => byte === 0)) {
		return extendedProtection === 'require' ? 'noChannelBinding' : 'ok';
	}
	return sent.equals(channelBindingHash(serverCertificate)) ? 'ok' : 'wrongChannelBinding';
}

function hmacMd5(key: Buffer, ...parts: Buffer[]): Buffer {
	const hmac = createHmac('md5', key);
	for (const part of parts) hmac.update(part);
	return hmac.digest();
}
