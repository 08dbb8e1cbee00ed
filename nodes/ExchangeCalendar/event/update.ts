import type { INodeProperties } from 'n8n-workflow';
import type { UpdateEventOptions } from '../../../exchange/calendars/events/options';
import type { ItemParameters } from '../../shared/itemParameters';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { simplifyParameter } from '../../shared/simplifyParameter';
import { eventParameter, scopeParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf, updateFieldsOf } from '../../shared/collections';
import { timeParameters, eventZoneParameter } from '../parameters/time';
import { mailParameter, writingNotice } from '../../shared/writingParameters';
import {
	eventFieldNames,
	eventFields,
	isAllDayField,
	subjectField,
} from '../../shared/eventFields';

export const option = {
	name: 'Update',
	value: 'update',
	action: 'Change or move an event of a calendar',
	description:
		'Change an appointment, one occurrence of a series, this and the following ones, or the whole series; mails nobody unless told to',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	eventParameter,
	scopeParameter('named', 'occurrence', 'thisAndFollowing', 'series'),
	mailParameter('Send Updates', 'Mail an update to everybody invited', { withChanged: true }),
	updateFieldsOf(
		...timeParameters.map((parameter) => ({
			...parameter,
			required: false,
			description:
				parameter.name === 'start'
					? `${parameter.description}. Alone it moves the event and keeps its length.`
					: parameter.description,
		})),
		subjectField,
		isAllDayField,
		...eventFields,
	),
	optionsOf(simplifyParameter, eventZoneParameter),
];

export const fieldNames = { ...eventFieldNames, changes: 'updateFields' };

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { updateEvent } = await import('../../../exchange/calendars/events/updateEvent');
	const { endsOnDayAfter, readFields } = await import('../../shared/readEventFields');
	const { shownEvent } = await import('./shownEvent');
	await writeEachItem(run, {
		read: (parameters) => ({
			options: {
				...readOptions(parameters, exchange.settings.emailDns),
				changes: readFields(parameters, { allDayEnd: 'asGiven' }),
				allDayEnd: endsOnDayAfter(parameters) ? ('dayAfter' as const) : ('lastDay' as const),
			},
			isSimple: parameters.yesNo('simplify') ?? true,
		}),
		work: async ({ options, isSimple }, add, tell) => {
			const updated = await updateEvent(exchange, { ...options, signal: results.signal });
			const { action, event, before, notCopied, notRead } = updated;
			if (notRead !== undefined) tell(notRead);
			add(
				itemOf({
					action,
					...shownEvent(event, isSimple),
					...(before && { before: shownEvent(before, isSimple) }),
					...(notCopied && { notCopied }),
					...(notRead !== undefined && { notRead }),
				}),
			);
		},
	});
}

function readOptions(
	parameters: ItemParameters,
	emailDns: string,
): Omit<UpdateEventOptions, 'changes'> {
	return {
		mailbox: parameters.mailbox(emailDns),
		event: parameters.reference(),
		scope: parameters.scope(['occurrence', 'thisAndFollowing', 'series']),
		sendInvitations: parameters.choice('sendInvitations', ['none', 'all', 'changed']),
		// Without a zone the library takes that of the event.
		inputTimeZone: parameters.eventZone() ?? 'mailbox',
		ownDays: parameters.text('timeZone') === undefined,
		timeZone: parameters.text('timeZone'),
	};
}
