import type { INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { writingNotice } from '../../shared/writingParameters';
import { otherCalendarParameter } from './parameters';

export const option = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a calendar of a mailbox',
	description:
		'Move a calendar to Deleted Items; never the default one, and with events only if told to',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	otherCalendarParameter,
	{
		displayName: 'Delete With Content',
		name: 'withContent',
		type: 'boolean',
		default: false,
		description:
			'Whether to delete it also when it holds events, or calendars below it; otherwise that is refused',
	},
];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { deleteCalendar } = await import('../../../exchange/calendars/folders/deleteCalendar');
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			calendar: parameters.otherCalendar(),
			withContent: parameters.yesNo('withContent'),
		}),
		work: async (options, add) => {
			const deleted = await deleteCalendar(exchange, { ...options, signal: results.signal });
			add(itemOf({ action: 'deleted', ...deleted, mailbox: options.mailbox }));
		},
	});
}
