import type { INodeProperties } from 'n8n-workflow';
import type { RoomChoice } from '../../../exchange/calendars/rooms/roomChoice';
import type { ItemParameters } from '../../shared/itemParameters';

export const roomListParameter: INodeProperties = {
	displayName: 'Room List',
	name: 'roomList',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'Which room list, such as a building. When empty, the rooms of all lists.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			hint: 'The room lists that the Exchange administrator made',
			typeOptions: { searchListMethod: 'searchRoomLists', searchable: true },
		},
		{
			displayName: 'By Email',
			name: 'address',
			type: 'string',
			placeholder: 'e.g. rooms-berlin@enyoi.com',
			hint: 'Email address of the room list',
		},
	],
};

/** Seats that a room has to have; among the first parameters where a room is looked for. */
export const seatsParameter: INodeProperties = {
	displayName: 'Seats Needed',
	name: 'minCapacity',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 0 },
	default: 0,
	description: 'Number of people that have to find a seat; 0 for rooms of any size',
};

/** Which rooms come into question, for Options. */
export const roomOptions: INodeProperties[] = [
	{
		displayName: 'Include Unknown Capacity',
		name: 'includeUnknownCapacity',
		type: 'boolean',
		default: false,
		description: 'Whether rooms of which nobody knows the seats count as large enough',
	},
	{
		displayName: 'Room Capacities',
		name: 'capacities',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "atrium@enyoi.com": 8 }',
		description:
			'Seats by email address of the room, where its name does not end in them: Exchange on premises does not tell them',
	},
	{
		displayName: 'Rooms',
		name: 'rooms',
		type: 'string',
		default: '',
		placeholder: 'e.g. atrium@enyoi.com, boardroom@enyoi.com',
		description:
			'Email addresses of rooms, separated by commas: those alone when no room list is chosen, else besides it',
	},
];

/** Names of the library for the parameters of a choice of rooms. */
export const roomFieldNames = {
	list: 'roomList',
	'rooms.list': 'roomList',
	mailboxes: 'rooms',
	'rooms.mailboxes': 'rooms',
	'rooms.minCapacity': 'minCapacity',
	'rooms.capacities': 'capacities',
};

export function readRoomChoice(parameters: ItemParameters): RoomChoice {
	const capacities = parameters.json('capacities', '{ "atrium@enyoi.com": 8 }');
	return {
		list: parameters.text('roomList'),
		mailboxes: parameters.list('rooms'),
		minCapacity: parameters.number('minCapacity') || undefined,
		includeUnknownCapacity: parameters.yesNo('includeUnknownCapacity'),
		capacities: capacities as RoomChoice['capacities'],
	};
}
