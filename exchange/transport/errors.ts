import { ExchangeError, type ExchangeErrorOptions, type ResponseDetails } from '../errors';
import { shell } from '../shell';
import type { Conceal } from './conceal';

type Options = Omit<ExchangeErrorOptions, 'field'> & { field?: string };

/** How far a request had got when it failed. Before `sent` the server can't have carried it out. */
export type RequestPhase = 'connecting' | 'sent' | 'reading';

/** The name of the server has no address, or nobody could say whether it has one. */
export class NameNotResolved extends ExchangeError {
	constructor(
		readonly host: string,
		/** True when the DNS server gave no answer: another attempt may succeed. */
		readonly temporary: boolean,
		options: Options = {},
	) {
		super(
			'nameResolution',
			temporary
				? `No DNS server answered when asked for ${host}`
				: `There is no address for the name ${host}`,
			{
				remedy: temporary
					? 'Check the network and the DNS settings of the machine (or container) that n8n runs on.'
					: `Check the spelling of ${host}. If the name is known inside the company only, n8n must use the company's DNS server.`,
				remedyBy: temporary ? 'networkAdmin' : 'you',
				command: shell`nslookup ${host}`,
				...options,
			},
		);
	}

	get phase(): RequestPhase {
		return 'connecting';
	}
}

/** No connection to the server, or the connection broke. */
export class Unreachable extends ExchangeError {
	constructor(
		message: string,
		/** `host:port`. */
		readonly server: string,
		readonly phase: RequestPhase,
		options: Options = {},
	) {
		super('unreachable', message, { remedyBy: 'networkAdmin', ...options });
	}
}

/** The server took longer than the time limit. */
export class TimedOut extends ExchangeError {
	constructor(
		readonly server: string,
		readonly phase: RequestPhase,
		readonly limitMs: number,
		options: Options = {},
	) {
		const seconds = `${limitMs / 1000} s`;
		super(
			'timeout',
			{
				connecting: `${server} did not accept a connection within ${seconds}`,
				sent: `${server} accepted the request but did not answer within ${seconds}`,
				reading: `${server} stopped in the middle of its answer for ${seconds}`,
			}[phase],
			{
				remedy: {
					connecting:
						'A firewall between n8n and Exchange probably drops the packets. Open the port for the address of n8n.',
					sent: 'The server is overloaded or the request too large. Try again, or raise Timeout (Seconds) of the credential.',
					reading:
						'Try again. If it happens often, look for a proxy or firewall that cuts long answers, or raise Timeout (Seconds) of the credential.',
				}[phase],
				remedyBy: phase === 'connecting' ? 'networkAdmin' : 'exchangeAdmin',
				...options,
			},
		);
	}
}

/** The answer as a whole took too long, although something of it came all the time. */
export class AnswerTooSlow extends ExchangeError {
	constructor(
		readonly server: string,
		readonly limitMs: number,
	) {
		super('timeout', `${server} did not come to the end of its answer within ${limitMs / 1000} s`, {
			remedy:
				'Try again. If it happens often, look for a proxy that lets answers through too slowly, or raise Timeout (Seconds) of the credential: an answer may take three times as long as that.',
			remedyBy: 'networkAdmin',
		});
	}

	get phase(): RequestPhase {
		return 'reading';
	}
}

/** The execution was cancelled, or the connection closed while the request was under way. */
export class Cancelled extends ExchangeError {
	constructor(message = 'The request was cancelled') {
		super('cancelled', message);
	}
}

/** The error to end work with whose signal has aborted. */
export function cancellation({ reason }: AbortSignal): ExchangeError {
	return reason instanceof ExchangeError ? reason : new Cancelled();
}

/** @throws ExchangeError with code `cancelled`, or the ExchangeError that the signal was aborted with */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw cancellation(signal);
}

interface Elsewhere {
	url: URL;
	/** Takes secrets out of it. */
	conceal: Conceal;
}

/** The server sends the request elsewhere, and that place is not allowed. */
export class RedirectRefused extends ExchangeError {
	readonly #target?: Elsewhere;

	constructor(
		message: string,
		/** Where it points, without query and fragment, as it may be shown. */
		readonly location: string,
		{ target, ...options }: Options & { target?: Elsewhere } = {},
	) {
		super('redirect', message, { remedyBy: 'exchangeAdmin', ...options });
		this.#target = target;
	}

	/** The other host's address as the server sent it: to be judged, not to be shown. */
	static targetOf(error: RedirectRefused): Elsewhere | undefined {
		return error.#target;
	}
}

/** The front end of Exchange knows no such mailbox: asking again changes nothing. */
export class MailboxNotServed extends ExchangeError {
	constructor(host: string, reason: string, options: Options = {}) {
		super('mailboxUnavailable', `${host} knows no such mailbox (${reason})`, {
			remedy:
				'Check the address. It has to be the primary address of a mailbox in this Exchange organization.',
			remedyBy: 'you',
			...options,
		});
	}
}

/** Exchange (or the balancer in front of it) can't serve this now; later it can. */
export class RedirectedToErrorPage extends ExchangeError {
	constructor(message: string, options: Options = {}) {
		super('temporarilyUnavailable', message, {
			remedy:
				'Try again later. If it lasts, ask the Exchange administrator to look at the health of the server.',
			remedyBy: 'exchangeAdmin',
			...options,
		});
	}
}

/** The answer is not HTTP, or its compression is broken. */
export class MalformedHttp extends ExchangeError {
	constructor(
		message: string,
		options: Options = {},
		/** It ends too early: another attempt may bring the whole answer. */
		readonly truncated = false,
	) {
		super('malformedResponse', message, { remedyBy: 'exchangeAdmin', ...options });
	}

	get mayPass(): boolean {
		return this.truncated;
	}
}

/** The answer is larger than what is accepted, or too many requests wait. */
export class TransportLimitExceeded extends ExchangeError {
	constructor(
		message: string,
		options: Options = {},
		readonly phase: RequestPhase = 'reading',
	) {
		super('limit', message, { remedyBy: 'you', ...options });
	}
}

/** Header names under which Exchange tells which request and which server it was. */
const identityHeaders = {
	requestId: ['request-id'],
	clientRequestId: ['client-request-id'],
	frontEndServer: ['x-feserver'],
	backEndServer: ['x-calculatedbetarget', 'x-targetbeserver', 'x-beserver', 'x-diaginfo'],
	diagnostics: ['x-ms-diagnostics', 'x-caserrorcode'],
} as const;

/** The `client-request-id` of an answer as it came: to be compared, never to be shown. */
export function returnedRequestId(headers: Readonly<Record<string, string>>): string | undefined {
	return headers[identityHeaders.clientRequestId[0]];
}

/**
 * Status, ids and back-off of an answer, for an error's `details`: what the Exchange administrator needs
 * to find the request in the server's logs. The only place that knows these headers. Secrets are taken out
 * when something is read, since nearly all answers are never told of.
 */
export function responseDetails(
	status: number,
	headers: Readonly<Record<string, string>>,
	conceal: Conceal,
): ResponseDetails {
	const details: ResponseDetails = { httpStatus: status };
	for (const [field, names] of Object.entries(identityHeaders)) {
		const name = names.find((candidate) => headers[candidate]);
		if (!name) continue;
		const get = () => conceal(headers[name]);
		Object.defineProperty(details, field, { get, enumerable: true, configurable: true });
	}
	const backOffMs = retryAfterMs(headers['retry-after']);
	if (backOffMs !== undefined) details.backOffMs = backOffMs;
	return details;
}

/**
 * `Retry-After` in milliseconds; a date in the past gives 0, nonsense gives undefined.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
function retryAfterMs(value: string | undefined, now = Date.now()): number | undefined {
	if (value === undefined) return undefined;
	if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
