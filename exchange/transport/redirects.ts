import { urlOf } from '../urlOf';
import { isAllowedHost, isLoopback } from './hostNames';
import { isUnknownMailbox } from './casErrors';
import type { Conceal } from './conceal';
import {
	MailboxNotServed,
	RedirectedToErrorPage,
	RedirectRefused,
	responseDetails,
} from './errors';

/** Redirects followed for one request at most. */
export const maxRedirects = 5;

interface Redirection {
	status: number;
	headers: Readonly<Record<string, string>>;
	/** Takes secrets out of the server's words. */
	conceal: Conceal;
}

export function isRedirect({ status, headers }: Omit<Redirection, 'conceal'>): boolean {
	return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

/**
 * Where a redirect may be followed to: https on the same host or an allowed one; http only within
 * this machine.
 * @throws RedirectRefused; MailboxNotServed or RedirectedToErrorPage when it is Exchange's page for failures
 */
export function redirectTarget(
	from: URL,
	answer: Redirection,
	allowedHosts: readonly string[],
): URL {
	const { headers, conceal } = answer;
	const details = responseDetails(answer.status, headers, conceal);
	const casError = headers['x-caserrorcode'];
	if (isUnknownMailbox(casError)) throw new MailboxNotServed(from.host, casError, { details });
	const errorCode = casError && conceal(casError);
	const to = urlOf(headers.location, from);
	if (to === undefined) {
		throw new RedirectRefused(`${from.host} redirects to something that is not an address`, '', {
			details,
		});
	}
	const location = shown(to, headers.location, conceal);
	if (errorCode || isErrorPage(to)) {
		throw new RedirectedToErrorPage(
			`${from.host} can't serve EWS at the moment${errorCode ? ` (${errorCode})` : ''}`,
			{ details: { ...details, diagnostics: errorCode ?? details.diagnostics } },
		);
	}
	if (
		/^\/(owa|ecp)(\/|$)|\/(auth\/)?log[io]n|\/adfs\/|\/signin|CookieAuth\.dll|\/my\.policy/i.test(
			to.pathname,
		)
	) {
		throw new RedirectRefused(
			`${from.host} sends the request to a sign-in page: ${location}`,
			location,
			{
				details,
				remedy:
					'A gateway in front of Exchange wants a person to sign in. Have it let /EWS/ pass, or use the internal address of Exchange. Check also that the server address ends in /EWS/Exchange.asmx.',
			},
		);
	}
	if (to.username || to.password) {
		throw new RedirectRefused(`${from.host} redirects to an address with a user name`, location, {
			details,
		});
	}
	if (to.protocol !== 'https:' && !(isLoopback(to.hostname) && isLoopback(from.hostname))) {
		throw new RedirectRefused(
			`${from.host} redirects to ${location}, which is not https`,
			location,
			{
				details,
				remedy:
					'Have the redirect changed to https: passwords and calendars would travel readable.',
			},
		);
	}
	if (to.hostname !== from.hostname && !isAllowedHost(to.hostname, allowedHosts)) {
		const host = location.includes(to.hostname) ? to.hostname : 'that host';
		throw new RedirectRefused(`${from.host} redirects to another host: ${location}`, location, {
			details,
			target: { url: to, conceal },
			remedy: `If ${host} belongs to your Exchange, enter it as server, or add it to the allowed redirect hosts of the credential.`,
			remedyBy: 'you',
			field: 'allowedRedirectHosts',
		});
	}
	return to;
}

/** True for the pages to which Exchange sends a request that it can't serve at the moment. */
export function isErrorPage({ pathname }: URL): boolean {
	return /\/(genericerrorpage\.htm|errorfe\.aspx)$/i.test(pathname);
}

/**
 * A place without query and fragment. Parsing changes what it reads (case, international names), so that
 * a secret has to be looked for before it, too.
 */
function shown(to: URL, given: string, conceal: Conceal): string {
	const before = given.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
	if (conceal(before) !== before) return conceal(before);
	return conceal(`${to.protocol}//${to.host}${to.pathname}`);
}

export function tooManyRedirects(from: URL, conceal: Conceal): RedirectRefused {
	return new RedirectRefused(
		`${from.host} redirects in circles (more than ${maxRedirects} times)`,
		conceal(`${from.protocol}//${from.host}${from.pathname}`),
	);
}
