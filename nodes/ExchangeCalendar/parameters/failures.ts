import type { IDataObject } from 'n8n-workflow';
import { toErrorItem } from '../../shared/errors';
import type { OperationRun } from '../operation';

/** The reason why nothing is known of one of several: text in `error`, the rest in `details`. */
function shownFailure({ results }: OperationRun, error: unknown): IDataObject {
	return toErrorItem(results.failureOf(0, error), 0).json;
}

/** A result with the words of its error in place of the error itself. */
export function withShownError<Result extends { error?: unknown }>(
	run: OperationRun,
	result: Result,
): object {
	const { error, ...rest } = result;
	return error === undefined ? rest : { ...rest, ...shownFailure(run, error) };
}
