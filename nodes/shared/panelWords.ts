import { ExchangeError } from '../../exchange/errors';
import { altered } from './alteredError';
import type { Panel } from './itemValues';

/**
 * An error of the library with the names of fields that the panel shows in place of the library's own.
 * @param fieldNames names of the library that the panel has another parameter for
 */
export function inWordsOfPanel(
	error: unknown,
	panel: Panel,
	fieldNames: Readonly<Record<string, string>> = {},
): unknown {
	if (!(error instanceof ExchangeError) || error.field === undefined) return error;
	const { field } = error;
	const labels = labelsOf(panel, fieldNames);
	// A field of the event itself, which the library calls `changes` in an update.
	const own = field.replace(/^(changes|event)\.(?=.)/, '');
	const label = labels.get(field) ?? labels.get(own) ?? labels.get(own.replace(/[.[].*$/, ''));
	if (label === undefined || label === field) return error;
	const renamed = (text: string) => inWords(text, field, label, labels);
	const message = renamed(error.message);
	return altered(error, {
		message: message.includes(label) ? message : `${message} (${label})`,
		field: label,
		remedy: error.remedy && renamed(error.remedy),
	});
}

function labelsOf(
	panel: Panel,
	fieldNames: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
	const own = [...panel].map(([name, { label }]): [string, string] => [name, label]);
	const others = Object.entries(fieldNames).map(([field, name]): [string, string] => [
		field,
		panel.get(name)?.label ?? field,
	]);
	return new Map([...own, ...others]);
}

/** The field at the begin and after a verb, and everywhere names that can be no word of a sentence. */
function inWords(
	text: string,
	field: string,
	label: string,
	labels: ReadonlyMap<string, string>,
): string {
	const name = escaped(field);
	const own = new RegExp(`^(?:The )?${name}\\b|\\b(leave |Give )${name}\\b`, 'g');
	const renamed = text.replace(own, (_, verb = '') => `${verb}${label}`);
	// What stands in braces is to be written as it is.
	return renamed.replace(/\{[^{}]*\}|\b[a-z]+[A-Z][A-Za-z]*\b/g, (word) =>
		word.startsWith('{') ? word : (labels.get(word) ?? operations.get(word) ?? word),
	);
}

/** Functions of the library, by the operations that people know them as. */
const operations: ReadonlyMap<string, string> = new Map([
	['getEvents', 'Get Many'],
	['getChanges', 'Get Changes'],
	['getAttachments', 'Get Many of attachments'],
	['getRooms', 'Get Many of rooms'],
	['getCalendars', 'Get Many of calendars'],
	['respondToEvent', 'Respond'],
	['deleteEvent', 'Delete'],
]);

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
