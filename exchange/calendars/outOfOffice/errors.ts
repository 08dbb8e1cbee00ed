import { grantImpersonation, unnamedAccount } from '../../adminCommands';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';

/** The account may not see or set the automatic replies: a right on the calendar does not do. */
export class AutomaticRepliesDenied extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly serviceAccount: string,
		cause: ExchangeError,
	) {
		super('accessDenied', `${serviceAccount} may not have the automatic replies of ${mailbox}`, {
			cause,
			details: cause.details,
			remedyBy: 'exchangeAdmin',
			remedy:
				'Exchange shows and sets automatic replies for the owner of a mailbox alone. Choose impersonation in the credential, and ask the administrator for the ApplicationImpersonation role.',
			command: grantImpersonation(serviceAccount),
		});
	}
}

/** The answer, with a refusal told by what it needs. */
export async function allowed<T>(
	{ settings }: Exchange,
	mailbox: string,
	answer: Promise<T>,
): Promise<T> {
	return await answer.catch((error: unknown) => {
		if (!(error instanceof ExchangeError) || error.code !== 'accessDenied') throw error;
		throw new AutomaticRepliesDenied(mailbox, settings.user || unnamedAccount, error);
	});
}
