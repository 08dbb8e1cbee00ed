import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import * as apply from './apply';
import * as confirm from './confirm';
import * as getChanges from './getChanges';
import * as push from './push';
import * as twoWay from './twoWay';

/** Exports of each operation's file in this folder. */
interface Operation {
	/** How the operation is offered. */
	option: { name: string; value: string; action: string; description: string };
	/** Names of the outputs; one without a name when empty. */
	outputs: string[];
	parameters: INodeProperties[];
	execute(context: IExecuteFunctions, exchange: Exchange): Promise<INodeExecutionData[][]>;
}

export const operations = { apply, confirm, getChanges, push, twoWay } satisfies Record<
	string,
	Operation
>;

export const operationParameter: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: Object.values(operations).map(({ option }) => option),
	default: 'getChanges',
	description: 'What to do',
};

export const operationParameters: INodeProperties[] = Object.values(operations).flatMap(
	({ option, parameters }) =>
		updateDisplayOptions({ show: { operation: [option.value] } }, parameters),
);

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
