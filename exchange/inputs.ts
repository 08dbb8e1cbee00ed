import { types } from 'node:util';
import { beginOf } from './beginOf';
import { InvalidInput } from './errors';

/** The values that one option may have. */
export interface Allowed {
	isAllowed(value: unknown): boolean;
	/** For people, after "is not": `the primary SMTP address of a mailbox, such as …`. */
	words: string;
}

const isText = (value: unknown) => typeof value === 'string';
const isFilled = (value: unknown) => typeof value === 'string' && value.trim() !== '';

/** An object with properties of its own: no list, date or null. */
function isRecord(value: unknown): value is Record<string, unknown> {
	return (
		typeof value === 'object' && value !== null && !Array.isArray(value) && !types.isDate(value)
	);
}

export const anyText = (example: string): Allowed => ({
	isAllowed: isText,
	words: `a text, such as ${JSON.stringify(example)}`,
});

export const mailboxAddress: Allowed = {
	isAllowed: isFilled,
	words: 'the primary SMTP address of a mailbox, such as "alice@enyoi.com"',
};

export const calendarId: Allowed = {
	isAllowed: (value) => isRecord(value) && isFilled(value.id),
	words: 'a folder id in an object, such as { id: "AAMkAD…" }; leave it out for the own calendar',
};

export const moment: Allowed = {
	isAllowed: (value) => types.isDate(value) && !Number.isNaN(value.getTime()),
	words: 'a valid Date, such as new Date("2026-11-25T09:00:00Z")',
};

export const yesOrNo: Allowed = {
	isAllowed: (value) => typeof value === 'boolean',
	words: 'true or false',
};

const isDays = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;

export const days: Allowed = {
	isAllowed: isDays,
	words: 'a whole number of days, 0 or more, such as 30',
};

export const windowDays: Allowed = {
	isAllowed: (value) => isRecord(value) && isDays(value.pastDays) && isDays(value.futureDays),
	words: 'two whole numbers of days, 0 or more, such as { pastDays: 30, futureDays: 365 }',
};

export const abortSignal: Allowed = {
	isAllowed: (value) =>
		isRecord(value) &&
		typeof value.aborted === 'boolean' &&
		typeof value.addEventListener === 'function',
	words: 'an AbortSignal, such as new AbortController().signal',
};

export const anyObject = (example: string): Allowed => ({
	isAllowed: isRecord,
	words: `an object, such as ${example}`,
});

const listOf = (isEntry: (value: unknown) => boolean, words: string): Allowed => ({
	isAllowed: (value) => Array.isArray(value) && value.every(isEntry),
	words,
});

export const textList = (example: string): Allowed =>
	listOf(isFilled, `a list of texts, such as [${JSON.stringify(example)}]`);

export const recordList = (example: string): Allowed =>
	listOf(isRecord, `a list of objects, such as [${example}]`);

export const momentList: Allowed = listOf(
	moment.isAllowed,
	'a list of valid Dates, such as [new Date("2026-11-25T09:00:00Z")]',
);

export const either = (one: Allowed, other: Allowed): Allowed => ({
	isAllowed: (value) => one.isAllowed(value) || other.isAllowed(value),
	words: `${one.words}, or ${other.words}`,
});

export const callback = (example: string): Allowed => ({
	isAllowed: (value) => typeof value === 'function',
	words: `a function, such as ${example}`,
});

export const share: Allowed = {
	isAllowed: (value) =>
		typeof value === 'number'
			? value >= 0
			: isText(value) && /^\d+(\.\d+)?\s*%$/.test(String(value).trim()),
	words: 'a number, 0 or more, or a share, such as 10 or "10%"',
};

/** @throws InvalidInput naming the option, its value and what is allowed; undefined passes */
export function assertOneOf(field: string, value: unknown, allowed: readonly unknown[]): void {
	if (value === undefined || allowed.includes(value)) return;
	const words = allowed.map(String).join(', ');
	throw new InvalidInput(field, `${field} is ${described(value)}, not one of ${words}`, {
		remedy: `Choose one of ${words}, or leave ${field} out.`,
	});
}

/** @throws InvalidInput naming the option, its value, what is allowed and an example; undefined passes */
export function assertAllowed(field: string, value: unknown, { isAllowed, words }: Allowed): void {
	if (value === undefined || isAllowed(value)) return;
	throw new InvalidInput(field, `${field} is ${described(value)}, not ${words}`, {
		remedy: `Give ${words}.`,
	});
}

/**
 * Looks at all options of a function of the library, before anything is done.
 * @param required options that may not be left out
 * @throws InvalidInput naming the first that is missing or of another type
 */
export function assertOptions(
	options: unknown,
	allowed: Readonly<Record<string, Allowed>>,
	required: readonly string[] = [],
): void {
	if (!isRecord(options)) {
		throw new InvalidInput(
			'options',
			`options is ${described(options)}, not an object with options`,
			{
				remedy: `Hand over an object, such as { ${required[0] ?? Object.keys(allowed)[0]}: … }.`,
			},
		);
	}
	for (const [field, one] of Object.entries(allowed)) {
		const value = options[field];
		if (value === undefined && required.includes(field)) {
			throw new InvalidInput(field, `The ${field} is missing`, { remedy: `Give ${one.words}.` });
		}
		assertAllowed(field, value, one);
	}
}

/** @throws InvalidInput for anything that `connect` does not return */
export function assertExchange(exchange: unknown): void {
	if (isRecord(exchange) && isRecord(exchange.settings) && isRecord(exchange.transport)) return;
	throw new InvalidInput(
		'exchange',
		`exchange is ${described(exchange)}, not a connection, such as connect(settings) returns`,
		{ remedy: 'Hand over what connect(settings) returned, and close it at the end.' },
	);
}

/** @throws InvalidInput for what can't be gone through one by one, and for a text */
export function assertIterable(field: string, value: unknown, example: string): void {
	const source = Object(value ?? {}) as Partial<Iterable<unknown> & AsyncIterable<unknown>>;
	const isIterable =
		typeof source[Symbol.iterator] === 'function' ||
		typeof source[Symbol.asyncIterator] === 'function';
	if (isIterable && typeof value !== 'string') return;
	throw new InvalidInput(
		field,
		`${field} is ${described(value)}, not a list or another iterable, such as ${example}`,
		{ remedy: `Give a list, such as ${example}.` },
	);
}

/** A value in a few words; never fails, whatever it is. */
export function described(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === '') return 'empty';
	switch (typeof value) {
		case 'string':
			return JSON.stringify(value.length > 60 ? `${beginOf(value, 60)}…` : value);
		case 'object':
			if (value === null) return 'null';
			if (Array.isArray(value)) return 'a list';
			if (types.isDate(value))
				return Number.isNaN(value.getTime()) ? 'a Date without a time' : 'a Date';
			return 'an object';
		case 'function':
			return 'a function';
		default:
			return String(value);
	}
}
