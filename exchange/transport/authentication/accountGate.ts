import { cancellation } from '../errors';

/** Permission to show the account's secret to the server once; must be ended with one of its methods. */
export interface Attempt {
	/** True while others wait for how this one ends. */
	readonly isTrial: boolean;
	/** The server let the account in. */
	accepted(): void;
	/** The server refused it; `error` goes to all who wait, too. */
	refused(error: Error): void;
	/** Nothing was learnt, such as when the connection broke. Harmless after the others. */
	undecided(): void;
}

/**
 * Keeps a wrong password from locking the account: until the server has accepted it once, only one
 * request at a time shows it, and once it is refused nobody shows it again.
 * An account that was accepted before may be refused once more before that is final, as overloaded
 * servers answer 401, too.
 */
export class AccountGate {
	private wasAccepted = false;
	private refusals = 0;
	private refusal?: { error: Error; since: number };
	/** Set while the first attempt is under way. */
	private trial?: Promise<void>;

	constructor(
		/** Time after which a refusal is forgotten, in milliseconds: passwords and locks do change. */
		private readonly memoryMs = 30 * 60_000,
		private readonly clock: () => number = () => performance.now(),
	) {}

	/** @throws the error of an earlier refusal */
	check(): void {
		if (!this.refusal) return;
		if (this.clock() - this.refusal.since < this.memoryMs) throw this.refusal.error;
		this.refusal = undefined;
		this.refusals = 0;
		this.wasAccepted = false;
	}

	/**
	 * Waits until the account may be shown.
	 * @throws the error of an earlier refusal; Cancelled
	 */
	async enter(signal: AbortSignal): Promise<Attempt> {
		for (;;) {
			this.check();
			if (this.wasAccepted) return this.attempt(false, () => {});
			if (!this.trial) break;
			await orAborted(this.trial, signal);
		}
		let end!: () => void;
		this.trial = new Promise((resolve) => {
			end = () => {
				this.trial = undefined;
				resolve();
			};
		});
		return this.attempt(true, end);
	}

	private attempt(isTrial: boolean, end: () => void): Attempt {
		let open = true;
		const once = (action: () => void) => {
			if (!open) return;
			open = false;
			action();
			end();
		};
		return {
			isTrial,
			accepted: () =>
				once(() => {
					this.wasAccepted = true;
					this.refusals = 0;
				}),
			refused: (error) =>
				once(() => {
					this.refusals++;
					if (this.refusals >= (this.wasAccepted ? 2 : 1)) {
						this.refusal = { error, since: this.clock() };
					}
				}),
			undecided: () => once(() => {}),
		};
	}
}

/** @throws Cancelled when `signal` aborts first */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	if (signal.aborted) throw cancellation(signal);
	return await new Promise<T>((resolve, reject) => {
		const cancel = () => reject(cancellation(signal));
		signal.addEventListener('abort', cancel, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
	});
}
