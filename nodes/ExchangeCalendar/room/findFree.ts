import type { INodeProperties } from 'n8n-workflow';
import type { FindFreeRoomsOptions } from '../../../exchange/calendars/rooms/findFreeRooms';
import type { ItemParameters } from '../../shared/itemParameters';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { withShownError } from '../parameters/failures';
import { firstOf, limitParameters, readLimit } from '../parameters/limit';
import { askAsParameter } from '../parameters/askAs';
import { optionsOf } from '../../shared/collections';
import { recurrenceParameter } from '../../shared/recurrenceParameter';
import {
	readRoomChoice,
	roomFieldNames,
	roomListParameter,
	roomOptions,
	seatsParameter,
} from '../parameters/rooms';
import { timeParameters, timeZoneParameter } from '../parameters/time';

export const option = {
	name: 'Find Free',
	value: 'findFree',
	action: 'Find meeting rooms that are free at a time',
	description:
		'Find the meeting rooms that are free at a time or at every occurrence of a series, the smallest that will do first',
};

export const parameters: INodeProperties[] = [
	...timeParameters,
	roomListParameter,
	seatsParameter,
	...limitParameters,
	optionsOf(
		askAsParameter,
		{
			displayName: 'Include Taken',
			name: 'includeTaken',
			type: 'boolean',
			default: false,
			description:
				'Whether to give the rooms that are taken as well, with the times at which they are',
		},
		recurrenceParameter,
		{
			displayName: 'Tentative Is Free',
			name: 'tentativeIsFree',
			type: 'boolean',
			default: false,
			description: 'Whether a tentative booking keeps no room',
		},
		timeZoneParameter,
		...roomOptions,
	),
];

export const fieldNames = { ...roomFieldNames, rrule: 'recurrence' };

export async function execute(run: OperationRun): Promise<void> {
	const { findFreeRooms } = await import('../../../exchange/calendars/rooms/findFreeRooms');
	const { signal } = run.results;
	await readEachItem(run, {
		read: (parameters) => ({ limit: readLimit(parameters), options: readOptions(parameters) }),
		work: async ({ limit, options }, add, tell) => {
			const rooms = await findFreeRooms(run.exchange, { ...options, signal });
			for (const room of firstOf(run, rooms, limit, tell)) add(itemOf(withShownError(run, room)));
		},
	});
}

function readOptions(parameters: ItemParameters): FindFreeRoomsOptions {
	const start = parameters.moment('start', 'begin');
	const end = parameters.moment('end', 'end');
	return {
		start,
		end,
		...readRoomChoice(parameters),
		...parameters.series({ start, end }),
		timeZone: parameters.zone(),
		includeTaken: parameters.yesNo('includeTaken'),
		tentativeIsFree: parameters.yesNo('tentativeIsFree'),
		onBehalfOf: parameters.text('onBehalfOf'),
	};
}
