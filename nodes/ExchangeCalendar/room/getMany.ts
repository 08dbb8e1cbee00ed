import type { INodeProperties } from 'n8n-workflow';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { askAsParameter } from '../parameters/askAs';
import { firstOf, limitParameters, readLimit } from '../parameters/limit';
import { optionsOf } from '../../shared/collections';
import {
	readRoomChoice,
	roomFieldNames,
	roomListParameter,
	roomOptions,
	seatsParameter,
} from '../parameters/rooms';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get meeting rooms with their size and place',
	description:
		'List the meeting rooms of one list or all, with seats and place where they are known',
};

export const parameters: INodeProperties[] = [
	roomListParameter,
	...limitParameters,
	optionsOf(
		askAsParameter,
		{
			displayName: 'Locations',
			name: 'locations',
			type: 'boolean',
			default: true,
			description:
				'Whether to ask the directory for the place of each room, with a request for each',
		},
		seatsParameter,
		...roomOptions,
	),
];

export const fieldNames = roomFieldNames;

export async function execute(run: OperationRun): Promise<void> {
	const { getRooms } = await import('../../../exchange/calendars/rooms/getRooms');
	const { signal } = run.results;
	await readEachItem(run, {
		read: (parameters) => ({
			limit: readLimit(parameters),
			choice: readRoomChoice(parameters),
			locations: parameters.yesNo('locations'),
			onBehalfOf: parameters.text('onBehalfOf'),
		}),
		work: async ({ limit, choice, ...options }, add, tell) => {
			const rooms = await getRooms(run.exchange, { ...choice, ...options, signal });
			for (const room of firstOf(run, rooms, limit, tell)) add(itemOf(room));
		},
	});
}
