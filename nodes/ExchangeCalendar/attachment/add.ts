import type { IBinaryData, INodeProperties } from 'n8n-workflow';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { eventParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { writingNotice } from '../../shared/writingParameters';

export const option = {
	name: 'Add',
	value: 'add',
	action: 'Add a file to an event',
	description: 'Attach a file from a binary field to an appointment or a series',
};

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	eventParameter,
	{
		displayName: 'Input Binary Field',
		name: 'inputField',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the input binary field containing the file to attach',
		description: 'Name of the binary field that holds the file',
	},
	optionsOf(
		{
			displayName: 'Content ID',
			name: 'contentId',
			type: 'string',
			default: '',
			placeholder: 'e.g. logo',
			description: 'Makes it a picture in the HTML body, which names it as cid: and this ID',
		},
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. agenda.pdf',
			description: 'Name that the attachment gets. When empty, the name of the file.',
		},
	),
];

export const fieldNames = { eventId: 'event', name: 'fileName', content: 'inputField' };

/** Nodes leave the name of a file out, or empty. */
function nameOf({ fileName, fileExtension }: IBinaryData): string {
	return fileName?.trim() || `attachment.${fileExtension || 'bin'}`;
}

export async function execute(run: OperationRun): Promise<void> {
	const { context, exchange, results } = run;
	const { addAttachment } = await import('../../../exchange/calendars/attachments/addAttachment');
	await writeEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			eventId: parameters.eventId(),
			field: parameters.binaryField('inputField'),
			fileName: parameters.text('fileName'),
			contentId: parameters.text('contentId'),
		}),
		work: async ({ mailbox, eventId, field, fileName, contentId }, add, _tell, { item }) => {
			const file = context.helpers.assertBinaryData(item, field);
			const added = await addAttachment(exchange, {
				mailbox,
				eventId,
				name: fileName ?? nameOf(file),
				content: await context.helpers.getBinaryDataBuffer(item, field),
				contentType: file.mimeType,
				...(contentId !== undefined && { isInline: true, contentId }),
				signal: results.signal,
			});
			add(itemOf({ action: 'added', ...added, mailbox, eventId }));
		},
	});
}
