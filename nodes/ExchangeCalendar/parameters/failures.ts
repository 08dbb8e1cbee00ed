import type { IDataObject, INode } from 'n8n-workflow';
import { toErrorItem, toNodeError } from '../../shared/errors';

/** The reason why nothing is known of one of several: text in `error`, the rest in `details`. */
function shownFailure(node: INode, error: unknown): IDataObject {
	return toErrorItem(toNodeError(node, error), 0).json;
}

/** A result with the words of its error in place of the error itself. */
export function withShownError<Result extends { error?: unknown }>(
	node: INode,
	result: Result,
): object {
	const { error, ...rest } = result;
	return error === undefined ? rest : { ...rest, ...shownFailure(node, error) };
}
