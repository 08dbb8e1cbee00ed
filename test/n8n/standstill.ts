import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeServer } from '../exchangeServer';
import { send } from '../exchangeServer/faults/http';

/** A call at which Exchange stands still. */
export interface Standstill {
	/** True once a call stands still there. */
	readonly reached: boolean;
	/** True once the client has hung up on a call that stands still. */
	readonly abandoned: boolean;
	/** Goes on with all that stand still there, and with those to come. */
	release(): void;
}

/** Which call stands still, and whether the server has carried it out by then. */
export interface StandstillRule {
	mailbox: string;
	operation: string;
	/** Default false: the call is not carried out until `release`. */
	carriedOut?: boolean;
	/** So many calls pass before. */
	after?: number;
	/** So many calls stand still; default: all. */
	count?: number;
	/** Called for each call that stands still. */
	onReached?: () => void;
}

/** Lets Exchange stand still at calls of one operation for one mailbox. */
export function standStillAt(exchange: ExchangeServer, rule: StandstillRule): Standstill {
	const { mailbox, operation, carriedOut = false, after, count, onReached } = rule;
	let reached = false;
	let abandoned = false;
	let release!: () => void;
	const released = new Promise<void>((resolve) => (release = resolve));
	exchange.faults.add({
		mailbox,
		operation,
		after,
		count,
		fault: {
			name: 'standstill',
			carriesOut: carriedOut,
			async respond({ response }, answer) {
				const early = carriedOut ? await answer() : undefined;
				reached = true;
				onReached?.();
				await Promise.race([released, once(response, 'close')]);
				if (response.destroyed) {
					abandoned = true;
					return;
				}
				send(response, early ?? (await answer()));
			},
		},
	});
	return {
		get reached() {
			return reached;
		},
		get abandoned() {
			return abandoned;
		},
		release,
	};
}

const lookEveryMs = 50;
const patienceMs = 120_000;

/**
 * Waits until something is so.
 * @throws Error when it is not so after two minutes, as when a run never gets to a standstill
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	const giveUp = Date.now() + patienceMs;
	while (!(await isSo())) {
		if (Date.now() > giveUp) throw new Error(`Waited in vain until ${isSo.toString()}`);
		await wait(lookEveryMs);
	}
}
