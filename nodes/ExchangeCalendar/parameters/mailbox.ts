import type { INodeProperties } from 'n8n-workflow';

/** The owner of the calendar. */
export const mailboxParameter: INodeProperties = {
	displayName: 'Mailbox',
	name: 'mailbox',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'Email address of the person, room or shared mailbox whose calendar it is',
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

/** In Options: the mailbox whose rights count where no mailbox is opened. */
export const askAsParameter: INodeProperties = {
	displayName: 'Ask As',
	name: 'onBehalfOf',
	type: 'string',
	default: '',
	placeholder: 'e.g. alice@enyoi.com',
	description:
		'Email address of the person whose rights decide how much is told. When empty, the service account asks for itself.',
};
