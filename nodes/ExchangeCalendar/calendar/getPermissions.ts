import type { INodeProperties } from 'n8n-workflow';
import { calendarParameter } from '../../shared/calendarParameter';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';

export const option = {
	name: 'Get Permissions',
	value: 'getPermissions',
	action: 'Get who may see or change a calendar',
	description: 'List who may do what in a calendar, and what each level means',
};

export const parameters: INodeProperties[] = [mailboxParameter, calendarParameter];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { getCalendarPermissions } = await import(
		'../../../exchange/calendars/folders/getCalendarPermissions'
	);
	await readEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			calendar: parameters.calendar(),
		}),
		work: async (options, add) => {
			const { signal } = results;
			for (const permission of await getCalendarPermissions(exchange, { ...options, signal })) {
				add(itemOf({ ...permission, mailbox: options.mailbox }));
			}
		},
	});
}
