import type { Account } from '../contracts';
import type { SignInRecord } from './signIns';

/**
 * Checks `Authorization: Basic`. Credentials are UTF-8, or Latin-1 as older clients send them.
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
export function acceptBasic(token: Buffer, signIns: SignInRecord): Account | undefined {
	for (const encoding of ['utf8', 'latin1'] as const) {
		const text = token.toString(encoding);
		const colon = text.indexOf(':');
		const account = colon < 0 ? undefined : signIns.find(text.slice(0, colon));
		if (account?.password === text.slice(colon + 1)) {
			signIns.record(account, 'ok');
			return signIns.mayEnter(account) ? account : undefined;
		}
	}
	const user = token.toString('utf8').split(':')[0];
	const account = signIns.find(user);
	if (account) signIns.record(account, 'wrongPassword');
	return undefined;
}
