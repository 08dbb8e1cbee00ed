import type { Exchange } from '../connection';
import { checkPushOptions, type PushOptions, type PushResult } from './options';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { pushInto } from './pushInto';
import { readInputs } from './input/readInputs';
import type { Plan } from './plan/plan';
import type { PushInput } from './input/pushInput';
import { throwIfCancelled } from '../transport/errors';

/**
 * Brings the source's events into a calendar: creates, updates and deletes what differs, and nothing else.
 * A repeat makes no duplicates, also after a crash or a lost answer. Returns the plan that it followed.
 * Nothing is written before all inputs are read and the plan has passed the deletion guard.
 * @throws InvalidInput when an option is out of range
 * @throws TooManyDeletions, EmptySnapshot before anything is written
 * @throws ExchangeError when the mailbox can't be used at all
 */
export async function* pushEvents(
	exchange: Exchange,
	options: PushOptions,
	events: Iterable<PushInput> | AsyncIterable<PushInput>,
): AsyncGenerator<PushResult, Plan> {
	checkPushOptions(options);
	throwIfCancelled(options.signal);
	const inputs = await readInputs(exchange, options, events);
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	const access = ewsCalendar(exchange, { ...options, ...inputs, sendInvitations, deleteType });
	return yield* pushInto(access, inputs, options);
}

/** The plan that `pushEvents` would follow; nothing is written. */
export async function planEvents(
	exchange: Exchange,
	options: PushOptions,
	events: Iterable<PushInput> | AsyncIterable<PushInput>,
): Promise<Plan> {
	const running = pushEvents(exchange, { ...options, dryRun: true }, events);
	for (;;) {
		const next = await running.next();
		if (next.done) return next.value;
	}
}
