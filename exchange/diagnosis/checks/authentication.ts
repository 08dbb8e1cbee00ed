import { accountState, allowEws, showEwsSignIn } from '../../adminCommands';
import type { ExchangeError } from '../../errors';
import { setting } from '../../shell';
import { defineCheck } from '../check';
import type { Facts } from '../facts';
import { failed, failureOf, passed, seenIn, skipped, type Finding } from '../finding';
import { askEws, isAnswer } from '../probes/ews';

export const authentication = defineCheck({
	id: 'authentication',
	title: 'Exchange accepts the service account',
	needs: ['settings', 'http'],
	testButton: 'runs',
	async run({ facts, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const start = performance.now();
		const { question, outcome } = await askEws(exchange, signal);
		if (!outcome.ok) return { ...signInFinding(outcome.error, facts), facts: { question } };
		const ms = Math.round(performance.now() - start);
		return passed(`${whoOf(facts)} signed in (${ms} ms).`, {
			latencies: [...(facts.latencies ?? []), ms],
			question,
		});
	},
});

function signInFinding(error: ExchangeError, facts: Facts): Finding {
	if (error.code === 'signIn') return { ...failureOf(error), ...refusalAdvice(facts) };
	if (error.details.httpStatus === 403) {
		return failed({
			details: seenIn(error),
			cause: `EWS is switched off for ${whoOf(facts)}, or a policy blocks this program by its User-Agent.`,
			remedy:
				'Allow EWS for the account, and put n8n-nodes-exchange-server on the list of allowed programs.',
			remedyBy: 'exchangeAdmin',
			command: allowEws(userOf(facts)),
		});
	}
	// Later checks look into what EWS itself reports.
	if (isAnswer(error)) {
		return passed(`${whoOf(facts)} signed in; Exchange answered ${error.details.responseCode}.`);
	}
	return failureOf(error);
}

/** The causes of a refused sign-in, the most certain first. */
function refusalAdvice({ settings, schemes, url }: Facts): Partial<Finding> {
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
		cause: `The user or the password is wrong, or the account is locked or disabled or its password has expired.${
			overTls && wanted !== 'basic' && settings.channelBinding === 'auto'
				? ' With Extended Protection a proxy that decrypts the traffic has the same effect.'
				: ''
		}`,
		remedy: `Check the user and the password. The user was sent as ${form.form}; try ${form.alternative}, too. Wait between attempts, so that the account does not get locked.`,
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
