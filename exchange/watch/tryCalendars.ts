import { minuteMs } from '../calendar/civil';
import type { Exchange } from '../connection';
import { abortWith } from '../transport/onAbort';
import { systemClock } from './clock';
import { ExchangeCalendar } from './exchangeCalendar';
import { addressesOf } from './groupMembers';
import type { WatchOptions } from './options';
import { isOfConnection } from './refusals';

/** More mailboxes are not asked for; the first ones may all be at one site, or be gone. */
const mostMailboxes = 10;

/**
 * Reads from calendars as a watch with these options would, until one can be read. Nothing is told or kept.
 * @throws ExchangeError where the group can't be read, or none of the calendars that are tried
 */
export async function tryCalendars(exchange: Exchange, options: WatchOptions): Promise<void> {
	const { addresses } = await addressesOf(exchange, options);
	if (addresses.length === 0) return;
	const now = (options.clock ?? systemClock).date();
	const end = new AbortController();
	const stopListening = abortWith(options.signal, end);
	const step = Math.max(1, addresses.length / mostMailboxes);
	const spread = addresses.filter((_, place) => Math.floor(place % step) === 0);
	const readings = spread.map(async (mailbox) => {
		const calendar = new ExchangeCalendar(exchange, mailbox, options);
		return await calendar.times(now, now + minuteMs, end.signal);
	});
	await Promise.any(readings)
		.catch(({ errors }: AggregateError) => {
			const failures = errors as Error[];
			throw failures.find(isOfConnection) ?? failures[0];
		})
		.finally(() => {
			stopListening();
			end.abort();
		});
}
