import { showEwsSignIn } from '../../adminCommands';
import type { ExchangeError } from '../../errors';
import { setting } from '../../shell';
import { SignInRefused, type SignInProblem } from '../../transport/authentication/signInRefused';
import { closedAdvice } from '../advice/closedAdvice';
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
	if (error instanceof SignInRefused)
		return { ...failureOf(error), ...refusalAdvice(error, facts) };
	if (error.code === 'signIn') return failureOf(error);
	if (error.details.httpStatus === 403) {
		return failed({
			details: seenIn(error),
			...closedAdvice({ shown: whoOf(facts), user: userOf(facts) }),
		});
	}
	// Later checks look into what EWS itself reports.
	if (isAnswer(error)) {
		return passed(`${whoOf(facts)} signed in; Exchange answered ${error.details.responseCode}.`);
	}
	return failureOf(error);
}

/** What the error does not say itself: the cause, and where settings are known to be at fault, the remedy. */
function refusalAdvice(
	{ problem, scheme, schemesOffered }: SignInRefused,
	{ settings, url }: Facts,
): Partial<Finding> {
	if (problem !== 'refused' && problem !== 'noCommonScheme') return { cause: causes[problem] };
	if (!settings || settings.accessToken) return {};
	const wanted = settings.authScheme;
	if (problem === 'noCommonScheme') {
		return {
			cause: `The server offers ${schemesOffered.join(', ') || 'nothing'} only; the credential ${wanted === 'auto' ? 'has a password' : `asks for ${wanted}`}.`,
			remedy:
				wanted === 'auto'
					? 'Use the OAuth2 credential, or have Windows authentication switched on for EWS.'
					: 'Set Sign-in Scheme to Automatic in the advanced settings of the credential, or have that method switched on for EWS.',
			remedyBy: wanted === 'auto' ? 'exchangeAdmin' : 'you',
			command: showEwsSignIn(),
		};
	}
	const mayBeBound = (url?.startsWith('https:') ?? false) && scheme !== 'basic';
	if (mayBeBound && settings.channelBinding === 'off') {
		return {
			cause:
				'Extended Protection is off in the credential; a server that requires it refuses that, whatever the password.',
			remedy:
				'Set Extended Protection to Automatic in the advanced settings of the credential. If a proxy decrypts the traffic on the way, let it pass TLS through.',
			remedyBy: 'you',
			command: setting('channelBinding', 'auto'),
		};
	}
	return {
		cause: `The user or the password is wrong, or the account is locked or disabled or its password has expired.${
			mayBeBound
				? ' With Extended Protection a proxy that decrypts the traffic has the same effect.'
				: ''
		}`,
	};
}

/** Of sign-ins that ended before a password was judged. */
const causes: Record<Exclude<SignInProblem, 'refused' | 'noCommonScheme'>, string> = {
	connectionNotKept:
		'The sign-in ended before the password was shown: something on the way does not keep the connection, or the server takes only Kerberos.',
	noMd5: 'Node.js runs in FIPS mode, without the MD5 that NTLM is made of.',
	badChallenge:
		'The sign-in ended before the password was shown: what answers does not speak NTLM as Windows does.',
	noToken: 'The issuer of the tokens gave none.',
};

function whoOf(facts: Facts): string {
	return userOf(facts) || 'The owner of the token';
}

function userOf({ settings }: Facts): string {
	return settings?.user ?? '';
}
