import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { resources } from './resources';

const resourceParameter: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: Object.values(resources).map(({ option }) => option),
	default: 'event',
	description: 'The kind of thing to work with',
};

const operationParameters = Object.values(resources).map(
	({ option, operations, defaultOperation }): INodeProperties => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: Object.values(operations).map((operation) => operation.option),
		default: defaultOperation,
		description: 'The work to do',
		displayOptions: { show: { resource: [option.value] } },
	}),
);

const parametersOfOperations = Object.values(resources).flatMap(({ option, operations }) =>
	Object.values(operations).flatMap(({ option: { value }, parameters }) =>
		updateDisplayOptions({ show: { resource: [option.value], operation: [value] } }, parameters),
	),
);

/** Resource, operation, and the parameters of each operation. */
export const properties: INodeProperties[] = [
	resourceParameter,
	...operationParameters,
	...parametersOfOperations,
];
