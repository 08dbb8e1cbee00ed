import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { issueAccessToken } from '../exchangeServer/authentication';

export interface AuthorizationServerOptions {
	/** UPN of whom signs in: there is no form, the sign-in has just happened. */
	user: string;
	clientId?: string;
	/** Asked for at the token endpoint when given; a public client otherwise. */
	clientSecret?: string;
	/** The identifier that authorization requests have to name as `resource`; any when absent. */
	resource?: string;
	/** The clock. Default: the real one. */
	now?: () => Date;
}

export interface AuthorizationServer {
	/** As AD FS has them. */
	authorizationUrl: string;
	tokenUrl: string;
	clientId: string;
	/** Lifetime of the access tokens that are issued from now on. */
	lifetimeSeconds: number;
	/** What came to the token endpoint, oldest first. */
	tokenRequests: Array<Record<string, string>>;
	/** What came to the authorization endpoint, oldest first. */
	authorizationRequests: Array<Record<string, string>>;
	/** Takes all refresh tokens back, as an administrator does. */
	revoke(): void;
	/** What the token endpoint gives a client for a sign-in that went well. */
	signIn(): TokenAnswer;
	close(): Promise<void>;
}

export interface TokenAnswer {
	access_token: string;
	refresh_token: string;
	token_type: 'Bearer';
	expires_in: number;
}

interface Code {
	redirectUri: string;
	challenge?: string;
}

/** A refusal in OAuth's words. */
class OAuthFault extends Error {}

/**
 * The two endpoints of an authorization server, for the code flow with PKCE. Codes and refresh tokens are
 * good for one use; what it issues is what the test Exchange accepts.
 * @see https://www.rfc-editor.org/rfc/rfc7636
 */
export async function startAuthorizationServer(
	options: AuthorizationServerOptions,
): Promise<AuthorizationServer> {
	const { user, clientId = 'n8n-client', clientSecret, now = () => new Date() } = options;
	const codes = new Map<string, Code>();
	const refreshTokens = new Set<string>();

	const issue = (): TokenAnswer => {
		const refreshToken = randomBytes(24).toString('base64url');
		refreshTokens.add(refreshToken);
		const { lifetimeSeconds } = running;
		return {
			access_token: issueAccessToken({ user, issuedAt: now(), lifetimeSeconds }),
			refresh_token: refreshToken,
			token_type: 'Bearer',
			expires_in: lifetimeSeconds,
		};
	};

	const authorize = (query: Record<string, string>): string => {
		demand('unauthorized_client', query.client_id === clientId);
		demand('unsupported_response_type', query.response_type === 'code');
		demand('invalid_request', Boolean(query.redirect_uri && query.scope));
		demand('invalid_resource', !options.resource || query.resource === options.resource);
		const { code_challenge: challenge, code_challenge_method: method } = query;
		demand('invalid_request', challenge === undefined || method === 'S256');
		demand('invalid_request', challenge !== undefined || clientSecret !== undefined);
		const code = randomBytes(24).toString('base64url');
		codes.set(code, { redirectUri: query.redirect_uri, challenge });
		const back = new URL(query.redirect_uri);
		back.searchParams.set('code', code);
		back.searchParams.set('state', query.state);
		return back.href;
	};

	const exchange = (body: Record<string, string>): TokenAnswer => {
		demand('invalid_client', body.client_id === clientId);
		demand('invalid_client', body.client_secret === clientSecret);
		if (body.grant_type === 'refresh_token') {
			demand('invalid_grant', refreshTokens.delete(body.refresh_token));
			return issue();
		}
		demand('unsupported_grant_type', body.grant_type === 'authorization_code');
		const code = codes.get(body.code);
		codes.delete(body.code);
		if (!code) throw new OAuthFault('invalid_grant');
		demand('invalid_grant', code.redirectUri === body.redirect_uri);
		demand(
			'invalid_grant',
			code.challenge === undefined || code.challenge === challengeOf(body.code_verifier),
		);
		return issue();
	};

	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const url = new URL(request.url ?? '/', 'http://localhost');
		const json = (status: number, body: object) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		try {
			if (url.pathname === '/adfs/oauth2/authorize') {
				const query = Object.fromEntries(url.searchParams);
				running.authorizationRequests.push(query);
				response.writeHead(302, { location: authorize(query) }).end();
			} else if (url.pathname === '/adfs/oauth2/token' && request.method === 'POST') {
				const body = Object.fromEntries(new URLSearchParams(await textOf(request)));
				running.tokenRequests.push(body);
				json(200, exchange(body));
			} else {
				json(404, {});
			}
		} catch (error) {
			json(400, { error: error instanceof OAuthFault ? error.message : 'server_error' });
		}
	};

	const server = createServer((request, response) => void answer(request, response));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/adfs/oauth2`;
	const running: AuthorizationServer = {
		authorizationUrl: `${base}/authorize`,
		tokenUrl: `${base}/token`,
		clientId,
		lifetimeSeconds: 3600,
		tokenRequests: [],
		authorizationRequests: [],
		revoke: () => refreshTokens.clear(),
		signIn: issue,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return running;
}

function demand(error: string, condition: boolean): asserts condition {
	if (!condition) throw new OAuthFault(error);
}

function challengeOf(verifier = ''): string {
	return createHash('sha256').update(verifier).digest('base64url');
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
