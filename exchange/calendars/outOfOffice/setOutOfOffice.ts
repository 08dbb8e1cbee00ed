import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { OutOfOffice, SetOutOfOfficeOptions } from './outOfOffice';

/**
 * Switches the automatic replies of a mailbox on, off, or on for a window; what is not given stays.
 * @returns the settings as they are afterwards
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function setOutOfOffice(
	exchange: Exchange,
	options: SetOutOfOfficeOptions,
): Promise<OutOfOffice> {
	throw notYet(`setOutOfOffice ${String(exchange && options)}`);
}
