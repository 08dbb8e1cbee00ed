import type { INodeProperties } from 'n8n-workflow';
import type { SetCalendarPermissionOptions } from '../../../exchange/calendars/folders/permission';
import { calendarParameter } from '../../shared/calendarParameter';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { writingNotice } from '../../shared/writingParameters';

export const option = {
	name: 'Set Permission',
	value: 'setPermission',
	action: 'Let somebody see or change a calendar',
	description: 'Give one person, a group, or everybody a level in a calendar, or take it away',
};

const levels = [
	['Author', 'Reads all events, creates some, changes and deletes its own'],
	['Contributor', 'Creates events, reads none'],
	['Editor', 'Reads, creates, changes and deletes all events'],
	['FreeBusyTimeAndSubjectAndLocation', 'Sees busy times with subject and place'],
	['FreeBusyTimeOnly', 'Sees busy times, nothing else'],
	['None', 'Sees nothing, whatever everybody else sees'],
	['NoneditingAuthor', 'Reads all events, creates some, deletes its own, changes none'],
	['Owner', 'Everything, and changes who may do what'],
	['PublishingAuthor', 'Author who creates calendars below this one as well'],
	['PublishingEditor', 'Editor who creates calendars below this one as well'],
	['Remove', 'No entry of their own: the level of everybody counts for them'],
	['Reviewer', 'Reads all events'],
] as const;

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	calendarParameter,
	{
		displayName: 'User',
		name: 'user',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. bob@enyoi.com',
		description:
			'Email address of the person or group who gets it; "default" for everybody of the organization, "anonymous" for everybody else',
	},
	{
		displayName: 'Level',
		name: 'level',
		type: 'options',
		options: levels.map(([value, description]) => ({
			name: value.replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
			value,
			description,
		})),
		default: 'Reviewer',
		description: 'The level that they have from now on',
	},
];

/** Gives the permissions of the calendar as they are afterwards. */
export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { setCalendarPermission } = await import(
		'../../../exchange/calendars/folders/setCalendarPermission'
	);
	await writeEachItem(run, {
		read: (parameters): SetCalendarPermissionOptions => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			calendar: parameters.calendar(),
			user: parameters.requiredText('user'),
			level: parameters.requiredChoice(
				'level',
				levels.map(([level]) => level),
			),
		}),
		work: async (options, add) => {
			const { signal } = results;
			for (const permission of await setCalendarPermission(exchange, { ...options, signal })) {
				add(itemOf({ ...permission, mailbox: options.mailbox }));
			}
		},
	});
}
