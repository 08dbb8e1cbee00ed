import { isLoopback } from '../settings';
import { RedirectRefused, responseDetails, RedirectedToErrorPage } from './errors';

/** Redirects followed for one request at most. */
export const maxRedirects = 5;

interface Redirection {
	status: number;
	headers: Readonly<Record<string, string>>;
}

export function isRedirect({ status, headers }: Redirection): boolean {
	return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

/**
 * Where a redirect may be followed to: https on the same host or an allowed one; http only within
 * this machine.
 * @throws RedirectRefused, RedirectedToErrorPage when it is Exchange's page for failures
 */
export function redirectTarget(
	from: URL,
	answer: Redirection,
	allowedHosts: readonly string[],
): URL {
	const details = responseDetails(answer.status, answer.headers);
	const errorCode = answer.headers['x-caserrorcode'];
	if (!URL.canParse(answer.headers.location, from.href)) {
		throw new RedirectRefused(`${from.host} redirects to something that is not an address`, '', {
			details,
		});
	}
	const to = new URL(answer.headers.location, from);
	const location = `${to.protocol}//${to.host}${to.pathname}`;
	if (errorCode || /\/(genericerrorpage\.htm|errorfe\.aspx)$/i.test(to.pathname)) {
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
	if (to.hostname !== from.hostname && !allowedHosts.includes(to.hostname.toLowerCase())) {
		throw new RedirectRefused(`${from.host} redirects to another host: ${location}`, location, {
			details,
			remedy: `If ${to.hostname} belongs to your Exchange, enter it as server, or add it to the allowed redirect hosts of the credential.`,
			remedyBy: 'you',
			field: 'allowedRedirectHosts',
		});
	}
	return to;
}

export function tooManyRedirects(from: URL): RedirectRefused {
	return new RedirectRefused(
		`${from.host} redirects in circles (more than ${maxRedirects} times)`,
		`${from.protocol}//${from.host}${from.pathname}`,
	);
}
