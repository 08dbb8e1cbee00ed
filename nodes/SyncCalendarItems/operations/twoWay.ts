import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { calendarParameter } from '../../shared/calendarParameter';
import { optionsOf } from '../../shared/collections';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { planFirstNotice } from '../../shared/writingParameters';
import type { SyncRun } from '../operation';
import { eventNames, eventParameters } from '../parameters/event';
import { keptPositionOptions } from '../parameters/position';
import {
	actionParameter,
	dryRunParameter,
	pushingOptions,
	sourceParameter,
} from '../parameters/pushing';
import { inExchange, newFromExchangeParameter } from '../parameters/twoWay';

export const option = {
	name: 'Two-Way Sync',
	value: 'twoWay',
	action: 'Sync a calendar both ways',
	description: "Push another system's changes into Exchange and get what changed there for it",
};

export const outputs = ['For the Source', 'In Exchange', 'Conflicts'];

export const failedOutput = inExchange;

export const parameters: INodeProperties[] = [
	planFirstNotice,
	mailboxParameter,
	calendarParameter,
	sourceParameter,
	actionParameter,
	...eventParameters,
	dryRunParameter,
	optionsOf(...pushingOptions('report'), newFromExchangeParameter, ...keptPositionOptions),
];

export const fieldNames = eventNames;

/** Items of the same mailbox, calendar and source are synced together. */
export async function execute(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { twoWaySets } = await import('../pushing/twoWaySets');
	return await twoWaySets(run);
}
