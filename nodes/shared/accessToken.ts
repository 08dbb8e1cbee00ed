import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	ITriggerFunctions,
} from 'n8n-workflow';
import { ExchangeError } from '../../exchange/errors';
import type { ConnectionSettings } from '../../exchange/settings';
import { modernCredential } from './authentication';

/** Where a node gets its credential from. */
export type CredentialContext = IExecuteFunctions | ILoadOptionsFunctions | ITriggerFunctions;

type TokenSource = Extract<ConnectionSettings['accessToken'], (...options: never[]) => unknown>;

/** OAuth's error codes. The rest of such an error may hold secrets and is not shown. */
const reasonPattern =
	/\b(invalid_grant|invalid_client|invalid_request|invalid_scope|unauthorized_client|interaction_required|consent_required|access_denied|temporarily_unavailable|AADSTS\d+|MSIS\d+)\b/;

/**
 * The token that n8n keeps in the credential. A refused one is renewed by n8n, which stores the new one
 * and lets only one of several workflows renew it.
 */
export function tokensOf(context: CredentialContext): TokenSource {
	return async ({ refresh }) => {
		if (!refresh) return storedToken(await context.getCredentials(modernCredential));
		const { refreshOAuth2Token } = context.helpers as Partial<typeof context.helpers>;
		if (!refreshOAuth2Token) {
			throw reconnect('The access token was refused, and this version of n8n can not renew it');
		}
		const renewal = refreshOAuth2Token.call(context as IExecuteFunctions, modernCredential);
		const renewed: unknown = await renewal.catch((error: unknown) => {
			throw reconnect(`The access token could not be renewed${reasonOf(error)}`);
		});
		const token = tokenIn(renewed);
		if (token) return token;
		throw reconnect('The authorization server gave no access token');
	};
}

/**
 * For the Test button, which gets the credential but can't renew its token. n8n 2 asks no node about OAuth2
 * credentials: it only looks whether there is a token.
 */
export function testedToken(data: ICredentialDataDecryptedObject): TokenSource {
	return async ({ refresh }) => {
		if (!refresh) return storedToken(data);
		throw reconnect(
			'The access token was refused. If it has only expired, the next workflow renews it by itself',
		);
	};
}

function storedToken({ oauthTokenData }: ICredentialDataDecryptedObject): string {
	const token = tokenIn(oauthTokenData);
	if (token) return token;
	throw reconnect('The credential is not connected: the service account has not signed in yet');
}

function tokenIn(data: unknown): string | undefined {
	const token = (data as IDataObject | undefined)?.access_token;
	return typeof token === 'string' && token !== '' ? token : undefined;
}

function reasonOf(error: unknown): string {
	const text = JSON.stringify([
		(error as Error | undefined)?.message,
		(error as { body?: { error?: unknown } } | undefined)?.body?.error,
	]);
	const [reason] = reasonPattern.exec(text) ?? [];
	return reason ? ` (${reason})` : '';
}

function reconnect(message: string): ExchangeError {
	return new ExchangeError('signIn', message, {
		remedyBy: 'you',
		remedy:
			'Open the credential in n8n and connect it again as the service account. If it needs that often, check that the scope holds offline_access and how long the authorization server lets refresh tokens live.',
	});
}
