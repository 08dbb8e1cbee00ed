import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { EwsOperation } from '../../../exchange/ews/operation';
import { repositoryRoot } from '../../requirements';

/** An operation of exchange/ews/operations, found by its being there. */
export interface FoundOperation {
	/** Name of the file without `.ts`. */
	file: string;
	/** Under which the file exports it. */
	exported: string;
	operation: EwsOperation<object, unknown>;
	/** From examples/<file>.ts, by their title; empty when there are none. */
	requests: Record<string, object>;
	/** The same of what servers answer. */
	answers: Record<string, { request?: object; xml: string; result: unknown }>;
}

const folder = path.join(repositoryRoot, 'exchange/ews/operations');

export const operations: FoundOperation[] = readdirSync(folder)
	.filter((name) => name.endsWith('.ts'))
	.map((name) => name.slice(0, -'.ts'.length))
	.flatMap((file) => {
		const examples = examplesOf(file);
		return Object.entries(load(path.join(folder, file))).flatMap(([exported, operation]) =>
			isOperation(operation)
				? [
						{
							file,
							exported,
							operation,
							requests: examples[exported] ?? {},
							answers: (examples.answers?.[exported] ?? {}) as FoundOperation['answers'],
						},
					]
				: [],
		);
	});

function examplesOf(file: string): Record<string, Record<string, object>> {
	const place = path.join(__dirname, 'examples', file);
	return existsSync(`${place}.ts`) ? (load(place) as Record<string, Record<string, object>>) : {};
}

function load(file: string): Record<string, unknown> {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- which ones is known when it runs
	return require(file) as Record<string, unknown>;
}

function isOperation(exported: unknown): exported is EwsOperation<object, unknown> {
	const { name, repeatable, request, response } = (exported ?? {}) as Record<string, unknown>;
	return (
		typeof name === 'string' &&
		typeof repeatable === 'boolean' &&
		typeof request === 'function' &&
		typeof response === 'function'
	);
}
