import type { INodeProperties } from 'n8n-workflow';
import { privacyParameter } from '../../shared/contentParameters';
import { readEachItem, type OperationRun } from '../operation';
import { eventParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { attachmentParameter } from './parameters';

export const option = {
	name: 'Download',
	value: 'download',
	action: 'Download an attachment of an event',
	description: 'Read an attachment into a binary field; an attached item comes as its file',
};

export const parameters: INodeProperties[] = [
	mailboxParameter,
	{ ...eventParameter, default: { mode: 'id', value: '={{ $json.eventId }}' } },
	attachmentParameter,
	{
		displayName: 'Put Output in Field',
		name: 'outputField',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
		description: 'Name of the binary field that the file goes to',
	},
	optionsOf(
		{
			displayName: 'Max Size (MB)',
			name: 'maxMegabytes',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 50,
			description: 'Most megabytes to read; a larger attachment is refused',
		},
		privacyParameter,
	),
];

/** As much as is read into memory. */
const mostMegabytes = 180;

export const fieldNames = { eventId: 'event', maxSize: 'maxMegabytes' };

export async function execute(run: OperationRun): Promise<void> {
	const { context, exchange, results } = run;
	const { downloadAttachment } = await import(
		'../../../exchange/calendars/attachments/downloadAttachment'
	);
	await readEachItem(run, {
		read: (parameters) => {
			const megabytes = parameters.number('maxMegabytes');
			if (megabytes !== undefined && !(megabytes > 0 && megabytes <= mostMegabytes)) {
				throw parameters.refused('maxMegabytes', megabytes, `a number up to ${mostMegabytes}`);
			}
			return {
				field: parameters.text('outputField') ?? 'data',
				options: {
					mailbox: parameters.mailbox(exchange.settings.emailDns),
					eventId: parameters.eventId(),
					attachmentId: parameters.requiredText('attachmentId'),
					privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']),
					maxSize: megabytes === undefined ? undefined : Math.ceil(megabytes * 1024 * 1024),
				},
			};
		},
		work: async ({ field, options }, add) => {
			const { mailbox, eventId } = options;
			const { content, ...file } = await downloadAttachment(exchange, {
				...options,
				signal: results.signal,
			});
			const data = await context.helpers.prepareBinaryData(
				content,
				file.fileName,
				file.contentType,
			);
			add({ json: { ...file, mailbox, eventId }, binary: { [field]: data } });
		},
	});
}
