import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../shared/itemParameters';
import { isToolRun } from '../../shared/toolRun';
import type { OperationRun } from '../operation';

export const limitParameters: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/**
 * Most results that are wanted; undefined for all.
 * @throws InvalidInput when it is no whole number from 1 on
 */
export function readLimit(parameters: ItemParameters): number | undefined {
	if (parameters.yesNo('returnAll') === true) return undefined;
	const limit = parameters.number('limit') ?? 50;
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw parameters.refused('limit', limit, 'a whole number from 1 on');
}

/** Results up to the limit. */
export function firstOf<Result>(
	run: OperationRun,
	found: readonly Result[],
	limit: number | undefined,
	tell: (message: string) => void,
): readonly Result[] {
	if (limit === undefined || found.length <= limit) return found;
	tellLimit(run, limit, tell);
	return found.slice(0, limit);
}

/** Tells a model that there is more: unlike people it does not see the limit, and would take these for all. */
export function tellLimit(
	{ context }: OperationRun,
	limit: number | undefined,
	tell: (message: string) => void,
): void {
	if (!isToolRun(context)) return;
	tell(`There are more than these ${limit}, at which Limit ends the list. Ask for less at a time.`);
}
