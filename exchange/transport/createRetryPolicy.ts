import { ExchangeError } from '../errors';
import { mayBeCarriedOut } from './carriedOut';
import { Cancelled, cancellation, throwIfCancelled } from './errors';
import { onAbort } from './onAbort';
import type { RetryOptions, RetryPolicy } from './retryPolicy';

export interface RetryPolicyOptions {
	/** From the first attempt on; later nothing is sent again, in milliseconds. Default 120,000. */
	deadlineMs?: number;
	/** First wait when the server names none, in milliseconds. Default 1,000; doubles each time. */
	firstWaitMs?: number;
	/** Longest wait that we choose ourselves, in milliseconds. Default 60,000. */
	longestWaitMs?: number;
	/** Called when the server says that too many connections are open. */
	onTooManyConnections?: () => void;
	/** Milliseconds; for tests. */
	clock?: () => number;
	/** Must reject when `signal` aborts; for tests. */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to 1; for tests. */
	random?: () => number;
}

/** Attempts of one call at most, however short the waits that the server asks for. */
const maxAttempts = 12;

/** Fewer for failures that rarely heal within seconds. */
const attemptLimit: Partial<Record<ExchangeError['code'], number>> = {
	unreachable: 3,
	nameResolution: 3,
	timeout: 2,
	malformedResponse: 3,
};

/** A mailbox is asked again after this time, whatever wait the server named; in milliseconds. */
const maxBackOffMs = 15 * 60_000;

const tooManyConnections = 'ErrorExceededConnectionCount';

/**
 * Repeats what is safe to repeat: refusals before execution always, everything else only when the
 * request is `repeatable`. Waits 1 s, 2 s, 4 s … with jitter, or longer when the server says so: one that
 * says 0 would otherwise be asked a thousand times a second.
 * A wait counts for the whole mailbox, since Exchange prolongs it for whoever asks again too early;
 * other mailboxes go on.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
export function createRetryPolicy(options: RetryPolicyOptions = {}): RetryPolicy {
	const {
		deadlineMs = 120_000,
		firstWaitMs = 1_000,
		longestWaitMs = 60_000,
		onTooManyConnections,
		clock = () => performance.now(),
		sleep = pause,
		random = Math.random,
	} = options;
	/** By mailbox the time before which nothing is sent for it, and why. */
	const closed = new Map<string, { until: number; reason: ExchangeError }>();

	/** @throws the reason, when it is known by now that the wait would be too long */
	async function mailboxOpen({ mailbox, signal }: RetryOptions, deadline: number): Promise<void> {
		for (;;) {
			const { until, reason } = closed.get(mailbox) ?? {};
			if (until === undefined || until <= clock()) {
				closed.delete(mailbox);
				return;
			}
			if (until >= deadline) throw reason!;
			await sleep(until - clock(), signal);
		}
	}

	function close(mailbox: string, until: number, reason: ExchangeError): void {
		if (until > (closed.get(mailbox)?.until ?? clock())) closed.set(mailbox, { until, reason });
	}

	return {
		async run<T>(attempt: (number: number) => Promise<T>, request: RetryOptions): Promise<T> {
			const deadline = clock() + deadlineMs;
			for (let number = 1; ; number++) {
				throwIfCancelled(request.signal);
				await mailboxOpen(request, deadline);
				throwIfCancelled(request.signal);
				const [outcome] = await Promise.allSettled([attempt(number)]);
				if (outcome.status === 'fulfilled') return outcome.value;
				const error: unknown = outcome.reason;
				if (!(error instanceof ExchangeError)) throw error;
				if (error.details.responseCode === tooManyConnections) onTooManyConnections?.();
				const repeats = worthRepeating(error, number, request);
				if (!repeats && !isBusy(error)) throw error;
				const { backOffMs } = error.details;
				const own = jittered(Math.min(longestWaitMs, firstWaitMs * 2 ** (number - 1)), random());
				const until = clock() + Math.min(maxBackOffMs, Math.max(own, backOffMs ?? 0));
				const isTooLong = until >= deadline;
				// Who asks what became of a write has to wait as long as who sends it again.
				if (!isTooLong || backOffMs !== undefined) close(request.mailbox, until, error);
				if (isTooLong || !repeats) throw error;
			}
		},
	};
}

function worthRepeating(error: ExchangeError, attempts: number, request: RetryOptions): boolean {
	if (attempts >= (attemptLimit[error.code] ?? maxAttempts)) return false;
	if (!request.repeatable && mayBeCarriedOut(error)) return false;
	if (request.isEnough?.(error, attempts)) return false;
	switch (error.code) {
		case 'throttled':
		case 'temporarilyUnavailable':
		case 'unreachable':
		case 'timeout':
			return true;
		case 'nameResolution':
			return (error as { temporary?: boolean }).temporary === true;
		case 'malformedResponse':
			return (error as { mayPass?: boolean }).mayPass === true;
		default:
			return error.details.responseCode === tooManyConnections;
	}
}

function isBusy({ code }: ExchangeError): boolean {
	return code === 'throttled' || code === 'temporarilyUnavailable';
}

/** Between half and all of it, so that many clients don't come back at once. */
function jittered(milliseconds: number, random: number): number {
	return Math.round(milliseconds * (0.5 + random / 2));
}

/** Waits, or throws Cancelled as soon as `signal` aborts. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const cancel = () => {
			clearTimeout(timer);
			reject(signal ? cancellation(signal) : new Cancelled());
		};
		const timer = setTimeout(() => {
			stopListening?.();
			resolve();
		}, milliseconds);
		const stopListening = signal && onAbort(signal, cancel);
	});
}
