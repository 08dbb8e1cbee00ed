import { ExchangeError } from './errors';

/**
 * The error for what Exchange answered as done, and a look shows to be as it was before.
 * @param message both halves of it, as people read it
 */
export function notDone(operation: string, mailbox: string, message: string): ExchangeError {
	return new ExchangeError('server', message, {
		remedyBy: 'you',
		remedy:
			'Look at what stands there, and try again. Where it comes again, ask the Exchange administrator what undoes it, such as a hold on the mailbox, a policy or an add-on of the server.',
		details: { operation, mailbox },
	});
}
