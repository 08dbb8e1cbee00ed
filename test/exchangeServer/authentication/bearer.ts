import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from '../contracts';
import type { SignInRecord } from './signIns';

/** Shared by the test Exchange and the authorization servers of tests; signs nothing outside them. */
const signingKey = 'enyoi.example test authorization server';

/** The application id under which Microsoft registers Exchange. */
const exchangeApplication = '00000002-0000-0ff1-ce00-000000000000';

export interface AccessTokenClaims {
	/** UPN of the account; leave out for an application's own token, which Exchange on premises refuses. */
	user?: string;
	/** Host that the token is for, such as `mail.enyoi.example`. */
	audience?: string;
	issuedAt: Date;
	/** Default 3600. */
	lifetimeSeconds?: number;
	scope?: string;
}

/** A token as Entra ID or AD FS issues it: a JWT. */
export function issueAccessToken(claims: AccessTokenClaims): string {
	const { user, audience = 'localhost', issuedAt, lifetimeSeconds = 3600 } = claims;
	const issued = Math.floor(issuedAt.getTime() / 1000);
	const header = encode({ typ: 'JWT', alg: 'HS256' });
	const payload = encode({
		aud: `https://${audience}/`,
		iss: 'https://adfs.enyoi.example/adfs',
		iat: issued,
		nbf: issued,
		exp: issued + lifetimeSeconds,
		scp: claims.scope ?? 'EWS.AccessAsUser.All',
		...(user === undefined ? { appid: 'f0b5c1de-6f0f-4b49-8f5c-3a0b7f1e2d9c' } : { upn: user }),
	});
	return `${header}.${payload}.${signature(`${header}.${payload}`)}`;
}

export type BearerOutcome =
	| { account: Account }
	/** Value of x-ms-diagnostics. */
	| { diagnostics: string };

/** Checks `Authorization: Bearer`. */
export function acceptBearer(
	token: string,
	signIns: SignInRecord,
	{ audience, now }: { audience?: string; now: Date },
): BearerOutcome {
	const [header, payload, sign] = token.split('.');
	if (!sign || !sameText(sign, signature(`${header}.${payload}`))) {
		return refused(2000000, 'The token has an invalid signature.', 'invalid_signature');
	}
	const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<
		string,
		unknown
	>;
	if (Number(claims.exp) * 1000 <= now.getTime()) {
		return refused(2000001, 'The token has expired.', 'invalid_token');
	}
	if (audience !== undefined && claims.aud !== `https://${audience}/`) {
		return refused(
			2000003,
			`The hostname component of the audience claim value '${String(claims.aud)}' is invalid.`,
			'invalid_resource',
		);
	}
	if (typeof claims.upn !== 'string') {
		return refused(
			2000004,
			"This token profile 'V1S2SAppOnly' is not applicable for the current protocol.",
			'invalid_token',
		);
	}
	const account = signIns.find(claims.upn);
	if (!account || !signIns.mayEnter(account)) {
		return refused(
			2000005,
			'The user specified by the user-context in the token does not exist.',
			'invalid_user',
		);
	}
	signIns.record(account, 'ok');
	return { account };
}

/** WWW-Authenticate of an Exchange with modern authentication. */
export function bearerChallenge(domain: string, error?: string): string {
	const parts = [
		`client_id="${exchangeApplication}"`,
		`trusted_issuers="00000001-0000-0000-c000-000000000000@${domain}"`,
		'token_types="app_asserted_user_v1 service_asserted_app_v1"',
		`authorization_uri="https://adfs.${domain}/adfs/oauth2/authorize"`,
		...(error === undefined ? [] : [`error="${error}"`]),
	];
	return `Bearer ${parts.join(', ')}`;
}

function refused(code: number, reason: string, category: string): BearerOutcome {
	return { diagnostics: `${code};reason="${reason}";error_category="${category}"` };
}

function signature(text: string): string {
	return createHmac('sha256', signingKey).update(text).digest('base64url');
}

function sameText(a: string, b: string): boolean {
	return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
