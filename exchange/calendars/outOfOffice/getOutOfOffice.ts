import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { GetOutOfOfficeOptions, OutOfOffice } from './outOfOffice';

/**
 * Reads the automatic replies of a mailbox. Exchange shows them to the owner alone, so that other
 * mailboxes need impersonation.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function getOutOfOffice(
	exchange: Exchange,
	options: GetOutOfOfficeOptions,
): Promise<OutOfOffice> {
	throw notYet(`getOutOfOffice ${String(exchange && options)}`);
}
