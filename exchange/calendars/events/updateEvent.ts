import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { UpdateEventOptions, UpdatedEvent } from './options';

/**
 * Changes an appointment, one occurrence, a series, or a series from one occurrence on: then it is split.
 * @throws InvalidInput naming the field
 * @throws ExchangeError of code `notFound` when the event is gone, else as the server answers
 */
export async function updateEvent(
	exchange: Exchange,
	options: UpdateEventOptions,
): Promise<UpdatedEvent> {
	void [exchange, options];
	await Promise.resolve();
	throw new ExchangeError('server', 'Not written yet');
}
