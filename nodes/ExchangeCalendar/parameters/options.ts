import type { INodeProperties } from 'n8n-workflow';

/** The collection of what few need, in the order of its names. */
export function optionsOf(...options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		description: 'What few need',
		options: [...options].sort((one, other) => one.displayName.localeCompare(other.displayName)),
	};
}
