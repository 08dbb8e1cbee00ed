import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { EventFields } from '../../../exchange/calendars/events/event';
import type { CreateEventOptions } from '../../../exchange/calendars/events/options';
import { calendarParameter } from '../../shared/calendarParameter';
import type { ItemParameters } from '../../shared/itemParameters';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { simplifyParameter } from '../../shared/simplifyParameter';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { additionalFieldsOf, optionsOf } from '../../shared/collections';
import { timeParameters, eventZoneParameter } from '../parameters/time';
import { mailParameter, writingNotice } from '../../shared/writingParameters';
import {
	eventFieldNames,
	eventFields,
	isAllDayField,
	subjectField,
} from '../../shared/eventFields';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create an event in a calendar',
	description:
		'Create an appointment, a meeting with attendees and rooms, or a series; mails nobody unless told to',
};

const fromFields = { show: { eventFrom: ['fields'] } };
const fromFile = { show: { eventFrom: ['ics'] } };

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	calendarParameter,
	{
		displayName: 'Event From',
		name: 'eventFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Fields', value: 'fields', description: 'Subject, times and so on, one by one' },
			{
				name: 'iCalendar File',
				value: 'ics',
				description: 'A binary field with an .ics file of one event',
			},
		],
		default: 'fields',
		description: 'Where the event comes from',
	},
	{
		displayName: 'Input Binary Field',
		name: 'icsField',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the input binary field that holds the iCalendar file',
		description: 'Name of the binary field with the iCalendar file of one event',
		displayOptions: fromFile,
	},
	{ ...subjectField, displayOptions: fromFields },
	...timeParameters.map((parameter) => ({ ...parameter, displayOptions: fromFields })),
	{ ...isAllDayField, displayOptions: fromFields },
	mailParameter('Send Invitations', 'Mail an invitation to everybody invited'),
	{ ...additionalFieldsOf(...eventFields), displayOptions: fromFields },
	optionsOf(
		{
			displayName: 'Client Key',
			name: 'clientKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-4711',
			description:
				'Name of this creation, 1 to 200 characters. A repeat with the same key makes no second event and gives the one that is there.',
		},
		simplifyParameter,
		eventZoneParameter,
		{
			displayName: 'Wait for Rooms (Seconds)',
			name: 'waitForRooms',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 120, numberPrecision: 0 },
			default: 30,
			description:
				'Seconds to wait for the answers of invited rooms, which come out as roomAnswers; 0 waits for none',
		},
	),
];

// Only a file has occurrences of their own.
export const fieldNames = { ...eventFieldNames, ics: 'icsField', exceptions: 'icsField' };

export async function execute(run: OperationRun): Promise<void> {
	const { context, exchange, results } = run;
	const { createEvent } = await import('../../../exchange/calendars/events/createEvent');
	const { readFields } = await import('../../shared/readEventFields');
	const { shownEvent } = await import('./shownEvent');
	await writeEachItem(run, {
		read: (parameters) => ({
			options: readOptions(parameters, exchange.settings.emailDns),
			given:
				parameters.choice('eventFrom', ['fields', 'ics']) === 'ics'
					? { file: parameters.binaryField('icsField') }
					: { fields: readFields(parameters) },
			isSimple: parameters.yesNo('simplify') ?? true,
		}),
		work: async ({ options, given, isSimple }, add, tell, { item }) => {
			const event =
				given.file === undefined
					? given.fields
					: await eventOfFile(context, item, given.file, options.inputTimeZone);
			const { signal } = results;
			const created = await createEvent(exchange, { ...options, event, signal });
			const { action, roomAnswers, notRead } = created;
			if (action === 'created' && event.rooms?.length && options.sendInvitations !== 'all') {
				tell(unasked);
			}
			if (notRead !== undefined) tell(notRead);
			add(
				itemOf({
					action,
					...(roomAnswers && { roomAnswers }),
					...(notRead !== undefined && { notRead }),
					...shownEvent(created.event, isSimple),
				}),
			);
		},
	});
}

const unasked =
	'The rooms are not booked: nobody is mailed. Set Send Invitations to To All, and they are asked.';

function readOptions(
	parameters: ItemParameters,
	emailDns: string,
): Omit<CreateEventOptions, 'event'> {
	return {
		mailbox: parameters.mailbox(emailDns),
		calendar: parameters.calendar(),
		sendInvitations: parameters.choice('sendInvitations', ['none', 'all']),
		clientKey: parameters.text('clientKey'),
		waitForRooms: parameters.number('waitForRooms') || undefined,
		inputTimeZone: parameters.eventZone(),
		ownDays: parameters.text('timeZone') === undefined,
		timeZone: parameters.text('timeZone'),
	};
}

/** The event of an iCalendar file without its UID, which Exchange gives itself. */
async function eventOfFile(
	context: IExecuteFunctions,
	item: number,
	field: string | IBinaryData,
	timeZone: string | undefined,
): Promise<EventFields> {
	const { eventFromIcs } = await import('../../../exchange/calendars/icalendar/eventFromIcs');
	context.helpers.assertBinaryData(item, field);
	const file = await context.helpers.getBinaryDataBuffer(item, field);
	const event = eventFromIcs(file, { timeZone });
	delete event.iCalUId;
	delete event.organizer;
	return event;
}
