import type { ExchangeError } from '../errors';

/** When to send a request again after a failure, and how long to wait before. */
export interface RetryPolicy {
	/**
	 * Runs `attempt` until it succeeds, fails for good, the deadline passes or `signal` aborts.
	 * While one mailbox backs off, other mailboxes go on.
	 * @throws the last error of `attempt`
	 */
	run<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T>;
}

export interface RetryOptions {
	/** True when sending it twice does no harm; otherwise only refusals before execution are repeated. */
	repeatable: boolean;
	/** True for a failure after which the caller has something better to do than to ask the same again. */
	isEnough?(error: ExchangeError, attempts: number): boolean;
	/** Address of the mailbox that is asked for, or the account: a back-off counts for it alone. */
	mailbox: string;
	signal?: AbortSignal;
}
