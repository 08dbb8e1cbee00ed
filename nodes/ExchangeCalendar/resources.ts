import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { InvalidInput } from '../../exchange/errors';
import * as attachment from './attachment';
import * as availability from './availability';
import * as calendar from './calendar';
import * as event from './event';
import type { Operation } from './operation';
import * as outOfOffice from './outOfOffice';
import * as room from './room';

/** Exports of each resource's folder. */
interface Resource {
	option: { name: string; value: string; description: string };
	defaultOperation: string;
	/** By the value of their option. */
	operations: Readonly<Record<string, Operation>>;
}

export const resources: Readonly<Record<string, Resource>> = {
	attachment,
	availability,
	calendar,
	event,
	outOfOffice,
	room,
};

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
export const resourceParameters: INodeProperties[] = [
	resourceParameter,
	...operationParameters,
	...parametersOfOperations,
];

/**
 * The operation that the node is set to.
 * @throws InvalidInput when there is none, such as for n8n's Custom API Call
 */
export function operationOf(context: IExecuteFunctions): Operation {
	const resource = String(context.getNodeParameter('resource', 0));
	const name = String(context.getNodeParameter('operation', 0));
	const operations = Object.hasOwn(resources, resource) ? resources[resource].operations : {};
	if (Object.hasOwn(operations, name)) return operations[name];
	throw new InvalidInput('Operation', `Operation is "${name}", which ${resource} does not have`, {
		remedy: 'Choose an operation of the list. Exchange has no other API that n8n could call.',
	});
}
