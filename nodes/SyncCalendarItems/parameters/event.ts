import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dateText, dayOfDate } from '../../../exchange/calendar/civil';
import type { PushException, PushInput, PushTime } from '../../../exchange/push/input/pushInput';
import { isOfDays, isoOfDate } from '../../../exchange/push/input/givenTime';
import { additionalFieldsOf } from '../../shared/collections';
import {
	eventFieldNames,
	eventFields,
	isAllDayField,
	subjectField,
} from '../../shared/eventFields';
import type { ItemParameters } from '../../shared/itemParameters';
import { endsOnDayAfter, readFields, withoutAbsent } from '../../shared/readEventFields';

const unlessDeleting = { hide: { action: ['delete'] } };
const fromFields = { ...unlessDeleting, show: { eventAs: ['fields'] } };
const fromJson = { ...unlessDeleting, show: { eventAs: ['json'] } };

/** Fields that only the plain operations can write. */
const notPushed = ['rooms', 'joinUrl'];

const linkFields: INodeProperties[] = [
	{
		displayName: 'Exceptions of the Series',
		name: 'exceptions',
		type: 'json',
		default: '[]',
		placeholder: 'e.g. [{ "originalStart": "2026-12-02T08:00:00Z", "isCancelled": true }]',
		description:
			'The occurrences that differ from the series, by the start that the series gives them; an empty list says that none does',
	},
	{
		displayName: 'Link by Exchange ID',
		name: 'id',
		type: 'string',
		default: '',
		placeholder: 'e.g. AAMkADk0…AAA=',
		description: 'The ID of an appointment that is this event already: it is linked, not doubled',
	},
	{
		displayName: 'Link by iCalUId',
		name: 'iCalUId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 040000008200E0…',
		description: 'The same by its iCalUId',
	},
	{
		displayName: 'Last Modified in Source',
		name: 'lastModifiedDateTime',
		type: 'dateTime',
		default: '',
		description:
			'When the other system changed the event last, for the conflict policy Newest Wins',
	},
];

const formats =
	'such as 2026-12-07T09:00. Without an offset it is in the Time Zone of Options, else in that of the mailbox';

export const eventParameters: INodeProperties[] = [
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '={{ $json.externalId }}',
		placeholder: 'e.g. leave-4711',
		description:
			"The event's identity in the other system, 1 to 4,000 characters. It is kept in the appointment itself, so that a repeat makes no second one.",
	},
	{
		displayName: 'Event As',
		name: 'eventAs',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Fields', value: 'fields', description: 'Subject, times and so on, one by one' },
			{ name: 'JSON', value: 'json', description: 'One object in the shape of Microsoft Graph' },
		],
		default: 'fields',
		description: 'How the event is given',
		displayOptions: unlessDeleting,
	},
	{ ...subjectField, displayOptions: fromFields },
	{
		displayName: 'Start',
		name: 'start',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-12-07 or 2026-12-07T09:00',
		description: `Begin of the appointment, ${formats}`,
		displayOptions: fromFields,
	},
	{
		displayName: 'End',
		name: 'end',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-12-11 or 2026-12-07T17:00',
		description: `End of the appointment, ${formats}. For an all-day event its last day; when empty, it takes one day.`,
		displayOptions: fromFields,
	},
	{ ...isAllDayField, displayOptions: fromFields },
	{
		...additionalFieldsOf(
			...eventFields.filter(({ name }) => !notPushed.includes(name)),
			...linkFields,
		),
		description:
			'Further fields that the other system owns. What is not given stays as it is in Exchange; an empty text empties the field.',
		displayOptions: fromFields,
	},
	{
		displayName: 'Event',
		name: 'event',
		type: 'json',
		default: '={{ $json.event }}',
		description:
			"The event in the shape of Microsoft Graph: subject, start, end, location, body, recurrence … besides rrule, exceptions and the other system's lastModifiedDateTime. What is not given stays as it is in Exchange.",
		displayOptions: fromJson,
	},
];

/** Entry of Options. */
export const allDayEndParameter: INodeProperties = {
	displayName: 'All-Day End',
	name: 'allDayEnd',
	type: 'options',
	options: [
		{
			name: 'Day After',
			value: 'dayAfter',
			description: 'The end of an all-day event is the day after its last one, as Graph has it',
		},
		{ name: 'Last Day', value: 'lastDay', description: 'It is the last day itself' },
	],
	default: 'lastDay',
	description:
		'What the end of an all-day event is. When not added: the last day with Event As Fields, the day after with JSON.',
};

/** Names of the library for fields that the panel calls otherwise. */
export const eventNames = eventFieldNames;

/**
 * The event of an item; undefined when the item has neither an event nor an external id and so only names
 * a mailbox.
 * @throws InvalidInput when it can't be read. The library checks that it can be written.
 */
export function readEvent(
	parameters: ItemParameters,
	action: 'upsert' | 'delete',
): PushInput | undefined {
	const event = action === 'delete' ? {} : readGiven(parameters);
	const externalId =
		parameters.text('externalId') ?? parameters.textOf('externalId', event.externalId ?? '');
	if (externalId === '' && isBlank(event)) return undefined;
	return { ...event, externalId, action };
}

/** All Day is a switch of the panel, and says nothing of an item that has nothing else. */
function isBlank(event: Partial<PushInput>): boolean {
	return Object.keys(event).every((name) => name === 'isAllDay');
}

function readGiven(parameters: ItemParameters): Partial<PushInput> {
	const event = isJson(parameters) ? readJson(parameters) : readEventFields(parameters);
	return endsOnLastDay(parameters) && isOfDays(event) ? withDayAfter(event) : event;
}

function isJson(parameters: ItemParameters): boolean {
	return parameters.choice('eventAs', ['fields', 'json']) === 'json';
}

/** True where the end of an item's all-day event is its last day, false where it is the day after. */
export function endsOnLastDay(parameters: ItemParameters): boolean {
	const unlessAdded = isJson(parameters) || endsOnDayAfter(parameters) ? 'dayAfter' : 'lastDay';
	return parameters.requiredChoice('allDayEnd', ['lastDay', 'dayAfter'], unlessAdded) === 'lastDay';
}

function readJson(parameters: ItemParameters): Partial<PushInput> {
	const given = parameters.json('event', '{ "subject": "Shift", "start": … }');
	// An expression gives undefined for what its item has not.
	return withoutAbsent((given ?? {}) as IDataObject);
}

function readEventFields(parameters: ItemParameters): Partial<PushInput> {
	const { attendees, ...fields } = readFields(parameters, { allDayEnd: 'asGiven' });
	const exceptions = parameters.jsonList('exceptions', '[{ "originalStart": … }]');
	const event = {
		...fields,
		subject: parameters.text('subject'),
		// The switch is off as long as nobody touches it: only with times it says something.
		isAllDay: fields.start === undefined && !fields.isAllDay ? undefined : fields.isAllDay,
		attendees: attendees?.map(attendee),
		exceptions,
		id: parameters.text('id'),
		iCalUId: parameters.text('iCalUId'),
		lastModifiedDateTime: readLastModified(parameters),
	};
	return withoutAbsent(event) as Partial<PushInput>;
}

function readLastModified(parameters: ItemParameters): unknown {
	const time = parameters.time('lastModifiedDateTime');
	return time instanceof Date ? time.toISOString() : time;
}

/** The all-day event with the ends that Graph gives it and its exceptions. */
function withDayAfter(event: Partial<PushInput>): Partial<PushInput> {
	const { exceptions } = event;
	return withoutAbsent({
		...event,
		end: timeDayAfter(event.end ?? event.start),
		exceptions: Array.isArray(exceptions) ? exceptions.map(exceptionWithDayAfter) : exceptions,
	});
}

function exceptionWithDayAfter(exception: PushException): PushException {
	const end = timeDayAfter(exception?.end);
	return end ? { ...exception, end } : exception;
}

function timeDayAfter(time: PushTime | undefined): PushTime | undefined {
	const text = isoOfDate(time) ?? time;
	if (typeof text === 'string') return dayAfter(text);
	return typeof text?.dateTime === 'string' ? { ...text, dateTime: dayAfter(text.dateTime) } : time;
}

/** The same time a day later, where it begins with a date. */
function dayAfter(text: string): string {
	const day = dayOfDate(text.slice(0, 10));
	return day === undefined ? text : `${dateText(day + 1)}${text.slice(10)}`;
}

/** An address alone will do. */
function attendee(given: unknown): unknown {
	return typeof given === 'string' ? { emailAddress: { address: given.trim() } } : given;
}
