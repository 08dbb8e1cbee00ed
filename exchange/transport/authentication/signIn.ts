import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ExchangeError } from '../../errors';
import type { ResolvedSettings } from '../../resolveSettings';
import type { HttpConnection, WireAnswer, WireRequest } from '../httpConnection';
import { AccountGate, orAborted } from './accountGate';
import { basicAuthorization } from './basic';
import { BearerToken } from './bearer';
import { parseChallenges, type Challenge } from './challenges';
import { serverEndPointBinding } from './channelBinding';
import { authenticateMessage, negotiateMessage, ntlmAccount, parseChallenge } from './ntlm';
import { noToken, signInRefused, type SignInProblem, type SignInScheme } from './signInRefused';

export type Account = Pick<
	ResolvedSettings,
	'user' | 'password' | 'accessToken' | 'authScheme' | 'channelBinding'
>;

/** Strongest first. Raw NTLM is surer under its own name than inside Negotiate. */
const strength: readonly SignInScheme[] = ['ntlm', 'negotiate', 'basic'];

/**
 * Signs requests in at one server: learns what it offers, signs in each connection (NTLM) or each
 * request (Basic, Bearer), and never falls back to a weaker scheme after a refusal.
 */
export class SignIn {
	private scheme?: SignInScheme | 'anonymous';
	private discovery?: Promise<void>;
	private readonly gate = new AccountGate();
	private readonly token?: BearerToken;
	/** Sockets that NTLM signed in. */
	private readonly signedIn = new WeakSet<Socket>();

	constructor(private readonly account: Account) {
		if (account.accessToken) {
			this.token = new BearerToken(account.accessToken);
			this.scheme = 'bearer';
		} else if (account.authScheme !== 'auto') {
			this.scheme = account.authScheme;
		}
	}

	/**
	 * Sends a request over `connection` as the account.
	 * @returns the answer, whatever its status but 401
	 * @throws SignInRefused
	 */
	async send(connection: HttpConnection, request: WireRequest): Promise<WireAnswer> {
		this.gate.check();
		const scheme = this.scheme ?? (await this.discover(connection, request));
		switch (scheme) {
			case 'bearer':
				return await this.withToken(connection, request);
			case 'basic':
				return await this.withPassword(connection, request);
			case 'ntlm':
			case 'negotiate':
				return await this.overSignedInConnection(connection, request, scheme);
			case 'anonymous':
				return await this.withoutSignIn(connection, request);
		}
	}

	/** Asks for the schemes with an empty request, once for all who want to know. */
	private async discover(
		connection: HttpConnection,
		request: WireRequest,
	): Promise<SignInScheme | 'anonymous'> {
		while (!this.scheme) {
			const { discovery } = this;
			if (!discovery) {
				this.discovery = this.askForSchemes(connection, request).finally(() => {
					this.discovery = undefined;
				});
				await this.discovery;
				break;
			}
			// Whether it failed is the business of who asked; the next in line asks again.
			await orAborted(
				discovery.catch(() => {}),
				request.signal,
			);
		}
		return this.scheme ?? 'anonymous';
	}

	private async askForSchemes(connection: HttpConnection, request: WireRequest): Promise<void> {
		const answer = await connection.exchange(emptied(request));
		await connection.drain(answer, request);
		if (answer.status === 401) this.scheme = this.strongest(answer);
		// A balancer's 503 or a redirect says nothing about how Exchange wants people to sign in.
		else if (answer.status < 300 || (answer.status >= 400 && answer.status < 500)) {
			this.scheme = 'anonymous';
		}
	}

	private strongest(answer: WireAnswer): SignInScheme {
		const offered = parseChallenges(answer.challenges).map(({ scheme }) => scheme);
		const allowed = this.account.authScheme === 'ntlm' ? strength.slice(0, 2) : strength;
		const scheme = allowed.find((candidate) => offered.includes(candidate));
		if (!scheme) throw this.refusal(answer, 'noCommonScheme');
		return scheme;
	}

	private async withoutSignIn(
		connection: HttpConnection,
		request: WireRequest,
	): Promise<WireAnswer> {
		const answer = await connection.exchange(request);
		if (answer.status !== 401) return answer;
		await connection.drain(answer, request);
		this.scheme = this.strongest(answer);
		return await this.send(connection, request);
	}

	private async withPassword(
		connection: HttpConnection,
		request: WireRequest,
	): Promise<WireAnswer> {
		const { user, password = '' } = this.account;
		const attempt = await this.gate.enter(request.signal);
		try {
			const authorization = basicAuthorization(user, password);
			const answer = await connection.exchange(withHeader(request, authorization));
			if (answer.status !== 401) {
				if (provesSignIn(answer.status)) attempt.accepted();
				return answer;
			}
			const offered = parseChallenges(answer.challenges).map(({ scheme }) => scheme);
			const problem =
				offered.includes('basic') || offered.length === 0 ? 'refused' : 'noCommonScheme';
			const refusal = this.refusal(answer, problem, 'basic');
			attempt.refused(refusal);
			await connection.drain(answer, request);
			throw refusal;
		} finally {
			attempt.undecided();
		}
	}

	private async withToken(connection: HttpConnection, request: WireRequest): Promise<WireAnswer> {
		const token = this.token!;
		const authorization = await this.tokenOr(token.authorization(), connection, request);
		const answer = await connection.exchange(withHeader(request, authorization));
		if (answer.status !== 401) return answer;
		await connection.drain(answer, request);
		const renewed = await this.tokenOr(
			token.refreshedAuthorization(authorization),
			connection,
			request,
		);
		const second = await connection.exchange(withHeader(request, renewed));
		if (second.status !== 401) return second;
		await connection.drain(second, request);
		throw this.refusal(second, 'refused', 'bearer');
	}

	private async tokenOr(
		authorization: Promise<string>,
		{ origin }: HttpConnection,
		{ signal }: WireRequest,
	): Promise<string> {
		const value = authorization.catch((error: unknown) => {
			throw error instanceof ExchangeError ? error : noToken(error, origin);
		});
		return await orAborted(value, signal);
	}

	private async overSignedInConnection(
		connection: HttpConnection,
		request: WireRequest,
		scheme: 'ntlm' | 'negotiate',
	): Promise<WireAnswer> {
		const socket = await connection.ready(request.signal);
		if (this.signedIn.has(socket)) {
			const answer = await connection.exchange(request);
			if (answer.status !== 401) return answer;
			// Some servers forget a connection after a while, or after every request.
			await connection.drain(answer, request);
			this.signedIn.delete(answer.socket);
		}
		return await this.handshake(connection, request, scheme);
	}

	/** Negotiate, challenge, authenticate; the request itself travels with the last. */
	private async handshake(
		connection: HttpConnection,
		request: WireRequest,
		scheme: 'ntlm' | 'negotiate',
	): Promise<WireAnswer> {
		const header = scheme === 'ntlm' ? 'NTLM' : 'Negotiate';
		const negotiate = negotiateMessage();
		const first = await connection.exchange(
			withHeader(emptied(request), `${header} ${negotiate.toString('base64')}`),
		);
		await connection.drain(first, request);
		if (first.status !== 401) {
			const answer = await connection.exchange(request);
			if (answer.status !== 401) return answer;
			await connection.drain(answer, request);
			throw this.refusal(answer, 'connectionNotKept', scheme);
		}
		const token = tokenOf(parseChallenges(first.challenges), scheme);
		if (!token) {
			const next = this.strongest(first);
			if (next === scheme || next === 'basic' || next === 'bearer') {
				throw this.refusal(first, next === scheme ? 'connectionNotKept' : 'noCommonScheme', scheme);
			}
			this.scheme = next;
			return await this.handshake(connection, request, next as 'ntlm' | 'negotiate');
		}
		const binding = this.channelBinding(first.socket);
		const attempt = await this.gate.enter(request.signal);
		try {
			const { user, password = '' } = this.account;
			let authenticate: Buffer;
			try {
				authenticate = authenticateMessage(
					ntlmAccount(user, password),
					negotiate,
					parseChallenge(token),
					{ channelBinding: binding },
				);
			} catch (error) {
				const problem = error instanceof RangeError ? 'badChallenge' : 'noMd5';
				throw this.refusal(first, problem, scheme);
			}
			if (connection.currentSocket !== first.socket) {
				throw this.refusal(first, 'connectionNotKept', scheme);
			}
			const answer = await connection.exchange({
				...withHeader(request, `${header} ${authenticate.toString('base64')}`),
				onlyOver: first.socket,
			});
			if (answer.status !== 401) {
				if (provesSignIn(answer.status)) {
					attempt.accepted();
					this.signedIn.add(answer.socket);
				}
				return answer;
			}
			const refusal = this.refusal(answer, 'refused', scheme, binding !== undefined);
			attempt.refused(refusal);
			await connection.drain(answer, request);
			throw refusal;
		} finally {
			attempt.undecided();
		}
	}

	private channelBinding(socket: Socket): Buffer | undefined {
		if (this.account.channelBinding === 'off' || !(socket instanceof TLSSocket)) return undefined;
		const { raw } = socket.getPeerCertificate();
		return raw && serverEndPointBinding(raw);
	}

	private refusal(
		answer: WireAnswer,
		problem: SignInProblem,
		scheme?: SignInScheme,
		channelBindingSent = false,
	) {
		const user = this.token ? '' : this.account.user;
		return signInRefused({ answer, problem, scheme, user, channelBindingSent });
	}
}

/** Same place, no content: what NTLM's first message travels with. Changes nothing on the server. */
function emptied(request: WireRequest): WireRequest {
	return { ...request, body: request.body && Buffer.alloc(0), repeatable: true };
}

function withHeader(request: WireRequest, authorization: string): WireRequest {
	return { ...request, headers: { ...request.headers, authorization } };
}

/** A gateway's 502–504 and redirects may come from a machine that never saw the account. */
function provesSignIn(status: number): boolean {
	return status < 300 || (status >= 400 && status !== 407 && (status < 502 || status > 504));
}

function tokenOf(challenges: Challenge[], scheme: string): Buffer | undefined {
	const token = challenges.find((challenge) => challenge.scheme === scheme)?.token;
	return token === undefined ? undefined : Buffer.from(token, 'base64');
}
