import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { CancelEventOptions, CancelledEvent } from './options';

/**
 * Cancels a meeting that the mailbox organizes: it leaves the calendar, and who is invited is told so.
 * @throws InvalidInput for a meeting of somebody else, and for an appointment that nobody is invited to
 * @throws ExchangeError of code `notFound` when the event is gone, else as the server answers
 */
export async function cancelEvent(
	exchange: Exchange,
	options: CancelEventOptions,
): Promise<CancelledEvent> {
	void [exchange, options];
	await Promise.resolve();
	throw new ExchangeError('server', 'Not written yet');
}
