import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ExchangeError } from '../../errors';
import type { ResolvedSettings } from '../../settings';
import { concealing, type Conceal } from '../conceal';
import type { HttpConnection, WireAnswer, WireRequest } from '../httpConnection';
import { orAborted } from '../orAborted';
import { AccountGate, type Attempt } from './accountGate';
import { basicAuthorization } from './basic';
import { BearerToken } from './bearer';
import { parseChallenges, tokenOf } from './challenges';
import { serverEndPointBinding } from './channelBinding';
import { authenticateMessage, negotiateMessage, ntlmAccount, parseChallenge } from './ntlm';
import { refusedAccounts, RefusedAccounts, type ShownAccount } from './refusedAccounts';
import { emptied, mailboxOf, provesSignIn, question, withHeader } from './signInRequests';
import {
	noToken,
	refusedBefore,
	RefusedForMailbox,
	SignInPaused,
	signInRefused,
	type SignInRefused,
	type SignInProblem,
	type SignInScheme,
} from './signInRefused';

export type Account = ShownAccount & Pick<ResolvedSettings, 'accessToken'>;

/** Strongest first. Raw NTLM is surer under its own name than inside Negotiate. */
const strength: readonly SignInScheme[] = ['ntlm', 'negotiate', 'basic'];

/** More mailboxes for which the account was refused are not remembered. */
const maxRefusedMailboxes = 1000;

/** How a secret is shown, and whether that is bound to the TLS connection. */
interface Showing {
	bound: boolean;
	exchange: (request: WireRequest) => Promise<WireAnswer>;
}

/**
 * Signs requests in at one server: learns what it offers, signs in each connection (NTLM) or each
 * request (Basic, Bearer), and never falls back to a weaker scheme after a refusal.
 */
export class SignIn {
	private scheme?: SignInScheme | 'anonymous';
	private discovery?: Promise<void>;
	private readonly gate: AccountGate;
	private readonly token?: BearerToken;
	/** Sockets that NTLM signed in. */
	private readonly signedIn = new WeakSet<Socket>();

	private hasAsked = false;
	/** Mailboxes for which an account that was let in before was refused. */
	private readonly refusedMailboxes = new Set<string>();
	private readonly conceal: Conceal;

	constructor(
		private readonly account: Account,
		/** Scheme, host and port. */
		server: string,
		/** True while more requests wait than there are connections. */
		private readonly isCrowded: () => boolean = () => false,
	) {
		this.conceal = concealing(account);
		const user = account.accessToken ? '' : account.user;
		// A token is renewed, so that a refused one says nothing of the next.
		const memory = account.accessToken ? new RefusedAccounts() : refusedAccounts;
		this.gate = new AccountGate(
			{ paused: (milliseconds) => new SignInPaused(user, milliseconds), refusedBefore },
			memory.at(account, server),
		);
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
		else if (answer.status < 300 || (answer.status >= 400 && answer.status <= 500)) {
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
		// Also while the first verdict is awaited: then all connections stand once it is there.
		await connection.ready(request.signal);
		const { user, password = '' } = this.account;
		const authorization = basicAuthorization(user, password);
		return await this.show(connection, request, 'basic', {
			bound: false,
			exchange: async (shown) => await connection.exchange(withHeader(shown, authorization)),
		});
	}

	/**
	 * Shows the account's secret. The request goes along with it, unless many wait for the verdict:
	 * then a short question goes first, so that they don't wait for a long answer. It also goes first after a
	 * refusal of an account that was let in before, to find out whether that was about the mailbox alone: the
	 * server that holds it may refuse what the front end passes on.
	 * @see https://support.microsoft.com/topic/outlook-anywhere-users-prompted-for-credentials-when-they-try-to-connect-to-exchange-server-2013-or-exchange-server-2016-07ec2dce-059f-c817-8650-47c62b9e0f7a
	 */
	private async show(
		connection: HttpConnection,
		request: WireRequest,
		scheme: SignInScheme,
		{ bound, exchange }: Showing,
	): Promise<WireAnswer> {
		const attempt = await this.gate.enter(request.signal, request.untimed);
		const asksFirst = request.question === undefined && this.mayAskFirst(attempt, request);
		let letIn = false;
		try {
			const answer = await exchange(asksFirst ? question(request) : request).catch(
				(error: unknown) => {
					// What goes wrong with the question is not the fault of the request behind it.
					if (!asksFirst || request.signal.aborted) throw error;
					return undefined;
				},
			);
			if (answer?.status === 401) {
				const offered = parseChallenges(answer.challenges).map((challenge) => challenge.scheme);
				const fits = scheme !== 'basic' || offered.length === 0 || offered.includes(scheme);
				const refusal = this.refusal(answer, fits ? 'refused' : 'noCommonScheme', scheme, bound);
				const error = this.verdict(attempt, refusal, request);
				await connection.drain(answer, request);
				throw this.overAnother(connection, error, refusal);
			}
			if (answer && provesSignIn(answer.status)) {
				// A web site that never looked at the account may answer 404 as well.
				const isProof = answer.status < 300;
				letIn = isProof;
				// Such an answer to a question takes no refusal back: a wrong account would be shown for ever.
				if (isProof || !asksFirst || !attempt.isAfterRefusal) attempt.accepted(isProof);
				if (scheme !== 'basic') this.signedIn.add(answer.socket);
			}
			if (answer && !asksFirst) return answer;
			if (answer) await connection.drain(answer, request);
		} finally {
			attempt.undecided();
		}
		const answer = await this.send(connection, {
			...request,
			question: letIn ? 'letIn' : 'unanswered',
		});
		this.refusedMailboxes.delete(mailboxOf(request) ?? '');
		return answer;
	}

	private mayAskFirst(attempt: Attempt, request: WireRequest): boolean {
		const isForMany = attempt.isTrial && !this.hasAsked && this.isCrowded();
		if (isForMany) this.hasAsked = true;
		const mailbox = mailboxOf(request);
		if (mailbox === undefined) return isForMany;
		return isForMany || attempt.isAfterRefusal || this.refusedMailboxes.has(mailbox);
	}

	/** The error for a refusal: it is about the mailbox where a question about none was let in just before. */
	private verdict(attempt: Attempt, refusal: SignInRefused, request: WireRequest): Error {
		const mailbox = mailboxOf(request);
		if (mailbox !== undefined && request.question === 'letIn') {
			return new RefusedForMailbox(mailbox, this.account.user, refusal);
		}
		const error = attempt.refused(refusal);
		if (mailbox !== undefined && error !== refusal) {
			if (this.refusedMailboxes.size >= maxRefusedMailboxes) this.refusedMailboxes.clear();
			this.refusedMailboxes.add(mailbox);
		}
		return error;
	}

	private async withToken(connection: HttpConnection, request: WireRequest): Promise<WireAnswer> {
		const token = this.token!;
		const authorization = await this.tokenOr(token.authorization(), connection, request);
		const answer = await connection.exchange(withHeader(request, authorization));
		if (answer.status !== 401) {
			if (provesSignIn(answer.status)) this.gate.accept();
			return answer;
		}
		await connection.drain(answer, request);
		const renewed = await this.tokenOr(
			token.refreshedAuthorization(authorization),
			connection,
			request,
		);
		const second = await connection.exchange(withHeader(request, renewed));
		if (second.status !== 401) return second;
		await connection.drain(second, request);
		throw this.interruption(connection, this.refusal(second, 'refused', 'bearer'));
	}

	private interruption(connection: HttpConnection, refusal: Error): Error {
		return this.overAnother(connection, this.gate.interrupted(refusal), refusal);
	}

	/** Has the next try go over a new connection, which a balancer may lead to a server less busy. */
	private overAnother(connection: HttpConnection, error: Error, refusal: Error): Error {
		if (error !== refusal) connection.close();
		return error;
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
		// Not in the middle of the handshake, which the server may give up meanwhile.
		await this.gate.waitForOthers(request.signal, request.untimed);
		return await this.handshake(connection, request, scheme);
	}

	/** Negotiate, challenge, authenticate; the request itself travels with the last. */
	private async handshake(
		connection: HttpConnection,
		request: WireRequest,
		scheme: 'ntlm' | 'negotiate',
		isSecond = false,
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
			throw this.interruption(connection, this.refusal(answer, 'connectionNotKept', scheme));
		}
		const token = tokenOf(parseChallenges(first.challenges), scheme);
		if (!token) {
			const next = this.strongest(first);
			if (next === scheme || isSecond) {
				throw this.interruption(connection, this.refusal(first, 'connectionNotKept', scheme));
			}
			if (next === 'basic' || next === 'bearer') {
				throw this.refusal(first, 'noCommonScheme', scheme);
			}
			this.scheme = next;
			return await this.handshake(connection, request, next as 'ntlm' | 'negotiate', true);
		}
		const binding = this.channelBinding(first.socket);
		const { user, password = '' } = this.account;
		return await this.show(connection, request, scheme, {
			bound: binding !== undefined,
			exchange: async (shown) => {
				if (connection.currentSocket !== first.socket) {
					throw this.interruption(connection, this.refusal(first, 'connectionNotKept', scheme));
				}
				const account = ntlmAccount(user, password);
				const authenticate = this.authenticate(() =>
					authenticateMessage(account, negotiate, parseChallenge(token), {
						channelBinding: binding,
					}),
				);
				if (typeof authenticate === 'string') throw this.refusal(first, authenticate, scheme);
				return await connection.exchange({
					...withHeader(shown, `${header} ${authenticate.toString('base64')}`),
					onlyOver: first.socket,
				});
			},
		});
	}

	/** The message, or why there is none: the challenge is broken, or this Node has no MD5. */
	private authenticate(compose: () => Buffer): Buffer | SignInProblem {
		try {
			return compose();
		} catch (error) {
			return (error as Error).name === 'RangeError' ? 'badChallenge' : 'noMd5';
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
		const conceal = (words: string) => this.conceal(answer.conceal(words));
		const isAscii = !/[\u0080-\uffff]/.test(`${user}${this.account.password ?? ''}`);
		const facts = { problem, scheme, user, channelBindingSent, isAscii };
		return signInRefused({ ...facts, answer, conceal });
	}
}
