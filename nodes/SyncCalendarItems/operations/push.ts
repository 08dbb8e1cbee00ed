import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { calendarParameter } from '../../shared/calendarParameter';
import { eventParameters } from '../parameters/event';
import { actionParameter, pushingParameters, sourceParameter } from '../parameters/pushing';

export const option = {
	name: 'Push',
	value: 'push',
	action: 'Push events into calendars',
	description:
		'Create, update and delete events in Exchange so that they match another system. Writes in test runs, too.',
};

export const outputs = [];

export const parameters: INodeProperties[] = [
	mailboxParameter,
	calendarParameter,
	sourceParameter,
	actionParameter,
	...eventParameters,
	...pushingParameters('exchangeWins'),
];

/** Items of the same mailbox, calendar and source are pushed together. */
export async function execute(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const { pushSets } = await import('../pushing/pushSets');
	return await pushSets(context, exchange);
}
