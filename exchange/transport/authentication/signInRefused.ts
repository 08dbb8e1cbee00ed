import { ExchangeError, type ExchangeErrorOptions, type ResponseDetails } from '../../errors';
import type { Conceal } from '../conceal';
import { responseDetails, type RequestPhase } from '../errors';
import type { WireAnswer } from '../httpConnection';
import { serverName, type Origin } from '../origin';
import { parseChallenges } from './challenges';
import { accountState, allowNtlm, showFrontEndLog } from '../../adminCommands';
import type { KnownRefusal } from './refusedAccounts';

export type SignInScheme = 'basic' | 'ntlm' | 'negotiate' | 'bearer';

export type SignInProblem =
	/** User, password, token or channel binding were refused. */
	| 'refused'
	/** The server offers nothing that the settings allow. */
	| 'noCommonScheme'
	/** NTLM needs one connection throughout; something closes it in between. */
	| 'connectionNotKept'
	/** This Node has no MD5 (FIPS mode), which NTLM is made of. */
	| 'noMd5'
	/** The server sent an invalid NTLM challenge. */
	| 'badChallenge'
	/** No token could be obtained. */
	| 'noToken';

interface SignInFacts {
	server: string;
	problem: SignInProblem;
	/** Scheme that was tried. */
	scheme?: SignInScheme;
	/** Schemes that the server offers, as it names them. */
	schemesOffered: string[];
	/** How the user name was written. */
	userForm: 'UPN' | 'DOMAIN\\user' | 'account name' | 'token';
	/** Extended Protection: whether the sign-in was bound to the TLS connection. */
	channelBindingSent: boolean;
}

/** The server does not let the account in. Final: a refused password is not shown again for half an hour. */
export class SignInRefused extends ExchangeError implements SignInFacts {
	readonly server: string;
	readonly problem: SignInProblem;
	readonly scheme?: SignInScheme;
	readonly schemesOffered: string[];
	readonly userForm: SignInFacts['userForm'];
	readonly channelBindingSent: boolean;

	constructor(message: string, facts: SignInFacts, options: ExchangeErrorOptions = {}) {
		super('signIn', message, { remedyBy: 'you', ...options });
		this.server = facts.server;
		this.problem = facts.problem;
		this.scheme = facts.scheme;
		this.schemesOffered = facts.schemesOffered;
		this.userForm = facts.userForm;
		this.channelBindingSent = facts.channelBindingSent;
	}
}

/** True for a refusal that says nothing of other servers, unlike a token that nobody gives. */
export function isOfOneServer(error: unknown): error is SignInRefused {
	return error instanceof SignInRefused && error.problem !== 'noToken' && error.problem !== 'noMd5';
}

/**
 * The server refused a sign-in that it had accepted before, as overloaded servers do. The account is
 * shown again after a pause, and only a few times: then SignInRefused is final.
 */
export class SignInPaused extends ExchangeError {
	constructor(user: string, milliseconds: number) {
		const account = user === '' ? 'the token' : user;
		super('throttled', `The server refuses ${account}, which it accepted before`, {
			remedy:
				'Run fewer workflows at a time or lower Maximum Connections of the credential: overloaded servers refuse sign-ins. If the password was changed, enter the new one in the credential.',
			remedyBy: 'you',
			details: { httpStatus: 401, backOffMs: Math.ceil(milliseconds) },
		});
	}

	/** The request itself was not carried out. */
	get phase(): RequestPhase {
		return 'connecting';
	}
}

/**
 * The server lets the account in, and refuses it where it asks for one mailbox: so does the server behind it that
 * holds the mailbox. Other mailboxes go on.
 */
export class RefusedForMailbox extends ExchangeError {
	constructor(
		readonly mailbox: string,
		user: string,
		{ server, details }: SignInRefused,
	) {
		super(
			'temporarilyUnavailable',
			`${server} lets ${user} in, but refuses it (HTTP 401) where it asks for ${mailbox}`,
			{
				remedyBy: 'exchangeAdmin',
				remedy:
					'The user and the password are right. Ask the Exchange administrator why the server that holds this mailbox answers 401 to the front end, as the log HttpProxy shows: it may be an older version, or have another Extended Protection, certificate or time.',
				command: showFrontEndLog(),
				details,
			},
		);
	}

	/** The request itself was not carried out. */
	get phase(): RequestPhase {
		return 'connecting';
	}
}

/** The refusal that is still remembered, for who may not show the account because of it. */
export function refusedBefore({ error, sinceMs, leftMs }: KnownRefusal): Error {
	if (!(error instanceof SignInRefused)) return error;
	const { message, remedy = '', remedyBy, command, field, details } = error;
	const since = sinceMs < 60_000 ? 'less than a minute' : minutes(Math.floor(sinceMs / 60_000));
	const when = `It was refused ${since} ago and is shown again in ${minutes(Math.ceil(leftMs / 60_000))}.`;
	const options = { remedy: `${when} ${remedy}`, remedyBy, command, field, details };
	return new SignInRefused(message, error, options);
}

function minutes(count: number): string {
	return count === 1 ? '1 minute' : `${count} minutes`;
}

export interface RefusedSignIn {
	answer: WireAnswer;
	problem: SignInProblem;
	scheme?: SignInScheme;
	/** As entered; empty for tokens. */
	user: string;
	channelBindingSent: boolean;
	/** User name and password are in ASCII alone. */
	isAscii: boolean;
	/** Takes secrets out of the server's words. */
	conceal: Conceal;
}

/** OAuth's own words for failures; anything else in such an error may hold a secret. */
const oauthError =
	/\b(invalid_grant|invalid_client|invalid_request|invalid_scope|unauthorized_client|unsupported_grant_type|interaction_required|consent_required|access_denied|temporarily_unavailable|AADSTS\d+|MSIS\d+)\b/;

/** Explains why there is no token to send. */
export function noToken(error: unknown, origin: Origin): SignInRefused {
	const [reason] = oauthError.exec(String((error as Error | undefined)?.message)) ?? [];
	const facts: SignInFacts = {
		server: serverName(origin),
		problem: 'noToken',
		scheme: 'bearer',
		schemesOffered: [],
		userForm: 'token',
		channelBindingSent: false,
	};
	return new SignInRefused(
		`${headline(facts, '')}${reason ? ` (${reason})` : ''}`,
		facts,
		advice(facts, ''),
	);
}

/** Explains a 401. */
export function signInRefused(refusal: RefusedSignIn): SignInRefused {
	const { answer, problem, scheme, user, channelBindingSent, isAscii, conceal } = refusal;
	const challenges = parseChallenges(answer.challenges);
	const schemesOffered = [...new Set(challenges.map(({ name }) => conceal(name)))];
	const facts: SignInFacts = {
		server: serverName(answer.origin),
		problem,
		scheme,
		schemesOffered,
		userForm: userForm(user),
		channelBindingSent,
	};
	const reasons = [
		answer.headers['x-ms-diagnostics'],
		...challenges.map(({ parameters }) => parameters.error_description ?? parameters.error),
	]
		.filter((reason) => reason !== undefined && reason !== '')
		.map(conceal);
	const details: ResponseDetails = {
		...responseDetails(answer.status, answer.headers, conceal),
		...(reasons.length > 0 && { diagnostics: reasons.join('; ') }),
	};
	const said = reasons.length > 0 ? ` The server says: ${reasons.join('; ')}.` : '';
	const offered = schemesOffered.length > 0 ? schemesOffered.join(', ') : 'nothing';
	return new SignInRefused(`${headline(facts, user)} (offered: ${offered}).${said}`, facts, {
		...advice(facts, user, isAscii),
		details,
	});
}

function headline({ problem, server, scheme, userForm }: SignInFacts, user: string): string {
	switch (problem) {
		case 'refused':
			return scheme === 'bearer'
				? `${server} refused the access token`
				: `${server} refused the sign-in of ${user} (written as ${userForm}) with ${schemeName(scheme)}`;
		case 'noCommonScheme':
			return `${server} offers no way to sign in that the credential allows`;
		case 'connectionNotKept':
			return `${schemeName(scheme)} sign-in to ${server} did not come to an end: the connection is not kept`;
		case 'noMd5':
			return 'NTLM is not possible on this machine: Node runs in FIPS mode, without MD5';
		case 'badChallenge':
			return `${server} sent an invalid NTLM challenge`;
		case 'noToken':
			return `No access token for ${server} could be obtained`;
	}
}

function advice(facts: SignInFacts, user: string, isAscii = true): ExchangeErrorOptions {
	const { problem, scheme, channelBindingSent, schemesOffered } = facts;
	switch (problem) {
		case 'refused':
			if (scheme === 'bearer') {
				return {
					remedy:
						'Connect the credential again. If it stays, ask the Exchange administrator whether EWS accepts tokens of this issuer, and whether the scope or resource is the address of this server.',
				};
			}
			return {
				remedy: [
					'Check the user name and the password, and that the account is neither locked nor expired. So that it does not get locked, it is not shown again for 30 minutes. When it is right again, the Test button of the credential shows it at once.',
					otherForm(facts),
					scheme === 'basic' && !isAscii
						? 'User name or password have characters beyond ASCII, such as ü, which servers read in different ways with Basic: choose NTLM as Sign-in Scheme in the advanced settings of the credential, or a password without them.'
						: '',
					channelBindingSent
						? 'If they are right: the sign-in is bound to the TLS connection (Extended Protection), which fails when something between n8n and Exchange ends TLS and starts it anew (load balancer, reverse proxy, firewall with TLS inspection). Let it pass TLS through or use the certificate of the Exchange server, reach Exchange directly, or set Extended Protection to Off in the advanced settings of the credential if the server only allows, and does not require, it.'
						: scheme === 'ntlm' || scheme === 'negotiate'
							? 'If they are right: the server may require Extended Protection. Set Extended Protection to Automatic in the advanced settings of the credential and use https.'
							: '',
				]
					.filter((line) => line !== '')
					.join(' '),
				command: accountState(user),
				field: 'password',
			};
		case 'noCommonScheme':
			return {
				remedy: `Have the Exchange administrator allow NTLM (Windows authentication) on the EWS virtual directory${schemesOffered.includes('Basic') ? ', or choose Basic as Sign-in Scheme in the advanced settings of the credential' : ''}.`,
				remedyBy: 'exchangeAdmin',
				command: allowNtlm(),
				field: 'authScheme',
			};
		case 'connectionNotKept':
			return {
				remedy: `A balancer or proxy between n8n and Exchange closes connections or spreads requests over several. Have it keep one connection per client (no connection multiplexing), or reach Exchange directly.${onlyNegotiates(facts) ? ' Or the server takes only Kerberos, which is not supported here: have the Exchange administrator allow NTLM for the EWS virtual directory and the account.' : ''}${schemesOffered.includes('Basic') ? ' The server offers Basic, too, which needs no kept connection: choose it as Sign-in Scheme in the advanced settings of the credential.' : ''}`,
				remedyBy: 'networkAdmin',
				...(onlyNegotiates(facts) && { command: allowNtlm() }),
			};
		case 'noMd5':
			return {
				remedy:
					'Choose Basic as Sign-in Scheme, or the OAuth2 credential, or run n8n without FIPS mode.',
				field: 'authScheme',
			};
		case 'badChallenge':
			return {
				remedy:
					'Something between n8n and Exchange changes the sign-in, or the server does not speak NTLM. Reach Exchange directly.',
				remedyBy: 'networkAdmin',
			};
		case 'noToken':
			return { remedy: 'Connect the credential again.' };
	}
}

/** What a server says that takes Kerberos alone, and one that takes NTLM inside Negotiate, too. */
function onlyNegotiates({ schemesOffered }: SignInFacts): boolean {
	return schemesOffered.includes('Negotiate') && !schemesOffered.includes('NTLM');
}

function otherForm({ userForm }: SignInFacts): string {
	switch (userForm) {
		case 'UPN':
			return 'The part after @ must be the UPN suffix of the account, which may differ from its mail address; DOMAIN\\user works, too.';
		case 'account name':
			return 'Try DOMAIN\\user or the UPN (user@domain) in place of the plain account name.';
		case 'DOMAIN\\user':
			return 'The part before \\ must be the NetBIOS name of the domain; the UPN (user@domain) works, too.';
		default:
			return '';
	}
}

export function userForm(user: string): SignInFacts['userForm'] {
	if (user === '') return 'token';
	if (user.includes('\\')) return 'DOMAIN\\user';
	return user.includes('@') ? 'UPN' : 'account name';
}

function schemeName(scheme: SignInScheme | undefined): string {
	return { basic: 'Basic', ntlm: 'NTLM', negotiate: 'Negotiate', bearer: 'OAuth' }[
		scheme ?? 'basic'
	];
}
