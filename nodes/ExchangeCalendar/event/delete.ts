import type { INodeProperties } from 'n8n-workflow';
import { deleteTypes } from '../../shared/choices';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { eventParameter, scopeParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { mailParameter, writingNotice } from '../../shared/writingParameters';

export const option = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete an event from a calendar',
	description:
		'Delete an appointment, one occurrence of a series, this and the following ones, or the whole series; mails nobody unless told to',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	eventParameter,
	scopeParameter('named', 'occurrence', 'thisAndFollowing', 'series'),
	mailParameter('Send Cancellations', 'Mail everybody invited that it is off'),
	optionsOf({
		displayName: 'Delete To',
		name: 'deleteType',
		type: 'options',
		options: deleteTypes,
		default: 'toDeletedItems',
		description: 'Where the event goes',
	}),
];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { deleteEvent } = await import('../../../exchange/calendars/events/deleteEvent');
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			event: parameters.reference(),
			scope: parameters.scope(['occurrence', 'thisAndFollowing', 'series']),
			sendInvitations: parameters.choice('sendInvitations', ['none', 'all']),
			deleteType: parameters.choice('deleteType', ['toDeletedItems', 'soft', 'hard']),
		}),
		work: async (options, add) => {
			const deleted = await deleteEvent(exchange, { ...options, signal: results.signal });
			add(itemOf({ ...deleted, mailbox: options.mailbox }));
		},
	});
}
