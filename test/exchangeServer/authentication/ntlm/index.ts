import { randomBytes } from 'node:crypto';
import type { Connection } from '../../contracts';
import type { SignInRecord } from '../signIns';
import { messageType, negotiateFlags, readAuthenticateMessage } from './authenticateMessage';
import { challengeFor, type Challenge, type ChallengeNames } from './challenge';
import { verify } from './verify';

export interface NtlmOptions {
	names: ChallengeNames;
	extendedProtection: 'off' | 'allow' | 'require';
	signIns: SignInRecord;
	now: () => Date;
}

interface Handshake {
	negotiate: Buffer;
	challenge: Challenge;
}

export type NtlmStep =
	/** Send this Type 2 message with a 401. */
	| { kind: 'challenge'; token: string }
	| { kind: 'accepted'; accountName: string }
	| { kind: 'refused' };

/** The server's side of an NTLM sign-in; it belongs to one connection, whose requests it lets through from then on. */
export function acceptNtlm(token: Buffer, connection: Connection, options: NtlmOptions): NtlmStep {
	switch (messageType(token)) {
		case 1: {
			const challenge = challengeFor(
				negotiateFlags(token),
				options.names,
				randomBytes(8),
				options.now(),
			);
			connection.state.set('ntlm', { negotiate: token, challenge } satisfies Handshake);
			return { kind: 'challenge', token: challenge.message.toString('base64') };
		}
		case 3: {
			const handshake = connection.state.get('ntlm') as Handshake | undefined;
			// A challenge is good for one answer.
			connection.state.delete('ntlm');
			return handshake ? answered(token, handshake, connection, options) : { kind: 'refused' };
		}
		default:
			return { kind: 'refused' };
	}
}

function answered(
	token: Buffer,
	{ negotiate, challenge }: Handshake,
	connection: Connection,
	{ extendedProtection, signIns }: NtlmOptions,
): NtlmStep {
	let message;
	try {
		message = readAuthenticateMessage(token, challenge.flags);
	} catch {
		return { kind: 'refused' };
	}
	const name = message.domain === '' ? message.user : `${message.domain}\\${message.user}`;
	const account = signIns.find(name);
	if (!account) return { kind: 'refused' };
	const verdict = verify({
		message,
		challenge,
		negotiate,
		password: account.password,
		extendedProtection,
		serverCertificate: connection.serverCertificate,
	});
	signIns.record(account, verdict === 'ok' ? 'ok' : verdict);
	if (verdict !== 'ok' || !signIns.mayEnter(account)) return { kind: 'refused' };
	return { kind: 'accepted', accountName: account.accountName };
}
