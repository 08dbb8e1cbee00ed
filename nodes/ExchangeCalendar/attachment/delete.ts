import type { INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { eventParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { writingNotice } from '../../shared/writingParameters';
import { attachmentParameter } from './parameters';

export const option = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete an attachment of an event',
	description: 'Remove an attachment from an event',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	{ ...eventParameter, default: { mode: 'id', value: '={{ $json.eventId }}' } },
	attachmentParameter,
];

export const fieldNames = { eventId: 'event' };

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { deleteAttachment } = await import(
		'../../../exchange/calendars/attachments/deleteAttachment'
	);
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			eventId: parameters.eventId(),
			attachmentId: parameters.requiredText('attachmentId'),
		}),
		work: async (options, add) => {
			await deleteAttachment(exchange, { ...options, signal: results.signal });
			const { attachmentId: id, ...rest } = options;
			add(itemOf({ action: 'deleted', id, ...rest }));
		},
	});
}
