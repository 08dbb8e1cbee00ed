import { beginOf } from '../../beginOf';
import { InvalidInput } from '../../errors';
import { checkedText } from '../../xml/escape';
import type { PushException, PushInput } from './pushInput';
import type { WritableEvent } from './writableEvent';

/** Longest subject and category that Exchange stores whole. */
const maxLineLength = 255;

/** Longest location. Exchange itself names no limit; this is well within what a property can hold. */
const maxLocationLength = 32_767;

/** A text of any length. @throws InvalidInput naming the field, for what is no text or can't be carried */
export function readText(field: string, value: unknown): string {
	if (typeof value !== 'string') {
		throw new InvalidInput(field, `${field} is ${describe(value)}, not a text`, {
			remedy: 'Give text, in quotes where it is JSON.',
		});
	}
	return checkedText(value, field);
}

/** One line, by default of at most 255 characters; tabs and line ends become spaces, as in Outlook's own fields. */
export function readLine(field: string, value: unknown, longest = maxLineLength): string {
	const line = readText(field, value).replace(/\s+/g, ' ').trim();
	if (line.length <= longest) return line;
	throw new InvalidInput(field, `${field} has ${line.length} characters`, {
		remedy: `Shorten it to ${longest} characters.`,
	});
}

/** @throws InvalidInput naming the field, its value and what is allowed */
export function readChoice<T extends string>(
	field: string,
	value: unknown,
	allowed: readonly T[],
): T {
	if (allowed.includes(value as T)) return value as T;
	throw new InvalidInput(field, `${field} is ${describe(value)}`, {
		remedy: `Use one of ${allowed.join(', ')}.`,
	});
}

export function readFlag(field: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	throw new InvalidInput(field, `${field} is ${describe(value)}, not true or false`, {
		remedy: 'Give true or false, without quotes.',
	});
}

export function readWhole(field: string, value: unknown, least: number, most: number): number {
	if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
		return value;
	}
	throw new InvalidInput(field, `${field} is ${describe(value)}`, {
		remedy: `Use a whole number from ${least} to ${most}.`,
	});
}

export function readList(field: string, value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	throw new InvalidInput(field, `${field} is ${describe(value)}, not a list`, {
		remedy: 'Give a list in square brackets, such as []; a list of one entry is one, too.',
	});
}

export function readObject(field: string, value: unknown): Record<string, unknown> {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as Record<string, unknown>;
	}
	throw new InvalidInput(field, `${field} is ${describe(value)}, not an object`, {
		remedy: 'Give an object with named values, such as { "name": "value" }.',
	});
}

export function describe(value: unknown): string {
	if (value === undefined) return 'missing';
	if (typeof value === 'string') return `"${value.length > 60 ? `${beginOf(value, 60)}…` : value}"`;
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** False for null as well: workflows that map columns to fields send it for "nothing". */
export function isGiven<T>(value: T | null | undefined): value is T {
	return value !== undefined && value !== null;
}

/** Longest body: Exchange takes more, but a request should stay below its limits. */
const maxBodyLength = 2 * 1024 * 1024;

export interface ContentOptions {
	/** False for servers older than 2013, which know no `workingElsewhere`. */
	knowsWorkingElsewhere: boolean;
}

/**
 * Reads the fields that both an event and a single occurrence of it can have.
 * @param prefix of the fields in errors: `exceptions[2].`
 * @throws InvalidInput naming the field
 */
export function readContent(
	{ subject, body, location, showAs }: PushInput | PushException,
	{ knowsWorkingElsewhere }: ContentOptions,
	prefix = '',
): Pick<WritableEvent, 'subject' | 'body' | 'location' | 'showAs'> {
	const event: ReturnType<typeof readContent> = {};
	if (isGiven(subject)) event.subject = readLine(`${prefix}subject`, subject);
	if (isGiven(body)) event.body = readBody(`${prefix}body`, body);
	if (isGiven(location)) {
		const field = `${prefix}location`;
		const place = typeof location === 'string' ? location : readObject(field, location).displayName;
		event.location = readLine(field, place, maxLocationLength);
	}
	// What people's events are told with where they show nothing: it can't be written, and says nothing.
	if (isGiven(showAs) && showAs !== 'unknown') {
		const more = knowsWorkingElsewhere ? (['workingElsewhere'] as const) : [];
		const allowed = ['free', 'tentative', 'busy', 'oof', ...more] as const;
		event.showAs = readChoice(`${prefix}showAs`, showAs, allowed);
	}
	return event;
}

function readBody(
	field: string,
	given: NonNullable<PushInput['body']>,
): NonNullable<WritableEvent['body']> {
	const { contentType, content } =
		typeof given === 'string' ? { contentType: 'text', content: given } : readObject(field, given);
	const text = readText(`${field}.content`, content);
	if (text.length > maxBodyLength) {
		throw new InvalidInput(`${field}.content`, `${field}.content has ${text.length} characters`, {
			remedy: `Shorten it to ${maxBodyLength} characters.`,
		});
	}
	return {
		contentType: readChoice(`${field}.contentType`, contentType ?? 'text', ['html', 'text']),
		content: text,
	};
}

/** Longer ones are no names of items. */
const maxItemNameLength = 2048;

/** The id or iCalUId of an item. @throws InvalidInput naming the field, for what can be no item's */
export function readItemName(field: 'id' | 'iCalUId', value: unknown): string {
	const name = readText(field, value);
	const isName = field === 'id' ? /^[A-Za-z0-9+/=_-]+$/.test(name) : !/[\r\n\t]/.test(name);
	if (isName && name.length <= maxItemNameLength) return name;
	throw new InvalidInput(field, `${field} is ${describe(value)}, which is not that of an item`, {
		remedy: `Give the ${field} as Get Changes or an earlier Push gave it, or leave it out.`,
	});
}

/** Deeper input is no event. */
const maxDepth = 12;

/**
 * The data of a value, read once: what is read twice could differ, and getters of the input could fail
 * anywhere. Dates and the like stay as they are.
 */
export function plainCopy<T>(value: T, depth = 0): T {
	if (typeof value !== 'object' || value === null) return value;
	if (depth > maxDepth) {
		throw new InvalidInput('event', 'The event is nested too deeply', {
			remedy: 'Give the fields of the event alone, without the records that they come from.',
		});
	}
	if (Array.isArray(value)) return value.map((one: unknown) => plainCopy(one, depth + 1)) as T;
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) return value;
	const entries = Object.entries(value).map(([name, one]) => [name, plainCopy(one, depth + 1)]);
	return Object.fromEntries(entries) as T;
}
