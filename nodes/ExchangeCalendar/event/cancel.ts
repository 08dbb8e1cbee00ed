import type { INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { eventParameter, scopeParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { messageParameter, optionsOf } from '../../shared/collections';
import { mailParameter, writingNotice } from '../../shared/writingParameters';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel a meeting of its organizer',
	description:
		'Cancel a meeting that the mailbox organizes, one occurrence or the series, with a message to the attendees if wanted',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	eventParameter,
	scopeParameter('named', 'occurrence', 'series'),
	mailParameter('Send Cancellations', 'Mail everybody invited that it is off'),
	optionsOf(messageParameter('the cancellation')),
];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { cancelEvent } = await import('../../../exchange/calendars/events/cancelEvent');
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			event: parameters.reference(),
			scope: parameters.scope(['occurrence', 'series']),
			sendInvitations: parameters.choice('sendInvitations', ['none', 'all']),
			message: parameters.text('message'),
		}),
		work: async (options, add) => {
			const cancelled = await cancelEvent(exchange, { ...options, signal: results.signal });
			add(itemOf({ ...cancelled, mailbox: options.mailbox }));
		},
	});
}
