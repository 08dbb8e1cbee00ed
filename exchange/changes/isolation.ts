import { keepCompiled } from '../compiledCode';
import { ExchangeError } from '../errors';
import { isHopeless } from '../ews/readItemBatches';

/** Failures before it counts as the server's own that nothing can be read, not that of single items. */
const maxWithoutSuccess = 12;
/** More items that can't be read, where none can be, are the server's failure. */
const maxUnreadable = 20;
/** Failed requests in a run, after which the rest is no longer divided. */
const maxFailures = 400;

/**
 * Divides what a server fails to return as a whole, until the part that it fails at is alone. One item
 * that it can't read must not keep all others back.
 */
export class Isolation {
	private failures = 0;
	/** Something was returned. */
	hasSucceeded = false;
	private readonly alone: ExchangeError[] = [];
	/** Those of which the server, asked for something else, seems not to be the cause. */
	private readonly ofItems: ExchangeError[] = [];

	/** Notes that something was returned, if only the word that an item can't be. */
	succeed(): void {
		this.hasSucceeded = true;
	}

	/** Notes that a whole request failed that asked for one item. */
	failAlone(error: ExchangeError): void {
		this.alone.push(error);
	}

	/**
	 * Notes an item that can't be read, while the server answers other requests.
	 * @throws ExchangeError when there are many, and nothing else
	 */
	failOfItem(error: ExchangeError): void {
		this.ofItems.push(error);
		if (!this.hasSucceeded && this.ofItems.length > maxUnreadable) throw error;
	}

	/**
	 * To be called at the end: where all items failed by themselves, it is the server that fails, and
	 * a run that leaves them out would count as done.
	 * @throws ExchangeError the last failure
	 */
	throwIfNothingReturned(): void {
		if (!this.hasSucceeded && this.alone.length > 1) throw this.alone.at(-1)!;
	}

	/** True for a failure that may be due to a part of what was asked for: the parts are to be asked for. */
	divides(error: unknown): error is ExchangeError {
		if (!isOfContent(error) || isHopeless(error)) return false;
		this.failures++;
		return this.failures <= (this.hasSucceeded ? maxFailures : maxWithoutSuccess);
	}
}

/** True for a failure that comes from what was asked for, not from the way there or a busy server. */
export function isOfContent(error: unknown): error is ExchangeError {
	if (!(error instanceof ExchangeError)) return false;
	const { responseCode = '' } = error.details;
	switch (error.code) {
		case 'server':
		case 'limit':
		case 'timeout':
			return true;
		case 'input':
			return responseCode !== '';
		case 'notFound':
			return /Occurrence|ItemNotFound/.test(responseCode);
		case 'temporarilyUnavailable':
			return /^Error(TimeoutExpired|BatchProcessingStopped)$/.test(responseCode);
		default:
			return false;
	}
}

/** The word for a failure that a user is told in `unreadable`. */
export function reasonOf({ code, details }: ExchangeError): string {
	return details.responseCode ?? code;
}

keepCompiled(new Isolation());
