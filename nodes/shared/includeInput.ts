import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

/** In Options of nodes that add to what comes in. */
export const includeInputParameter: INodeProperties = {
	displayName: 'Include Other Input Fields',
	name: 'includeOtherFields',
	type: 'boolean',
	default: true,
	description:
		"Whether to pass the input item's other fields along; fields of the result with the same name replace them",
};

/** The fields of an input item, to stand before those of its result. */
export function inputFields(context: IExecuteFunctions, item: number): IDataObject {
	return context.getInputData()[item].json;
}
