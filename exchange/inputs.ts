import { InvalidInput } from './errors';

/** @throws InvalidInput naming the option, its value and what is allowed; undefined passes */
export function assertOneOf(field: string, value: unknown, allowed: readonly unknown[]): void {
	if (value === undefined || allowed.includes(value)) return;
	throw new InvalidInput(field, `${field} is ${String(value)}, not one of ${allowed.join(', ')}`);
}
