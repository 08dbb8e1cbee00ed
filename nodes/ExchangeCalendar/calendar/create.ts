import type { INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { writingNotice } from '../../shared/writingParameters';
import { nameParameter } from './parameters';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create a calendar in a mailbox',
	description: 'Create a calendar beside the default one of a mailbox',
};

export const parameters: INodeProperties[] = [writingNotice, mailboxParameter, nameParameter];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { createCalendar } = await import('../../../exchange/calendars/folders/createCalendar');
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			name: parameters.requiredText('name'),
		}),
		work: async (options, add) => {
			const created = await createCalendar(exchange, { ...options, signal: results.signal });
			add(itemOf({ action: 'created', ...created, mailbox: options.mailbox }));
		},
	});
}
