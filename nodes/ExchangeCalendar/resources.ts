import type { IExecuteFunctions } from 'n8n-workflow';
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
