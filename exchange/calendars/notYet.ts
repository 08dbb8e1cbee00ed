import { ExchangeError } from '../errors';

export function notYet(name: string): ExchangeError {
	return new ExchangeError('server', `${name} is not there yet`);
}
