import { InvalidInput } from '../errors';
import type { ResolvedSettings } from '../settings';
import { urlOf } from '../urlOf';
import { concealing } from './conceal';
import { AnswerTooSlow, Cancelled, cancellation } from './errors';
import type { HttpConnection, WireAnswer, WireRequest } from './httpConnection';
import { isLoopback } from './hostNames';
import { onAbort } from './onAbort';
import { originOf, serverName, type Origin } from './origin';
import { joinPool, leavePool } from './poolRegistry';
import { isRedirect, maxRedirects, redirectTarget, tooManyRedirects } from './redirects';
import { readBody, type BodyLimits } from './responseBody';
import type { Transport, TransportRequest, TransportResponse } from './transport';
import { userAgent } from './userAgent';

export interface PooledTransport extends Transport {
	/** Uses one connection less for ten minutes; for ErrorExceededConnectionCount. */
	useFewerConnections(): void;
}

export interface TransportOptions {
	/** Largest answer after decompression, in bytes. Default: what the settings say. */
	maxResponseBytes?: number;
}

/**
 * Prepares sending requests under these settings; opens nothing yet.
 * Transports with equal settings share their connections until the last of them is closed.
 */
export function createTransport(
	settings: ResolvedSettings,
	{ maxResponseBytes = settings.maxResponseBytes }: TransportOptions = {},
): PooledTransport {
	let joined: ReturnType<typeof joinPool> | undefined;
	let closed = false;
	const conceal = concealing(settings);
	/** Requests under way, to be cancelled by `close`. */
	const underWay = new Set<AbortController>();

	async function send(request: TransportRequest): Promise<TransportResponse> {
		let url = checkedUrl(request.url);
		const headers = headersOf(request);
		const body = bodyOf(request);
		// Not by the request itself: what is kept until the answer is read would keep its body, too.
		const { signal } = request;
		if (closed) throw new Cancelled('The connection to Exchange is closed');
		const { pool } = (joined ??= joinPool(settings));
		const own = request.hanging ? pool.connectionApart() : undefined;
		const connections = own ?? pool.connections;
		const life = new AbortController();
		const cancel = () => life.abort(cancellation(signal!));
		let patience: NodeJS.Timeout | undefined;
		const end = () => {
			clearTimeout(patience);
			own?.close();
			underWay.delete(life);
			stopListening?.();
		};
		underWay.add(life);
		if (signal?.aborted) cancel();
		const stopListening = signal && onAbort(signal, cancel);
		const idleTimeoutMs = request.idleTimeoutMs ?? settings.timeoutMs;
		const answerTimeoutMs = request.answerTimeoutMs ?? 3 * idleTimeoutMs;
		const beginToWait = (origin: Origin) => {
			patience ??= setTimeout(
				() => life.abort(new AnswerTooSlow(serverName(origin), answerTimeoutMs)),
				answerTimeoutMs,
			);
		};
		const untimed = (origin: Origin) => async (wait: Promise<void>) => {
			clearTimeout(patience);
			await wait;
			patience = undefined;
			beginToWait(origin);
		};
		let answered = false;
		try {
			for (let redirects = 0; ; redirects++) {
				const origin = originOf(url);
				const connection = await connections.acquire(origin, request.mailbox, life.signal);
				beginToWait(origin);
				let released: Promise<void> | undefined;
				try {
					const wire: WireRequest = {
						path: url.pathname + url.search,
						method: request.method ?? 'POST',
						headers,
						body,
						signal: life.signal,
						idleTimeoutMs,
						untimed: untimed(origin),
						repeatable: request.repeatable ?? request.method === 'GET',
					};
					const signedIn = await pool.signInAt(origin).send(connection, wire);
					const answer = {
						...signedIn,
						conceal: (text: string) => conceal(signedIn.conceal(text)),
					};
					if (!isRedirect(answer)) {
						clearTimeout(patience);
						const limits = {
							maxBytes: maxResponseBytes,
							idleTimeoutMs,
							answerTimeoutMs,
							signal: life.signal,
							othersWait: () => connections.isCrowded,
						};
						answered = true;
						void connection.whenFree().then(end);
						return response(connection, answer, limits);
					}
					await connection.drain(answer, wire);
					url = redirectTarget(url, answer, settings.allowedRedirectHosts);
					if (redirects >= maxRedirects) throw tooManyRedirects(url, answer.conceal);
				} finally {
					released = connections.release(connection);
				}
				await released;
			}
		} finally {
			if (!answered) end();
		}
	}

	return {
		send,
		useFewerConnections() {
			joined?.pool.connections.shrink();
		},
		async close() {
			closed = true;
			for (const life of [...underWay]) {
				life.abort(new Cancelled('The connection to Exchange was closed'));
			}
			if (joined) leavePool(joined.key);
			joined = undefined;
		},
	};
}

function response(
	connection: HttpConnection,
	answer: WireAnswer,
	limits: BodyLimits,
): TransportResponse {
	// Also when nobody has begun to read: the connection is needed by others.
	limits.signal.addEventListener('abort', () => answer.message.destroy(), { once: true });
	return {
		status: answer.status,
		headers: answer.headers,
		conceal: answer.conceal,
		body: readBody(answer, limits),
		discard(isSpoiled = false) {
			if (!answer.message.readableEnded) answer.message.destroy();
			if (isSpoiled) connection.spoil(answer);
		},
	};
}

function checkedUrl(text: string): URL {
	const url = urlOf(text);
	if (url === undefined) {
		throw new InvalidInput('url', 'The address of the request is not a URL', {
			remedy: 'Give a whole address, such as https://mail.enyoi.com/EWS/Exchange.asmx.',
		});
	}
	if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
		return url;
	throw new InvalidInput('url', `${url.protocol}//${url.host} is not https`, {
		remedy: 'Use https. Passwords and calendars would travel readable.',
	});
}

function bodyOf({ body, method = 'POST' }: TransportRequest): Buffer | undefined {
	if (body === undefined) return method === 'POST' ? Buffer.alloc(0) : undefined;
	return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

function headersOf(request: TransportRequest): Record<string, string> {
	const headers: Record<string, string> = {
		accept: 'text/xml',
		'accept-encoding': 'gzip, deflate',
		'user-agent': userAgent,
	};
	for (const [name, value] of Object.entries(request.headers ?? {})) {
		if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
			throw new InvalidInput(
				name,
				`The header ${name} can't hold this text: ${JSON.stringify(value)}`,
				{ remedy: 'Leave out line breaks, control characters and letters beyond Latin 1.' },
			);
		}
		headers[name.toLowerCase()] = value;
	}
	return headers;
}
