import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { CreateEventOptions, CreatedEvent } from './options';

/**
 * Creates an appointment, a meeting or a series. A repeat with the same client key makes no second one,
 * and a lost answer is looked up before anything is sent again.
 * @throws InvalidInput naming the field
 * @throws ExchangeError as the server answers
 */
export async function createEvent(
	exchange: Exchange,
	options: CreateEventOptions,
): Promise<CreatedEvent> {
	void [exchange, options];
	await Promise.resolve();
	throw new ExchangeError('server', 'Not written yet');
}
