import { accountState, allowEws, showEwsSignIn } from '../../adminCommands';
import type { ExchangeError } from '../../errors';
import { call } from '../../ews/request';
import { getServerTimeZones } from '../../ews/operations/getServerTimeZones';
import { outcomeOf } from '../../outcome';
import { setting } from '../../shell';
import { failed, passed, skipped, type Check, type Facts, type Finding } from '../check';
import { failureOf } from '../runChecks';

export const authentication: Check = {
	id: 'authentication',
	title: 'Exchange accepts the service account',
	needs: ['settings', 'http'],
	async run({ facts, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const start = performance.now();
		// Needs no mailbox, so that only the sign-in decides.
		const answer = await outcomeOf(
			call(exchange, getServerTimeZones, { ids: ['UTC'] }, { impersonate: false, signal }),
		);
		if (!answer.ok) return signInFinding(answer.error, facts);
		const ms = Math.round(performance.now() - start);
		return passed(`${whoOf(facts)} signed in (${ms} ms).`, {
			latencies: [...(facts.latencies ?? []), ms],
		});
	},
};

function signInFinding(error: ExchangeError, facts: Facts): Finding {
	const { details } = error;
	if (error.code === 'signIn') return { ...failureOf(error), ...refusalAdvice(error, facts) };
	if (details.httpStatus === 403) {
		return failed({
			...(failureOf(error) as { details: string }),
			cause: `EWS is switched off for ${whoOf(facts)}, or a policy blocks this program by its User-Agent.`,
			remedy:
				'Allow EWS for the account, and put n8n-nodes-exchange-server on the list of allowed programs.',
			remedyBy: 'exchangeAdmin',
			command: allowEws(userOf(facts)),
		});
	}
	// An answer of EWS itself, even an error, comes after the sign-in; later checks look into it.
	if (details.responseCode) {
		return passed(`${whoOf(facts)} signed in; Exchange answered ${details.responseCode}.`);
	}
	return failureOf(error);
}

/** Why a sign-in may be refused although user and password look right. */
function refusalAdvice(error: ExchangeError, { settings, schemes, url }: Facts): Partial<Finding> {
	const offered = (schemes ?? []).map((scheme) => scheme.toLowerCase());
	if (!settings || settings.accessToken) return {};
	const wanted = settings.authScheme;
	const possible = wanted === 'auto' ? ['ntlm', 'negotiate', 'basic'] : schemesFor(wanted);
	if (offered.length > 0 && !offered.some((scheme) => possible.includes(scheme))) {
		return {
			cause: `The server offers ${schemes?.join(', ')} only; the credential ${wanted === 'auto' ? 'has a password' : `asks for ${wanted}`}.`,
			remedy:
				wanted === 'auto'
					? 'Use the OAuth2 credential, or have Windows authentication switched on for EWS.'
					: 'Set the authentication to automatic, or have that method switched on for EWS.',
			remedyBy: wanted === 'auto' ? 'exchangeAdmin' : 'you',
			command: showEwsSignIn(),
		};
	}
	const overTls = url?.startsWith('https:') ?? false;
	if (overTls && wanted !== 'basic' && settings.channelBinding === 'off') {
		return {
			cause:
				'Channel binding is off in the credential; a server that requires Extended Protection refuses that, whatever the password.',
			remedy:
				'Set channel binding to automatic. If a proxy decrypts the traffic on the way, let it pass TLS through.',
			remedyBy: 'you',
			command: setting('channelBinding', 'auto'),
		};
	}
	const form = nameForm(settings.user);
	return {
		cause: [
			error.details.messageText,
			`The name was sent as ${form.form}.`,
			'User or password is wrong, or the account is locked, disabled or its password expired.',
			overTls && wanted !== 'basic' && settings.channelBinding === 'auto'
				? 'With Extended Protection a proxy that decrypts the traffic gives the same picture.'
				: undefined,
		]
			.filter(Boolean)
			.join(' '),
		remedy: `Check user and password (try ${form.alternative}). Don't repeat it often: the account may be locked.`,
		remedyBy: 'you',
		command: accountState(settings.user),
	};
}

function schemesFor(scheme: string): string[] {
	return scheme === 'ntlm' ? ['ntlm', 'negotiate'] : [scheme];
}

function nameForm(user: string): { form: string; alternative: string } {
	if (user.includes('\\')) {
		return { form: 'DOMAIN\\user', alternative: 'the user principal name, such as name@domain' };
	}
	if (user.includes('@')) return { form: 'user principal name', alternative: 'DOMAIN\\user' };
	return {
		form: 'account name without a domain',
		alternative: 'DOMAIN\\user or the user principal name',
	};
}

function whoOf(facts: Facts): string {
	return userOf(facts) || 'The owner of the token';
}

function userOf({ settings }: Facts): string {
	return settings?.user ?? '';
}
