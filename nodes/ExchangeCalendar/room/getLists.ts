import type { INodeProperties } from 'n8n-workflow';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { optionsOf } from '../../shared/collections';
import { askAsParameter } from '../parameters/askAs';
import { firstOf, limitParameters, readLimit } from '../parameters/limit';

export const option = {
	name: 'Get Lists',
	value: 'getLists',
	action: 'Get the lists of meeting rooms',
	description: 'List the room lists of the organization, such as one for each building',
};

export const parameters: INodeProperties[] = [...limitParameters, optionsOf(askAsParameter)];

export async function execute(run: OperationRun): Promise<void> {
	const { getRoomLists } = await import('../../../exchange/calendars/rooms/getRooms');
	await readEachItem(run, {
		read: (parameters) => ({
			limit: readLimit(parameters),
			onBehalfOf: parameters.text('onBehalfOf'),
		}),
		work: async ({ limit, onBehalfOf }, add, tell) => {
			const { signal } = run.results;
			const lists = await getRoomLists(run.exchange, { onBehalfOf, signal });
			for (const list of firstOf(run, lists, limit, tell)) add(itemOf(list));
		},
	});
}
