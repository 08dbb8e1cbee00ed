import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { DeleteEventOptions, DeletedEvent } from './options';

/**
 * Deletes an appointment, one occurrence, a series, or a series from one occurrence on.
 * @throws ExchangeError of code `notFound` when the event is gone, else as the server answers
 */
export async function deleteEvent(
	exchange: Exchange,
	options: DeleteEventOptions,
): Promise<DeletedEvent> {
	void [exchange, options];
	await Promise.resolve();
	throw new ExchangeError('server', 'Not written yet');
}
