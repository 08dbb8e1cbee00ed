import type { INodeProperties } from 'n8n-workflow';

/** The outputs of the node. */
export const passedOutput = 0;
export const failedOutput = 1;

export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'hidden',
		noDataExpression: true,
		default: 'connection',
		description: 'The kind of thing to work with; n8n names a node by it and the operation',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'test',
		description: 'What to find out',
		displayOptions: { show: { resource: ['connection'] } },
		options: [
			{
				name: 'Test Connection',
				value: 'test',
				action: 'Test the connection',
				description: 'Go through everything between n8n and the calendars',
			},
			{
				name: 'Describe Server',
				value: 'describeServer',
				action: 'Describe the server',
				description:
					'Find out by reading alone in which ways this Exchange behaves, to send along with a bug report; the result holds nothing private',
			},
		],
	},
	{
		displayName: 'Mailbox',
		name: 'mailbox',
		type: 'string',
		default: '',
		placeholder: 'e.g. alice@enyoi.com',
		description:
			"Address of the mailbox whose calendar to look at; one with many appointments shows more. Leave empty for the credential's test mailbox or the service account's own.",
		displayOptions: { show: { operation: ['describeServer'] } },
	},
	{
		displayName: 'Mailboxes',
		name: 'mailboxes',
		type: 'string',
		default: '',
		placeholder: 'e.g. alice@enyoi.com, bob@enyoi.com',
		description:
			"Addresses of the mailboxes to open, separated by commas or line breaks; an expression may give a list. Leave empty for the credential's test mailbox or the service account's own.",
		displayOptions: { show: { operation: ['test'] } },
	},
	{
		displayName: 'Write Test',
		name: 'writeTest',
		type: 'boolean',
		default: false,
		description:
			'Whether to create a private item in each of these calendars and remove it again. Nobody is invited.',
		displayOptions: { show: { operation: ['test'] } },
	},
];
