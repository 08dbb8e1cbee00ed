import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../shared/itemParameters';

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
