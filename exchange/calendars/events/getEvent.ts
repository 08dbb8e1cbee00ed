import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { ListedEvent } from './event';
import type { GetEventOptions } from './options';

/**
 * Reads one event: an appointment, a series with its recurrence, or an occurrence.
 * @throws ExchangeError of code `notFound` when the event is gone, else as the server answers
 */
export async function getEvent(exchange: Exchange, options: GetEventOptions): Promise<ListedEvent> {
	void [exchange, options];
	await Promise.resolve();
	throw new ExchangeError('server', 'Not written yet');
}
