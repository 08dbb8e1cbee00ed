import type { INodeProperties } from 'n8n-workflow';

/** The owner of the calendar. */
export const mailboxParameter: INodeProperties = {
	displayName: 'Mailbox',
	name: 'mailbox',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	// eslint-disable-next-line n8n-nodes-base/node-param-description-miscased-json -- a name in an expression
	description:
		'Email address of the person, room or shared mailbox whose calendar it is. For several mailboxes choose By Email and write {{ $json.emailAddress }}, which Resolve Mailbox gives.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			hint: 'Type the beginning of a name or address; the address list of Exchange is searched',
			typeOptions: {
				searchListMethod: 'searchMailboxes',
				searchable: true,
				searchFilterRequired: true,
			},
		},
		{
			displayName: 'By Email',
			name: 'address',
			type: 'string',
			placeholder: 'e.g. alice@enyoi.com',
			hint: 'One address; several mailboxes come as several input items',
		},
	],
};
