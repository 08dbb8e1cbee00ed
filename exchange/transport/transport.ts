import type { Conceal } from './conceal';

/** One HTTP exchange with an Exchange server. Nothing in it knows SOAP. */
export interface TransportRequest {
	/** Absolute; `http:` only for loopback. */
	url: string;
	method?: 'POST' | 'GET';
	headers?: Record<string, string>;
	body?: string | Buffer;
	/** Address of the mailbox that is asked for, or the account: the mailboxes take turns at the connections. */
	mailbox: string;
	/** Cancels the request, also while it waits for a connection. */
	signal?: AbortSignal;
	/** Longest time without an answer or further data; default: the settings' `timeoutSeconds`. */
	idleTimeoutMs?: number;
	/**
	 * Longest time for an answer with its sign-in and redirects, and again for its body as far as it is
	 * waited for; default: three times `idleTimeoutMs`.
	 */
	answerTimeoutMs?: number;
	/**
	 * True when sending it twice does no harm: a kept connection that died is then replaced unnoticed.
	 * Default: only for GET.
	 */
	repeatable?: boolean;
	/**
	 * True for an answer that stays open for minutes: it goes over a connection of its own, beside those that
	 * other requests share, and closes it at the end.
	 */
	hanging?: boolean;
}

export interface TransportResponse {
	status: number;
	/** Lower-case names. As they came: not for messages without `conceal`. */
	headers: Record<string, string>;
	/** Takes what the request signed in with out of the server's words. */
	conceal: Conceal;
	/** The body, decompressed, as it arrives. Must be read to the end or destroyed: it holds a connection. */
	body: AsyncIterable<Buffer>;
	/**
	 * Gives the answer up without reading the rest. Harmless after the end.
	 * @param isSpoiled the answer can't be right: its connection is closed even at the end; where that
	 * carries a write of somebody else by now, once the write has its answer
	 */
	discard(isSpoiled?: boolean): void;
}

/**
 * Sends requests over a bounded pool of signed-in connections.
 * Signs in (Basic, NTLM, Bearer), follows allowed redirects, enforces size and time limits.
 * It never repeats a request because of its answer: that is the caller's retry policy.
 */
export interface Transport {
	/**
	 * Resolves when the response's headers are there, whatever the status, except 401 (SignInRefused)
	 * and redirects that are not allowed.
	 * @throws ExchangeError of kind `signIn`, `tls`, `nameResolution`, `unreachable`, `timeout`, `cancelled`, `redirect`
	 */
	send(request: TransportRequest): Promise<TransportResponse>;
	/** Closes all sockets; requests under way end with `cancelled`. */
	close(): Promise<void>;
}
