import type { INodeProperties } from 'n8n-workflow';

export const attachmentParameter: INodeProperties = {
	displayName: 'Attachment ID',
	name: 'attachmentId',
	type: 'string',
	default: '={{ $json.id }}',
	required: true,
	placeholder: 'e.g. AAMkADk0…AAA=',
	description: 'ID of the attachment, as Get Many of attachments gives it',
};
