import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { operations } from './operations';

const operationParameter: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: Object.values(operations).map(({ option }) => option),
	default: 'getChanges',
	description: 'What to do',
};

/** The operation, and the parameters of each. */
export const properties: INodeProperties[] = [
	operationParameter,
	...Object.values(operations).flatMap(({ option, parameters }) =>
		updateDisplayOptions({ show: { operation: [option.value] } }, parameters),
	),
];

const outputsOfOperations = Object.fromEntries(
	Object.values(operations).map(({ option, outputs: names }) => [
		option.value,
		names.length > 0
			? names.map((displayName) => ({ type: 'main', displayName }))
			: [{ type: 'main' }],
	]),
);

/** Each operation has its own outputs. */
export const outputs: `={{${string}}}` = `={{ (${JSON.stringify(outputsOfOperations)})[$parameter["operation"]] }}`;
