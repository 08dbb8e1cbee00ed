import type { ExchangeErrorCode, ExchangeErrorOptions, ResponseDetails } from '../errors';
import { showRecipient } from '../adminCommands';
import { Blank, powershell } from '../powershell';
import { isUnknownMailbox } from '../transport/casErrors';
import type { TransportResponse } from '../transport/transport';
import { HttpStatusError, MalformedResponse } from './errors';
import { MalformedXml } from '../xml/malformed';
import { describeInstead } from '../xml/otherContent';

/** The meaning of a status whose body is no SOAP. */
interface Meaning {
	code: ExchangeErrorCode;
	options: ExchangeErrorOptions;
}

/**
 * The error for an answer that is not of EWS but of the web server or of something before it.
 * @param details ids and headers of the answer
 * @param sentBytes size of the request
 * @param come what came, if it is known already
 */
export async function httpFailure(
	response: TransportResponse,
	details: ResponseDetails,
	sentBytes: number,
	come?: { first: Buffer | undefined; what: string },
): Promise<HttpStatusError> {
	const { status, headers } = response;
	const first = come ? come.first : await firstBytes(response);
	const what = come?.what ?? describeContent(first ?? Buffer.alloc(0));
	const casError = headers['x-caserrorcode'];
	if (isUnknownMailbox(casError)) {
		const { mailbox } = details;
		const options = { ...unknownMailbox(casError, mailbox), details };
		const cause = `Exchange knows no mailbox ${mailbox ?? 'of this address'}`;
		return new HttpStatusError('mailboxUnavailable', status, what, options, cause);
	}
	const { code, options } = isTooLarge(status, sentBytes, first)
		? tooLarge
		: meaning(status, casError && response.conceal(casError), details.mailbox);
	return new HttpStatusError(code, status, what, { ...options, details });
}

/** True for an answer that is worth reading as SOAP. */
export function mayBeSoap({ status, headers }: TransportResponse): boolean {
	return status === 200 || /\bxml\b/i.test(headers['content-type'] ?? 'xml');
}

/**
 * The reason why an answer could not be read as SOAP: its status says more than its syntax does, and a page
 * that happens to be well-formed XML fails late, yet its first bytes say what it is.
 * @param first the first bytes of the answer
 * @param sentBytes size of the request
 */
export async function explained(
	error: unknown,
	response: TransportResponse,
	first: Buffer | undefined,
	details: ResponseDetails,
	sentBytes: number,
): Promise<unknown> {
	if (!(error instanceof MalformedXml || error instanceof MalformedResponse)) return error;
	const content = first ? describeContent(first) : error.what;
	const isPage = content.endsWith('page');
	const what = isPage ? content : error.what;
	if (response.status !== 200) {
		return await httpFailure(response, details, sentBytes, { first, what });
	}
	return new MalformedResponse(what, error.truncated && !isPage, { cause: error });
}

/** Names a content in a few words. Never quotes it: a page may repeat what was sent. */
function describeContent(bytes: Buffer): string {
	const content = describeInstead(bytes);
	const start = bytes.toString('latin1', 0, 4096);
	const isSignIn =
		/type\s*=\s*["']?password|sign[ -]?in|log[ -]?(on|in)\b|\/adfs\/|\/owa\/auth/i.test(start);
	return content === 'an HTML page' && isSignIn ? 'a sign-in page' : content;
}

function unknownMailbox(casError: string, mailbox: string | undefined): ExchangeErrorOptions {
	return {
		remedyBy: 'you',
		remedy: `The front end of Exchange knows no such mailbox (${casError}). Check the address: it has to be the primary address of a mailbox in this Exchange organization.`,
		command: mailbox === undefined ? undefined : showRecipient(mailbox),
	};
}

const tooLarge: Meaning = {
	code: 'limit',
	options: {
		remedyBy: 'exchangeAdmin',
		remedy:
			'The request is larger than the web server allows. Send fewer or smaller items at a time, such as events with shorter bodies; or have maxAllowedContentLength and maxRequestLength of EWS raised.',
		command: powershell`Get-WebConfigurationProperty -Filter system.webServer/security/requestFiltering/requestLimits -Name maxAllowedContentLength -PSPath "IIS:\Sites\Default Web Site\EWS"`,
	},
};

/** A request of this size that finds no EWS was too large: small ones go before it, in bytes. */
const largeRequest = 2 ** 20;

/**
 * True for a request over a limit of the web server: 413, or in IIS 404 with the substatus 13, which only
 * its page for administrators names.
 * @see https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/requestlimits/
 */
function isTooLarge(status: number, sentBytes: number, page: Buffer = Buffer.alloc(0)): boolean {
	if (status === 413) return true;
	if (status !== 404) return false;
	return (
		sentBytes >= largeRequest || /404\.13\b|content length too large/i.test(page.toString('latin1'))
	);
}

function meaning(
	status: number,
	casError: string | undefined,
	mailbox: string | undefined,
): Meaning {
	if (casError !== undefined) {
		return {
			code: 'temporarilyUnavailable',
			options: {
				remedyBy: 'exchangeAdmin',
				remedy: `The front end could not reach the mailbox server (${casError}). Try again later.`,
				command: powershell`Get-MailboxDatabaseCopyStatus *`,
			},
		};
	}
	if (status === 403) {
		return {
			code: 'accessDenied',
			options: {
				remedyBy: 'exchangeAdmin',
				remedy:
					mailbox === undefined
						? 'EWS is switched off for this account or application.'
						: `EWS is switched off for ${mailbox}, for the service account or for this application: with impersonation the settings of the mailbox count.`,
				command: powershell`Get-CASMailbox ${mailbox ?? new Blank('service account')} | Format-List Ews*; Get-OrganizationConfig | Format-List Ews*`,
			},
		};
	}
	if (status === 404 || status === 405) {
		return {
			code: 'http',
			options: {
				remedyBy: 'you',
				remedy: 'There is no EWS at this address. Check the server in the credential.',
				command: powershell`Get-WebServicesVirtualDirectory | Format-List InternalUrl,ExternalUrl`,
				field: 'server',
			},
		};
	}
	if (status === 429) {
		return {
			code: 'throttled',
			options: { remedyBy: 'networkAdmin', remedy: 'Something before Exchange limits requests.' },
		};
	}
	if (status === 502 || status === 503 || status === 504) {
		return {
			code: 'temporarilyUnavailable',
			options: {
				remedyBy: 'exchangeAdmin',
				remedy: 'Try again later. If it stays, check the EWS application pools of the server.',
				command: powershell`Get-WebAppPoolState MSExchangeServicesAppPool`,
			},
		};
	}
	if (status === 200) {
		return {
			code: 'malformedResponse',
			options: {
				remedyBy: 'exchangeAdmin',
				remedy: 'Check that the address leads to Exchange itself (…/EWS/Exchange.asmx).',
			},
		};
	}
	return {
		code: 'http',
		options: {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Give the status and the time to the Exchange administrator, who finds the request in the IIS log.',
		},
	};
}

async function firstBytes(response: TransportResponse): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of response.body) {
		chunks.push(chunk);
		length += chunk.length;
		if (length >= 4096) break;
	}
	return Buffer.concat(chunks);
}
