import type { IExecuteFunctions } from 'n8n-workflow';
import { InvalidInput } from '../../exchange/errors';

/** The text of a parameter without blanks around it; undefined when empty. */
export function readText(
	context: IExecuteFunctions,
	name: string,
	item: number,
): string | undefined {
	const value = context.getNodeParameter(name, item, undefined, { extractValue: true });
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string' && typeof value !== 'number') {
		throw new InvalidInput(name, `${name} has to be text, not ${describe(value)}`, {
			remedy: `Check the expression of the parameter ${name}.`,
		});
	}
	return String(value).trim() || undefined;
}

/** @throws InvalidInput when the parameter is empty */
export function readRequiredText(context: IExecuteFunctions, name: string, item: number): string {
	const text = readText(context, name, item);
	if (text !== undefined) return text;
	throw new InvalidInput(name, `The ${name} of item ${item} is missing`, {
		remedy: `Fill in the parameter ${name}, or check its expression: for this item it gives nothing.`,
	});
}

/** A number, also when an expression gives it as text. The library checks its range. */
export function readNumber(context: IExecuteFunctions, name: string, item: number): number {
	const value = context.getNodeParameter(name, item);
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number)) return number;
	throw new InvalidInput(name, `${name} has to be a number, not ${describe(value)}`, {
		remedy: `Enter a whole number, or check the expression of the parameter ${name}.`,
	});
}

/** One of a parameter's options, also when it comes from an expression. */
export function readOption<const Option extends string>(
	context: IExecuteFunctions,
	name: string,
	item: number,
	options: readonly Option[],
): Option {
	const value = context.getNodeParameter(name, item);
	if (options.includes(value as Option)) return value as Option;
	throw new InvalidInput(name, `${name} can't be ${describe(value)}`, {
		remedy: `Use one of ${options.join(', ')}.`,
	});
}

/** Yes or no, also as the texts and numbers that databases give for it. */
export function readBoolean(context: IExecuteFunctions, name: string, item: number): boolean {
	const value = context.getNodeParameter(name, item, false);
	if (typeof value === 'boolean') return value;
	const word = String(value ?? '')
		.trim()
		.toLowerCase();
	if (['', '0', 'false', 'no', 'n'].includes(word)) return false;
	if (['1', 'true', 'yes', 'y'].includes(word)) return true;
	throw new InvalidInput(name, `${name} has to be true or false, not ${describe(value)}`, {
		remedy: `Check the expression of the parameter ${name}.`,
	});
}

function describe(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return 'an object';
	return value === '' ? 'empty' : `"${String(value)}"`;
}
