import type {
	Account,
	Authentication,
	AuthenticationOptions,
	AuthenticationOutcome,
	AuthenticationRequest,
} from '../contracts';
import { acceptBasic } from './basic';
import { acceptBearer, bearerChallenge } from './bearer';
import { acceptNtlm } from './ntlm';
import type { ChallengeNames } from './ntlm/challenge';
import { SignInRecord } from './signIns';

export { issueAccessToken } from './bearer';
export type { SignInRecord } from './signIns';

export interface SignInOptions extends AuthenticationOptions {
	/** Wrong passwords that lock an account. Default 10; 0: never. */
	lockoutThreshold?: number;
	/** Host that bearer tokens must be for. Default: any. */
	audience?: string;
}

/** Sign-in as IIS does it in front of EWS. */
export interface SignIn extends Authentication {
	/** Attempts and account states, for tests. */
	readonly signIns: SignInRecord;
}

const signedIn = 'signedIn';

/**
 * Makes the server's sign-in. A refusal is always a bare 401 with the offered schemes, whatever the reason:
 * wrong password, disabled, locked, expired, no binding.
 */
export function createAuthentication(options: SignInOptions): SignIn {
	const signIns = new SignInRecord(options.company, options.lockoutThreshold ?? 10);
	const steps = new SignInSteps(options, signIns);
	return { signIns, authenticate: (request) => steps.take(request) };
}

class SignInSteps {
	private readonly names: ChallengeNames;

	constructor(
		private readonly options: SignInOptions,
		private readonly signIns: SignInRecord,
	) {
		const { domain, netbiosDomain } = options.company;
		this.names = {
			domain: netbiosDomain,
			computer: 'EX01',
			dnsDomain: domain,
			dnsComputer: `ex01.${domain}`,
		};
	}

	take(request: AuthenticationRequest): AuthenticationOutcome {
		const { authorization } = request.headers;
		if (authorization === undefined) return this.withoutCredentials(request);
		const [, scheme, token] = /^\s*(\S+)\s*(.*?)\s*$/.exec(authorization) ?? [];
		switch (scheme?.toLowerCase()) {
			case 'basic':
				return this.basic(token);
			case 'ntlm':
			case 'negotiate':
				return this.ntlm(scheme, token, request);
			case 'bearer':
				return this.bearer(token);
			default:
				return this.refused();
		}
	}

	private withoutCredentials({ connection }: AuthenticationRequest): AuthenticationOutcome {
		const account = connection.state.get(signedIn) as Account | undefined;
		return account && this.signIns.mayEnter(account) ? accepted(account) : this.refused();
	}

	private basic(token: string): AuthenticationOutcome {
		if (!this.offers('basic')) return this.refused();
		const account = acceptBasic(Buffer.from(token, 'base64'), this.signIns);
		return account ? { kind: 'accepted', account } : this.refused();
	}

	private ntlm(
		scheme: string,
		token: string,
		{ connection }: AuthenticationRequest,
	): AuthenticationOutcome {
		connection.state.delete(signedIn);
		if (!this.offers('ntlm')) return this.refused();
		const step = acceptNtlm(Buffer.from(token, 'base64'), connection, {
			names: this.names,
			extendedProtection: this.options.extendedProtection,
			signIns: this.signIns,
			now: this.options.now,
		});
		if (step.kind === 'refused') return this.refused();
		if (step.kind === 'challenge') {
			return { kind: 'refused', challenges: [`${canonical(scheme)} ${step.token}`] };
		}
		const account = this.signIns.find(step.accountName)!;
		connection.state.set(signedIn, account);
		return accepted(account);
	}

	private bearer(token: string): AuthenticationOutcome {
		if (!this.offers('bearer')) return this.refused();
		const outcome = acceptBearer(token, this.signIns, {
			audience: this.options.audience,
			now: this.options.now(),
		});
		if ('account' in outcome) return { kind: 'accepted', account: outcome.account };
		return {
			kind: 'refused',
			challenges: this.challenges('invalid_token'),
			headers: { 'x-ms-diagnostics': outcome.diagnostics },
		};
	}

	private offers(scheme: 'basic' | 'ntlm' | 'bearer'): boolean {
		return this.options.schemes.includes(scheme);
	}

	private refused(): AuthenticationOutcome {
		return { kind: 'refused', challenges: this.challenges() };
	}

	/** In the order of IIS: Bearer of the Exchange module, then the providers, then Basic. */
	private challenges(bearerError?: string): string[] {
		const { domain } = this.options.company;
		return [
			...(this.offers('bearer') ? [bearerChallenge(domain, bearerError)] : []),
			...(this.offers('ntlm') ? ['Negotiate', 'NTLM'] : []),
			...(this.offers('basic') ? [`Basic realm="mail.${domain}"`] : []),
		];
	}
}

function accepted(account: Account): AuthenticationOutcome {
	return { kind: 'accepted', account, headers: { 'Persistent-Auth': 'true' } };
}

function canonical(scheme: string): string {
	return scheme.toLowerCase() === 'ntlm' ? 'NTLM' : 'Negotiate';
}
