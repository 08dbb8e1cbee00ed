import type { Exchange } from '../connection';
import { Cancelled } from '../transport/errors';
import { abortWith } from '../transport/onAbort';
import { addressKey } from '../mailboxes/address';
import { systemClock } from './clock';
import { exchangePorts } from './exchangePorts';
import { HandOver } from './handOver';
import { defaultLimits } from './limits';
import { checkWatchOptions, type WatchOptions } from './options';
import { Watcher } from './watcher';
import type { WatchSettings } from './watchSettings';
import { defaultKinds, type WatchedEvent } from './watchedEvent';

/** Takes events of one mailbox, or one problem; they count as told once it resolves. */
export type Tell = WatchSettings['tell'];

/**
 * Tells what happens in calendars, while it happens: changes, the times of events, and what keeps it from
 * hearing of them (`kind: 'problem'`). It runs until the caller stops or `signal` aborts, which takes less
 * than a second, and survives everything else: it goes on when the server or the network is back, and
 * reads then what changed meanwhile. Changes before the first watch of this name are not told.
 *
 * An event counts as told when the next one is asked for; only then its position moves. What was not told
 * comes again with the next watch of this name.
 * @throws InvalidInput when an option is missing or out of range
 */
export async function* watchCalendars(
	exchange: Exchange,
	options: WatchOptions,
): AsyncGenerator<WatchedEvent, void> {
	checkWatchOptions(exchange, options);
	const stop = new AbortController();
	const stopListening = abortWith(options.signal, stop);
	const handOver = new HandOver<WatchedEvent>();
	const tell: Tell = async (events) => await handOver.give(events);
	const running = watchUntil(exchange, options, tell, stop.signal);
	try {
		yield* handOver.take(stop.signal);
	} finally {
		stopListening();
		stop.abort();
		await running;
	}
}

/**
 * The same, with a function that takes the events: of several mailboxes at a time, so that a slow taker
 * holds back one mailbox only.
 * @param tell rejects for what is to come again
 * @throws InvalidInput when an option is missing or out of range
 */
export async function tellCalendars(
	exchange: Exchange,
	options: WatchOptions,
	tell: Tell,
): Promise<void> {
	checkWatchOptions(exchange, options);
	await watchUntil(exchange, options, tell, options.signal ?? new AbortController().signal);
}

async function watchUntil(
	exchange: Exchange,
	options: WatchOptions,
	tell: Tell,
	signal: AbortSignal,
): Promise<void> {
	const { mailboxes = [], group, triggerOn = defaultKinds, minutesBefore = 15, expand } = options;
	const { pollSeconds = 60, safetyMinutes = 15, clock = systemClock, note } = options;
	const addresses = mailboxes.map((mailbox) => mailbox.trim());
	const distinct = new Map(addresses.map((address) => [addressKey(address), address]));
	await new Watcher(exchangePorts(exchange, options), {
		mailboxes: [...distinct.values()],
		group,
		kinds: new Set(triggerOn),
		aheadMs: minutesBefore * 60_000,
		expand,
		limits: {
			...defaultLimits,
			pollMs: pollSeconds * 1_000,
			safetyMs: safetyMinutes * 60_000,
		},
		concurrency: 2 * exchange.settings.maxConnections,
		clock,
		signal,
		tell: async (events) => {
			if (signal.aborted) throw new Cancelled('The watch has ended');
			await tell(events);
		},
		note,
	}).run();
}
