import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { calendarParameter } from '../../shared/calendarParameter';
import { eventParameters } from '../parameters/event';
import { keptPositionParameters } from '../parameters/position';
import { actionParameter, pushingParameters, sourceParameter } from '../parameters/pushing';
import { newFromExchangeParameter } from '../parameters/twoWay';

export const option = {
	name: 'Two-Way Sync',
	value: 'twoWay',
	action: 'Sync calendars both ways',
	description:
		"Push another system's changes into Exchange and get what changed there for it. Writes in test runs, too, but their position stays.",
};

export const outputs = ['For the source', 'In Exchange', 'Conflicts'];

export const parameters: INodeProperties[] = [
	mailboxParameter,
	calendarParameter,
	sourceParameter,
	actionParameter,
	...eventParameters,
	...pushingParameters('report'),
	newFromExchangeParameter,
	...keptPositionParameters,
];

/** Items of the same mailbox, calendar and source are synced together. */
export async function execute(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const { twoWaySets } = await import('../pushing/twoWaySets');
	return await twoWaySets(context, exchange);
}
