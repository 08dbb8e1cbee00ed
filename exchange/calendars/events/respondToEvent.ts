import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { RespondToEventOptions, RespondedEvent } from './options';

/**
 * Answers an invitation, for one occurrence or all of a series.
 * @throws InvalidInput for an own appointment, one without an invitation, and a meeting that was cancelled
 * @throws ExchangeError of code `notFound` when the event is gone, else as the server answers
 */
export async function respondToEvent(
	exchange: Exchange,
	options: RespondToEventOptions,
): Promise<RespondedEvent> {
	void [exchange, options];
	await Promise.resolve();
	throw new ExchangeError('server', 'Not written yet');
}
