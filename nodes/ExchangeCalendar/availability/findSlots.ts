import type { INodeProperties } from 'n8n-workflow';
import type { FoundSlots } from '../../../exchange/calendars/availability/findSlots';
import type { FindSlotsOptions } from '../../../exchange/calendars/availability/slotOptions';
import type { ItemParameters } from '../../shared/itemParameters';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { withShownError } from '../parameters/failures';
import { askAsParameter } from '../parameters/askAs';
import { optionsOf } from '../../shared/collections';
import {
	readRoomChoice,
	roomFieldNames,
	roomListParameter,
	roomOptions,
	seatsParameter,
} from '../parameters/rooms';
import { timeZoneParameter, windowParameters } from '../parameters/time';
import { readWorkingHours, workingHoursFieldNames, workingHoursOptions } from './workingHours';

export const option = {
	name: 'Find Slots',
	value: 'findSlots',
	action: 'Find times at which people can meet',
	description:
		'Propose times at which all required people are free, in the working hours of each, with a room if wanted; says who is missing where none fits',
};

const withRoom = { show: { withRoom: [true] } };

export const parameters: INodeProperties[] = [
	{
		displayName: 'Required People',
		name: 'required',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. alice@enyoi.com, bob@enyoi.com',
		description:
			'Email addresses or account names of those who have to come, separated by commas; a group stands for all its members',
	},
	{
		displayName: 'Duration (Minutes)',
		name: 'durationMinutes',
		type: 'number',
		typeOptions: { minValue: 5, maxValue: 1440, numberPrecision: 0 },
		default: 60,
		required: true,
		description: 'Length of the meeting in minutes, 5 to 1440',
	},
	...windowParameters,
	{
		displayName: 'Find a Room Too',
		name: 'withRoom',
		type: 'boolean',
		default: false,
		description: 'Whether only times are proposed at which a room is free as well',
	},
	{ ...roomListParameter, displayOptions: withRoom },
	{ ...seatsParameter, displayOptions: withRoom },
	optionsOf(
		askAsParameter,
		{
			displayName: 'Buffer After (Minutes)',
			name: 'bufferAfterMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 720, numberPrecision: 0 },
			default: 0,
			description: 'Everybody is free so long after the meeting',
		},
		{
			displayName: 'Buffer Before (Minutes)',
			name: 'bufferBeforeMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 720, numberPrecision: 0 },
			default: 0,
			description: 'Everybody is free so long before the meeting',
		},
		{
			displayName: 'Most Proposals',
			name: 'maxProposals',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 5,
			description: 'Most times to propose, 1 to 100',
		},
		{
			displayName: 'Optional People',
			name: 'optional',
			type: 'string',
			default: '',
			placeholder: 'e.g. carol@enyoi.com',
			description:
				'Email addresses or account names of those who may miss it, separated by commas; times at which more of them can come go first',
		},
		{
			displayName: 'Spread',
			name: 'spread',
			type: 'options',
			options: [
				{ name: 'One a Day', value: 'oneADay', description: 'The best time of each day' },
				{ name: 'Overlapping', value: 'overlapping', description: 'Proposals may overlap' },
				{ name: 'Separate', value: 'separate', description: 'Proposals do not overlap' },
			],
			default: 'separate',
			description: 'How proposals lie to each other',
		},
		{
			displayName: 'Start Every (Minutes)',
			name: 'stepMinutes',
			type: 'number',
			typeOptions: { minValue: 5, maxValue: 1440, numberPrecision: 0 },
			default: 30,
			description: 'Proposals begin at multiples of so many minutes since midnight',
		},
		{
			displayName: 'Tentative Is Free',
			name: 'tentativeIsFree',
			type: 'boolean',
			default: false,
			description: 'Whether a tentative appointment keeps nobody away',
		},
		timeZoneParameter,
		...workingHoursOptions,
		...roomOptions,
	),
];

export const fieldNames = { ...roomFieldNames, ...workingHoursFieldNames };

/** One item with all proposals for each input item, so that what follows books one of them. */
export async function execute(run: OperationRun): Promise<void> {
	const { findSlots } = await import('../../../exchange/calendars/availability/findSlots');
	const { signal } = run.results;
	await readEachItem(run, {
		read: readOptions,
		work: async (options, add) => {
			add(itemOf(shown(run, await findSlots(run.exchange, { ...options, signal }))));
		},
	});
}

function readOptions(parameters: ItemParameters): FindSlotsOptions {
	return {
		required: parameters.requiredList('required'),
		optional: parameters.list('optional'),
		durationMinutes: parameters.number('durationMinutes') ?? 60,
		start: parameters.moment('start', 'begin'),
		end: parameters.moment('end', 'end'),
		stepMinutes: parameters.number('stepMinutes'),
		bufferBeforeMinutes: parameters.number('bufferBeforeMinutes'),
		bufferAfterMinutes: parameters.number('bufferAfterMinutes'),
		...readWorkingHours(parameters),
		timeZone: parameters.zone(),
		rooms: parameters.yesNo('withRoom') ? readRoomChoice(parameters) : undefined,
		tentativeIsFree: parameters.yesNo('tentativeIsFree'),
		maxProposals: parameters.number('maxProposals'),
		spread: parameters.choice('spread', ['overlapping', 'separate', 'oneADay']),
		onBehalfOf: parameters.text('onBehalfOf'),
	};
}

function shown(run: OperationRun, { slots, nearest, problems }: FoundSlots): object {
	return {
		found: slots.length,
		slots,
		...(slots.length === 0 && { nearest }),
		problems: problems.map((problem) => withShownError(run, problem)),
	};
}
