import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
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
