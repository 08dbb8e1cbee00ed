import type { INodeProperties } from 'n8n-workflow';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { firstOf, limitParameters, readLimit } from '../parameters/limit';
import { mailboxParameter } from '../../shared/mailboxParameter';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get the calendars of a mailbox',
	description: 'List the calendars of a mailbox, the default one first',
};

export const parameters: INodeProperties[] = [mailboxParameter, ...limitParameters];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { getCalendars } = await import('../../../exchange/calendars/folders/getCalendars');
	await readEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			limit: readLimit(parameters),
		}),
		work: async ({ mailbox, limit }, add, tell) => {
			const calendars = await getCalendars(exchange, { mailbox, signal: results.signal });
			for (const calendar of firstOf(run, calendars, limit, tell)) {
				add(itemOf({ ...calendar, mailbox }));
			}
		},
	});
}
