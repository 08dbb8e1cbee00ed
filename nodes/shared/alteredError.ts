import { ExchangeError, type ExchangeErrorOptions } from '../../exchange/errors';

/** An error of the library that says some things otherwise; its cause is the one that it is made of. */
export function altered(
	error: ExchangeError,
	{ message = error.message, ...changes }: ExchangeErrorOptions & { message?: string },
): ExchangeError {
	const { code, field, remedy, remedyBy, command, details } = error;
	const same = { cause: error, field, remedy, remedyBy, command, details };
	return new ExchangeError(code, message, { ...same, ...changes });
}
