import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { calendarParameter } from '../../shared/calendarParameter';
import { optionsOf } from '../../shared/collections';
import { includeInputParameter } from '../../shared/includeInput';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { planFirstNotice } from '../../shared/writingParameters';
import type { SyncRun } from '../operation';
import { eventNames, eventParameters } from '../parameters/event';
import {
	actionParameter,
	dryRunParameter,
	pushingOptions,
	sourceParameter,
} from '../parameters/pushing';

export const option = {
	name: 'Push',
	value: 'push',
	action: 'Push events into a calendar',
	description: 'Create, update and delete events in Exchange so that they match another system',
};

export const outputs = [];

export const parameters: INodeProperties[] = [
	planFirstNotice,
	mailboxParameter,
	calendarParameter,
	sourceParameter,
	actionParameter,
	...eventParameters,
	dryRunParameter,
	optionsOf(includeInputParameter, ...pushingOptions('exchangeWins')),
];

export const fieldNames = eventNames;

/** Items of the same mailbox, calendar and source are pushed together. */
export async function execute(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { pushSets } = await import('../pushing/pushSets');
	return await pushSets(run);
}
