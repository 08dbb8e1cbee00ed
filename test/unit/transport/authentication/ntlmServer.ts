import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import {
	ntowfv2,
	type AvPair,
	type NtlmAccount,
} from '../../../../exchange/transport/authentication/ntlm';
import type { Answer } from '../server';

/** The attributes that an Exchange server sends, in its order, without AvFlags. */
export function exchangeTargetInfo(): AvPair[] {
	const text = (id: number, value: string) => ({ id, value: Buffer.from(value, 'utf16le') });
	return [
		text(2, 'ENYOI'),
		text(1, 'MAIL01'),
		text(4, 'enyoi.example'),
		text(3, 'mail01.enyoi.example'),
		text(5, 'enyoi.example'),
		{ id: 7, value: Buffer.from('7be73fc30bdecd01', 'hex') },
	];
}

/** A CHALLENGE_MESSAGE; without attributes it has none at all, as Samba's. */
export function challengeMessage(
	attributes: AvPair[],
	{ flags = 0xa2898205 }: { flags?: number } = {},
): Buffer {
	const info = Buffer.concat(
		[...attributes, ...(attributes.length > 0 ? [{ id: 0, value: Buffer.alloc(0) }] : [])].flatMap(
			({ id, value }) => {
				const head = Buffer.alloc(4);
				head.writeUInt16LE(id);
				head.writeUInt16LE(value.length, 2);
				return [head, value];
			},
		),
	);
	const target = Buffer.from('ENYOI', 'utf16le');
	const message = Buffer.alloc(56);
	message.write('NTLMSSP\0', 'latin1');
	message.writeUInt32LE(2, 8);
	message.writeUInt16LE(target.length, 12);
	message.writeUInt16LE(target.length, 14);
	message.writeUInt32LE(56, 16);
	message.writeUInt32LE(flags >>> 0, 20);
	message.write('0123456789abcdef', 24, 'hex');
	message.writeUInt16LE(info.length, 40);
	message.writeUInt16LE(info.length, 42);
	message.writeUInt32LE(56 + target.length, 44);
	return Buffer.concat([message, target, info]);
}

/** The content of a field whose length and offset stand at `at`. */
export function field(message: Buffer, at: number): Buffer {
	const offset = message.readUInt32LE(at + 4);
	return message.subarray(offset, offset + message.readUInt16LE(at));
}

/** Answers as IIS with Windows authentication; each connection signs in by itself. */
export function windowsAuthentication(account: NtlmAccount, options: WindowsOptions = {}) {
	const { scheme = 'NTLM', offers = [scheme], forgets = () => false } = options;
	const signedIn = new WeakSet<Socket>();
	const seen = { negotiate: 0, authenticate: 0, anonymous: 0 };
	const answer: Answer = (request, response) => {
		const refuse = (challenges: string[], headers = {}) => {
			response.writeHead(401, { 'WWW-Authenticate': challenges, ...headers });
			response.end('<html>401</html>');
		};
		const { authorization } = request.headers;
		if (authorization === undefined) {
			if (signedIn.has(request.socket) && !forgets()) {
				response.end(`ok ${request.content}`);
				return;
			}
			seen.anonymous++;
			refuse(offers);
			return;
		}
		const [name, token] = authorization.split(' ');
		const message = Buffer.from(token, 'base64');
		if (name !== scheme) {
			refuse(offers);
		} else if (message.readUInt32LE(8) === 1) {
			seen.negotiate++;
			const challenge = challengeMessage(exchangeTargetInfo()).toString('base64');
			refuse([`${scheme} ${challenge}`]);
		} else {
			seen.authenticate++;
			const response24 = field(message, 20);
			const proof = createHmac('md5', ntowfv2(account))
				.update(Buffer.from('0123456789abcdef', 'hex'))
				.update(response24.subarray(16))
				.digest();
			if (proof.equals(response24.subarray(0, 16))) {
				signedIn.add(request.socket);
				response.end(`ok ${request.content}`);
			} else {
				refuse(offers, { 'x-ms-diagnostics': '4000000;reason="wrong password"' });
			}
		}
	};
	return { answer, seen };
}

interface WindowsOptions {
	scheme?: 'NTLM' | 'Negotiate';
	offers?: string[];
	/** True when a signed-in connection is asked to sign in again. */
	forgets?: () => boolean;
}
