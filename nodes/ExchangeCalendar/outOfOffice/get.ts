import type { INodeProperties } from 'n8n-workflow';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { timeZoneParameter } from '../parameters/time';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get the automatic replies of a mailbox',
	description: 'Tell whether automatic replies are on, from when to when, and their texts',
};

export const parameters: INodeProperties[] = [mailboxParameter, optionsOf(timeZoneParameter)];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { getOutOfOffice } = await import('../../../exchange/calendars/outOfOffice/getOutOfOffice');
	await readEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			timeZone: parameters.text('timeZone'),
		}),
		work: async (options, add) => {
			add(itemOf(await getOutOfOffice(exchange, { ...options, signal: results.signal })));
		},
	});
}
