import { showEwsUrls, showServerHealth } from '../../adminCommands';
import { Blank, powershell } from '../../powershell';
import { setting, shell } from '../../shell';
import { isErrorPage } from '../../transport/redirects';
import { urlOf } from '../../urlOf';
import type { Advice } from '../finding';
import type { HttpAnswer } from '../probes/http';
import { clientCertificateAdvice } from './clientCertificateAdvice';
import { closedAdvice } from './closedAdvice';

type Answered = Extract<HttpAnswer, { outcome: 'answered' }>;

/** The meaning of an answer that is neither EWS nor its request to sign in. */
export function statusAdvice(
	answer: Answered,
	url: string,
	seen: string,
): Advice & { details: string } {
	const { status } = answer;
	if (status >= 300 && status < 400) return redirectAdvice(answer, url, seen);
	if (status === 403) return { details: `${seen}.`, ...forbiddenAdvice(answer) };
	if (isSignInPage(answer)) {
		return {
			details: `${seen}; instead of EWS comes a page: "${titleOf(answer.body)}".`,
			cause: 'A sign-in page of a reverse proxy or of Outlook on the web stands in front of EWS.',
			remedy:
				'Let requests to /EWS/ pass without forms sign-in (pass-through), or use an address that reaches Exchange directly.',
			remedyBy: 'networkAdmin',
			command: showEwsUrls(),
		};
	}
	switch (status) {
		case 404:
			return {
				details: `${seen} for ${new URL(url).pathname}.`,
				cause: 'There is no EWS at this address: another web server, or another path.',
				remedy: 'Enter the EWS URL as Exchange publishes it; mostly it ends in /EWS/Exchange.asmx.',
				remedyBy: 'you',
				command: showEwsUrls(),
			};
		case 400:
		case 421:
			return {
				details: `${seen}.`,
				cause: 'The server does not take requests for this host name.',
				remedy: `Enter the host name that is bound to the Exchange web site, or bind ${new URL(url).hostname}.`,
				remedyBy: 'exchangeAdmin',
				command: powershell`Get-WebBinding -Name "Default Web Site"`,
			};
		case 407:
			return {
				details: `${seen}.`,
				cause: 'A proxy between n8n and Exchange wants its own sign-in.',
				remedy:
					'Except the Exchange server from the proxy (NO_PROXY), or give n8n the proxy’s user.',
				remedyBy: 'networkAdmin',
				command: shell`NO_PROXY=${new URL(url).hostname}`,
			};
		case 502:
		case 503:
		case 504:
			return {
				details: `${seen}.`,
				cause:
					'The application pool of EWS is stopped or overloaded, or the load balancer reaches no Exchange server.',
				remedy: 'Start the application pool and check the health of the servers.',
				remedyBy: 'exchangeAdmin',
				command: powershell`Restart-WebAppPool MSExchangeServicesAppPool; Get-ServerComponentState -Identity ${new Blank('server')}`,
			};
		default:
			return {
				details: `${seen}${answer.body ? `: "${excerpt(answer.body)}"` : ''}.`,
				cause: 'What answers at this address is not EWS.',
				remedy:
					'Check the address. Opened in a browser, the EWS URL asks for a sign-in and then shows a service page.',
				remedyBy: 'you',
				command: showEwsUrls(),
			};
	}
}

function redirectAdvice(
	{ headers }: Answered,
	url: string,
	seen: string,
): Advice & { details: string } {
	const target = headers.location ? urlOf(headers.location, url) : undefined;
	const details = `${seen}; it redirects to ${target ? target.origin + target.pathname : 'nowhere'}.`;
	if (target && isErrorPage(target)) {
		return {
			details,
			cause: 'Exchange has a passing problem with this request.',
			remedy: 'Try again in a minute; if it stays, look into the event log of the server.',
			remedyBy: 'exchangeAdmin',
			command: showServerHealth(),
		};
	}
	if (target && /\/owa|\/ecp|logon\.aspx/i.test(target.pathname)) {
		return {
			details,
			cause: 'The address leads to Outlook on the web instead of EWS.',
			remedy:
				'Enter the EWS URL (…/EWS/Exchange.asmx), or remove the redirect to /owa for the path /EWS.',
			remedyBy: 'exchangeAdmin',
			command: showEwsUrls(),
		};
	}
	if (target && target.host === new URL(url).host) {
		return {
			details,
			cause: 'The address is written in another way than the server has it.',
			remedy: `Enter ${target.origin}${target.pathname} as server.`,
			remedyBy: 'you',
		};
	}
	return {
		details,
		cause:
			'A reverse proxy sends to its own sign-in (AD FS, Web Application Proxy), or EWS is at another host.',
		remedy:
			'Let /EWS/ pass through without sign-in of the proxy; or, if the other host is the Exchange server, enter it as server.',
		remedyBy: 'networkAdmin',
		command: target && setting('server', `${target.origin}/EWS/Exchange.asmx`),
	};
}

/** @see https://learn.microsoft.com/troubleshoot/developer/webapps/iis/health-diagnostic-performance/http-status-code */
function forbiddenAdvice({ body }: Answered): Advice {
	if (/403[.\s-]*(7|13|16|17)\b|client certificate/i.test(body)) {
		return clientCertificateAdvice;
	}
	if (/403[.\s-]*(6|8)\b|IP address/i.test(body)) {
		return {
			cause: 'IIS does not let this address in.',
			remedy: 'Add the address of n8n to the allowed addresses of the web site.',
			remedyBy: 'exchangeAdmin',
			command: powershell`Get-WebConfigurationProperty -Filter /system.webServer/security/ipSecurity -Name Collection -Location "Default Web Site/EWS"`,
		};
	}
	return closedAdvice();
}

function isSignInPage({ status, headers, body }: Answered): boolean {
	return (
		/html/i.test(headers['content-type'] ?? '') && status < 400 && /<html|<!doctype/i.test(body)
	);
}

function titleOf(html: string): string {
	return excerpt(/<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? 'without title');
}

function excerpt(text: string): string {
	return text
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 120);
}
