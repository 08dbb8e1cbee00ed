import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { operations } from './operations';

/** The only one; with it n8n names a node by the action that added it. */
const resource = 'calendar';

const resourceParameter: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'hidden',
	noDataExpression: true,
	default: resource,
	description: 'The kind of thing to work with',
};

const operationParameter: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: Object.values(operations).map(({ option }) => option),
	default: 'getChanges',
	description: 'What to do',
	displayOptions: { show: { resource: [resource] } },
};

/** The operation, and the parameters of each. */
export const properties: INodeProperties[] = [
	resourceParameter,
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

const positionOutput = { type: 'main', displayName: 'Position' };

/** Each operation has its own outputs; n8n can pin the data of a node only while it has a single one. */
export const outputs: `={{${string}}}` = `={{ ((outputs, operation, options) => operation === "getChanges" && (options?.positionStore === "item" || options?.outputPositions) ? [...outputs[operation], ${JSON.stringify(positionOutput)}] : outputs[operation])(${JSON.stringify(outputsOfOperations)}, $parameter["operation"], $parameter["options"]) }}`;
