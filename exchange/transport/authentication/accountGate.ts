import { orAborted } from '../orAborted';
import type { AccountMemory, KnownRefusal } from './refusedAccounts';

/** Permission to show the account's secret to the server once; must be ended with one of its methods. */
export interface Attempt {
	/** True while others wait for how this one ends. */
	readonly isTrial: boolean;
	/** True for one after a refusal of an account that was accepted before. */
	readonly isAfterRefusal: boolean;
	/** The server let the account in; `isProof` where a server that never looked would not answer so. */
	accepted(isProof?: boolean): void;
	/**
	 * The server refused it.
	 * @returns the error to throw: `error`, which then goes to all who wait, or that of a pause
	 */
	refused(error: Error): Error;
	/** Nothing was learnt, such as when the connection broke. Harmless after the others. */
	undecided(): void;
}

/** So many refusals in a row are final for an account that was accepted before. */
export const maxRefusals = 3;

/** Pause after the first refusal of an account that was accepted before, in milliseconds; doubles. */
const pauseMs = 1_000;

const asItIs = async (wait: Promise<void>) => await wait;

/** The errors of who may not show the account. */
interface GateErrors {
	/** For so many milliseconds. */
	paused: (milliseconds: number) => Error;
	/** Since it was refused before. */
	refusedBefore: (refusal: KnownRefusal) => Error;
}

/**
 * Keeps a wrong password from locking the account: until the server has accepted it once, only one
 * request at a time shows it, to one server at a time until one has proved that it is right. A server that
 * hangs holds others up for a few seconds only. Once it is refused nobody shows it again as long as `memory`
 * knows that.
 * Overloaded servers answer 401 to an account that they accepted before: such a refusal is final only
 * after a few more tries, each after a longer pause and by one request at a time. These are counted for all
 * connections together, as a workflow makes a new one in each run.
 */
export class AccountGate {
	/** Over this connection: otherwise even an account that is known as good goes alone at first. */
	private wasAccepted = false;
	private pauses = 0;
	private wasRefused = false;
	private pauseEnd = 0;
	/** Set while the first attempt, or one after a refusal, is under way. */
	private trial?: Promise<void>;

	constructor(
		private readonly errors: GateErrors,
		private readonly memory: AccountMemory,
		private readonly clock: () => number = () => performance.now(),
	) {}

	/** @throws the error of an earlier refusal */
	check(): void {
		const refusal = this.memory.refusal();
		if (refusal) {
			this.wasRefused = true;
			throw this.errors.refusedBefore(refusal);
		}
		if (!this.wasRefused) return;
		this.wasRefused = false;
		this.pauseEnd = 0;
		this.pauses = 0;
		this.wasAccepted = false;
	}

	/**
	 * Waits until the account may be shown.
	 * @param untimed awaits what is no part of the answer's time: the trial of another server
	 * @throws the error of an earlier refusal; that of a pause; Cancelled
	 */
	async enter(signal: AbortSignal, untimed = asItIs): Promise<Attempt> {
		for (;;) {
			this.check();
			const pause = this.pauseEnd - this.clock();
			if (pause > 0) throw this.errors.paused(pause);
			if (this.isKnownRight) return this.attempt({ isTrial: false }, () => {});
			const elsewhere = this.trialElsewhere();
			if (this.trial) await orAborted(this.trial, signal);
			else if (elsewhere) await untimed(orAborted(elsewhere, signal));
			else break;
		}
		let end!: () => void;
		this.trial = new Promise((resolve) => {
			end = () => {
				this.trial = undefined;
				resolve();
			};
		});
		this.memory.tried(this.trial);
		const doubts = this.memory.doubts();
		return this.attempt({ isTrial: true, isAfterRefusal: doubts > 0 && doubts < Infinity }, end);
	}

	/**
	 * Waits for the trials of other servers alone; `enter` does so as well.
	 * @throws the error of an earlier refusal; Cancelled
	 */
	async waitForOthers(signal: AbortSignal, untimed = asItIs): Promise<void> {
		for (;;) {
			this.check();
			const elsewhere = this.trialElsewhere();
			if (!elsewhere) return;
			await untimed(orAborted(elsewhere, signal));
		}
	}

	private trialElsewhere(): Promise<void> | undefined {
		return this.trial || this.isKnownRight ? undefined : this.memory.trial();
	}

	private get isKnownRight(): boolean {
		return this.wasAccepted && this.memory.doubts() === 0;
	}

	/** The server let the account in, whatever way it was shown. */
	accept(isProof = true): void {
		this.wasAccepted = true;
		this.pauses = 0;
		this.memory.accepted(isProof);
	}

	/**
	 * A sign-in that came to no verdict, such as a connection that is not kept.
	 * @returns the error to throw: `error`, or a few times in a row that of a pause where the account was
	 * accepted before
	 */
	interrupted(error: Error): Error {
		if (!this.wasAccepted || this.pauses >= maxRefusals - 1) return error;
		this.pause();
		return this.errors.paused(this.pauseEnd - this.clock());
	}

	private pause(): void {
		this.pauseEnd = this.clock() + pauseMs * 2 ** this.pauses;
		this.pauses++;
	}

	private attempt(
		{ isTrial, isAfterRefusal = false }: { isTrial: boolean; isAfterRefusal?: boolean },
		end: () => void,
	): Attempt {
		let open = true;
		const once = (action: () => void) => {
			if (!open) return;
			open = false;
			action();
			end();
		};
		return {
			isTrial,
			isAfterRefusal,
			accepted: (isProof) =>
				once(() => {
					this.accept(isProof);
				}),
			refused: (error) => {
				once(() => {
					const refusals = this.memory.doubted();
					// What was under way at the first refusal says nothing new.
					if (!isTrial && refusals > 1) return;
					if (isTrial && refusals >= maxRefusals) {
						this.memory.refused(error);
					} else {
						this.pause();
					}
				});
				const pause = Math.max(0, this.pauseEnd - this.clock());
				return this.memory.refusal()?.error ?? this.errors.paused(pause);
			},
			undecided: () => once(() => {}),
		};
	}
}
