import type { INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { writingNotice } from '../../shared/writingParameters';
import { nameParameter, otherCalendarParameter } from './parameters';

export const option = {
	name: 'Rename',
	value: 'rename',
	action: 'Rename a calendar of a mailbox',
	description: 'Give a calendar another name; the default one keeps its name',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	otherCalendarParameter,
	{ ...nameParameter, displayName: 'New Name', description: 'New name, 1 to 255 characters' },
];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { renameCalendar } = await import('../../../exchange/calendars/folders/renameCalendar');
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			calendar: parameters.otherCalendar(),
			name: parameters.requiredText('name'),
		}),
		work: async (options, add) => {
			const renamed = await renameCalendar(exchange, { ...options, signal: results.signal });
			add(itemOf({ action: 'renamed', ...renamed, mailbox: options.mailbox }));
		},
	});
}
