import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
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
