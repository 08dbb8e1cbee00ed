import type { INodeProperties } from 'n8n-workflow';
import type { FindSlotsOptions } from '../../../exchange/calendars/availability/slotOptions';
import type { ItemParameters } from '../../shared/itemParameters';

/** Working hours of a search, for Options. */
export const workingHoursOptions: INodeProperties[] = [
	{
		displayName: 'Default Days',
		name: 'defaultDays',
		type: 'string',
		default: 'monday, tuesday, wednesday, thursday, friday',
		placeholder: 'e.g. monday, tuesday',
		description: 'Working days of those who have set none, separated by commas',
	},
	{
		displayName: 'Default Hours',
		name: 'defaultHours',
		type: 'string',
		default: '08:00-17:00',
		placeholder: 'e.g. 09:00-17:30',
		description: 'Working hours of those who have set none, in the zone of the search',
	},
	{
		displayName: 'Working Hours',
		name: 'workingHours',
		type: 'options',
		options: [
			{ name: 'At Any Time', value: 'ignored', description: 'Nights and weekends too' },
			{
				name: 'In Those of Each Person',
				value: 'required',
				description: 'In the working hours of each, by their own time zone',
			},
		],
		default: 'required',
		description: 'Whether times have to lie in working hours',
	},
];

export const workingHoursFieldNames = {
	'defaultWorkingHours.daysOfWeek': 'defaultDays',
	'defaultWorkingHours.startTime': 'defaultHours',
	'defaultWorkingHours.endTime': 'defaultHours',
};

/** @throws InvalidInput when the default hours are no two times */
export function readWorkingHours(
	parameters: ItemParameters,
): Pick<FindSlotsOptions, 'workingHours' | 'defaultWorkingHours'> {
	const workingHours = parameters.choice('workingHours', ['required', 'ignored']);
	const days = parameters.list('defaultDays');
	const hours = parameters.text('defaultHours');
	if (days === undefined && hours === undefined) return { workingHours };
	const [, startTime, endTime] =
		/^(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)$/.exec(hours ?? '08:00-17:00') ?? [];
	if (startTime === undefined) {
		throw parameters.refused('defaultHours', hours, 'two times, such as 09:00-17:30');
	}
	const daysOfWeek = (days ?? ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']).map((day) =>
		day.toLowerCase(),
	);
	return {
		workingHours,
		defaultWorkingHours: { daysOfWeek: daysOfWeek as never, startTime, endTime },
	};
}
