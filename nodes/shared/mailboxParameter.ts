import type { INodeProperties } from 'n8n-workflow';

/** Whose calendar. Its value is the address, so that `readRequiredText` reads it. */
export const mailboxParameter: INodeProperties = {
	displayName: 'Mailbox',
	name: 'mailbox',
	type: 'resourceLocator',
	default: { mode: 'address', value: '={{ $json.emailAddress }}' },
	required: true,
	description:
		'Email address of the mailbox. The expression takes it from the output of Resolve Mailbox.',
	modes: [
		{
			displayName: 'By Address',
			name: 'address',
			type: 'string',
			placeholder: 'e.g. alice@enyoi.com',
			hint: 'One address; several mailboxes come as several input items',
		},
	],
};
