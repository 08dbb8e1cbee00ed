import type { INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { simplifyParameter } from '../../shared/simplifyParameter';
import { eventParameter, scopeParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { messageParameter, optionsOf } from '../../shared/collections';
import { eventZoneParameter } from '../parameters/time';
import { mailParameter, writingNotice } from '../../shared/writingParameters';

export const option = {
	name: 'Respond',
	value: 'respond',
	action: 'Accept or decline an invitation',
	description:
		'Accept, tentatively accept or decline a meeting that somebody else organizes, one occurrence or the series; mails the organizer only when told to',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	eventParameter,
	{
		displayName: 'Response',
		name: 'response',
		type: 'options',
		options: [
			{ name: 'Accept', value: 'accept' },
			{ name: 'Decline', value: 'decline', description: 'The meeting leaves the calendar' },
			{ name: 'Tentative', value: 'tentative' },
		],
		default: 'accept',
		description: 'The answer: accept, tentative or decline',
	},
	scopeParameter('named', 'occurrence', 'series'),
	mailParameter('Send Response', 'Mail the answer to the organizer'),
	optionsOf(messageParameter('the answer'), simplifyParameter, eventZoneParameter),
];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { respondToEvent } = await import('../../../exchange/calendars/events/respondToEvent');
	const { shownEvent } = await import('./shownEvent');
	await writeEachItem(run, {
		read: (parameters) => ({
			options: {
				mailbox: parameters.mailbox(exchange.settings.emailDns),
				event: parameters.reference(),
				scope: parameters.scope(['occurrence', 'series']),
				response: parameters.requiredChoice('response', ['accept', 'tentative', 'decline']),
				sendInvitations: parameters.choice('sendInvitations', ['none', 'all']),
				message: parameters.text('message'),
				timeZone: parameters.text('timeZone'),
			},
			isSimple: parameters.yesNo('simplify') ?? true,
		}),
		work: async ({ options, isSimple }, add, tell) => {
			const { signal } = results;
			const responded = await respondToEvent(exchange, { ...options, signal });
			const { action, response, event, notRead } = responded;
			const { mailbox } = options;
			if (notRead !== undefined) tell(notRead);
			add(
				itemOf({
					action,
					response,
					...(event ? shownEvent(event, isSimple) : { mailbox }),
					...(notRead !== undefined && { notRead }),
				}),
			);
		},
	});
}
