import { ExchangeError } from '../../exchange/errors';
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
	const label = labels.get(field) ?? labels.get(field.replace(/[.[].*$/, ''));
	if (label === undefined || label === field) return error;
	const renamed = (text: string) => inWords(text, field, label, labels);
	const message = renamed(error.message);
	return new ExchangeError(
		error.code,
		message.includes(label) ? message : `${message} (${label})`,
		{
			cause: error,
			field: label,
			remedy: error.remedy && renamed(error.remedy),
			remedyBy: error.remedyBy,
			command: error.command,
			details: error.details,
		},
	);
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
	return renamed.replace(/\b[a-z]+[A-Z][A-Za-z]*\b/g, (word) => labels.get(word) ?? word);
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
