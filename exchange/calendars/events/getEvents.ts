import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { ListedEvent } from './event';
import type { GetEventsOptions, ListedEvents } from './options';

/**
 * Lists the events of a time by their start, occurrences of series one by one.
 *
 * Costs a request for each 1,000 events of at most two years, and one for each 100 of them. Exchange can't
 * search in a view of a calendar: with `search`, `category` or `attendee` every event of the window is
 * read, and those that match are given. `limit` ends the reading early.
 * @returns at the end how many there were, and what could not be read
 * @throws InvalidInput naming the option
 * @throws ExchangeError as the server answers
 */
export async function* getEvents(
	exchange: Exchange,
	options: GetEventsOptions,
): AsyncGenerator<ListedEvent, ListedEvents> {
	void [exchange, options];
	await Promise.resolve();
	yield* [];
	throw new ExchangeError('server', 'Not written yet');
}
