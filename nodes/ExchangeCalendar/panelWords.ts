import { ExchangeError } from '../../exchange/errors';
import type { Panel } from './itemValues';

/**
 * An error of the library with the name of the field that the panel shows in place of the library's own.
 * @param fieldNames names of the library that the panel has another parameter for
 */
export function inWordsOfPanel(
	error: unknown,
	panel: Panel,
	fieldNames: Readonly<Record<string, string>> = {},
): unknown {
	if (!(error instanceof ExchangeError) || error.field === undefined) return error;
	const { field } = error;
	const root = field.replace(/[.[].*$/, '');
	const name = fieldNames[field] ?? (panel.has(field) ? field : (fieldNames[root] ?? root));
	const label = panel.get(name)?.label;
	if (label === undefined || label === field) return error;
	const own = new RegExp(
		`^(?:The )?${escaped(field)}\\b|\\b(leave |Give )${escaped(field)}\\b`,
		'g',
	);
	const renamed = (text: string) => text.replace(own, (_, verb = '') => `${verb}${label}`);
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

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
