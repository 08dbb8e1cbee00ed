import type { INodeProperties } from 'n8n-workflow';
import { privacyParameter } from '../../shared/contentParameters';
import { itemOf, readEachItem, type OperationRun } from '../operation';
import { eventParameter } from '../parameters/event';
import { firstOf, limitParameters, readLimit } from '../parameters/limit';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get the attachments of an event',
	description:
		'List the attachments of an event: files, pictures in the text, attached items and links',
};

export const parameters: INodeProperties[] = [
	mailboxParameter,
	eventParameter,
	...limitParameters,
	optionsOf(privacyParameter),
];

export const fieldNames = { eventId: 'event' };

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { getAttachments } = await import('../../../exchange/calendars/attachments/getAttachments');
	await readEachItem(run, {
		read: (parameters) => ({
			limit: readLimit(parameters),
			options: {
				mailbox: parameters.mailbox(exchange.settings.emailDns),
				eventId: parameters.eventId(),
				privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']),
			},
		}),
		work: async ({ limit, options }, add, tell) => {
			const { mailbox, eventId } = options;
			const found = await getAttachments(exchange, { ...options, signal: results.signal });
			for (const attachment of firstOf(run, found, limit, tell)) {
				add(itemOf({ ...attachment, mailbox, eventId }));
			}
		},
	});
}
